"""What docs/security.md says stands against an attack is there: each row has a guard and a test,
and a test that is named is one."""

from __future__ import annotations

import re

from files import REPOSITORY
from prose import LINK

DOCUMENT = REPOSITORY / "docs" / "security.md"
NAMED = re.compile(r"\[`(\w+)`\]\(([^)]+)\)")


def rows() -> list[list[str]]:
    (section,) = re.findall(r"^## Known attacks$(.*?)^## ", DOCUMENT.read_text(), re.M | re.S)
    lines = [line.strip("|").split(" | ") for line in section.splitlines() if line.startswith("| ")]
    return lines[1:]


def test_each_attack_has_a_guard_and_a_test() -> None:
    assert len(rows()) > 35
    for attack, happens, guard, test in rows():
        assert happens.strip()
        for cell, folder in ((guard, "Sources"), (test, "Tests")):
            linked = [(DOCUMENT.parent / link).resolve() for link in LINK.findall(cell)]
            assert linked, f"{attack}: no file"
            for path in linked:
                assert path.is_file() and path.is_relative_to(REPOSITORY / folder), path


def test_a_test_that_is_named_is_there() -> None:
    names = NAMED.findall(DOCUMENT.read_text())
    assert len(names) > 30
    for name, link in names:
        text = (DOCUMENT.parent / link).resolve().read_text()
        assert re.search(rf"^def {name}\(", text, re.M), f"{link}: {name}"
