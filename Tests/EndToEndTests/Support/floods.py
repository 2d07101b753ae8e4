"""HTTP/2 as an attacker speaks it: frames made by hand, right or wrong, as many as it takes."""

from __future__ import annotations

import contextlib
import select
import socket
import struct
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import http1
import processes
from harness import Server

DATA, HEADERS, PRIORITY, RESET, SETTINGS, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = (
    0, 1, 2, 3, 4, 6, 7, 8, 9,
)  # fmt: skip
END_STREAM, ACKNOWLEDGEMENT, END_HEADERS, PADDED = 0x1, 0x1, 0x4, 0x8
PROTOCOL_ERROR, FLOW_CONTROL_ERROR, FRAME_SIZE_ERROR, COMPRESSION_ERROR = 1, 3, 6, 9
ENHANCE_YOUR_CALM = 11

# Bytes a worker may hold of all the connections of a flood: what a few hundred streams, buffers
# and the allocator's slack come to.
MOST_MEMORY = 4 * 1024 * 1024
# Seconds that a client may wait on a machine that does much else.
PATIENCE = 5.0


def word(number: int) -> bytes:
    return struct.pack(">I", number)


def frame(kind: int, flags: int = 0, stream: int = 0, payload: bytes = b"") -> bytes:
    return word(len(payload))[1:] + bytes((kind, flags)) + word(stream) + payload


def literal(name: bytes, value: bytes, first: int = 0) -> bytes:
    """A field that no table has; `first` 0x40 puts it into the decoder's."""
    return bytes((first,)) + number(len(name), 7) + name + number(len(value), 7) + value


def number(value: int, bits: int, first: int = 0) -> bytes:
    """RFC 7541 §5.1."""
    largest = (1 << bits) - 1
    if value < largest:
        return bytes((first | value,))
    octets = bytearray((first | largest,))
    value -= largest
    while value >= 128:
        octets.append(value & 127 | 128)
        value >>= 7
    return bytes((*octets, value))


def block(accept: bytes = b"text/plain", method: int = 0x82) -> bytes:
    """`GET http://a/`; 0x83 is POST."""
    return bytes((method, 0x86, 0x84)) + literal(b":authority", b"a") + literal(b"accept", accept)


def get(stream: int, accept: bytes = b"text/plain") -> bytes:
    return frame(HEADERS, END_HEADERS | END_STREAM, stream, block(accept))


def post(stream: int, extra: bytes = b"") -> bytes:
    """Its body is to come."""
    return frame(HEADERS, END_HEADERS, stream, block(method=0x83) + extra)


def window_update(stream: int, increment: int) -> bytes:
    return frame(WINDOW_UPDATE, 0, stream, word(increment))


def reset(stream: int) -> bytes:
    return frame(RESET, 0, stream, word(8))


def settings(*pairs: tuple[int, int]) -> bytes:
    return frame(SETTINGS, 0, 0, b"".join(struct.pack(">HI", *pair) for pair in pairs))


PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
OPENING = PREFACE + settings()
WIDE = PREFACE + settings((4, (1 << 31) - 1)) + window_update(0, (1 << 31) - 1 - 65_535)


def streams() -> Iterator[int]:
    return iter(range(1, 1 << 31, 2))


@dataclass
class Outcome:
    """What has become of a connection."""

    has_ended: bool
    sent: int
    received: int
    # Of the last GOAWAY.
    code: int | None
    statuses: int


def pump(
    address: http1.Address,
    chunks: Iterable[bytes],
    *,
    reads: bool = True,
    seconds: float = 10,
    still: float = 0.5,
    connection: socket.socket | None = None,
) -> Outcome:
    """Sends the chunks as fast as they are taken, until the server ends, or nothing goes any more
    for `still` seconds in either direction."""
    outcome = Outcome(False, 0, 0, None, 0)
    buffer = bytearray()
    waiting = memoryview(b"")
    chunks = iter(chunks)
    is_over = False
    with contextlib.closing(connection or http1.connect(address)) as client:
        client.setblocking(False)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if not waiting and not is_over:
                try:
                    waiting = memoryview(next(chunks))
                except StopIteration:
                    is_over = True
            readable, writable, _ = select.select(
                [client] if reads else [], [client] if waiting else [], [], still
            )
            if not readable and not writable:
                if is_over or waiting:
                    break
                continue
            try:
                if writable:
                    count = client.send(waiting)
                    outcome.sent += count
                    waiting = waiting[count:]
                if readable:
                    data = client.recv(1 << 18)
                    outcome.received += len(data)
                    buffer += data
                    take_frames(buffer, outcome)
                    if not data:
                        outcome.has_ended = True
                        break
            except BlockingIOError:
                continue
            except (ConnectionResetError, BrokenPipeError):
                # What came before the reset is still read.
                outcome.has_ended = True
                waiting, is_over = memoryview(b""), True
                with contextlib.suppress(OSError):
                    while data := client.recv(1 << 18):
                        buffer += data
                take_frames(buffer, outcome)
                break
    return outcome


def take_frames(buffer: bytearray, outcome: Outcome) -> None:
    """Takes every whole frame out of the buffer and notes what it says."""
    place = 0
    while len(buffer) - place >= 9:
        length = int.from_bytes(buffer[place : place + 3], "big")
        if len(buffer) - place < 9 + length:
            break
        kind = buffer[place + 3]
        if kind == GOAWAY:
            outcome.code = int.from_bytes(buffer[place + 13 : place + 17], "big")
        outcome.statuses += kind == HEADERS
        place += 9 + length
    del buffer[:place]


class Watch:
    """Asks for the page all the time a flood lasts, and judges the workers after it."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.workers = server.workers
        self.slowest = 0.0
        self.failures: list[str] = []
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._ask)

    def __enter__(self) -> Watch:
        self.before = self.memory("VmRSS")
        self._thread.start()
        return self

    def __exit__(self, *failure: object) -> None:
        self._is_over.set()
        self._thread.join()
        if failure[0] is not None:
            return
        most = self.memory("VmHWM")
        print(f"memory {self.before} -> {most} bytes, slowest answer {self.slowest:.3f} s")
        assert self.server.workers == self.workers, self.server.log
        assert not self.failures
        assert self.slowest < PATIENCE
        assert most - self.before < MOST_MEMORY

    def memory(self, name: str) -> int:
        """Of the worker that holds most."""
        lines = (processes.status(worker)[name] for worker in self.server.workers)
        return max(int(line.split()[0]) * 1024 for line in lines)

    def _ask(self) -> None:
        while True:
            started = time.monotonic()
            try:
                assert self.server.ask(timeout=20).status == 503
            except (OSError, AssertionError, http1.Incomplete) as error:
                self.failures.append(repr(error))
            self.slowest = max(self.slowest, time.monotonic() - started)
            if self._is_over.wait(0.02):
                return
