"""A Debian that is booted for a test: systemd is process 1 of namespaces of its own, and what is
written is thrown away. Its network is the tests'."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import processes

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[1]
LAYER = REPOSITORY / "Tests" / "Image" / "layer"
PACKAGE = REPOSITORY / "build" / "package"
SERVICE, SOCKET = "under-maintenance.service", "under-maintenance.socket"
TLS_SOCKET = "under-maintenance-tls.socket"
HTTP, HTTPS = ("127.0.0.1", 8503), ("127.0.0.1", 8543)


def debian() -> Path:
    """What the image's builder has made with mmdebstrap, where buildah keeps it."""
    found = subprocess.run([LAYER, "debian"], capture_output=True, text=True, check=True)
    return Path(found.stdout.strip())


def made(ending: str) -> Path:
    """The one file with that ending that `make package` has made."""
    (file,) = PACKAGE.glob(f"under-maintenance*{ending}")
    return file


class Machine:
    def __init__(self, directory: Path) -> None:
        self._cursor = ""
        self.log = directory / "boot.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [HERE / "boot", debian()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            deadline = time.monotonic() + 60
            while not self._is_up():
                assert time.monotonic() < deadline, f"not booted: {self.log.read_text()}"
                time.sleep(0.3)
        except BaseException:
            self.kill()
            raise

    def _is_up(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        # Before systemd, the process with its number is a shell.
        if not processes.children(self.process.pid):
            return False
        if (Path("/proc") / str(self.first) / "comm").read_text() != "systemd\n":
            return False
        return self.run("systemctl", "is-system-running", check=False).stdout == "running\n"

    @property
    def first(self) -> int:
        """The process that is 1 inside; unshare waits for it outside."""
        (pid,) = processes.children(self.process.pid)
        return pid

    def command(self, *arguments: object) -> list[str]:
        inside = ["nsenter", f"--target={self.first}", "--all", "--root", "--wd", "--"]
        environment = ["env", "-i", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin"]
        return [*inside, *environment, "DEBIAN_FRONTEND=noninteractive", *map(str, arguments)]

    def run(
        self, *arguments: object, check: bool = True, given: bytes | None = None
    ) -> subprocess.CompletedProcess[str]:
        """A command of root's, to its end."""
        done = subprocess.run(
            self.command(*arguments),
            input=b"" if given is None else given,
            capture_output=True,
            timeout=90,
        )
        said = subprocess.CompletedProcess(
            done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
        )
        if check and said.returncode != 0:
            raise AssertionError(f"{arguments}: {said.stdout}{said.stderr}\n{self.journal()}")
        return said

    def shell(self, text: str, **options: object) -> str:
        return self.run("bash", "-euo", "pipefail", "-c", text, **options).stdout

    def put(self, file: Path, path: str) -> str:
        self.run("install", "-D", "/dev/stdin", path, given=file.read_bytes())
        return path

    def write(self, path: str, text: str) -> None:
        self.run("install", "-D", "--mode=0644", "/dev/stdin", path, given=text.encode())

    def install(self, package: Path) -> subprocess.CompletedProcess[str]:
        path = self.put(package, "/tmp/given.deb")
        return self.run("dpkg", "--install", path)

    def files(self) -> set[str]:
        """All there are but what runs and what is logged."""
        found = self.shell("find / -xdev -not -path '/tmp/*' -not -path '/var/log/*' -not -type d")
        return set(found.splitlines())

    def property(self, name: str, unit: str = SERVICE) -> str:
        return self.run("systemctl", "show", f"--property={name}", "--value", unit).stdout.strip()

    def is_active(self, unit: str = SERVICE) -> bool:
        return self.property("ActiveState", unit) == "active"

    def journal(self, *options: str) -> str:
        """What has been said since it was forgotten."""
        # The journal takes what is said when it comes to it.
        self.run("journalctl", "--sync", check=False)
        since = [f"--after-cursor={self._cursor}"] if self._cursor else []
        return self.run("journalctl", "--no-pager", "--quiet", *since, *options, check=False).stdout

    def wait_until(self, condition: Callable[[], bool], within: float, what: str) -> None:
        """Looks now and then: a look inside is a process, or several."""
        deadline = time.monotonic() + processes.patience(within)
        while not condition():
            assert time.monotonic() < deadline, f"not within {within} s: {what}\n{self.journal()}"
            time.sleep(0.3)

    def forget_journal(self) -> None:
        shown = self.run("journalctl", "--lines=0", "--show-cursor").stdout
        self._cursor = shown.rpartition("-- cursor: ")[2].strip()

    def said(self) -> list[dict[str, str]]:
        """What the program itself has said, as the journal keeps it."""
        text = self.journal("--output=json", "--identifier=under-maintenance")
        return [json.loads(line) for line in text.splitlines()]

    def clean(self) -> None:
        """Takes away the package and whatever an operator has done for it."""
        self.shell(
            """
            systemctl stop 'under-maintenance*' || true
            dpkg --purge under-maintenance
            rm -rf /etc/under-maintenance /etc/letsencrypt /usr/sbin/policy-rc.d
            rm -rf /etc/systemd/system/under-maintenance* /etc/systemd/system/*.wants
            rm -rf /usr/local/lib/systemd /usr/local/libexec /usr/local/bin/under-maintenance
            systemctl daemon-reload
            systemctl reset-failed
            """
        )

    def kill(self) -> None:
        """With its process 1 everybody in it ends."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(10)
        groups = [Path("/sys/fs/cgroup/unified"), Path("/sys/fs/cgroup")]
        for group in (each / f"under-maintenance-{self.process.pid}" for each in groups):
            deadline = time.monotonic() + 5
            while group.exists() and time.monotonic() < deadline:
                _remove(group)


def _remove(group: Path) -> None:
    """A group and those in it, which are empty as soon as their processes are gone."""
    for directory, _, _ in os.walk(group, topdown=False):
        try:
            os.rmdir(directory)
        except OSError:
            time.sleep(0.05)
            return
