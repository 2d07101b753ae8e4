"""Visitors of every kind at once, good and bad, each again and again: what became of those who do
as they should is written down, and a wrong answer never forgotten."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import random
import signal
import socket
import struct
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable

import http1
import http2
import tls
from harness import FORWARDED, Server
from load import Crew

# What everybody gets who doesn't ask for something else.
PAGE = b"<!doctype html>" + b"p" * 400_000
# Seconds after a death or a reload in which a visit may fail.
AFTERMATH = 7.0


class Wrong(Exception):
    """An answer that nobody should get."""


class Visits(Crew):
    """One thread a kind, with a pause between two visits."""

    def __init__(self, server: Server, pause: float) -> None:
        super().__init__()
        self.server = server
        self.pause = pause
        self.counts: Counter[str] = Counter()
        self.failures: list[tuple[float, str]] = []
        self.wrong: list[str] = []
        self.deaths = Counter[str]()
        self._disturbed: list[float] = []
        self._next_death = 0.0
        self._random = random.Random(1)
        kinds: dict[str, Callable[[], None]] = {
            "plain": self._plain, "kept": self._kept, "posted": self._posted, "tls": self._tls,
            "http2": self._http2, "metrics": self._metrics, "slow": self._slow,
            "unread": self._unread, "aborted": self._aborted, "garbage": self._garbage,
        }
        self._threads = [
            threading.Thread(target=self._repeat, args=item, daemon=True) for item in kinds.items()
        ]

    def disturb(self) -> None:
        """A reload or a death, now and then."""
        now = time.monotonic()
        if now < self._next_death:
            return
        self._next_death = now + 1
        kind = self._random.choice(["reload", "reload", "worker", "logger"])
        self.deaths[kind] += 1
        self._disturbed.append(now)
        if kind == "reload":
            return self.server.signal(signal.SIGHUP)
        victims = self.server.workers if kind == "worker" else self.server.loggers
        if victims:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._random.choice(victims), signal.SIGKILL)

    @property
    def undisturbed_failures(self) -> list[str]:
        """Of visits that nobody's death can have spoiled."""
        return [
            failure
            for moment, failure in self.failures
            if not any(0 <= moment - death <= AFTERMATH for death in self._disturbed)
        ]

    @property
    def figures(self) -> str:
        visits = ", ".join(f"{count} {kind}" for kind, count in sorted(self.counts.items()))
        deaths = ", ".join(f"{count} {kind}" for kind, count in sorted(self.deaths.items()))
        return f"visits: {visits}\ndisturbed: {deaths}; visits that failed: {len(self.failures)}"

    def _repeat(self, name: str, visit: Callable[[], None]) -> None:
        while not self._stopping.wait(self.pause):
            try:
                visit()
            except Wrong as error:
                self.wrong.append(f"{name}: {error}")
            except (OSError, http1.Incomplete, http2.Reset) as error:
                self.failures.append((time.monotonic(), f"{name}: {error!r}"))
            self.counts[name] += 1

    def _check(self, answer: http1.Answer) -> None:
        body = answer.body
        try:
            if answer.header("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            is_problem = answer.header("Content-Type") == "application/problem+json"
            is_right = json.loads(body)["status"] == 503 if is_problem else body == PAGE
        except (ValueError, zlib.error):
            is_right = False
        if answer.status != 503 or not is_right:
            raise Wrong(f"{answer.status} {answer.headers} {body[:80]!r}")

    # Those who do as they should.

    def _plain(self) -> None:
        self._check(self.server.ask())

    def _kept(self) -> None:
        with http1.Client(self.server.address) as client:
            for _ in range(5):
                answer = client.ask(headers=[FORWARDED, "Accept: application/json"])
                self._check(answer)
                if answer.closes:
                    break

    def _posted(self) -> None:
        body = b"a=b" * 1000
        length = [f"Content-Length: {len(body)}"]
        self._check(self.server.ask("POST", headers=length, body=body))

    def _tls(self) -> None:
        with tls.Client(self.server.tls_address, tls.context()) as client:
            self._check(client.ask(headers=["Accept: text/html", "Accept-Encoding: gzip"]))

    def _http2(self) -> None:
        with http2.connect_tls(self.server.tls_address, tls.context(alpn=["h2"])) as client:
            self._check(client.ask(authority="localhost"))

    def _metrics(self) -> None:
        host, _, port = str(self.server.variables["ADMIN_LISTEN"]).rpartition(":")
        answer = http1.ask((host, int(port)), target="/metrics")
        if answer.status != 200 or b"under_maintenance_" not in answer.body:
            raise Wrong(f"{answer.status} {answer.body[:80]!r}")

    # Those who don't; whatever becomes of them.

    def _slow(self) -> None:
        """Heads that never end, a few at a time."""
        with contextlib.ExitStack() as stack:
            for _ in range(5):
                client = stack.enter_context(http1.Client(self.server.address))
                client.send(b"GET / HTTP/1.1\r\nHost: a\r\n")
            self._stopping.wait(0.2)

    def _unread(self) -> None:
        """Large pages that nobody reads."""
        with contextlib.ExitStack() as stack:
            for _ in range(3):
                client = stack.enter_context(http1.Client(self.server.address))
                client.send(http1.request(headers=["Accept: text/html"]))
            self._stopping.wait(0.2)

    def _aborted(self) -> None:
        """Resets instead of ends, in front of an answer and within a handshake."""
        for address, data in [
            (self.server.address, http1.request()[:30]),
            (self.server.tls_address, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"),
        ]:
            client = http1.connect(address)
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            client.sendall(data)
            client.close()

    def _garbage(self) -> None:
        for address in (self.server.address, self.server.tls_address):
            with http1.Client(address) as client, contextlib.suppress(OSError):
                client.send(self._random.randbytes(200))
                client.rest()
