"""A limit of memory round a server: a control group of its own where one can be made, else a limit
of address space, which doesn't count what the kernel holds."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

CGROUPS = Path("/sys/fs/cgroup")


class Limit:
    """What to start the server with, and what is told of it."""

    def __init__(self, bytes_: int, group: Path | None, limit_file: str = "") -> None:
        self.bytes, self.group = bytes_, group
        self.wrapper = ["prlimit", f"--as={bytes_}", "--"]
        if group is not None:
            (group / limit_file).write_text(str(bytes_))
            self.wrapper = [
                "sh", "-c", f'echo $$ > {group}/cgroup.procs && exec "$@"', "sh",
            ]

    def __str__(self) -> str:
        return "address space" if self.group is None else f"control group {self.group}"

    @property
    def kills(self) -> int:
        """Processes killed for want of memory."""
        if self.group is None:
            return 0
        for name in ("memory.events", "memory.oom_control"):
            with contextlib.suppress(FileNotFoundError):
                for line in (self.group / name).read_text().splitlines():
                    if line.startswith("oom_kill "):
                        return int(line.split()[1])
        return 0

    @property
    def most(self) -> int | None:
        """Bytes that were in use at most, the kernel's included."""
        for name in ("memory.peak", "memory.max_usage_in_bytes"):
            if self.group is not None and (self.group / name).exists():
                return int((self.group / name).read_text())
        return None


def _parents() -> Iterator[tuple[Path, str]]:
    """Where a group could be made, and what its limit is written into."""
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        if "memory" in controllers.split(","):
            yield CGROUPS / "memory" / path.lstrip("/"), "memory.limit_in_bytes"
            yield CGROUPS / "memory", "memory.limit_in_bytes"
        elif not controllers:
            yield CGROUPS / path.lstrip("/"), "memory.max"
            yield CGROUPS, "memory.max"


@contextlib.contextmanager
def memory_limit(bytes_: int) -> Iterator[Limit]:
    for parent, file in _parents():
        group = parent / f"under-maintenance-{os.getpid()}-{bytes_}"
        try:
            group.mkdir()
        except OSError:
            continue
        try:
            limit = Limit(bytes_, group, file)
        except OSError:
            group.rmdir()
            continue
        try:
            yield limit
        finally:
            # Its processes are gone; the kernel may take a moment to see that.
            with contextlib.suppress(OSError):
                group.rmdir()
        return
    yield Limit(bytes_, None)
