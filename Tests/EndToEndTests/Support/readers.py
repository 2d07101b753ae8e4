"""What standard output and standard error may be: readers of every kind of badness."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import socket
import termios
import threading
import tty
from collections.abc import Iterator


def fill(writing: int) -> None:
    """Through a description of its own: the server shares the flags of the one it was given."""
    own = os.open(f"/proc/self/fd/{writing}", os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
    try:
        while True:
            os.write(own, b"x" * 16)
    except BlockingIOError:
        pass
    finally:
        os.close(own)


@contextlib.contextmanager
def unread_terminal() -> Iterator[int]:
    ours, theirs = pty.openpty()
    with closing(ours, theirs):
        yield theirs


@contextlib.contextmanager
def full_terminal() -> Iterator[int]:
    ours, theirs = pty.openpty()
    with closing(ours, theirs):
        fill(theirs)
        yield theirs


@contextlib.contextmanager
def stopped_terminal() -> Iterator[int]:
    """Somebody has typed Ctrl-S."""
    ours, theirs = pty.openpty()
    with closing(ours, theirs):
        tty.setcbreak(theirs)
        termios.tcflow(theirs, termios.TCOOFF)
        yield theirs


@contextlib.contextmanager
def unread_pipe() -> Iterator[int]:
    reading, writing = os.pipe()
    with closing(reading, writing):
        yield writing


@contextlib.contextmanager
def full_pipe() -> Iterator[int]:
    reading, writing = os.pipe()
    fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 4096)
    with closing(reading, writing):
        fill(writing)
        yield writing


@contextlib.contextmanager
def closed_pipe() -> Iterator[int]:
    reading, writing = os.pipe()
    os.close(reading)
    with closing(writing):
        yield writing


@contextlib.contextmanager
def unread_socket() -> Iterator[int]:
    """As journald's, when it is behind."""
    reading, writing = socket.socketpair()
    with reading, writing:
        yield writing.fileno()


@contextlib.contextmanager
def full_disk() -> Iterator[int]:
    descriptor = os.open("/dev/full", os.O_WRONLY)
    with closing(descriptor):
        yield descriptor


@contextlib.contextmanager
def closing(*descriptors: int) -> Iterator[None]:
    try:
        yield
    finally:
        for descriptor in descriptors:
            os.close(descriptor)


BAD = {
    "a terminal nobody reads": unread_terminal,
    "a full terminal": full_terminal,
    "a terminal that is stopped": stopped_terminal,
    "a pipe nobody reads": unread_pipe,
    "a full pipe": full_pipe,
    "a closed pipe": closed_pipe,
    "a socket nobody reads": unread_socket,
    "a full disk": full_disk,
}


class Collector:
    """Reads a pipe to its end, once it has been told to begin."""

    def __init__(self) -> None:
        self._reading, self.writing = os.pipe()
        self._parts: list[bytes] = []
        self._thread = threading.Thread(target=self._read, daemon=True)

    def begin(self) -> None:
        self._thread.start()

    def release(self) -> None:
        """The server has the writing end by now."""
        os.close(self.writing)

    def rest(self) -> bytes:
        """Everything, once nobody writes any more."""
        self._thread.join(15)
        assert not self._thread.is_alive(), "somebody still holds the pipe"
        os.close(self._reading)
        return b"".join(self._parts)

    def _read(self) -> None:
        while data := os.read(self._reading, 65536):
            self._parts.append(data)
