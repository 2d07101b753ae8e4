"""HTTP/2 sessions that are odd rather than many: cut off, slow, never read, mutated. The worker
lives on and answers the others."""

from __future__ import annotations

import contextlib
import itertools
import random
import socket
import ssl
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import floods
import http1
from floods import OPENING, PREFACE, WIDE, block, frame, get, post, streams, window_update
from harness import Server

StartServer = Callable[..., Server]
SESSIONS = 1_000
# Octets of a body in a DATA frame that is a whole record of TLS.
RECORD = 16_384 - 9


def write_page(path: Path, size: int) -> Path:
    path.write_bytes(b"<!doctype html><title>x</title>".ljust(size, b"x"))
    return path


def test_answers_that_nobody_reads_are_not_kept_in_memory(
    start_server: StartServer, tmp_path: Path
) -> None:
    page = write_page(tmp_path / "page.html", 1_000_000)
    server = start_server(WORKERS=1, HTTP_KEEP_ALIVE="on", CUSTOM_FILE_PATH=page)
    with floods.Watch(server), contextlib.ExitStack() as stack:
        clients = [stack.enter_context(http1.connect(server.address)) for _ in range(20)]
        for client in clients:
            client.sendall(WIDE + b"".join(get(2 * i + 1, b"text/html") for i in range(100)))
        time.sleep(1)
        # Read in part, they are still whole frames one behind the other.
        for client in clients:
            client.settimeout(5)
            buffer = bytearray()
            outcome = floods.Outcome(False, 0, 0, None, 0)
            while outcome.statuses < 100:
                buffer += client.recv(1 << 18)
                floods.take_frames(buffer, outcome)
            assert outcome.code is None


def test_an_answer_has_room_behind_many_replies(
    start_server: StartServer, tmp_path: Path
) -> None:
    page = write_page(tmp_path / "page.html", 16_000)
    server = start_server(WORKERS=1, HTTP_KEEP_ALIVE="on", CUSTOM_FILE_PATH=page)
    workers = server.workers
    grpc = block(method=0x83) + floods.literal(b"content-type", b"application/grpc")

    def ask(calls: int) -> None:
        ids = streams()
        data = b"".join(
            (
                WIDE,
                *(get(next(ids), b"text/html") for _ in range(2)),
                *(frame(floods.HEADERS, 5, next(ids), grpc) for _ in range(calls)),
                frame(floods.PING, 0, 0, b"12345678") * 990,
                get(next(ids), b"text/html"),
            )
        )
        outcome = floods.pump(server.address, [data])
        assert outcome.statuses == calls + 3, calls
        assert outcome.code is None, calls

    with ThreadPoolExecutor() as clients:
        list(clients.map(ask, range(40, 140, 10)))
    assert server.workers == workers


def test_a_session_may_end_anywhere(start_server: StartServer) -> None:
    server = start_server(WORKERS=1, HTTP_KEEP_ALIVE="on")
    whole = OPENING + get(1) + post(3) + frame(floods.DATA, 9, 3, b"\2abc\0\0") + window_update(0, 1)
    with floods.Watch(server):
        for length in range(len(whole)):
            with http1.connect(server.address) as client:
                client.sendall(whole[:length])
                client.shutdown(socket.SHUT_WR)
                # Every answer that is due comes before the end.
                buffer, outcome = bytearray(), floods.Outcome(False, 0, 0, None, 0)
                with contextlib.suppress(ConnectionResetError):
                    while data := client.recv(1 << 16):
                        buffer += data
                floods.take_frames(buffer, outcome)
                due = sum(
                    length >= len(OPENING + request)
                    for request in (get(1), get(1) + post(3))
                )
                assert outcome.statuses == due


def test_what_was_asked_before_the_client_ended_its_side_is_sent(
    start_server: StartServer, tmp_path: Path
) -> None:
    page = write_page(tmp_path / "page.html", 5_000_000)
    server = start_server(WORKERS=1, HTTP_KEEP_ALIVE="on", CUSTOM_FILE_PATH=page)
    with http1.connect(server.address) as client:
        client.sendall(WIDE + get(1, b"text/html"))
        client.shutdown(socket.SHUT_WR)
        received = 0
        while data := client.recv(1 << 18):
            received += len(data)
    assert received > 5_000_000


