"""docs/confinement.md has the tables of system calls as the source has them. WRITE_DOCUMENTS=1 writes
them."""

from __future__ import annotations

import os
import re

from harness import REPOSITORY

SOURCE = REPOSITORY / "Sources" / "Kernel" / "Confinement" / "SystemCalls.swift"
DOCUMENT = REPOSITORY / "docs" / "confinement.md"
BEGIN = "<!-- calls: written by WRITE_DOCUMENTS=1 of test_confinement_document.py -->\n"
END = "<!-- end of calls -->"

TITLES = {
    "everybody": "every process",
    "serving": "workers",
    "challenges": "workers that answer ACME challenges",
    "logging": "loggers",
    "mastering": "the master, besides all of these",
    "refused": "end a worker or a logger",
}
TABLE = re.compile(r" +static let (\w+): \[CInt\] = \[")
NAMES = re.compile(r'static var names: StaticString \{\s+"+([^"]+)"+\s+\}')
ROW = re.compile(r" *(?:SYS_(\w+)|\d+),?  // (?:(landlock_\w+): )?(.+)")


def tables() -> dict[str, list[tuple[list[str], str]]]:
    """By table, the calls of each reason."""
    found: dict[str, list[tuple[list[str], str]]] = {name: [] for name in TITLES}
    current = None
    for line in SOURCE.read_text().splitlines():
        if match := TABLE.fullmatch(line):
            current = match[1]
        elif "SYS_" in line or "landlock_" in line:
            match = ROW.fullmatch(line)
            assert match and current, f"a row without a reason: {line}"
            name, landlock, reason = match.groups()
            rows = found[current]
            if reason == "the same":
                rows[-1][0].append(landlock or name)
            elif reason.startswith("as "):
                # x86_64's own, beside the call that it stands for.
                like = reason.removeprefix("as ").partition(",")[0]
                beside = [names for names, _ in rows if like in names]
                (beside[0] if beside else rows[-1][0]).append(name)
            else:
                rows.append(([landlock or name], reason))
    return found


def text() -> str:
    lines = []
    for name, rows in tables().items():
        assert rows, name
        lines += ["", f"| {TITLES[name]} | for |", "|---|---|"]
        for calls, reason in rows:
            lines.append(f"| {', '.join(f'`{call}`' for call in calls)} | {reason} |")
    return "\n".join(lines) + "\n\n"


def test_calls_that_end_a_worker_have_their_names() -> None:
    source = SOURCE.read_text()
    said = [match.replace("\\\n", " ").split() for match in NAMES.findall(source)]
    tables = [
        re.findall(r"SYS_(\w+)", table)
        for table in re.findall(r"static let refused: \[CInt\] = \[(\n.*?)\]", source, flags=re.S)
    ]
    assert said == tables and len(said) == 2


def test_the_document_has_the_tables_of_the_source() -> None:
    before, begin, rest = DOCUMENT.read_text().partition(BEGIN)
    written, end, after = rest.partition(END)
    assert begin and end
    if os.environ.get("WRITE_DOCUMENTS"):
        DOCUMENT.write_text(before + begin + text() + end + after)
    else:
        assert written == text(), "WRITE_DOCUMENTS=1 writes it"
