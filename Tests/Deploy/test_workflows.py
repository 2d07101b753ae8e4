"""The workflows, by zizmor, which knows their schema and what has been attacked in others; and by
actionlint where it is installed (its package fetches a program from elsewhere)."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from files import REPOSITORY

FOLDER = REPOSITORY / ".github"


def test_zizmor_finds_nothing(programs: Path) -> None:
    found = shutil.which("zizmor", path=f"{programs}:{os.environ['PATH']}")
    assert found is not None
    command = [found, "--offline", "--config", FOLDER / "zizmor.yml", FOLDER / "workflows"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout


@pytest.mark.skipif(not shutil.which("actionlint"), reason="actionlint is not installed")
def test_actionlint_finds_nothing() -> None:
    done = subprocess.run(
        ["actionlint", *(FOLDER / "workflows").glob("*.yml")],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout
