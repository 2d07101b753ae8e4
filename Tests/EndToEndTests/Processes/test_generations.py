"""At most two generations of workers live, whoever reads slowly; and no signal ends a process that
it isn't meant for."""

from __future__ import annotations

import errno
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import http1
import processes
import refusing
from harness import FORWARDED, PLAIN, SYSTEM_REFUSED, Server, free_port
from privileges import needs_root

StartServer = Callable[..., Server]
# More than a connection's queues take.
LARGE = b"large page\n" * 120_000


class Census:
    """Counts the workers again and again."""

    def __init__(self, server: Server) -> None:
        self.most = 0
        self._server = server
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._count)

    def __enter__(self) -> Census:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._thread.join(5)

    def _count(self) -> None:
        while not self._stopping.wait(0.005):
            self.most = max(self.most, len(self._server.workers))


def reload(server: Server, number: int) -> None:
    """Until the reload has happened."""
    server.signal(signal.SIGHUP)
    server.lines("reloaded", number)


def slow_reader(server: Server) -> http1.Client:
    """It has begun to read a large answer, and stops there."""
    client = server.client(timeout=10)
    client.send(http1.request(headers=["Accept: */*"]))
    client.buffer += client.socket.recv(1000)
    return client


def test_twenty_reloads_with_slow_readers_leave_two_generations(
    start_server: StartServer, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(LARGE)
    server = start_server(CUSTOM_FILE_PATH=page, RELOAD_SECONDS=0, WORKERS=2)
    slow = []
    with Census(server) as census:
        for number in range(1, 21):
            slow += [slow_reader(server) for _ in range(2)]
            reload(server, number)
    # Those that were just forked may have been counted before the old ones had ended altogether.
    assert census.most <= 2 * 2
    assert len(server.workers) <= 2 * 2
    assert server.ask(headers=["Accept: */*"]).body == LARGE
    # Whoever read from the generations before the last two has been cut off.
    cut = 0
    for client in slow[:-4]:
        try:
            client.answer()
        except (OSError, http1.Incomplete):
            cut += 1
    assert cut > 0
    assert "worker-ended" not in server.log


def test_a_single_reload_lets_a_slow_reader_finish(
    start_server: StartServer, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(LARGE)
    server = start_server(CUSTOM_FILE_PATH=page, RELOAD_SECONDS=0, WORKERS=1)
    client = slow_reader(server)
    reload(server, 1)
    time.sleep(0.3)
    assert client.answer().body == LARGE


def test_what_is_composed_goes_out_when_a_drain_ends(start_server: StartServer) -> None:
    server = start_server(RELOAD_SECONDS=0, WORKERS=1)
    with server.client() as client:
        # Its answer waits for the rest of the body.
        client.send(http1.request("POST", "/", [FORWARDED, "Content-Length: 10"]) + b"12345")
        server.settle()
        reload(server, 1)
        reload(server, 2)
        answer = client.answer()
        assert (answer.body, answer.closes) == (PLAIN, True)
        assert client.rest() == b""


def test_a_worker_that_hangs_does_not_hold_up_a_reload(start_server: StartServer) -> None:
    server = start_server(RELOAD_SECONDS=0, WORKERS=1)
    (hung,) = server.workers
    os.kill(hung, signal.SIGSTOP)
    for number in (1, 2):
        reload(server, number)
    assert hung not in server.workers
    assert server.ask().body == PLAIN


@pytest.mark.parametrize("number", [signal.SIGUSR1, signal.SIGUSR2])
def test_user_signals_are_ignored_by_every_process(
    start_server: StartServer, number: signal.Signals
) -> None:
    server = start_server(WORKERS=2, ACCESS_LOG="json")
    with server.client() as client:
        assert not client.ask(headers=[FORWARDED]).closes
        everybody = [server.master, *server.workers, *server.loggers]
        assert len(everybody) == 5
        for _ in range(20):
            for pid in everybody:
                os.kill(pid, number)
        os.killpg(server.process.pid, number)
        server.settle()
        assert [server.master, *server.workers, *server.loggers] == everybody
        # Nobody drains either.
        assert not client.ask(headers=[FORWARDED]).closes
    # Those that come later are no different.
    server.signal(signal.SIGHUP)
    server.lines("reloaded", 1)
    processes.eventually(lambda: len(server.workers) == 2, 5, "the old workers end")
    workers = server.workers
    for pid in workers:
        os.kill(pid, number)
    server.settle()
    assert server.workers == workers


@pytest.mark.parametrize(
    "number", [signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGPIPE]
)
def test_a_logger_goes_on_whatever_it_is_sent(
    start_server: StartServer, number: signal.Signals
) -> None:
    server = start_server(ACCESS_LOG="json", WORKERS=1)
    loggers = server.loggers
    for turn in range(2):
        for logger in loggers:
            os.kill(logger, number)
        server.ask(target=f"/after-{turn}")
        processes.eventually(
            lambda: f"/after-{turn}" in server.access_log, 5, "the access log is written"
        )
        assert server.loggers == loggers


@needs_root
@pytest.mark.parametrize("call", ["setresuid", "setresgid"])
@pytest.mark.parametrize("error", [errno.EPERM, errno.EINVAL])
def test_root_that_may_not_become_somebody_else_does_not_start(
    tmp_path: Path, call: str, error: int
) -> None:
    address = ("127.0.0.1", free_port())
    server = Server(
        tmp_path,
        address=address,
        HTTP_LISTEN=f"127.0.0.1:{address[1]}",
        wrapper=refusing.wrapper([(call, error)]),
    )
    try:
        assert server.wait(within=5) == SYSTEM_REFUSED
        (line,) = server.lines("root-kept")
        assert "level=error" in line and f"errno={error}" in line and "CAP_SETUID" in line
    finally:
        server.kill()


def test_a_retired_worker_that_dies_is_told(start_server: StartServer) -> None:
    server = start_server(WORKERS=1)
    (retired,) = server.workers
    with http1.connect(server.address) as slow:
        slow.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n")
        server.settle()
        reload(server, 1)
        os.kill(retired, signal.SIGSEGV)
        line = f"event=worker-ended pid={retired} signal=11"
        processes.eventually(lambda: line in server.log, 5, "the death is told")
