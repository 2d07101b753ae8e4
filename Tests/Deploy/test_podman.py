"""deploy/podman: Podman's own generator takes the quadlet where there is one, and the server its
variables."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from certificates import Authority
from files import DEPLOY
from harness import run_command

FOLDER = DEPLOY / "podman"
UNIT = FOLDER / "under-maintenance.container"
PLACES = ["/usr/libexec/podman", "/usr/lib/podman", os.environ["PATH"]]
GENERATOR = shutil.which("quadlet", path=os.pathsep.join(PLACES))


def lines(key: str) -> list[str]:
    return re.findall(rf"^{key}=(.+)$", UNIT.read_text(), re.MULTILINE)


@pytest.mark.skipif(GENERATOR is None, reason="Podman's quadlet generator is not installed")
def test_podman_makes_a_service_of_it() -> None:
    done = subprocess.run(
        [str(GENERATOR), "-dryrun", "-user"],
        env={"QUADLET_UNIT_DIRS": str(FOLDER), "HOME": "/nowhere", "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=20,
    )
    assert done.returncode == 0, done.stderr
    (command,) = re.findall(r"^ExecStart=(.+)$", done.stdout, re.MULTILINE)
    for words in ("--read-only", "--cap-drop=all", "--security-opt=no-new-privileges"):
        assert words in command
    assert command.endswith(" ".join(lines("Image")))


def test_the_server_takes_its_variables_and_reads_what_is_mounted(
    tmp_path: Path, authority: Authority
) -> None:
    ((_, inside, mode),) = [line.split(":") for line in lines("Volume")]
    assert mode.startswith("ro")
    pair = authority.pair("app.example.com")
    for source, name in ((pair.certificate, "tls.crt"), (pair.key, "tls.key")):
        shutil.copy(source, tmp_path / name)
    variables = dict(line.split("=", 1) for line in lines("Environment"))
    checked = run_command(
        "check",
        directory=tmp_path,
        **{
            name.removeprefix("UNDER_MAINTENANCE_"): value.replace(inside, str(tmp_path), 1)
            for name, value in variables.items()
        },
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    published = {line.rpartition(":")[2] for line in lines("PublishPort")}
    assert published == {"80", "443"}
