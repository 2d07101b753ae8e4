"""What is linked into the program is the archive's newest, or somebody is told: tools/upgrade-packages, with
an archive that is made up."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
POLICY = """\
libssl-dev:
  Installed: 3.5.6-1~deb13u2
  Candidate: 3.5.9-1~deb13u1
  Version table:
     3.5.9-1~deb13u1 500
zlib1g-dev:
  Installed: 1:1.3.1-1
  Candidate: 1:1.3.1-1
libnew-dev:
  Installed: (none)
  Candidate: 2
"""


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder for programs that stand before the system's."""
    put(tmp_path, "apt-cache", f"cat <<'END'\n{POLICY}END")
    return tmp_path


def put(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


def upgrade(programs: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ROOT / "tools" / "upgrade-packages", *arguments, "libssl-dev", "zlib1g-dev", "libnew-dev"],
        env=os.environ | {"PATH": f"{programs}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=20,
    )


def test_what_is_old_is_refused_by_name(programs: Path) -> None:
    refused = upgrade(programs, "--refuse")
    assert refused.returncode == 1
    assert refused.stderr == (
        "refused: libssl-dev 3.5.6-1~deb13u2 is installed; the archive has 3.5.9-1~deb13u1\n"
    )


def test_what_is_old_is_upgraded_and_nothing_else(programs: Path) -> None:
    for name in ("apt-get", "sudo"):
        put(programs, name, f'echo "$@" >>{programs}/asked')
    upgraded = upgrade(programs)
    assert (upgraded.returncode, upgraded.stdout) == (0, "upgraded libssl-dev\n")
    asked = (programs / "asked").read_text()
    assert "--only-upgrade libssl-dev\n" in asked


def test_where_it_cannot_be_upgraded_the_build_goes_on_with_a_word(programs: Path) -> None:
    for name in ("apt-get", "sudo"):
        put(programs, name, "echo 'E: no network' >&2; exit 100")
    left = upgrade(programs)
    assert left.returncode == 0
    assert "libssl-dev 3.5.6-1~deb13u2 is installed; the archive has 3.5.9" in left.stderr
    assert "no network" in left.stderr


def test_nothing_is_said_of_what_is_new(programs: Path) -> None:
    put(programs, "apt-cache", f"cat <<'END'\n{POLICY.replace('3.5.6-1~deb13u2', '3.5.9-1~deb13u1')}END")
    assert upgrade(programs, "--refuse").returncode == 0
    assert upgrade(programs).stdout == ""
