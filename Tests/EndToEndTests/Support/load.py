"""Clients in threads that ask again and again, and write down what became of every request."""

from __future__ import annotations

import math
import threading
import time
from dataclasses import dataclass
from typing import Self

import http1
import processes
from harness import FORWARDED, PLAIN, Server


@dataclass
class Outcome:
    """One request: when the last of it was sent, and its body or what went wrong instead."""

    kept: bool
    sent: float
    body: bytes | None
    failure: str | None = None


class Crew:
    """Threads that go on until they are told to stop, and then do."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join(30)
            assert not thread.is_alive(), "a client hangs"


class Load(Crew):
    """`kept` clients speak like a proxy on one connection, the `fresh` ones open one a request."""

    def __init__(self, address: http1.Address, kept: int = 0, fresh: int = 0) -> None:
        super().__init__()
        self.address = address
        self._outcomes: list[list[Outcome]] = []
        for keep in [True] * kept + [False] * fresh:
            outcomes: list[Outcome] = []
            self._outcomes.append(outcomes)
            thread = threading.Thread(target=self._run, args=(keep, outcomes), daemon=True)
            self._threads.append(thread)

    def wait_for(self, count: int) -> None:
        """Until so many requests have come to their end: how long that takes is the machine's."""
        processes.eventually(
            lambda: sum(map(len, self._outcomes)) > count, 20, f"more than {count} requests"
        )

    @property
    def outcomes(self) -> list[Outcome]:
        return sorted((o for part in self._outcomes for o in part), key=lambda o: o.sent)

    @property
    def failures(self) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.failure is not None]

    def _run(self, keep: bool, outcomes: list[Outcome]) -> None:
        client: http1.Client | None = None
        data = http1.request(headers=[FORWARDED] if keep else [])
        while not self._stopping.is_set():
            try:
                if client is None:
                    client = http1.Client(self.address, timeout=10)
            except OSError as error:
                # Nobody listens (any more): no request was accepted, so none was lost.
                if not isinstance(error, ConnectionRefusedError):
                    outcomes.append(Outcome(keep, time.monotonic(), None, repr(error)))
                time.sleep(0.05)
                continue
            sent = math.inf
            try:
                client.send(data)
                # Not before sending: a thread may be held up between the two, and a request would
                # then seem older than a signal that overtook it.
                sent = time.monotonic()
                answer = client.answer()
            except (OSError, http1.Incomplete) as error:
                outcomes.append(Outcome(keep, sent, None, repr(error)))
                client.close()
                client = None
                continue
            outcomes.append(Outcome(keep, sent, answer.body))
            if answer.closes:
                client.close()
                client = None
        if client is not None:
            client.close()


def ask_often(server: Server, count: int, prefix: str = "/") -> None:
    """Every answer comes; a worker that waits for a reader of logs would be found waiting."""
    step = 50
    with server.client(timeout=10) as client:
        for start in range(0, count, step):
            client.send(
                b"".join(
                    http1.request(target=f"{prefix}{number}", headers=[FORWARDED])
                    for number in range(start, start + step)
                )
            )
            for _ in range(step):
                assert client.answer().body == PLAIN
