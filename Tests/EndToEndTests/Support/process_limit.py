"""A limit of processes round a server, which leaves its user no room to fork, or as much as a test
says."""

import os
import subprocess
from collections.abc import Iterator

import pytest

import processes
from harness import free_port

# A limit of processes counts those of a user, and binds anybody but root.
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become somebody else")


class Room:
    """How many processes a user may have, most of them taken by some that do nothing."""

    LIMIT = 12
    wrapper = ("/usr/bin/prlimit", f"--nproc={LIMIT}")

    def __init__(self) -> None:
        # Nobody's, and another for each test, since they run beside each other: as ports are.
        self.user = 20_000 + free_port()
        self._idle: list[subprocess.Popen[bytes]] = []

    def leave(self, count: int) -> None:
        """So many more may be started."""
        for _ in range(self.LIMIT - count - self._used):
            self._idle.append(subprocess.Popen(["/usr/bin/sleep", "600"], user=self.user))

    def clear(self) -> None:
        for process in self._idle:
            process.kill()
        for process in self._idle:
            process.wait()
        self._idle.clear()

    @property
    def _used(self) -> int:
        used = 0
        for entry in processes.PROC.iterdir():
            if entry.name.isdigit():
                try:
                    owner = processes.status(int(entry.name))["Uid"].split()[0]
                except (FileNotFoundError, ProcessLookupError):
                    continue
                used += owner == str(self.user)
        return used


@pytest.fixture
def room() -> Iterator[Room]:
    room = Room()
    yield room
    room.clear()
