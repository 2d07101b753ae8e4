"""A script of another origin, in a real browser, sees the 503 and when to come back instead of a
failure without a reason; unless that is switched off."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Callable, Iterator

import pytest

from browser import HOST, Browser
from harness import Server

StartServer = Callable[..., Server]

FETCH = """
    const answer = await fetch(given[0], given[1]);
    return {
        status: answer.status,
        type: answer.type,
        retryAfter: answer.headers.get("Retry-After"),
        mode: answer.headers.get("X-Maintenance-Mode"),
        problem: await answer.json(),
    };
"""
JSON = {"Accept": "application/json"}
POST = {
    "method": "POST",
    "headers": JSON | {"Content-Type": "application/json", "X-Token": "token"},
    "body": '{"a": 1}',
}
OPTIONS = {
    "GET": {"headers": JSON},
    "GET with credentials": {"headers": JSON, "credentials": "include"},
    "POST after a preflight": POST,
    "POST with credentials after a preflight": POST | {"credentials": "include"},
    "PATCH with authorization after a preflight": {
        "method": "PATCH",
        "headers": JSON | {"Authorization": "Bearer token"},
    },
}
each_fetch = pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)


class Handler(http.server.BaseHTTPRequestHandler):
    """A page without content."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Set-Cookie", "session=1")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def elsewhere(browser: Browser) -> Iterator[Browser]:
    """A window with a page of another origin; its cookie is for every port."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as application:
        thread = threading.Thread(target=application.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        browser.open(f"http://{HOST}:{application.server_port}/")
        yield browser
        application.shutdown()
        thread.join(5)


@each_fetch
def test_a_script_elsewhere_sees_the_answer(
    start_server: StartServer, elsewhere: Browser, options: dict[str, object]
) -> None:
    server = start_server()
    seen = elsewhere.run_async(FETCH, f"http://{HOST}:{server.port}/api", options)
    problem = seen.pop("problem", None)
    assert seen == {"status": 503, "type": "cors", "retryAfter": "300", "mode": "1"}
    assert (problem["status"], problem["retryAfter"]) == (503, 300)
    assert isinstance(problem["title"], str)


@each_fetch
def test_switched_off_a_script_elsewhere_sees_nothing(
    start_server: StartServer, elsewhere: Browser, options: dict[str, object]
) -> None:
    server = start_server(CORS="off")
    seen = elsewhere.run_async(FETCH, f"http://{HOST}:{server.port}/api", options)
    assert seen == {"failed": "TypeError: Failed to fetch"}
