"""A script of another origin, in a real browser, sees the 503 and when to come back instead of a
failure without a reason; unless that is switched off. An application that comes back between a
preflight and its request gets no request that neither it nor its operator has allowed."""

from __future__ import annotations

import contextlib
import http.server
import threading
from collections.abc import Callable, Iterator

import pytest

from browser import HOST, Browser
from harness import Server
from returning import Returning

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
    """A window with a page of another port; its cookie is for every port."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as application:
        thread = threading.Thread(target=application.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        browser.open(f"http://{HOST}:{application.server_port}/")
        yield browser
        application.shutdown()
        thread.join(5)


@pytest.fixture
def start_returning() -> Iterator[Callable[[Server], Returning]]:
    with contextlib.ExitStack() as stack:
        yield lambda server: stack.enter_context(Returning(server.address))


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


# Another name of this machine: to the browser, and to us, another site.
STRANGER = "127.0.0.1"
PREFLIGHTED = [options for name, options in OPTIONS.items() if "preflight" in name]


@pytest.mark.parametrize("options", PREFLIGHTED)
def test_a_stranger_s_preflight_fails_and_the_log_says_whose(
    start_server: StartServer, elsewhere: Browser, options: dict[str, object]
) -> None:
    server = start_server()
    origin = elsewhere.run("return location.origin")
    url = f"http://{STRANGER}:{server.port}/api"
    assert elsewhere.run_async(FETCH, url, options) == {"failed": "TypeError: Failed to fetch"}
    assert f"origin={origin} variable=UNDER_MAINTENANCE_CORS" in server.log
    # What needs no preflight is read as before.
    assert elsewhere.run_async(FETCH, url, OPTIONS["GET"])["status"] == 503


@pytest.mark.parametrize("options", PREFLIGHTED)
def test_an_application_that_comes_back_gets_no_stranger_s_request(
    start_server: StartServer,
    start_returning: Callable[[Server], Returning],
    elsewhere: Browser,
    options: dict[str, object],
) -> None:
    returning = start_returning(start_server(ACCESS_LOG="json"))
    url = f"http://{STRANGER}:{returning.port}/api"
    assert elsewhere.run_async(FETCH, url, options) == {"failed": "TypeError: Failed to fetch"}
    # The application is back, and nobody has asked it anything.
    assert returning.is_back and returning.seen == []


@pytest.mark.parametrize("options", PREFLIGHTED)
def test_it_gets_those_of_an_origin_that_is_listed(
    start_server: StartServer,
    start_returning: Callable[[Server], Returning],
    elsewhere: Browser,
    options: dict[str, object],
) -> None:
    origin = elsewhere.run("return location.origin")
    returning = start_returning(start_server(CORS=origin))
    elsewhere.run_async(FETCH, f"http://{STRANGER}:{returning.port}/api", options)
    assert returning.seen == [f"{options['method']} /api"]
