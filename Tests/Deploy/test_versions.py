"""One version stands everywhere: in the program, the chart and the list of changes."""

from __future__ import annotations

import re

from files import REPOSITORY
from harness import run_command
from versions import versions


def test_one_version_stands_everywhere() -> None:
    (version,) = versions(REPOSITORY)
    assert re.fullmatch(r"\d+\.\d+\.\d+(-rc\.\d+)?", version)
    newest = re.search(r"^## (\S+)", (REPOSITORY / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert newest is not None and newest[1] == version
    assert run_command("--version").stdout.startswith(f"under-maintenance {version},")
