"""Whatever the system refuses a running process: each client gets the right answer or an end,
nothing spins, one line names what was refused, and all is well when the system is."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import faults
import processes
from faults import needs_tracing
from harness import PLAIN, Server, free_port

StartServer = Callable[..., Server]


@dataclass
class Fault:
    """Calls that fail in a process, the line that says so, and what visitors may meet meanwhile."""

    injection: str
    line: str = ""
    may: str = "answered closed"


NO_WORKER = "event=reload-failed reason=.no worker could be started"
REFUSED = "event=system-refused call={} reason=.{}"
WORKER = [
    Fault("accept4:error=EMFILE", REFUSED.format("accept4", "Too many open files"), "waiting"),
    Fault("accept4:error=ENFILE", REFUSED.format("accept4", "Too many open files"), "waiting"),
    Fault("accept4:error=ENOBUFS", REFUSED.format("accept4", "No buffer space"), "waiting"),
    Fault("accept4:error=ENOMEM", REFUSED.format("accept4", "Cannot allocate"), "waiting"),
    # What a security module may say, for ever.
    Fault("accept4:error=EPERM", REFUSED.format("accept4", "Operation not perm"), "waiting"),
    Fault("accept4:error=EACCES", REFUSED.format("accept4", "Permission denied"), "waiting"),
    # Of a connection that is gone already.
    Fault("accept4:error=ECONNABORTED:when=1..5", "", "answered"),
    Fault("accept4:error=EPROTO:when=1..3", "", "answered"),
    Fault("accept4:error=EINTR:when=1..3", "", "answered"),
    Fault("recvfrom:error=EINTR:when=1+2", "", "answered"),
    Fault("recvfrom:error=EAGAIN:when=1+2", "", "answered"),
    Fault("recvfrom:error=EIO", "", "closed"),
    Fault("recvfrom:error=ENOMEM", "", "closed"),
    Fault("recvfrom:error=ECONNRESET", "", "closed"),
    Fault("sendto:error=EINTR:when=1+2", "", "answered"),
    Fault("sendto:error=EAGAIN:when=1+2", "", "answered"),
    Fault("sendto:error=ENOBUFS", "", "closed"),
    Fault("sendto:error=EPIPE", "", "closed"),
    Fault("epoll_ctl:error=ENOMEM", REFUSED.format("epoll_ctl", "Cannot allocate")),
    Fault("epoll_ctl:error=ENOSPC", REFUSED.format("epoll_ctl", "No space left")),
    Fault("epoll_wait:error=EINTR:when=1+2", "", "answered"),
    Fault("epoll_wait:error=EBADF:when=1", "event=worker-failed reason=.Bad file descriptor"),
    Fault("setsockopt:error=EPERM", "", "answered"),
    Fault("shutdown:error=ENOTCONN", "", "answered"),
    Fault("getrandom:error=EAGAIN", "", "answered"),
    Fault("mmap:error=ENOMEM", "", "answered closed"),
    Fault("brk:error=ENOMEM", "", "answered closed"),
]
MASTER = [
    Fault("clone:error=EAGAIN", NO_WORKER, "answered"),
    Fault("clone:error=ENOMEM", NO_WORKER, "answered"),
    Fault("open,openat,openat2:error=EMFILE", "event=reload-failed .*Too many open files", "answered"),
    Fault("open,openat,openat2:error=EIO", "event=reload-failed .*Input/output error", "answered"),
    Fault("epoll_wait:error=EINTR:when=1+2", "", "answered"),
    Fault("kill:error=EPERM", "", "answered"),
]
LOGGER = [
    Fault("write:error=EIO:when=1", "event=access-log-dropped .*Input/output error", "answered"),
    Fault("write:error=ENOSPC:when=1", "event=access-log-dropped .*No space left", "answered"),
    Fault("write:error=EINTR:when=1", "", "answered"),
    Fault("read:error=EIO:when=1..2", "event=logger-ended", "answered"),
    Fault("tee:error=EINVAL:when=1", "", "answered"),
]


def renew(server: Server) -> None:
    """Another generation: one that has said nothing yet."""
    before = set(server.workers)
    server.signal(signal.SIGHUP)
    processes.eventually(
        lambda: server.workers != [] and not before & set(server.workers), 5, "a generation follows"
    )


def expect_line(server: Server, fault: Fault, start: int) -> None:
    if fault.line:
        pattern = re.compile(fault.line)
        processes.eventually(
            lambda: pattern.search(server.log, start) is not None, 5, f"{fault} is said"
        )
        assert len(pattern.findall(server.log, start)) <= 3, server.log[start:]


def suffer(server: Server, fault: Fault, pid: int, trace: Path) -> None:
    start = len(server.log)
    visitors = faults.Visitors(server)
    with faults.injected(pid, [fault.injection], trace) as traced:
        if fault in MASTER:
            server.signal(signal.SIGHUP)
        processes.eventually(lambda: bool(visitors.meet() & set(fault.may.split())), 5, f"{fault}")
        expect_line(server, fault, start)
        # Whether memory is asked for is its allocator's affair.
        if "ENOMEM" not in fault.injection:
            processes.eventually(lambda: traced.injected > 0, 10, f"{fault}: something fails")
    assert traced.injected < faults.CALLS, f"{fault}: {traced.injected} calls"
    visitors.conclude()
    processes.eventually(
        lambda: faults.Visitors(server).look(1)
        == {"whole answered", "halves answered", "tls answered"},
        10,
        f"all is well after {fault}",
    )


def start_suffering(start_server: StartServer, tmp_path: Path) -> Server:
    page = tmp_path / "page.html"
    page.write_bytes(PLAIN)
    return start_server(
        WORKERS=1,
        RELOAD_SECONDS=0,
        ACCESS_LOG="json",
        CUSTOM_FILE_PATH=page,
        HTTPS_LISTEN=f"127.0.0.1:{free_port()}",
        TLS_SELF_SIGNED="localhost",
    )


@needs_tracing
def test_what_the_system_refuses_a_worker(start_server: StartServer, tmp_path: Path) -> None:
    server = start_suffering(start_server, tmp_path)
    for number, fault in enumerate(WORKER):
        renew(server)
        suffer(server, fault, server.workers[-1], tmp_path / f"trace-{number}")


@needs_tracing
def test_what_the_system_refuses_the_master(start_server: StartServer, tmp_path: Path) -> None:
    server = start_suffering(start_server, tmp_path)
    for number, fault in enumerate(MASTER):
        suffer(server, fault, server.master, tmp_path / f"trace-{number}")
        renew(server)


@needs_tracing
def test_what_the_system_refuses_a_logger(start_server: StartServer, tmp_path: Path) -> None:
    for number, fault in enumerate(LOGGER):
        server = start_suffering(start_server, tmp_path)
        suffer(server, fault, server.loggers[-1], tmp_path / f"trace-{number}")
        server.stop()
