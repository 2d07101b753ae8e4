"""No request waits for whoever reads the logs, whatever standard output and standard error are, on
any kernel: a reader that is behind, or gone, costs lines, which are counted."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable

import pytest

import processes
import readers
from entries import targets
from harness import Server
from kernels import each_kernel
from load import ask_often

StartServer = Callable[..., Server]
CLIENT_HELLO = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(512)
each_reader = pytest.mark.parametrize("reader", readers.BAD.values(), ids=readers.BAD)


@each_kernel
@each_reader
def test_no_request_waits_for_who_reads_the_access_log(
    start_server: StartServer, reader: Callable, kernel: list[str]
) -> None:
    with reader() as stdout:
        server = start_server(
            stdout=stdout,
            wrapper=kernel,
            ACCESS_LOG="json",
            HTTP_KEEP_ALIVE="on",
            WORKERS=2,
            SHUTDOWN_SECONDS=1,
        )
        # More than all that could hold it.
        arguments = (server, 1500, "/" + "p" * 800)
        threads = [threading.Thread(target=ask_often, args=arguments) for _ in range(4)]
        workers = server.workers
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
            assert not thread.is_alive()
        ask_often(server, 50)
        assert server.workers == workers
        # Nor does standard error.
        with server.client() as client:
            client.send(CLIENT_HELLO)
            client.ends_within(5)
        processes.eventually(lambda: "tls-on-plain" in server.log, 5, "the line on standard error")
        # And it ends in time, although nobody reads.
        server.signal(signal.SIGTERM)
        assert server.wait(within=6) == 0
        server.assert_gone()


@each_reader
def test_nothing_waits_for_who_reads_standard_error(
    start_server: StartServer, reader: Callable
) -> None:
    with reader() as stderr:
        server = start_server(
            stdout=stderr,
            stderr=stderr,
            STATUS_KODE=1,
            ACCESS_LOG="common",
            HTTP_KEEP_ALIVE="on",
            WORKERS=1,
            SHUTDOWN_SECONDS=1,
        )
        ask_often(server, 2000, "/" + "p" * 900)
        with server.client() as client:
            client.send(CLIENT_HELLO)
            client.ends_within(5)
        (worker,) = server.workers
        os.kill(worker, signal.SIGKILL)
        ask_often(server, 50)
        server.signal(signal.SIGHUP)
        ask_often(server, 50)
        server.signal(signal.SIGTERM)
        assert server.wait(within=6) == 0
        server.assert_gone()


def test_lines_that_are_dropped_are_counted(start_server: StartServer) -> None:
    collector = readers.Collector()
    server = start_server(
        stdout=collector.writing, ACCESS_LOG="json", HTTP_KEEP_ALIVE="on", WORKERS=1
    )
    collector.release()
    ask_often(server, 3000, "/" + "p" * 900)
    collector.begin()
    server.stop()
    written = sum(targets(collector.rest()).values())
    assert dropped(server) > 0
    # The first is the question whether the server is up.
    assert written + dropped(server) == 3001


def dropped(server: Server) -> int:
    lines = [line for line in server.log.splitlines() if "event=access-log-dropped" in line]
    return sum(int(line.partition(" count=")[2].split()[0]) for line in lines)


@pytest.mark.parametrize("reader_returns", [True, False], ids=["it reads on", "it never does"])
def test_lines_of_a_retired_worker_are_delivered_or_counted(
    start_server: StartServer, reader_returns: bool
) -> None:
    collector = readers.Collector()
    server = start_server(
        stdout=collector.writing,
        ACCESS_LOG="json",
        HTTP_KEEP_ALIVE="on",
        WORKERS=1,
        RELOAD_SECONDS=0,
    )
    collector.release()
    processes.eventually(lambda: len(server.workers) == 1, 5, "the logger has its name")
    (old,) = server.workers
    # More than the queue and the reader's pipe hold: the worker has the last of them.
    ask_often(server, 3000, "/" + "p" * 900)
    server.signal(signal.SIGHUP)
    processes.eventually(lambda: server.workers not in ([old], []), 5, "another takes over")
    if reader_returns:
        time.sleep(0.5)
        assert old in server.workers
        collector.begin()
    else:
        # A further reload doesn't wait for the reader.
        server.signal(signal.SIGHUP)
    processes.eventually(lambda: old not in server.workers, 5, "the old worker has ended")
    before_end = dropped(server)
    if not reader_returns:
        collector.begin()
    server.stop()
    written = sum(targets(collector.rest()).values())
    assert before_end > 0 and written + dropped(server) == 3001


def test_a_full_disk_is_named(start_server: StartServer) -> None:
    with readers.full_disk() as stdout:
        server = start_server(stdout=stdout, ACCESS_LOG="json")
        server.ask()
        processes.eventually(
            lambda: "access-log-dropped" in server.log and "No space left" in server.log,
            5,
            "a line that names it",
        )
