"""Clients in threads that shake hands again and again, and write down what became of each."""

from __future__ import annotations

import ssl
import threading
import time
from dataclasses import dataclass

import http1
import tls
from certificates import Authority
from harness import PLAIN


@dataclass
class Outcome:
    """One connection: when it began, and the certificate it got or what went wrong instead."""

    began: float
    certificate: bytes | None
    failure: str | None = None


class Handshakes:
    """Each connection verifies chain and name, asks once and must end with close_notify."""

    def __init__(self, address: http1.Address, authority: Authority, clients: int = 3) -> None:
        self.address = address
        self._stopping = threading.Event()
        self.outcomes: list[Outcome] = []
        versions = [tls.V1_3, tls.V1_2]
        self._threads = [
            threading.Thread(
                target=self._run,
                args=(tls.context(authority.certificate, versions[number % 2]),),
                daemon=True,
            )
            for number in range(clients)
        ]

    def __enter__(self) -> Handshakes:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join(15)
            assert not thread.is_alive(), "a client hangs"

    @property
    def failures(self) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.failure is not None]

    def _run(self, context: ssl.SSLContext) -> None:
        while not self._stopping.is_set():
            began = time.monotonic()
            try:
                with tls.Client(self.address, context, timeout=10) as client:
                    certificate = client.certificate
                    assert client.ask().body == PLAIN
                    client.assert_ended()
                self.outcomes.append(Outcome(began, certificate))
            except (OSError, AssertionError, http1.Incomplete) as error:
                self.outcomes.append(Outcome(began, None, repr(error)))
