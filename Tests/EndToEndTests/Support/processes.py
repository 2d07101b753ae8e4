"""What /proc tells about the server's processes: descriptors, privileges, time, connections."""

from __future__ import annotations

import array
import fcntl
import os
import platform
import stat as modes
import termios
import time
from collections.abc import Callable
from pathlib import Path

PROC = Path("/proc")
# The numbers of epoll_wait and epoll_pwait, tee and read, where there are: what is to be done comes
# to all processes by one of these.
EVENT_WAITS = {"x86_64": ("232", "281", "276", "0"), "aarch64": ("22", "77", "63")}[
    platform.machine()
]


def patience(seconds: float) -> float:
    """As many, and more while the machine has more to do than it can: what takes a second when it
    is idle takes three beside compilers."""
    return seconds * min(4, max(1, os.getloadavg()[0] / (os.cpu_count() or 1)))


def eventually(condition: Callable[[], bool], within: float, what: str) -> None:
    """Waits until the condition holds; the failure says what did not come about."""
    within = patience(within)
    begun = time.monotonic()
    while not condition():
        waited = time.monotonic() - begun
        assert waited < within, f"not within {within:.1f} s: {what}"
        # What takes long is looked for less often: each look takes time that it may be waiting for.
        time.sleep(min(0.005 + waited / 10, 0.1))


def told(pid: int, name: str) -> str:
    """What a file of /proc/PID says; nothing for a process that is gone."""
    # Each server that starts and ends is looked at a hundred times: making a path takes longer than
    # reading what is there.
    try:
        with open(f"/proc/{pid}/{name}") as file:
            return file.read()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def stat(pid: int) -> list[str] | None:
    """The fields of /proc/PID/stat from the state on; None for a process that is gone."""
    return told(pid, "stat").rpartition(")")[2].split() or None


def is_alive(pid: int) -> bool:
    fields = stat(pid)
    return fields is not None and fields[0] != "Z"


def children(pid: int) -> list[int]:
    return [child for child in with_children(pid)[1:] if is_alive(child)]


def with_children(pid: int) -> list[int]:
    """Itself and all there are, dead ones too."""
    return [pid, *map(int, told(pid, f"task/{pid}/children").split())]


def sleep(pid: int) -> str | None:
    """Which of its sleeps until something happens the process is in; None if it is in none. Of one
    that is gone or stopped nothing is to be waited for."""
    try:
        is_waiting = told(pid, "syscall").partition(" ")[0] in EVENT_WAITS
        is_told = True
    except PermissionError:
        # Nobody but root is.
        is_waiting = is_told = False
    if not is_waiting:
        fields = stat(pid)
        if fields is None or fields[0] in "ZXT":
            return "for good"
        # A logger may also wait for its reader.
        if fields[0] != "S" or (is_told and not is_logger(pid)):
            return None
    # How often it has run is there too.
    return told(pid, "schedstat")


def is_logger(pid: int) -> bool:
    """By the name that ps shows."""
    return told(pid, "comm") == "logger\n"


def targets(pid: int) -> dict[int, str]:
    """What each descriptor is."""
    found = {}
    for entry in (PROC / str(pid) / "fd").iterdir():
        try:
            found[int(entry.name)] = os.readlink(entry)
        except FileNotFoundError:
            continue
    return found


def members_of_session(session: int) -> list[int]:
    """The living processes of a session, orphans too."""
    # Every server is looked for like this: a file read for each process of the machine would take
    # more time than its tests.
    pids = [int(name) for name in os.listdir(PROC) if name.isdigit()]
    return [pid for pid in pids if _session(pid) == session and is_alive(pid)]


def _session(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except ProcessLookupError:
        return None


def wait_until_empty(pid: int, descriptor: int) -> None:
    """Until what is queued in the pipe there has been taken out, but not long."""
    try:
        queue = os.open(f"/proc/{pid}/fd/{descriptor}", os.O_RDONLY | os.O_NONBLOCK)
    except OSError:
        # The process has ended.
        return
    try:
        deadline = time.monotonic() + 3
        while modes.S_ISFIFO(os.fstat(queue).st_mode) and time.monotonic() < deadline:
            queued = array.array("i", [0])
            fcntl.ioctl(queue, termios.FIONREAD, queued)
            if queued[0] == 0:
                break
            time.sleep(0.005)
    finally:
        os.close(queue)


def descriptors(pid: int) -> int:
    """How many it holds: none once it is gone."""
    try:
        return len(os.listdir(f"/proc/{pid}/fd"))
    except (FileNotFoundError, ProcessLookupError):
        return 0


def cpu_seconds(pid: int) -> float:
    fields = stat(pid)
    assert fields is not None, f"process {pid} is gone"
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def status(pid: int) -> dict[str, str]:
    """The lines of /proc/PID/status."""
    lines = (PROC / str(pid) / "status").read_text().splitlines()
    return {key: value.strip() for key, _, value in (line.partition(":") for line in lines)}


def own_memory(pid: int) -> int:
    """Bytes that no file stands behind, those it shares with what it has forked too."""
    return 1024 * int(status(pid)["RssAnon"].split()[0])


def client_ports(pid: int, server_port: int) -> set[int]:
    """The client ports of the IPv4 connections to server_port that the process holds."""
    inodes = set()
    for entry in (PROC / str(pid) / "fd").iterdir():
        try:
            target = os.readlink(entry)
        except FileNotFoundError:
            continue
        if target.startswith("socket:["):
            inodes.add(target[8:-1])
    ports = set()
    for line in (PROC / "net" / "tcp").read_text().splitlines()[1:]:
        fields = line.split()
        local, remote, inode = fields[1], fields[2], fields[9]
        if inode in inodes and int(local.rpartition(":")[2], 16) == server_port:
            ports.add(int(remote.rpartition(":")[2], 16))
    return ports - {0}
