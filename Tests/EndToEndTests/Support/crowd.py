"""Clients in processes of their own, each of many connections at a time: whatever becomes of one, it
is counted. For what is about connections, not answers."""

from __future__ import annotations

import itertools
import multiprocessing
import socket
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing.synchronize import Event

import http1
import processes

ANSWERED = "answered"
# So many are open at once, in each process; counts are multiples of twice that.
AT_ONCE = 40
MOST_RESTARTS = 10


class Crowd:
    """`count` connections in all, or as many as there is time for until it is stopped; one request on
    each, by two processes."""

    def __init__(self, address: http1.Address, count: int | None = None) -> None:
        self.count = count
        self._stopping = multiprocessing.Event()
        self._pool = ProcessPoolExecutor(2, initializer=_keep, initargs=(self._stopping,))
        half = None if count is None else count // 2
        self._halves: list[Future] = [self._pool.submit(_ask, address, half) for _ in range(2)]

    @property
    def is_over(self) -> bool:
        return all(half.done() for half in self._halves)

    def stop(self) -> None:
        self._stopping.set()

    def outcomes(self) -> Counter[str]:
        """What became of how many, once all have ended."""
        found: Counter[str] = Counter()
        for half in self._halves:
            found += half.result(120)
        self._pool.shutdown()
        return found

    def assert_answered(self) -> None:
        """None refused, none reset, none ended without an answer."""
        found = self.outcomes()
        assert set(found) == {ANSWERED}, found
        assert self.count in (None, found[ANSWERED]), found


_stopping: Event | None = None


def _keep(stopping: Event) -> None:
    global _stopping
    _stopping = stopping


def _ask(address: http1.Address, count: int | None) -> Counter[str]:
    found: Counter[str] = Counter()
    data = http1.request()
    for begun in itertools.count(step=AT_ONCE):
        if _stopping.is_set() or begun == count:
            return found
        clients = []
        for _ in range(AT_ONCE):
            try:
                client = http1.connect(address, timeout=30)
                client.sendall(data)
                clients.append(client)
            except OSError as error:
                found[repr(error)] += 1
        for client in clients:
            found[_outcome(client)] += 1
        if count is None:
            # There is always somebody; it needn't be a storm.
            time.sleep(0.1)


def _outcome(client: socket.socket) -> str:
    received = b""
    with client:
        try:
            while chunk := client.recv(4096):
                received += chunk
        except OSError as error:
            return repr(error)
    whole = received.startswith(b"HTTP/1.1 503 ") and received.endswith(b"\r\n\r\nUnder maintenance")
    return ANSWERED if whole else f"ended after {received!r}"


def restarting(crowd: Crowd, restart: Callable[[], object], at_least: int) -> int:
    """Calls `restart` again and again while the crowd asks, but not for ever; how often that was."""
    times = 0
    while not crowd.is_over and times < MOST_RESTARTS:
        restart()
        times += 1
        time.sleep(0.1)
    processes.eventually(lambda: crowd.is_over, 60, "everybody has asked")
    assert times >= at_least, times
    return times
