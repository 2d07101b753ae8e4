"""A process that somebody else's code runs in can do little with it: what a worker never asks for ends
it, with a line that names the call, and the service goes on; what else it doesn't need is unknown.
A layer that can't be had falls away with one line."""

from __future__ import annotations

import errno
import json
import os
import socket
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

import admin
import injection
import processes
import refusing
from harness import PLAIN, Server, run_command
from privileges import needs_root

StartServer = Callable[..., Server]
needs_injection = pytest.mark.skipif(
    not injection.IS_POSSIBLE, reason="needs root, and x86_64's registers"
)

HERE = -100
ADDRESS = struct.pack("=H2s4s8x", socket.AF_INET, b"\0\1", bytes([127, 0, 0, 1]))
# Number and arguments of x86_64; -1 stands for the text, in the worker's memory.
ENDS: dict[str, tuple[int, list[int], bytes]] = {
    "open": (2, [-1, os.O_RDONLY, 0], b"/etc/passwd\0"),
    "openat": (257, [HERE, -1, os.O_RDONLY], b"/etc/passwd\0"),
    "openat2": (437, [HERE, -1, 0, 24], b"/etc/passwd\0"),
    "socket": (41, [socket.AF_INET, socket.SOCK_STREAM, 0], b""),
    "connect": (42, [5, -1, len(ADDRESS)], ADDRESS),
    "bind": (49, [5, -1, len(ADDRESS)], ADDRESS),
    "execve": (59, [-1, 0, 0], b"/bin/sh\0"),
    "fork": (57, [], b""),
    "clone": (56, [17, 0, 0, 0, 0], b""),
    "ptrace": (101, [16, 1, 0, 0], b""),
    "process_vm_readv": (310, [1, -1, 1, -1, 1, 0], bytes(16)),
    "process_vm_writev": (311, [1, -1, 1, -1, 1, 0], bytes(16)),
    "kill": (62, [1, 0], b""),
    "tgkill": (234, [1, 1, 0], b""),
    "mount": (165, [-1, -1, -1, 0, 0], b"none\0"),
    "mprotect": (10, [0, 4096, 5], b""),
    "io_uring_setup": (425, [8, -1], bytes(120)),
}
# What nobody would break in for, and what an argument decides.
UNKNOWN: dict[str, tuple[int, list[int]]] = {
    "getcwd": (79, [0, 0]),
    "sysinfo": (99, [0]),
    "a number that none has": (1000, []),
    "x32's read": (0x40000000, [-1, 0, 0]),
    "ioctl TIOCSTI": (16, [0, 0x5412, 0]),
    "prctl": (157, [4, 1, 0, 0, 0]),
    "rt_sigaction": (13, [31, 0, 0, 8]),
    "seccomp": (317, [0, 0, 0]),
}




def ends(server: Server, pid: int) -> list[str]:
    return [
        line
        for line in server.log.splitlines()
        if "event=worker-ended" in line and f"pid={pid} " in line
    ]


@needs_injection
def test_what_a_worker_never_asks_for_ends_it_and_the_log_names_it(
    start_server: StartServer,
) -> None:
    server, private = admin.start(start_server, WORKERS=len(ENDS) + 1)
    processes.eventually(lambda: len(server.workers) == len(ENDS) + 1, 5, "all workers are there")
    for worker, (name, (number, arguments, text)) in zip(server.workers, ENDS.items()):
        assert injection.call(worker, number, *arguments, text=text) is None, name
        assert server.ask().body == PLAIN
        processes.eventually(lambda: ends(server, worker) != [], 5, f"a line for {name}")
        (line,) = ends(server, worker)
        assert f" refused_call={name} status=159 restart_after_ms=" in line
    restarts = private.scrape().total("worker_restarts_total", cause="confined")
    assert restarts == len(ENDS)


@needs_injection
def test_what_it_does_not_need_is_unknown_and_it_goes_on(start_server: StartServer) -> None:
    server = start_server(WORKERS=1)
    (worker,) = server.workers
    for name, (number, arguments) in UNKNOWN.items():
        assert injection.call(worker, number, *arguments) == -errno.ENOSYS, name
    # It may signal itself.
    assert injection.call(worker, 234, worker, worker, 0) == 0
    assert server.ask().body == PLAIN
    assert server.workers == [worker]


@needs_injection
def test_with_challenges_a_worker_reads_beneath_their_directory_only(
    start_server: StartServer, reachable_directory: Path
) -> None:
    directory = reachable_directory / "challenges"
    directory.mkdir(mode=0o755)
    (directory / "token").write_bytes(b"answer")
    (reachable_directory / "secret").write_bytes(b"secret")
    server = start_server(WORKERS=1, ACME_DIRECTORY=directory)
    (worker,) = server.workers

    def opened(path: Path | str, flags: int) -> int | None:
        return injection.call(worker, 257, HERE, -1, flags, 0o666, text=f"{path}\0".encode())

    descriptor = opened(directory / "token", os.O_RDONLY)
    assert descriptor is not None and descriptor > 2
    injection.call(worker, 3, descriptor)
    for path, flags in [
        (reachable_directory / "secret", os.O_RDONLY),
        ("/proc/self/mem", os.O_RDONLY),
        ("/etc/passwd", os.O_RDONLY),
        (directory / "token", os.O_RDWR),
        (directory / "new", os.O_WRONLY | os.O_CREAT),
        (directory, os.O_RDONLY | os.O_DIRECTORY),
        ("/dev/null", os.O_WRONLY),
    ]:
        # Either by Landlock or because it is nobody's.
        assert opened(path, flags) in (-errno.EACCES, -errno.EPERM), path
    assert injection.call(worker, 41, socket.AF_INET, socket.SOCK_STREAM, 0) is None
    processes.eventually(lambda: "refused_call=socket" in server.log, 5, "the log names it")


