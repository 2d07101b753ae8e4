"""Whatever the system refuses a start: it ends with code 71 and one line that names what was
refused, and leaves no process behind; or it serves, as well as with everything."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from pathlib import Path

import pytest

import faults
import harness
import http1
import processes
from harness import PLAIN, SYSTEM_REFUSED, Server, free_port

NOT_STARTED = 'event=not-started reason="{}'
FILES = "Too many open files"
REFUSED = {
    "eventfd2:error=EMFILE": NOT_STARTED.format(FILES),
    "signalfd4:error=ENFILE:when=1": NOT_STARTED.format(FILES),
    "epoll_create1:error=EMFILE:when=1": NOT_STARTED.format(FILES),
    "epoll_ctl:error=ENOMEM:when=1": NOT_STARTED.format("Cannot allocate memory"),
    "pipe2:error=EMFILE:when=1": NOT_STARTED.format(FILES),
    "dup:error=EMFILE:when=1": NOT_STARTED.format(FILES),
    "dup2:error=EBUSY:when=1": NOT_STARTED.format("Device or resource busy"),
    "fcntl:error=EPERM": NOT_STARTED.format("Operation not permitted"),
    # The first logger, the second, the worker.
    "clone:error=EAGAIN:when=1": NOT_STARTED.format("Resource temporarily unavailable"),
    "clone:error=ENOMEM:when=2": NOT_STARTED.format("Cannot allocate memory"),
    "clone:error=EAGAIN:when=3": NOT_STARTED.format("Resource temporarily unavailable"),
    "mmap:error=ENOMEM:when=1": NOT_STARTED.format("Cannot allocate memory"),
    "socket:error=EMFILE": "event=listen-refused .*errno=24",
    "bind:error=EACCES": "event=listen-refused .*errno=13",
    "listen:error=EADDRINUSE": "event=listen-refused .*errno=98",
}
# What is done without.
SPARED = [
    "setsockopt:error=EPERM", "prlimit64:error=EPERM", "prctl:error=EPERM", "tee:error=ENOSYS",
    "brk:error=ENOMEM", "mmap:error=ENOMEM:when=9+",
]


def start(injection: str, directory: Path, port: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*faults.command([injection], directory / "trace"), harness.BINARY],
        env=harness.environment(
            {"HTTP_LISTEN": f"127.0.0.1:{port}", "WORKERS": 1, "ACCESS_LOG": "json"}
        ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def is_listening(port: int) -> bool:
    try:
        http1.connect(("127.0.0.1", port)).close()
    except ConnectionRefusedError:
        return False
    return True


@faults.needs_tracing
def test_what_no_start_can_do_without(tmp_path: Path) -> None:
    for injection, line in REFUSED.items():
        process = start(injection, tmp_path, free_port())
        _, said = process.communicate(timeout=20)
        assert process.returncode == SYSTEM_REFUSED, (injection, said)
        errors = [text for text in said.splitlines() if "level=error" in text]
        assert len(errors) == 1 and faults.matches(line, errors[0]), (injection, said)
        processes.eventually(
            lambda: not processes.members_of_session(process.pid), 5, f"{injection}: all have ended"
        )


@faults.needs_tracing
def test_what_a_start_does_without(tmp_path: Path) -> None:
    for injection in SPARED:
        port = free_port()
        process = start(injection, tmp_path, port)
        try:
            processes.eventually(
                lambda: is_listening(port), 10, f"{injection}: it listens"
            )
            for _ in range(2):
                assert http1.ask(("127.0.0.1", port)).body == PLAIN, injection
        finally:
            (master,) = processes.children(process.pid)
            os.kill(master, signal.SIGTERM)
            _, said = process.communicate(timeout=20)
        assert process.returncode == 0, (injection, said)


@pytest.mark.parametrize("limit", [20, 24])
def test_a_handful_of_descriptors(tmp_path: Path, limit: int, start_server) -> None:
    server: Server = start_server(descriptor_limit=limit, WORKERS=1)
    (worker,) = server.workers
    spent = processes.cpu_seconds(worker)
    crowd = [server.client() for _ in range(60)]
    for client in crowd:
        client.send(b"GET / HTTP/1.1\r\n")
    # Whoever has a whole request is answered, whoever else holds the rest.
    for _ in range(20):
        assert server.ask().body == PLAIN
    assert processes.descriptors(worker) <= limit
    assert processes.cpu_seconds(worker) - spent < 1
    for client in crowd:
        client.close()
    assert server.ask().body == PLAIN


def test_little_address_space(start_server) -> None:
    """What peers can make it hold is measured by the limit: nobody has to die of it."""
    server: Server = start_server(wrapper=["prlimit", "--as=16777216", "--"], WORKERS=1)
    workers = server.workers
    crowd = [server.client() for _ in range(400)]
    for client in crowd:
        with contextlib.suppress(OSError):
            client.send(b"GET / HTTP/1.1\r\nX: " + b"x" * 60_000)
    for _ in range(20):
        assert server.ask().body == PLAIN
    assert server.workers == workers
    for client in crowd:
        client.close()
