"""Raw HTTP/1 over a socket: bytes out, answers in, every reset seen."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Union

import processes

Address = Union[tuple[str, int], str]

STATUS_LINE = re.compile(r"HTTP/1\.1 ([1-5][0-9]{2}) ([ -~]*)")
BODILESS = {"204", "304"}


class Incomplete(Exception):
    """The connection ended before an answer was complete; `received` is what came."""

    def __init__(self, received: bytes) -> None:
        super().__init__(f"ended after {received[:200]!r}")
        self.received = received


@dataclass
class Answer:
    """One response, its header lines in the order they came."""

    status: int
    reason: str
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        name = name.lower()
        values = [value for key, value in self.headers if key.lower() == name]
        assert len(values) < 2, f"{name} is there {len(values)} times"
        return values[0] if values else None

    @property
    def names(self) -> set[str]:
        return {name for name, _ in self.headers}

    @property
    def closes(self) -> bool:
        return (self.header("Connection") or "").lower() == "close"


def request(
    method: str = "GET",
    target: str = "/",
    headers: Iterable[str] = (),
    body: bytes = b"",
    version: str = "HTTP/1.1",
    host: str | None = "app.example.com",
) -> bytes:
    """The bytes of a request; header lines are given as they stand."""
    lines = [f"{method} {target} {version}"]
    if host is not None:
        lines.append(f"Host: {host}")
    lines.extend(headers)
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def connect(address: Address, timeout: float = 5, source: str | None = None) -> socket.socket:
    if isinstance(address, str):
        connection = socket.socket(socket.AF_UNIX)
    else:
        connection = socket.socket(socket.AF_INET6 if ":" in address[0] else socket.AF_INET)
    connection.settimeout(timeout)
    try:
        if source is not None:
            connection.bind((source, 0))
        connection.connect(address)
    except OSError:
        connection.close()
        raise
    return connection


class Client:
    """One connection. A reset is never hidden: it is raised as ConnectionResetError."""

    def __init__(self, address: Address, timeout: float = 5, source: str | None = None) -> None:
        self.socket = connect(address, timeout, source)
        self.buffer = bytearray()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.socket.close()

    @property
    def port(self) -> int:
        return self.socket.getsockname()[1]

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def ask(self, *arguments: object, **options: object) -> Answer:
        """Sends a request and reads its answer."""
        data = request(*arguments, **options)
        self.send(data)
        return self.answer(data.split(b" ", 1)[0].decode())

    def answer(self, method: str = "GET") -> Answer:
        """The next answer on this connection."""
        while (end := self.buffer.find(b"\r\n\r\n")) < 0:
            self._receive()
        head = bytes(self.buffer[:end]).decode("latin-1")
        del self.buffer[: end + 4]
        status_line, *lines = head.split("\r\n")
        match = STATUS_LINE.fullmatch(status_line)
        assert match, f"not a status line: {status_line!r}"
        headers = []
        for line in lines:
            name, separator, value = line.partition(": ")
            assert separator and name, f"not a header line: {line!r}"
            headers.append((name, value))
        answer = Answer(int(match[1]), match[2], headers, b"")
        assert answer.header("Transfer-Encoding") is None
        if method == "HEAD" or match[1] in BODILESS:
            return answer
        length = int(answer.header("Content-Length") or "x")
        while len(self.buffer) < length:
            self._receive()
        answer.body = bytes(self.buffer[:length])
        del self.buffer[:length]
        return answer

    def rest(self) -> bytes:
        """What still comes until the server ends the connection."""
        while chunk := self.socket.recv(1 << 18):
            self.buffer += chunk
        rest = bytes(self.buffer)
        self.buffer.clear()
        return rest

    def is_kept(self, still: float = 0.2) -> bool:
        """Whether the connection stays open, and silent, for a moment."""
        assert not self.buffer, f"unread: {bytes(self.buffer)!r}"
        before = self.socket.gettimeout()
        self.socket.settimeout(still)
        try:
            received = self.socket.recv(1)
        except TimeoutError:
            return True
        except ConnectionResetError:
            return False
        finally:
            self.socket.settimeout(before)
        assert not received, "the server spoke first"
        return False

    def ends_within(self, seconds: float) -> float:
        """Waits for the end, by FIN or reset; the seconds it took. Answers on the way are kept."""
        started = time.monotonic()
        seconds = processes.patience(seconds)
        self.socket.settimeout(seconds)
        try:
            while chunk := self.socket.recv(1 << 18):
                self.buffer += chunk
                self.socket.settimeout(max(0.01, started + seconds - time.monotonic()))
        except ConnectionResetError:
            pass
        except TimeoutError:
            raise AssertionError(f"still open after {seconds:.1f} s") from None
        return time.monotonic() - started

    def _receive(self) -> None:
        chunk = self.socket.recv(1 << 18)
        if not chunk:
            raise Incomplete(bytes(self.buffer))
        self.buffer += chunk


def ask(address: Address, *arguments: object, timeout: float = 5, **options: object) -> Answer:
    """One request on a connection of its own."""
    with Client(address, timeout) as client:
        return client.ask(*arguments, **options)


def exchange(address: Address, data: bytes, timeout: float = 5) -> list[Answer]:
    """Sends the bytes and reads every answer until the server ends the connection."""
    with Client(address, timeout) as client:
        client.send(data)
        received = client.rest()
        client.buffer += received
        answers = []
        while client.buffer:
            answers.append(client.answer())
        return answers