def test_the_end_of_the_last_record_reaches_a_slow_reader(
    start_tls_server: StartServer, client: ssl.SSLContext, tmp_path: Path
) -> None:
    """However many records the kernel takes at first, one more is the last for one of them: two
    dozen, where its queues are as they usually are."""
    page = write_page(tmp_path / "page.html", 70 * RECORD)
    server = start_tls_server(WORKERS=1, HTTP2="on", HTTPS_KEEP_ALIVE="on", CUSTOM_FILE_PATH=page)
    client.set_alpn_protocols(["h2"])
    with contextlib.ExitStack() as stack:
        connections = []
        for records in range(1, 64):
            raw = stack.enter_context(http1.connect(server.tls_address))
            connection = client.wrap_socket(raw, server_hostname="localhost")
            stack.enter_context(connection)
            window = floods.settings((4, records * RECORD))
            wide = window_update(0, 1 << 30)
            connection.sendall(PREFACE + window + wide + get(1, b"text/html"))
            connections.append((connection, records))
        time.sleep(0.5)
        for connection, records in connections:
            # All that the window allows.
            buffer, outcome = bytearray(), floods.Outcome(False, 0, 0, None, 0)
            while outcome.body_bytes < records * RECORD:
                buffer += connection.recv(1 << 18)
                floods.take_frames(buffer, outcome)


def test_slow_and_silent_sessions_leave_room_for_others(start_server: StartServer) -> None:
    server = start_server(WORKERS=1, HTTP_KEEP_ALIVE="on")
    whole = OPENING + frame(floods.HEADERS, 1, 1, block())
    with floods.Watch(server), contextlib.ExitStack() as stack:
        clients = [stack.enter_context(http1.connect(server.address)) for _ in range(len(whole))]
        for place in range(len(whole)):
            for client, length in zip(clients, itertools.count(1)):
                if place < length:
                    client.sendall(whole[place : place + 1])


@pytest.mark.long
def test_frames_that_ask_for_nothing_put_no_end_off(start_server: StartServer) -> None:
    server = start_server(WORKERS=1, HTTP_KEEP_ALIVE="on")
    ping = frame(floods.PING, 0, 0, b"12345678")

    def kept(opening: bytes, most: float) -> None:
        """One half of a frame, then the other."""
        started = time.monotonic()
        pieces = itertools.cycle((ping[:9], ping[9:]))

        def chunks():
            yield opening
            while time.monotonic() - started < most + 10:
                time.sleep(0.3)
                yield next(pieces)

        outcome = floods.pump(server.address, chunks(), seconds=most + 10, still=5)
        assert outcome.has_ended, opening
        assert outcome.code == 0

    failures: list[BaseException] = []

    def run(*arguments: object) -> None:
        try:
            kept(*arguments)
        except BaseException as failure:
            failures.append(failure)

    shut = PREFACE + floods.settings((4, 0)) + get(1, b"text/html")
    threads = [
        threading.Thread(target=run, args=(OPENING, 20)),
        threading.Thread(target=run, args=(shut, 30)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures


def mutated(chance: random.Random) -> bytes:
    """A session with something wrong in it."""
    ids = streams()
    parts = [PREFACE, floods.settings((4, chance.choice((0, 1, 65_535, 1 << 20))))]
    for _ in range(chance.randrange(1, 12)):
        stream = next(ids)
        parts += chance.choice(
            (
                [get(stream, b"text/html")],
                [post(stream), frame(floods.DATA, 9, stream, b"\2abc\0\0")],
                [get(stream), floods.reset(stream)],
                [window_update(0, 1000), window_update(stream, 10)],
                [frame(floods.PING, 0, 0, b"12345678"), frame(0xEE, 1, stream, b"?")],
                [
                    frame(floods.HEADERS, 1, stream, block()[:4]),
                    frame(floods.CONTINUATION, 4, stream, block()[4:]),
                ],
            )
        )
    for _ in range(chance.randrange(3)):
        parts.insert(chance.randrange(1, len(parts) + 1), chance.choice(parts))
    data = bytearray(b"".join(parts))
    for _ in range(chance.randrange(1, 6)):
        place = chance.randrange(len(PREFACE), len(data))
        match chance.randrange(4):
            case 0:
                data[place] = chance.randrange(256)
            case 1:
                data[place] ^= 1 << chance.randrange(8)
            case 2:
                del data[place : place + chance.randrange(1, 10)]
            case 3:
                data[place:place] = chance.randbytes(chance.randrange(1, 10))
        data = data or bytearray(b"x")
        if len(data) <= len(PREFACE):
            break
    return bytes(data)


def play(server: Server, seed: int, count: int) -> None:
    chance = random.Random(seed)
    for _ in range(count):
        with contextlib.suppress(ConnectionResetError, BrokenPipeError, TimeoutError):
            with http1.connect(server.address) as client:
                client.sendall(mutated(chance))
                if chance.random() < 0.5:
                    client.shutdown(socket.SHUT_WR)
                    client.settimeout(0.5)
                    while client.recv(1 << 16):
                        pass


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2])
def test_no_mutated_session_ends_a_worker(seed: int, start_server: StartServer) -> None:
    server = start_server(WORKERS=1, HTTP_KEEP_ALIVE="on")
    with floods.Watch(server):
        play(server, seed, SESSIONS)
    assert "worker-ended" not in server.log
