"""The standard streams may be missing, broken or stalled: the service goes on, and no log line ever
ends up in a connection."""

import fcntl
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import http1
import processes
from harness import PLAIN, Server
from readers import fill

StartServer = Callable[..., Server]
CLIENT_HELLO = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(512)


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    """A small pipe nobody reads."""
    reading, writing = os.pipe()
    fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 4096)
    yield reading, writing
    os.close(reading)
    os.close(writing)


@pytest.mark.parametrize("closed", ["0<&-", "1>&-", "2>&-", "1>&- 2>&-", "0<&- 1>&- 2>&-"])
def test_a_missing_standard_stream_is_never_replaced_by_a_socket(
    start_server: StartServer, closed: str
) -> None:
    wrapper = ["/bin/sh", "-c", f'exec "$0" {closed}']
    server = start_server(wrapper=wrapper, ACCESS_LOG="json", STATUS_KODE=1, WORKERS=1)
    for pid in (server.master, *server.workers):
        for stream in range(3):
            assert not os.readlink(f"/proc/{pid}/fd/{stream}").startswith(("socket:", "anon_inode:"))
    with server.client() as client:
        client.send(CLIENT_HELLO)
        assert b"level=" not in client.rest()
    (answer,) = server.exchange(http1.request())
    assert answer.body == PLAIN
    assert Path(f"/proc/{server.workers[0]}").exists()


def test_a_log_nobody_reads_any_more_does_not_keep_it_from_starting(
    start_server: StartServer,
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    server = start_server(stderr=writing, STATUS_KODE=1)
    os.close(writing)
    assert server.ask().body == PLAIN


def test_a_stalled_log_does_not_keep_it_from_starting(
    start_server: StartServer, pipe: tuple[int, int]
) -> None:
    fill(pipe[1])
    assert start_server(stderr=pipe[1]).ask().body == PLAIN


def test_a_stalled_log_holds_up_neither_worker_nor_reload_nor_shutdown(
    start_server: StartServer, pipe: tuple[int, int], tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(b"old")
    server = start_server(stderr=pipe[1], WORKERS=1, CUSTOM_FILE_PATH=page, RELOAD_SECONDS=0)
    fill(pipe[1])
    with server.client() as client:
        client.send(CLIENT_HELLO)
        client.ends_within(3)
    assert server.ask(timeout=2).body == b"old"
    page.write_bytes(b"new")
    server.signal(signal.SIGHUP)
    processes.eventually(lambda: server.ask(timeout=2).body == b"new", 3, "the page is new")
    os.kill(server.workers[0], signal.SIGKILL)
    assert server.ask(timeout=3).body == b"new"
    server.signal(signal.SIGTERM)
    assert server.wait(within=7) == 0
