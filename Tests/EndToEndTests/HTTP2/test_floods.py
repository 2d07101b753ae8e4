"""Floods over HTTP/2: they end their own connection or stay harmless; the worker neither dies nor
grows, and whoever asks meanwhile is answered."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import floods
from floods import (
    ACKNOWLEDGEMENT,
    COMPRESSION_ERROR,
    CONTINUATION,
    DATA,
    END_HEADERS,
    END_STREAM,
    ENHANCE_YOUR_CALM,
    GOAWAY,
    HEADERS,
    OPENING,
    PADDED,
    PING,
    PREFACE,
    PRIORITY,
    SETTINGS,
    WIDE,
    block,
    frame,
    get,
    literal,
    number,
    post,
    reset,
    settings,
    streams,
    window_update,
    word,
)
from harness import Server

StartServer = Callable[..., Server]
# Larger than the windows, so that it stays where it is.
LARGE_PAGE = 200_000


@dataclass(frozen=True)
class Flood:
    """One, by what it sends behind the opening."""

    chunks: Callable[[], Iterator[bytes]]
    # What the GOAWAY says that ends it; None: it is harmless, and ends with its last chunk.
    code: int | None = ENHANCE_YOUR_CALM
    opening: bytes = OPENING
    reads: bool = True
    seconds: float = 10


def repeated(chunk: bytes, count: int = 100_000) -> Callable[[], Iterator[bytes]]:
    """Whole chunks in pieces of about 16 KiB."""
    together = max(1, 16_384 // len(chunk))
    return lambda: itertools.repeat(chunk * together, count // together + 1)


def on_streams(make: Callable[[int], bytes], count: int = 5_000) -> Callable[[], Iterator[bytes]]:
    """Each on a stream of its own, ten at a time."""

    def chunks() -> Iterator[bytes]:
        ids = streams()
        for _ in range(count // 10):
            yield b"".join(make(next(ids)) for _ in range(10))

    return chunks


def after(first: bytes, rest: Callable[[], Iterator[bytes]]) -> Callable[[], Iterator[bytes]]:
    return lambda: itertools.chain((first,), rest())


def unfinished(fragment: bytes, count: int) -> Callable[[], Iterator[bytes]]:
    """A block that goes on and on."""
    head = frame(HEADERS, END_STREAM, 1, block())
    return after(head, repeated(frame(CONTINUATION, 0, 1, fragment), count))


def bomb(references: int) -> Callable[[int], bytes]:
    """A field of 4,000 bytes goes into the table, and comes out as often as a block has room."""

    def make(stream: int) -> bytes:
        fields = block() + literal(b"x", b"y" * 4000, 0x40) + b"\xbe" * references
        pieces = [fields[place : place + 16_000] for place in range(0, len(fields), 16_000)]
        frames = [
            frame(
                HEADERS if place == 0 else CONTINUATION,
                (END_STREAM if place == 0 else 0) | (END_HEADERS if is_last else 0),
                stream,
                piece,
            )
            for place, piece in enumerate(pieces)
            for is_last in [place == len(pieces) - 1]
        ]
        return b"".join(frames)

    return make


def challenge(stream: int) -> bytes:
    """For an answer that is made for the request alone."""
    path = b"/.well-known/acme-challenge/token"
    fields = b"\x82\x86\x04" + number(len(path), 7) + path + literal(b":authority", b"localhost")
    return frame(HEADERS, END_HEADERS | END_STREAM, stream, fields)


def with_fields(count: int) -> Callable[[int], bytes]:
    fields = block() + literal(b"x", b"y") * count
    return lambda stream: frame(HEADERS, END_HEADERS | END_STREAM, stream, fields)


FLOODS = {
    # Requests that are ended at once.
    "rapid reset": Flood(on_streams(lambda stream: get(stream) + reset(stream)), code=None),
    "rapid reset of uploads": Flood(
        on_streams(lambda stream: post(stream) + reset(stream)), code=None
    ),
    "rapid reset behind a shut window": Flood(
        on_streams(lambda stream: get(stream) + reset(stream)),
        code=None,
        opening=PREFACE + settings((4, 0)),
    ),
    "rapid reset of challenges behind a shut window": Flood(
        on_streams(lambda stream: challenge(stream) + reset(stream)),
        code=None,
        opening=PREFACE + settings((4, 0)),
    ),
    # Errors that make the server reset them.
    "made you reset: an increment of 0": Flood(
        on_streams(lambda stream: post(stream) + window_update(stream, 0))
    ),
    "made you reset: a window too wide": Flood(
        on_streams(lambda stream: post(stream) + window_update(stream, (1 << 31) - 1))
    ),
    "made you reset: PRIORITY of a wrong size": Flood(
        on_streams(lambda stream: post(stream) + frame(PRIORITY, 0, stream, b"\0\0\0\0"))
    ),
    "made you reset: a stream that depends on itself": Flood(
        on_streams(lambda stream: post(stream) + frame(PRIORITY, 0, stream, word(stream) + b"\0"))
    ),
    "made you reset: more than Content-Length": Flood(
        on_streams(
            lambda stream: post(stream, literal(b"content-length", b"1"))
            + frame(DATA, 0, stream, b"ab")
        )
    ),
    "made you reset: trailers that end nothing": Flood(
        on_streams(
            lambda stream: post(stream) + frame(HEADERS, END_HEADERS, stream, literal(b"a", b"b"))
        )
    ),
    "made you reset: a malformed request": Flood(
        on_streams(
            lambda stream: frame(
                HEADERS, END_HEADERS | END_STREAM, stream, block() + literal(b"A", b"b")
            )
        )
    ),
    "made you reset: DATA on a closed stream": Flood(
        on_streams(lambda stream: get(stream) + frame(DATA, 0, stream, b"a"))
    ),
    "streams over the limit": Flood(on_streams(post)),
    # Blocks.
    "CONTINUATION": Flood(unfinished(literal(b"x", b"y"), 1000)),
    "CONTINUATION with nothing in it": Flood(unfinished(b"", 1000)),
    "CONTINUATION as large as can be": Flood(unfinished(b"\0\x01x\x01y" * 3000, 100)),
    "fields out of the table": Flood(on_streams(bomb(60_000), 60), code=None),
    "fields of one byte out of the table": Flood(
        on_streams(
            lambda stream: frame(
                HEADERS, END_HEADERS | END_STREAM, stream, block() + b"\x90" * 16_000
            ),
            100,
        ),
        code=None,
    ),
    "more fields than are kept": Flood(
        on_streams(with_fields(500), 1_000), code=None, opening=WIDE
    ),
    "a table that changes its size all the time": Flood(
        on_streams(
            lambda stream: frame(
                HEADERS, END_HEADERS | END_STREAM, stream, b"\x20\x3f\xe1\x1f" + block()
            )
        ),
        code=None,
        opening=WIDE,
    ),
    "more changes of the table's size than a block may have": Flood(
        on_streams(
            lambda stream: frame(
                HEADERS, END_HEADERS | END_STREAM, stream, b"\x20" * 10_000 + block()
            ),
            100,
        ),
        code=COMPRESSION_ERROR,
    ),
    # Frames that carry nothing.
    "SETTINGS": Flood(repeated(settings((4, 65_535)))),
    "SETTINGS with too many of them": Flood(repeated(settings(*[(4, 65_535)] * 2400), 100)),
    "SETTINGS acknowledged": Flood(repeated(frame(SETTINGS, ACKNOWLEDGEMENT))),
    "PING": Flood(repeated(frame(PING, 0, 0, b"12345678"))),
    "PING whose answers aren't read": Flood(
        repeated(frame(PING, 0, 0, b"12345678")), code=None, reads=False
    ),
    "SETTINGS whose answers aren't read": Flood(
        repeated(settings((4, 65_535))), code=None, reads=False
    ),
    "PRIORITY": Flood(repeated(frame(PRIORITY, 0, 1, word(3) + b"\0"))),
    "PRIORITY of many streams": Flood(
        on_streams(lambda stream: frame(PRIORITY, 0, stream, word(0) + b"\0"))
    ),
    "WINDOW_UPDATE": Flood(repeated(window_update(0, 1))),
    "WINDOW_UPDATE of a closed stream": Flood(after(get(1), repeated(window_update(1, 1)))),
    "RST_STREAM of a closed stream": Flood(after(get(1), repeated(reset(1)))),
    "GOAWAY": Flood(repeated(frame(GOAWAY, 0, 0, bytes(8)))),
    "frames nobody knows": Flood(repeated(frame(0xEE, 0xFF, 7, b"?"))),
    "large frames nobody knows": Flood(repeated(frame(0xEE, 0, 0, bytes(16_384)), 3_000)),
    "DATA with nothing in it": Flood(after(post(1), repeated(frame(DATA, 0, 1)))),
    "DATA with padding only": Flood(
        after(post(1), repeated(frame(DATA, PADDED, 1, b"\xff" + bytes(255))))
    ),
    # Bodies and windows.
    "an upload without end": Flood(
        after(post(1), repeated(frame(DATA, 0, 1, bytes(16_000)), 3_000)), code=None
    ),
    "an upload byte by byte": Flood(
        after(post(1), repeated(frame(DATA, 0, 1, b"a"), 50_000)), code=None
    ),
    "shut windows": Flood(
        on_streams(lambda stream: get(stream, b"text/html")),
        opening=PREFACE + settings((4, 0)),
    ),
    "windows of one byte": Flood(
        lambda: itertools.chain(
            (get(stream, b"text/html") for stream in range(1, 100, 2)),
            (
                b"".join(window_update(stream, 1) for stream in range(1, 100, 2))
                for _ in range(1000)
            ),
        ),
        opening=PREFACE + settings((4, 0)),
    ),
}


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_bytes(b"<!doctype html><title>x</title>" + b"x" * LARGE_PAGE)
    return path


@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_costs_its_own_connection_at_most(
    name: str, start_server: StartServer, page: Path, reachable_directory: Path
) -> None:
    flood = FLOODS[name]
    (reachable_directory / "token").write_text("t" * 4000)
    server = start_server(
        WORKERS=1,
        HTTP_KEEP_ALIVE="on",
        CUSTOM_FILE_PATH=page,
        ACME_DIRECTORY=reachable_directory,
    )
    with floods.Watch(server):
        outcomes: list[floods.Outcome] = []

        def attack() -> None:
            outcomes.append(
                floods.pump(
                    server.address,
                    itertools.chain((flood.opening,), flood.chunks()),
                    reads=flood.reads,
                    seconds=flood.seconds,
                )
            )

        threads = [threading.Thread(target=attack) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    for outcome in outcomes:
        print(outcome)
        assert outcome.code == flood.code
        assert outcome.has_ended == (flood.code is not None)
