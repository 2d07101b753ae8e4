"""Fields that cost their sender an octet each and us a walk over thousands: whoever asks meanwhile on
another connection waits for no more than a turn."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

import honest
import http1
import processes
from floods import (
    DATA,
    END_HEADERS,
    END_STREAM,
    GOAWAY,
    HEADERS,
    OPENING,
    PREFACE,
    block,
    frame,
    literal,
    settings,
    streams,
    window_update,
)
from harness import Server

StartServer = Callable[..., Server]
REPEATED = 14
FLOODERS = 6
VALUES = {
    "accept": b"a/b," * 1000,
    "accept-language": b"zz-xx," * 666,
    "accept-encoding": b"a;q=0.1," * 500,
    "x-forwarded-for": b"10.0.0.1," * 440,
    "access-control-request-headers": b"a," * 2000,
    "cookie": b"a" * 4000,
}


class Flooder:
    """Asks as often as it is read, with a value of 4,000 octets again and again in each request."""

    def __init__(self, port: int, name: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), 10)
        self._is_over = threading.Event()
        # With a page to choose a language for, where that is what takes time.
        accept = b"" if name == "accept" else literal(b"accept", b"text/html")
        self._first = block() + accept + literal(name.encode(), VALUES[name], 0x40)
        self._later = block() + accept + b"\xbe" * REPEATED
        self._threads = [threading.Thread(target=work) for work in (self._send, self._read)]
        for thread in self._threads:
            thread.start()

    def _send(self) -> None:
        ids = streams()
        data = OPENING + frame(HEADERS, END_STREAM | END_HEADERS, next(ids), self._first)
        try:
            while not self._is_over.is_set():
                self._socket.sendall(data)
                data = b"".join(
                    frame(HEADERS, END_STREAM | END_HEADERS, next(ids), self._later)
                    for _ in range(200)
                )
        except OSError:
            pass

    def _read(self) -> None:
        try:
            while self._socket.recv(1 << 20):
                pass
        except OSError:
            pass

    def stop(self) -> None:
        self._is_over.set()
        self._socket.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)
        self._socket.close()


@pytest.mark.parametrize("body", [17, 3000, 20_000])
def test_all_that_was_asked_at_once_is_answered_before_the_farewell(
    start_server: StartServer, tmp_path: Path, body: int
) -> None:
    """A turn ends in between, and clients take what follows a GOAWAY for an error."""
    page = tmp_path / "page.html"
    page.write_bytes(b"x" * body)
    server = start_server(WORKERS=1, CUSTOM_FILE_PATH=page)
    ids, first = streams(), literal(b"user-agent", b"c" * 3900, 0x40)
    asked = [
        frame(HEADERS, END_STREAM | END_HEADERS, next(ids), block() + (b"\xbe" if number else first))
        for number in range(90)
    ]
    with http1.Client(server.address) as client:
        windows = settings((4, 1 << 20)) + window_update(0, 1 << 24)
        client.send(PREFACE + windows + b"".join(asked))
        client.ends_within(5)
        data = bytes(client.buffer)
    kinds, ended = [], 0
    while data:
        length, kind, flags = int.from_bytes(data[:3], "big"), data[3], data[4]
        kinds.append(kind)
        ended += kind in (DATA, HEADERS) and flags & END_STREAM
        data = data[9 + length :]
    assert ended == len(asked)
    assert GOAWAY in kinds and set(kinds[kinds.index(GOAWAY) :]) == {GOAWAY}


@pytest.mark.parametrize("name", VALUES)
def test_who_asks_meanwhile_waits_for_no_more_than_a_turn(
    start_server: StartServer, name: str
) -> None:
    server = start_server(WORKERS=1, ACCESS_LOG="json" if name == "x-forwarded-for" else "off")
    flooders = [Flooder(server.port, name) for _ in range(FLOODERS)]
    try:
        results = honest.ask_all([honest.plain(server.port)], 25, threads=1)
    finally:
        for flooder in flooders:
            flooder.stop()
    assert not results.failures, results.failures
    # One read of one of them took two thirds of a second once.
    assert max(results.seconds) < processes.patience(0.5), results
