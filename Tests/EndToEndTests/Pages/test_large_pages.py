"""A large page is held once, however many clients are taking their time over it: five hundred slow
readers cost next to no memory, and those that go on get every byte."""

from __future__ import annotations

import secrets
import selectors
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import http1
import processes
from harness import Server
from listeners import content

StartServer = Callable[..., Server]

READERS = 500
MEBIBYTE = 1 << 20
CODINGS = ("identity", "gzip")


def private_memory(server: Server) -> int:
    """Bytes of no file that the server's processes hold, what they share counted once."""
    total = 0
    for pid in (server.master, *server.workers):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        (line,) = [line for line in lines if line.startswith("Pss_Anon:")]
        total += int(line.split()[1]) * 1024
    return total


def request(coding: str) -> bytes:
    return http1.request(headers=["Accept: text/html", f"Accept-Encoding: {coding}"])


class Reader:
    """A client with room for little, which has asked, read the head and the first bytes."""

    def __init__(self, server: Server, coding: str) -> None:
        assert not isinstance(server.address, str)
        self.coding = coding
        self.socket = socket.socket()
        # Before connecting: what the server is told of it depends on it.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.socket.settimeout(20)
        self.socket.connect(server.address)
        self.socket.sendall(request(coding))
        received = b""
        while (end := received.find(b"\r\n\r\n")) < 0:
            received += self.socket.recv(1000)
        self.head, self.start = received[:end], received[end + 4 :]
        self.taken = 0

    def goes_on(self, body: bytes) -> bool:
        """Takes what is there and compares it; whether there is more to come."""
        chunk = self.start or self.socket.recv(MEBIBYTE)
        self.start = b""
        assert chunk == body[self.taken : self.taken + len(chunk)], f"other bytes at {self.taken}"
        self.taken += len(chunk)
        return bool(chunk)


def read_to_the_end(readers: list[Reader], bodies: dict[str, bytes]) -> None:
    """All at the same time, so that nobody waits longer than the server does."""
    with selectors.DefaultSelector() as selector:
        for reader in readers:
            reader.goes_on(bodies[reader.coding])
            reader.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, MEBIBYTE)
            selector.register(reader.socket, selectors.EVENT_READ, reader)
        while selector.get_map():
            events = selector.select(20)
            assert events, "the readers get no more"
            for key, _ in events:
                if not key.data.goes_on(bodies[key.data.coding]):
                    selector.unregister(key.fileobj)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """HTML of 5 MB; digits of chance leave about half of it when compressed."""
    file = tmp_path_factory.mktemp("page") / "page.html"
    file.write_text(f"<!doctype html><title>Large</title>\n{secrets.token_hex(2_500_000)}\n")
    return file


@pytest.fixture
def readers() -> Iterator[list[Reader]]:
    """What a test puts here is closed, whatever happens."""
    opened: list[Reader] = []
    yield opened
    for reader in opened:
        reader.socket.close()


def bodies(server: Server, page: Path) -> dict[str, bytes]:
    """The page as each coding has it."""
    sent = {}
    for coding in CODINGS:
        answer = server.ask(headers=["Accept: text/html", f"Accept-Encoding: {coding}"])
        assert content(answer) == page.read_bytes()
        sent[coding] = answer.body
    assert 2 * MEBIBYTE < len(sent["gzip"]) < len(sent["identity"])
    return sent


def test_five_hundred_slow_readers_share_one_page(
    start_server: StartServer, page: Path, readers: list[Reader]
) -> None:
    # The kernel holds a hundred megabytes for them, which count.
    server = start_server(CUSTOM_FILE_PATH=page, MEMORY="1G")
    whole = bodies(server, page)
    at_rest = private_memory(server)
    # The page in both codings, each once for all processes.
    assert at_rest > sum(map(len, whole.values()))

    for number in range(READERS):
        readers.append(Reader(server, CODINGS[number % 2]))
    above = private_memory(server) - at_rest
    assert above <= 2 * MEBIBYTE, f"{above} bytes for {READERS} readers"

    for reader in readers:
        assert reader.head.startswith(b"HTTP/1.1 503 ")
        assert (b"\r\nContent-Encoding: gzip\r\n" in reader.head) == (reader.coding == "gzip")
        assert b"\r\nContent-Length: %d\r\n" % len(whole[reader.coding]) in reader.head
    # Two gigabytes for all would show no more than this; the others stay as they are.
    going_on = readers[::10] + readers[1::10]
    read_to_the_end(going_on, whole)
    for reader in going_on:
        assert reader.taken == len(whole[reader.coding])
    assert private_memory(server) - at_rest <= 2 * MEBIBYTE


def test_readers_that_leave_leave_nothing_behind(
    start_server: StartServer, page: Path, readers: list[Reader]
) -> None:
    server = start_server(CUSTOM_FILE_PATH=page)
    whole = bodies(server, page)
    at_rest = private_memory(server)
    for _ in range(4):
        for number in range(READERS // 4):
            readers.append(Reader(server, CODINGS[number % 2]))
        for reader in readers:
            reader.socket.close()
        readers.clear()
        server.assert_at_rest()
    assert private_memory(server) - at_rest <= 2 * MEBIBYTE
    assert bodies(server, page) == whole


def test_a_reload_keeps_the_page_for_those_who_are_reading_it(
    start_server: StartServer, tmp_path: Path, page: Path, readers: list[Reader]
) -> None:
    copy = tmp_path / "page.html"
    copy.write_bytes(page.read_bytes())
    server = start_server(CUSTOM_FILE_PATH=copy, RELOAD_SECONDS=0)
    whole = bodies(server, page)
    for number in range(50):
        readers.append(Reader(server, CODINGS[number % 2]))
    copy.write_bytes(b"new")
    server.signal(signal.SIGHUP)
    processes.eventually(
        lambda: server.ask(headers=["Accept: text/html"]).body == b"new", 5, "the page is new"
    )
    read_to_the_end(readers, whole)
    assert {reader.taken for reader in readers} == set(map(len, whole.values()))


def test_reloads_let_go_of_the_page_before(start_server: StartServer, page: Path) -> None:
    server = start_server(CUSTOM_FILE_PATH=page, RELOAD_SECONDS=0)
    at_rest = private_memory(server)
    for _ in range(4):
        before = server.workers
        server.signal(signal.SIGHUP)
        processes.eventually(
            lambda: not set(before) & set(server.workers), within=5, what="the old workers go"
        )
    above = private_memory(server) - at_rest
    # Less than the smaller of the two codings.
    assert above <= 2 * MEBIBYTE, f"{above} bytes more than before the reloads"
