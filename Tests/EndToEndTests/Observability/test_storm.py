"""No answer goes uncounted and no counter goes back: whoever reloads, whoever is killed, whatever is
spoken."""

from __future__ import annotations

import os
import signal
import ssl
import threading
import time
from collections.abc import Callable
from pathlib import Path

import admin
import floods
import http1
import processes
import tls
from admin import Admin, Key
from certificates import Authority
from harness import FORWARDED, Server, free_port

StartServer = Callable[..., Server]
CONNECTIONS = 64


class Mark:
    """How many requests of a client wait for their answer."""

    sent = 0


class Visitors:
    """Clients that ask again and again; `answered` is what came whole, `lost` what was sent for nothing."""

    def __init__(self, server: Server, secure: http1.Address, context: ssl.SSLContext) -> None:
        self.server, self.secure, self.context = server, secure, context
        self.answered = self.lost = 0
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        kinds = [self._kept, self._fresh, self._over_tls, self._over_http2]
        self._threads = [
            threading.Thread(target=self._run, args=(kinds[number % 4],), daemon=True)
            for number in range(CONNECTIONS)
        ]

    def __enter__(self) -> Visitors:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join(20)
            assert not thread.is_alive(), "a client hangs"

    def _note(self, answered: int, lost: int) -> None:
        with self._lock:
            self.answered += answered
            self.lost += lost

    def _run(self, visit: Callable[[Mark], None]) -> None:
        while not self._stopping.is_set():
            mark = Mark()
            try:
                visit(mark)
            except (OSError, http1.Incomplete):
                self._note(0, mark.sent)
                time.sleep(0.02)

    def _ask(self, client: http1.Client, mark: Mark, *fields: str) -> http1.Answer:
        mark.sent = 1
        client.send(http1.request(headers=fields))
        answer = client.answer()
        mark.sent = 0
        self._note(1, 0)
        return answer

    def _kept(self, mark: Mark) -> None:
        with http1.Client(self.server.address, 10) as client:
            while not self._stopping.is_set() and not self._ask(client, mark, FORWARDED).closes:
                pass

    def _fresh(self, mark: Mark) -> None:
        with http1.Client(self.server.address, 10) as client:
            self._ask(client, mark)

    def _over_tls(self, mark: Mark) -> None:
        with tls.Client(self.secure, self.context, timeout=10) as client:
            self._ask(client, mark)

    def _over_http2(self, mark: Mark) -> None:
        with http1.Client(self.server.address, 10) as client:
            mark.sent = 3
            client.send(floods.OPENING + floods.get(1) + floods.get(3) + floods.get(5))
            while mark.sent:
                client._receive()
                while len(client.buffer) >= 9:
                    length = int.from_bytes(client.buffer[:3], "big")
                    if len(client.buffer) < 9 + length:
                        break
                    kind, flags = client.buffer[3], client.buffer[4]
                    del client.buffer[: 9 + length]
                    if kind == 0 and flags & 1:
                        mark.sent -= 1
                        self._note(1, 0)


class Watch:
    """Scrapes again and again, and holds each against all before it."""

    def __init__(self, private: Admin) -> None:
        self.private = private
        self.count = 0
        self.fallen: list[str] = []
        self._last: dict[Key, float] = {}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._thread.join(20)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                samples = self.private.scrape(at_once=True)
            except (OSError, http1.Incomplete):
                # That worker was killed.
                continue
            self.count += 1
            for key, value in samples.counters.items():
                if value < self._last.get(key, 0):
                    self.fallen.append(f"{key}: {self._last[key]} to {value}")
                self._last[key] = value
            time.sleep(0.02)


def test_a_storm_of_reloads_and_deaths(
    start_server: StartServer, authority: Authority, client: ssl.SSLContext, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    page.write_text("page 0")
    secure = ("127.0.0.1", free_port())
    server, private = admin.start(
        start_server, CUSTOM_FILE_PATH=page, RELOAD_SECONDS=0, WORKERS=2,
        HTTPS_LISTEN=f"127.0.0.1:{secure[1]}", **authority.pair().variables)

    def reload(number: int) -> None:
        page.write_text(f"page {number}")
        server.signal(signal.SIGHUP)
        server.wait_for_lines("reloaded", number, within=20)

    first = private.scrape().total("requests_total")
    with Watch(private) as watch:
        # Without deaths everything that is asked is answered, and counted once.
        with Visitors(server, secure, client) as calm:
            for number in range(1, 7):
                reload(number)
        processes.eventually(
            lambda: private.scrape().total("connections_open") == 0, 10, "all have gone")
        middle = private.scrape().total("requests_total")
        assert calm.lost == 0 and calm.answered > CONNECTIONS
        assert middle - first == calm.answered
        with Visitors(server, secure, client) as storm:
            for number in range(7, 13):
                if number % 2:
                    os.kill(server.workers[-1], signal.SIGKILL)
                reload(number)
        processes.eventually(
            lambda: private.scrape().total("connections_open") == 0, 10, "all have gone")
        last = private.scrape()
        processes.eventually(lambda: watch.count >= 100, 20, "a hundred scrapes")
    assert watch.fallen == []
    # Whoever was killed may have counted what it was about to send, or died before it counted.
    counted = last.total("requests_total") - middle
    assert storm.answered > CONNECTIONS
    assert storm.answered <= counted <= storm.answered + storm.lost
    assert last.total("host_requests_total") == last.total("requests_total")
    assert last.total("connections_accepted_total") == last.total("connections_closed_total")
    assert last.total("connections_closed_total", reason="worker") <= storm.lost + CONNECTIONS
    assert last.total("reloads_total", result="success") == 12
    assert last.total("memory_held_bytes") == 0
