"""A linter of HTTP messages, httplint, has nothing against any answer, neither a warning nor an
error, whatever the format, the coding, the origin or the protocol asked for."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

import http1
from harness import FORWARDED, Server, from_now

if TYPE_CHECKING:
    from httplint import Note

StartServer = Callable[..., Server]

HTML = "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
ORIGIN = "Origin: https://app.example.com"
PREFLIGHT = [
    ORIGIN,
    "Access-Control-Request-Method: PUT",
    "Access-Control-Request-Headers: content-type,x-token",
]
# Method, fields and what shows that the answer is of the kind that is meant.
REQUESTS = {
    "html": ("GET", [HTML], ("Content-Type", "text/html; charset=utf-8")),
    "html, gzip": ("GET", [HTML, "Accept-Encoding: gzip, br"], ("Content-Encoding", "gzip")),
    "html, gzip, HEAD": ("HEAD", [HTML, "Accept-Encoding: gzip"], ("Content-Encoding", "gzip")),
    "html, Arabic": ("GET", [HTML, "Accept-Language: ar"], ("Content-Language", "ar")),
    "json": ("GET", ["Accept: application/json"], ("Content-Type", "application/problem+json")),
    "xml": ("GET", ["Accept: text/xml"], ("Content-Type", "application/problem+xml")),
    "text": ("GET", ["Accept: text/plain"], ("Content-Type", "text/plain; charset=utf-8")),
    "nothing asked for": ("GET", [], ("Content-Type", "text/plain; charset=utf-8")),
    "behind a proxy": ("POST", [FORWARDED, HTML], ("X-Maintenance-Mode", "1")),
    "cross-origin": (
        "GET",
        [ORIGIN, "Accept: application/json"],
        ("Access-Control-Allow-Origin", "https://app.example.com"),
    ),
    "preflight": ("OPTIONS", PREFLIGHT, ("Access-Control-Allow-Methods", "PUT")),
    "gRPC-Web": (
        "POST",
        ["Content-Type: application/grpc-web+proto", "X-Grpc-Web: 1"],
        ("grpc-status", "14"),
    ),
}


def lint(method: str, fields: list[str], answer: http1.Answer) -> list[Note]:
    # To import it takes a sixth of what it takes to collect all the tests, which each worker does.
    from httplint import HttpRequestLinter, HttpResponseLinter

    request = HttpRequestLinter()
    request.process_request_topline(method.encode(), b"/some/page", b"HTTP/1.1")
    request.process_headers([tuple(field.encode().split(b": ", 1)) for field in fields])
    request.finish_content(True)
    response = HttpResponseLinter(start_time=time.time())
    response.request = request
    response.is_head_response = method == "HEAD"
    response.process_response_topline(
        b"HTTP/1.1", b"%d" % answer.status, answer.reason.encode("latin-1")
    )
    response.process_headers(
        [(name.encode(), value.encode("latin-1")) for name, value in answer.headers]
    )
    response.feed_content(answer.body)
    response.finish_content(True)
    return [*flat(response.notes)]


def flat(notes: list[Note]) -> Iterator[Note]:
    for note in notes:
        yield note
        yield from flat(note.subnotes)


def against(method: str, fields: list[str], answer: http1.Answer) -> list[str]:
    from httplint import levels

    notes = lint(method, fields, answer)
    assert notes, "nothing was looked at"
    return [note.summary for note in notes if note.level in (levels.WARN, levels.BAD)]


@pytest.mark.parametrize("kind", REQUESTS)
def test_nothing_is_said_against_an_answer(start_server: StartServer, kind: str) -> None:
    server = start_server(LINK="https://status.example.com/", UNTIL=from_now(hours=1))
    method, fields, (name, value) = REQUESTS[kind]
    answer = server.ask(method, "/some/page", fields)
    assert answer.header(name) == value
    assert against(method, fields, answer) == []


@pytest.mark.parametrize(
    "head",
    ["GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "GET /\r\n\r\n"],
    ids=["two hosts", "no version"],
)
def test_nothing_is_said_against_a_refusal_but_that_it_is_one(server: Server, head: str) -> None:
    (answer,) = server.exchange(head.encode())
    assert against("GET", [], answer) == ["The server didn't understand the request."]


def test_something_is_said_against_a_wrong_answer() -> None:
    headers = [("Content-Type", "text/html"), ("Content-Length", "5")]
    wrong = http1.Answer(200, "OK", headers, b"four")
    assert "The Content-Length header is incorrect." in against("GET", [], wrong)
