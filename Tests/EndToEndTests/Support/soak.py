"""Mixed load for as long as one likes, and what it leaves behind: descriptors and memory of each
process are watched, and growth is a failure. `bench/soak` runs it by itself."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import processes
import visits
from harness import Server, free_port

# Bytes and descriptors by which a process may differ between two parts of its life.
MEMORY_SLACK = 384 * 1024
DESCRIPTOR_SLACK = 8
# Of a life, so that it can be judged at all.
LEAST_SAMPLES = 12


class Watch:
    """Descriptors and memory of each process, as often as they are looked at."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.roles: dict[int, str] = {}
        self.samples: dict[int, list[tuple[int, int]]] = defaultdict(list)

    def look(self) -> None:
        roles = {self.server.master: "master"}
        roles |= dict.fromkeys(self.server.workers, "worker")
        roles |= dict.fromkeys(self.server.loggers, "logger")
        for pid, role in roles.items():
            try:
                sample = (processes.own_memory(pid), processes.descriptors(pid))
            except (FileNotFoundError, ProcessLookupError, KeyError):
                continue
            self.roles.setdefault(pid, role)
            self.samples[pid].append(sample)

    def parts(self, pid: int) -> tuple[tuple[int, int], tuple[int, int]] | None:
        """The middle of the second quarter of its life and of the last, memory and descriptors;
        the first is for what is made once."""
        samples = self.samples[pid]
        if len(samples) < LEAST_SAMPLES:
            return None
        quarter = len(samples) // 4
        early, late = samples[quarter : 2 * quarter], samples[-quarter:]
        return tuple(map(_middle, zip(*early))), tuple(map(_middle, zip(*late)))

    @property
    def growth(self) -> list[str]:
        found = []
        for pid, role in self.roles.items():
            if (parts := self.parts(pid)) is None:
                continue
            (memory, descriptors), (late_memory, late_descriptors) = parts
            if late_memory > memory + MEMORY_SLACK:
                found.append(f"{role} {pid}: memory from {memory} to {late_memory} bytes")
            if late_descriptors > descriptors + DESCRIPTOR_SLACK:
                found.append(f"{role} {pid}: descriptors {descriptors} to {late_descriptors}")
        return found

    def table(self) -> str:
        rows = ["process       looks  memory then → now (KiB)  descriptors then → now"]
        for pid, role in self.roles.items():
            if (parts := self.parts(pid)) is not None:
                (memory, files), (late_memory, late_files) = parts
                rows.append(
                    f"{role:8}{len(self.samples[pid]):11}"
                    f"  {memory >> 10:9} → {late_memory >> 10:<11}  {files:9} → {late_files}"
                )
        return "\n".join(rows)


def _middle(values: tuple[int, ...]) -> int:
    return int(statistics.median(values))


def start(directory: Path) -> Server:
    page = directory / "page.html"
    page.write_bytes(visits.PAGE)
    server = Server(
        directory,
        WORKERS=2,
        RELOAD_SECONDS=0,
        ACCESS_LOG="json",
        HTTP2="on",
        CUSTOM_FILE_PATH=page,
        HTTPS_LISTEN=f"127.0.0.1:{free_port()}",
        ADMIN_LISTEN=f"127.0.0.1:{free_port()}",
        TLS_SELF_SIGNED="localhost",
    )
    server.wait_until_answering()
    return server


def run(seconds: float, directory: Path, pause: float = 0.01) -> str:
    """A third with nobody dying, a third with reloads and deaths, a third without again.
    `pause` lies between two visits of each kind. Returns the figures; raises where something is
    wrong."""
    server = start(directory)
    watch = Watch(server)
    try:
        with visits.Visits(server, pause) as load:
            began = time.monotonic()
            while (past := (time.monotonic() - began) / seconds) < 1:
                time.sleep(min(1.0, seconds / 60))
                watch.look()
                for stream in (server.stdout_path, server.stderr_path):
                    # Read, as a collector does: what is written would be the disk's.
                    stream.open("r+b").truncate()
                if 1 / 3 < past < 2 / 3:
                    load.disturb()
            load.stop()
            # A killed process takes what its clients had under way with it.
            assert load.wrong == [], load.wrong[:5]
            assert load.undisturbed_failures == [], load.undisturbed_failures[:5]
        assert min(load.counts.values()) > 0, load.counts
        assert watch.growth == [], watch.growth
        figures = f"{load.figures}\n{watch.table()}"
        server.at_rest = None
        server.stop()
        return figures
    finally:
        server.kill()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        print(run(float(sys.argv[1]), Path(name)))