@needs_injection
def test_a_directory_of_challenges_that_is_replaced_is_the_only_one_that_is_read(
    start_server: StartServer, reachable_directory: Path
) -> None:
    path = "/.well-known/acme-challenge/token"
    first, link = reachable_directory / "first", reachable_directory / "link"
    first.mkdir(mode=0o755)
    link.symlink_to(first)
    server = start_server(WORKERS=1, ACME_DIRECTORY=link, RELOAD_SECONDS=1)
    (first / "token").write_bytes(b"first")
    assert server.ask(target=path).body == b"first"
    second = reachable_directory / "second"
    second.mkdir(mode=0o755)
    (second / "token").write_bytes(b"second")
    link.unlink()
    link.symlink_to(second)
    processes.eventually(lambda: server.ask(target=path).body == b"second", 8, "it is found")
    processes.eventually(lambda: len(server.workers) == 1, 8, "the former worker has ended")
    (worker,) = server.workers
    text = f"{first}/token\0".encode()
    assert injection.call(worker, 257, HERE, -1, os.O_RDONLY, text=text) == -errno.EACCES


@needs_root
def test_every_process_is_confined(start_server: StartServer, tmp_path: Path) -> None:
    server = start_server(WORKERS=1, ACCESS_LOG="json", HTTPS_LISTEN="off")
    filters = {}
    for pid in (server.master, *server.workers, *server.loggers):
        status = processes.status(pid)
        assert (status["Seccomp"], status["NoNewPrivs"]) == ("2", "1")
        filters[pid] = int(status["Seccomp_filters"])
    # What it inherits stays in force.
    assert filters[server.workers[0]] == filters[server.master] + 1


def layers(*arguments: str, **variables: object) -> dict[str, str]:
    checked = run_command("check", "--json", HTTP_LISTEN="127.0.0.1:8080", **variables)
    assert checked.returncode == 0
    (said,) = json.loads(checked.stdout)["confinement"]
    return said


def test_check_says_what_would_be_active() -> None:
    assert layers() == {"seccomp": "active", "landlock": "active"}
    assert layers(CONFINEMENT="off") == {"seccomp": "off", "landlock": "off"}
    text = run_command("check", HTTP_LISTEN="127.0.0.1:8080").stdout
    assert "\nconfinement  seccomp active, landlock active\n" in text


REFUSED: dict[str, list[tuple[str, int]]] = {
    "old": [(name, errno.ENOSYS) for name in ("seccomp", "landlock_create_ruleset", "openat2")],
    "sandboxed": [(name, errno.EPERM) for name in ("seccomp", "landlock_create_ruleset", "openat2")],
    "without Landlock": [("landlock_create_ruleset", errno.EOPNOTSUPP)],
}


@pytest.mark.parametrize("refused", REFUSED.values(), ids=REFUSED)
def test_a_layer_that_can_not_be_had_falls_away_with_one_line(
    start_server: StartServer, reachable_directory: Path, refused: list[tuple[str, int]]
) -> None:
    pages, challenges = reachable_directory / "pages", reachable_directory / "challenges"
    for directory in (pages, challenges):
        directory.mkdir(mode=0o755)
    (pages / "..data").mkdir()
    (pages / "..data" / "en.html").write_bytes(b"linked")
    (pages / "en.html").symlink_to("..data/en.html")
    (pages / "de.html").symlink_to("../secret.html")
    (reachable_directory / "secret.html").write_bytes(b"secret")
    (challenges / "token").write_bytes(b"answer")
    server = start_server(
        wrapper=refusing.wrapper(refused),
        WORKERS=2,
        PAGES_DIRECTORY=pages,
        ACME_DIRECTORY=challenges,
    )
    said = [line for line in server.log.splitlines() if "confinement-reduced" in line]
    assert len(said) == 1 and " level=info " in said[0]
    for name, word in (("seccomp", "seccomp="), ("landlock_create_ruleset", "landlock=")):
        assert (word in said[0]) == (name in dict(refused))
    assert "secret.html" in server.log and "leads out" in server.log
    for language in ("en", "de"):
        answer = server.ask(headers=[f"Accept-Language: {language}", "Accept: text/html"])
        assert answer.body == b"linked" if language == "en" else b"secret" not in answer.body
    assert server.ask(target="/.well-known/acme-challenge/token").body == b"answer"


@needs_root
def test_it_can_be_switched_off(start_server: StartServer) -> None:
    server = start_server(WORKERS=1, CONFINEMENT="no")
    (line,) = [line for line in server.log.splitlines() if "confinement-reduced" in line]
    assert " level=warning " in line
    assert line.endswith("seccomp=off landlock=off variable=UNDER_MAINTENANCE_CONFINEMENT")
    (worker,) = server.workers
    status = processes.status(worker)
    assert status["Seccomp"] == processes.status(os.getpid())["Seccomp"]
    assert status["NoNewPrivs"] == "1"
    refused = run_command("check", CONFINEMENT="perhaps", HTTP_LISTEN="127.0.0.1:8080")
    assert refused.returncode == 78 and "UNDER_MAINTENANCE_CONFINEMENT" in refused.stdout
