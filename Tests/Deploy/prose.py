"""The repository's documents: their blocks, links and anchors."""

from __future__ import annotations

import re
import subprocess
import textwrap
from dataclasses import dataclass
from pathlib import Path

from files import REPOSITORY

FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


@dataclass(frozen=True)
class Block:
    document: str
    number: int
    language: str
    text: str

    @property
    def name(self) -> str:
        return f"{self.document}#{self.number}"


def documents() -> list[Path]:
    """All that git knows or would take."""
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={REPOSITORY}", "ls-files", "-z", "*.md"]
        + ["--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
        timeout=20,
    ).stdout
    return [REPOSITORY / name for name in sorted(set(listed.split("\0"))) if name]


def blocks(document: Path) -> list[Block]:
    name = str(document.relative_to(REPOSITORY))
    return [
        Block(name, number, language, textwrap.dedent(text))
        for number, (language, text) in enumerate(FENCE.findall(document.read_text()), 1)
    ]


def block(name: str, beginning: str) -> str:
    """The only one that begins so."""
    (found,) = [each for each in blocks(REPOSITORY / name) if each.text.startswith(beginning)]
    return found.text


def links(document: Path) -> list[str]:
    return LINK.findall(FENCE.sub("", document.read_text()))


def anchors(document: Path) -> set[str]:
    """As GitHub makes them of headings."""
    found: set[str] = set()
    for heading in re.findall(r"^#+ +(.+)$", FENCE.sub("", document.read_text()), re.MULTILINE):
        words = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        number = 0
        while (anchor := words if number == 0 else f"{words}-{number}") in found:
            number += 1
        found.add(anchor)
    return found
