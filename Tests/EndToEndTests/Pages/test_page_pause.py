"""An open page looks no sooner than whoever answers in the application's place asks it to."""

from __future__ import annotations

import http.server
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

import processes
from browser import HOST, Browser
from harness import Server

StartServer = Callable[..., Server]
DATE = "Thu, 22 Nov 2096 10:00:00 GMT"
PAST = "Thu, 22 Nov 2001 10:00:00 GMT"


@contextmanager
def limiting(address: object, after: str | None) -> Iterator[list[str]]:
    """Somebody who asks for a pause; gives what he was asked for."""
    asked: list[str] = []

    class Limit(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(429)
            if after is not None:
                self.send_header("Retry-After", after)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(address, Limit)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield asked
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()


@pytest.mark.parametrize(
    ("after", "most"), [("3600", 1), (DATE, 1), (PAST, 4), ("soon", 4), (None, 4)]
)
def test_a_pause_that_is_asked_for_is_kept(
    start_server: StartServer, browser: Browser, after: str | None, most: int
) -> None:
    server = start_server(REFRESH=1)
    browser.open(f"http://{HOST}:{server.port}/page")
    server.stop()
    with limiting(server.address, after) as asked:
        processes.eventually(lambda: bool(asked), 10, "the page looks")
        # Each look in vain doubles its own pause, of one second.
        time.sleep(3)
        assert len(asked) <= most and set(asked) == {"/page"}
