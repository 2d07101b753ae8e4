"""Clients that want an answer, many at a time, in plain, over TLS and in HTTP/2."""

from __future__ import annotations

import itertools
import ssl
import statistics
import threading
import time
from collections.abc import Callable, Sequence

import floods
import http1
import tls

Ask = Callable[[], None]


JSON = "application/json"


def plain(port: int, pause: float = 0, accept: str = JSON) -> Ask:
    def ask() -> None:
        with http1.Client(("127.0.0.1", port), timeout=20) as client:
            data = http1.request(headers=[f"Accept: {accept}"])
            client.send(data[:20])
            time.sleep(pause)
            client.send(data[20:])
            assert client.answer().status == 503

    return ask


def secure(
    port: int, version: ssl.TLSVersion | None = None, pause: float = 0, accept: str = JSON
) -> Ask:
    context = tls.context(version=version)

    def ask() -> None:
        with tls.Client(("127.0.0.1", port), context, timeout=20) as client:
            time.sleep(pause)
            assert client.ask(headers=[f"Accept: {accept}"]).status == 503

    return ask


def over_http2(port: int, context: ssl.SSLContext | None = None, pause: float = 0) -> Ask:
    def ask() -> None:
        with http1.Client(("127.0.0.1", port), timeout=20) as client:
            if context is not None:
                client.socket = context.wrap_socket(client.socket, server_hostname="localhost")
            client.send(floods.OPENING)
            time.sleep(pause)
            client.send(floods.get(1, JSON.encode()))
            outcome = floods.Outcome(False, 0, 0, None, 0)
            while not outcome.statuses:
                chunk = client.socket.recv(1 << 16)
                if not chunk:
                    raise http1.Incomplete(bytes(client.buffer))
                client.buffer += chunk
                floods.take_frames(client.buffer, outcome)

    return ask


class Results:
    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.failures: list[str] = []

    def __iadd__(self, other: Results) -> Results:
        self.seconds += other.seconds
        self.failures += other.failures
        return self

    @property
    def p99(self) -> float:
        return statistics.quantiles(self.seconds, n=100)[98]

    def __str__(self) -> str:
        total = len(self.seconds) + len(self.failures)
        return (
            f"{len(self.seconds)} of {total} answered, p50 {statistics.median(self.seconds):.3f} s, "
            f"p99 {self.p99:.3f} s" if len(self.seconds) > 1 else f"none of {total} answered"
        )


def ask_all(clients: Sequence[Ask], number: int, threads: int = 8) -> Results:
    """As many requests, each on a connection of its own, by the clients in turn."""
    results = Results()
    turns = itertools.cycle(clients)
    work = iter([next(turns) for _ in range(number)])
    lock = threading.Lock()

    def run() -> None:
        while True:
            with lock:
                ask = next(work, None)
            if ask is None:
                return
            began = time.monotonic()
            try:
                ask()
            except (OSError, AssertionError, http1.Incomplete) as error:
                results.failures.append(f"{type(error).__name__}: {error}"[:200])
            else:
                results.seconds.append(time.monotonic() - began)

    workers = [threading.Thread(target=run) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return results
