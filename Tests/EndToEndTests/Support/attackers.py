"""Whoever holds a server's connections without wanting an answer: a process of its own, so that the
clients it is to shut out don't wait for it.

    attackers.py KIND PORT TLS_PORT NUMBER REOPENED

opens NUMBER connections, says `full` and keeps them; those that the server closes are opened anew,
REOPENED a second at most, until standard input ends. Then it says how many of the first are left,
and how many there were."""

from __future__ import annotations

import contextlib
import errno
import resource
import selectors
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import floods
import tls

HEAD = b"GET / HTTP/1.1\r\nHost: a.example.com\r\n"
KEPT = HEAD + b"Via: 1.1 a\r\n\r\n"
PAGE = HEAD + b"Accept: */*\r\n\r\n"
UPLOAD = b"POST / HTTP/1.1\r\nHost: a.example.com\r\nContent-Length: 100000000\r\n\r\n"
# A hundred answers that nobody takes, a full table, half a block of fields.
FULL_SESSION = (
    floods.PREFACE + floods.settings((4, 0))
    + b"".join(
        floods.frame(
            floods.HEADERS, floods.END_HEADERS | floods.END_STREAM, stream,
            floods.block(b"*/*") + floods.literal(b"referer", b"x" * 60, 0x40))
        for stream in range(1, 199, 2))
    + floods.frame(floods.HEADERS, 0, 199, b"\x82" * 16_000)
)
ZERO_WINDOW = floods.PREFACE + floods.settings((4, 0)) + floods.get(1, b"*/*")


def clear(port: int, buffer: int | None = None) -> socket.socket:
    made = socket.socket()
    if buffer is not None:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    made.settimeout(5)
    # From several addresses, so that none runs out of ports.
    made.connect(("127.0.0.1", port))
    return made


