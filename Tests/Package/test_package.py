"""The package and the tarball as files: what Debian's own checker says, that the same sources make the
same bytes, and that the manual is one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tarfile
from pathlib import Path

from harness import BINARY, run_command
from machine import REPOSITORY, made


def output(*command: object, **options: object) -> str:
    done = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, timeout=100, **options
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_lintian_finds_nothing_but_what_is_overridden_with_a_reason() -> None:
    # Those that are overridden, each behind its reason, fail it too when they are shown.
    shown = subprocess.run(
        ["lintian", "--allow-root", "--show-overrides", made(".deb")],
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert shown.stderr == ""
    found = [line for line in shown.stdout.splitlines() if not line.startswith("N: ")]
    tags = {re.sub(r"^O: under-maintenance: (\S+).*", r"\1", line) for line in found}
    assert tags == {"statically-linked-binary", "initial-upload-closes-no-bugs"}


def test_the_same_program_makes_the_same_bytes(tmp_path: Path) -> None:
    """Elsewhere, from a clone whose files are new and closed to others."""
    clone = tmp_path / "somewhere" / "else"
    for name in ("deploy", "tools", "Sources/UnderMaintenance/Command"):
        shutil.copytree(REPOSITORY / name, clone / name)
    for name in ("CHANGELOG.md", "LICENSE"):
        shutil.copy(REPOSITORY / name, clone)
    for path in clone.rglob("*"):
        path.chmod(path.stat().st_mode & 0o700)
        os.utime(path, (1, 1))
    changed = tarfile.open(made(".tar.gz")).getmembers()[0].mtime
    output(
        *(clone / "tools" / "package", BINARY, tmp_path / "again"),
        env={"PATH": os.environ["PATH"], "SOURCE_DATE_EPOCH": str(changed)},
        umask=0o077,
    )
    for ending in (".deb", ".tar.gz"):
        (again,) = (tmp_path / "again").glob(f"*{ending}")
        assert again.name == made(ending).name
        assert again.read_bytes() == made(ending).read_bytes()


def test_both_hold_the_image_s_program_and_root_owns_all(tmp_path: Path) -> None:
    output("dpkg-deb", "--extract", made(".deb"), tmp_path / "deb")
    packed = tarfile.open(made(".tar.gz"))
    packed.extractall(tmp_path)
    program = Path(BINARY).read_bytes()
    assert (tmp_path / "deb/usr/bin/under-maintenance").read_bytes() == program
    assert (tmp_path / "under-maintenance/bin/under-maintenance").read_bytes() == program
    owners = {(each.uid, each.gid, each.uname) for each in packed.getmembers()}
    # No directory among them: /usr/local's stay what they are.
    assert owners == {(0, 0, "")} and all(each.isfile() for each in packed.getmembers())
    listed = output("dpkg-deb", "--contents", made(".deb"))
    assert {line.split()[1] for line in listed.splitlines()} == {"root/root"}
    # Wherever units name a program, it is there.
    trees = {"/usr": tmp_path / "deb/usr", "/usr/local": tmp_path / "under-maintenance"}
    for prefix, tree in trees.items():
        unit = (tree / "lib/systemd/system/under-maintenance.service").read_text()
        named = re.findall(r"^Exec\w+=\+?(/\S+)", unit, re.MULTILINE)
        assert len(named) == 3
        for path in named:
            assert (tree / Path(path).relative_to(prefix)).stat().st_mode & 0o111 == 0o111


def test_the_manual_is_read_without_a_warning_and_tells_everything() -> None:
    page = REPOSITORY / "deploy" / "debian" / "under-maintenance.8"
    read = subprocess.run(
        ["man", "--warnings", "--local-file", page],
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "MANWIDTH": "100"},
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert (read.returncode, read.stderr) == (0, "")
    help_text = run_command("--help").stdout
    names = re.findall(r"^  ([A-Z][A-Z0-9_]+)  ", help_text, re.MULTILINE)
    assert len(names) > 15
    for name in names:
        assert f"UNDER_MAINTENANCE_{name}" in read.stdout
    for option in re.findall(r"--\w+", help_text):
        assert option in read.stdout


def test_every_default_that_is_written_down_is_one(tmp_path: Path) -> None:
    """Taken out of its comment, each says what is so without it."""
    text = (REPOSITORY / "deploy" / "debian" / "default").read_text()
    assert not [line for line in text.splitlines() if line and not line.startswith("#")]
    given = dict(re.findall(r"^#UNDER_MAINTENANCE_(\w+)=(.+)$", text, re.MULTILINE))
    # What the certificates' line is there for.
    assert given.pop("TLS_CERTIFICATE_DIRECTORY") == "/run/under-maintenance/tls"
    assert len(given) > 12
    without, with_all = (
        run_command("check", directory=tmp_path, **variables) for variables in ({}, given)
    )
    assert with_all.stdout == without.stdout and without.returncode == 0