def half_hello() -> bytes:
    hello = tls.Piecewise(tls.context(), "localhost").first_flight()
    return hello[: len(hello) // 2]


class Kind:
    """One kind of attacker: how a connection begins, and what it sends every fifth of a second."""

    def __init__(
        self, first: bytes = b"", dribble: bytes = b"", *, reads: int = 0, shakes: bool = False,
        secure: bool = False, buffer: int | None = None,
    ) -> None:
        self.first, self.dribble, self.reads = first, dribble, reads
        self.shakes, self.secure, self.buffer = shakes, secure, buffer
        # One for all: it takes longer to make than to shake hands with.
        self.context = tls.context(alpn=["h2"] if first else None) if shakes else None

    def open(self, port: int, tls_port: int) -> socket.socket:
        made = clear(tls_port if self.secure or self.shakes else port, self.buffer)
        if self.context is not None:
            made = self.context.wrap_socket(made, server_hostname="localhost")
        if self.first:
            made.sendall(self.first)
        made.setblocking(False)
        return made


KINDS: dict[str, Callable[[], Kind]] = {
    "silent": Kind,
    "silent on the TLS port": lambda: Kind(secure=True),
    "kept": lambda: Kind(KEPT),
    "kept and asking": lambda: Kind(KEPT, KEPT, reads=1 << 16),
    "half heads": lambda: Kind(HEAD),
    "large half heads": lambda: Kind(HEAD + b"X-Large: " + b"x" * 57_000),
    "dribbling heads": lambda: Kind(HEAD + b"X-Slow: ", b"x"),
    "half ClientHellos": lambda: Kind(half_hello(), secure=True),
    "handshakes and nothing more": lambda: Kind(shakes=True),
    "slow readers": lambda: Kind(PAGE, buffer=4096),
    "readers of a little": lambda: Kind(PAGE, reads=512, buffer=4096),
    "idle HTTP/2 sessions": lambda: Kind(floods.OPENING + floods.get(1)),
    "HTTP/2 sessions without a request": lambda: Kind(floods.OPENING, shakes=True),
    "HTTP/2 sessions full of streams": lambda: Kind(FULL_SESSION),
    "HTTP/2 windows of 0": lambda: Kind(ZERO_WINDOW),
    "dribbling uploads": lambda: Kind(UPLOAD, b"x"),
    "dribbling HTTP/2 uploads": lambda: Kind(
        floods.OPENING + floods.post(1), floods.frame(floods.DATA, 0, 1, b"x")),
}


def hold(kind: Kind, port: int, tls_port: int, number: int, rate: float) -> None:
    selector = selectors.DefaultSelector()
    first: set[socket.socket] = set()
    opened = failed = 0

    def open_one() -> None:
        nonlocal opened, failed
        try:
            made = kind.open(port, tls_port)
        except (OSError, ssl.SSLError):
            failed += 1
            return
        opened += 1
        # A slow reader isn't told of what it doesn't want; it finds out when it sends.
        selector.register(made, selectors.EVENT_READ)
        if len(first) < number and opened <= number:
            first.add(made)

    def drop(one: socket.socket) -> None:
        selector.unregister(one)
        first.discard(one)
        one.close()

    while opened < number and failed < 10 * number:
        open_one()
    print("full", flush=True)
    selector.register(sys.stdin, selectors.EVENT_READ)
    began = beat = time.monotonic()
    total = opened
    readers = kind.buffer is not None
    while True:
        now = time.monotonic()
        missing = number - (len(selector.get_map()) - 1)
        allowed = int((now - began) * rate) - (opened - total)
        for _ in range(min(missing, max(0, allowed), 20)):
            open_one()
        if now - beat >= 0.2:
            beat = now
            for key in list(selector.get_map().values()):
                if key.fileobj is sys.stdin:
                    continue
                try:
                    if kind.dribble:
                        key.fileobj.send(kind.dribble)
                    if readers and kind.reads and not key.fileobj.recv(kind.reads):
                        drop(key.fileobj)
                except (BlockingIOError, ssl.SSLWantReadError):
                    pass
                except OSError:
                    drop(key.fileobj)
        for key, _ in selector.select(0 if missing and rate > 100 else 0.02):
            if key.fileobj is sys.stdin:
                alive = sum(is_open(one) for one in first)
                print(alive, opened, flush=True)
                return
            if readers:
                # What has come stays where it is; only an end is of interest.
                if not is_open(key.fileobj):
                    drop(key.fileobj)
                continue
            try:
                if not key.fileobj.recv(1 << 16):
                    drop(key.fileobj)
            except (BlockingIOError, ssl.SSLWantReadError):
                pass
            except OSError:
                drop(key.fileobj)
        if readers:
            time.sleep(0.01)


def is_open(one: socket.socket) -> bool:
    """Whether neither end nor error is there to be read; of what has come nothing is taken."""
    if isinstance(one, ssl.SSLSocket):
        try:
            return bool(one.recv(1))
        except (BlockingIOError, ssl.SSLWantReadError):
            return True
        except OSError:
            return False
    try:
        return one.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] == 1
    except OSError as error:
        return error.errno == errno.EAGAIN


class Attackers:
    """The process, while it holds its connections."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        # Of the first, and of all.
        self.left = self.opened = 0

    def end(self) -> None:
        out, _ = self.process.communicate("", timeout=30)
        self.left, self.opened = map(int, out.split()[-2:])


@contextlib.contextmanager
def attackers(
    kind: str, port: int, tls_port: int, number: int, reopened: float
) -> Iterator[Attackers]:
    words = [sys.executable, __file__, kind, port, tls_port, number, reopened]
    process = subprocess.Popen(
        [str(word) for word in words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        cwd=Path(__file__).parent,
    )
    held = Attackers(process)
    try:
        assert process.stdout is not None and process.stdout.readline() == "full\n"
        yield held
        held.end()
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


if __name__ == "__main__":
    name, *numbers = sys.argv[1:]
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    at, secure_at, count = map(int, numbers[:3])
    hold(KINDS[name](), at, secure_at, count, float(numbers[3]))
