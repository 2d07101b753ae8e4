"""What is answered over HTTP/2 is what is answered over HTTP/1, field by field, in clear and over
TLS."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import entries
import http1
import http2
from harness import FORWARDED, Server, from_now
from hyperframe.frame import HeadersFrame
from listeners import content
from over_http2 import METHODS

StartServer = Callable[..., Server]
TOKEN = "LoqXcYV8q5ONbJQxbmR7SCTNo3tiAXDfowyjxAjEuX0"
CHALLENGE = "/.well-known/acme-challenge/" + TOKEN
ORIGIN = "Origin: https://app.example.com"
PREFLIGHT = ["Access-Control-Request-Method: PUT", "Access-Control-Request-Headers: x-one, x-two"]

QUESTIONS = {
    "anything": [],
    "plain": ["Accept: text/plain"],
    "JSON": ["Accept: application/json"],
    "problem XML": ["Accept: application/problem+xml"],
    "HTML": ["Accept: text/html"],
    "HTML in German": ["Accept: text/html", "Accept-Language: de-AT, en;q=0.5"],
    "HTML from right to left": ["Accept: text/html", "Accept-Language: ar"],
    "HTML, gzip": ["Accept: text/html", "Accept-Encoding: br, gzip"],
    "a browser": [
        "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8",
        "Accept-Language: fr-CH, fr;q=0.9",
        "Accept-Encoding: gzip, deflate, br, zstd",
        "User-Agent: Mozilla/5.0",
        "Cookie: a=1",
        "Cookie: b=2",
    ],
    "on two lines": ["Accept: image/png", "Accept: application/json"],
    "event stream": ["Accept: text/event-stream"],
    "another site": [ORIGIN],
    "another site, JSON": [ORIGIN, "Accept: application/json"],
    "no origin": ["Origin: https://a b"],
    "gRPC": ["Content-Type: application/grpc"],
    "gRPC-Web": ["Content-Type: application/grpc-web+proto", ORIGIN],
    "gRPC-Web, text": ["Content-Type: application/grpc-web-text", ORIGIN],
    "an expectation": ["Expect: 100-continue"],
    "a form": ["Content-Type: application/x-www-form-urlencoded"],
}


@pytest.fixture
def challenges(reachable_directory: Path) -> Path:
    directory = reachable_directory / "challenges"
    directory.mkdir(mode=0o755)
    (directory / TOKEN).write_text(TOKEN)
    return directory


@pytest.fixture
def both(start_tls_server: StartServer, challenges: Path) -> Server:
    """A server that keeps every connection, with both listeners."""
    return start_tls_server(
        HTTP2="on", HTTPS_KEEP_ALIVE="on", HTTP_KEEP_ALIVE="on", ACME_DIRECTORY=challenges,
        WORKERS=1, ACCESS_LOG="json",
    )


def head(answer: http1.Answer) -> tuple[int, list[tuple[str, str]]]:
    """What the versions have in common; the order of different fields says nothing."""
    lines = sorted((name.lower(), value) for name, value in answer.headers)
    return answer.status, [line for line in lines if line[0] not in ("date", "connection")]


def same(over_1: http1.Answer, over_2: http2.Answer) -> bool:
    usual = head(over_1)
    # The end of the stream says it.
    if over_1.header("grpc-status"):
        usual[1].remove(("content-length", "0"))
    assert head(over_2) == usual
    assert over_2.body == over_1.body
    assert over_2.header("date") and over_2.header("connection") is None
    return True


def test_every_answer_has_the_fields_and_the_body_of_http_1(
    both: Server, asked: http2.Client
) -> None:
    for name, question in QUESTIONS.items():
        # gRPC proper is asked over HTTP/2 alone.
        if name == "gRPC":
            continue
        methods = ["POST"] if any("grpc" in line for line in question) else METHODS
        for method in methods:
            with http1.Client(both.address) as client:
                usual = client.ask(method, "/some/page?q=1", question, host="localhost")
            answer = asked.ask(method, "/some/page?q=1", question, authority="localhost")
            assert same(usual, answer), (name, method)
            if "Accept-Encoding: br, gzip" in question and method == "GET":
                assert b"</html>" in content(answer)


def test_hundred_requests_at_once_get_their_own_answers(asked: http2.Client) -> None:
    kinds = list(QUESTIONS.values())
    alone = [asked.ask("GET", "/", kind, authority="localhost") for kind in kinds]
    data, streams = b"", []
    for number in range(100):
        stream, more = asked.request("GET", "/", kinds[number % len(kinds)], authority="localhost")
        streams.append(stream)
        data += more
    asked.send(data)
    for number, stream in enumerate(streams):
        answer = asked.answer(stream)
        assert head(answer) == head(alone[number % len(kinds)])
        assert answer.body == alone[number % len(kinds)].body


def test_a_preflight_is_answered_as_over_http_1(both: Server, asked: http2.Client) -> None:
    # A stranger's, and that of the host's own page.
    for origin, status in ((ORIGIN, 503), ("Origin: http://localhost:3000", 204)):
        with http1.Client(both.address) as client:
            usual = client.ask("OPTIONS", "/", [origin, *PREFLIGHT], host="localhost")
        assert usual.status == status
        answer = asked.ask("OPTIONS", "/", [origin, *PREFLIGHT], authority="localhost")
        assert same(usual, answer)
    assert answer.header("access-control-allow-headers") == "x-one, x-two"
    assert [type(frame) for frame in answer.frames] == [HeadersFrame]


def test_challenges_are_answered_as_over_http_1(both: Server, asked: http2.Client) -> None:
    for method in ("GET", "HEAD", "POST"):
        for target in (CHALLENGE, CHALLENGE + "x", CHALLENGE + "/../" + TOKEN):
            with http1.Client(both.address) as client:
                usual = client.ask(method, target, host="localhost")
            assert same(usual, asked.ask(method, target, authority="localhost"))
    assert asked.ask(target=CHALLENGE, authority="localhost").body == TOKEN.encode()


def test_head_ends_the_stream_with_its_fields(asked: http2.Client) -> None:
    for accept in ("*/*", "text/html"):
        usual = asked.ask("GET", "/", [f"Accept: {accept}"], authority="localhost")
        answer = asked.ask("HEAD", "/", [f"Accept: {accept}"], authority="localhost")
        (frame,) = answer.frames
        assert frame.flags == {"END_STREAM", "END_HEADERS"}
        assert head(answer) == head(usual)


def test_the_access_log_names_the_version(both: Server, asked: http2.Client) -> None:
    fields = ["User-Agent: test/1.0", FORWARDED]
    asked.ask("PUT", "/one?q=1", fields, authority="localhost")
    asked.ask("HEAD", "/two", fields, authority="localhost")
    asked.ask("CONNECT", authority="localhost:443")
    with http1.Client(both.address) as client:
        client.ask("PUT", "/one?q=1", fields, host="localhost")
    first, second, tunnel, usual = entries.entries(both)
    assert first["protocol"] == "HTTP/2.0" and usual["protocol"] == "HTTP/1.1"
    assert first["target"] == "/one" and first["format"] == "text"
    for name in first.keys() - {"time", "protocol", "listener", "tls", "sni"}:
        assert first[name] == usual[name], name
    assert (second["method"], second["target"], second["bytes"]) == ("HEAD", "/two", 0)
    assert (tunnel["method"], tunnel["target"]) == ("CONNECT", "localhost:443")


def test_common_lines_name_the_version(start_server: StartServer) -> None:
    server = start_server(ACCESS_LOG="common")
    with http2.connect(server.address) as client:
        client.ask(target="/page?q=1")
    (line,) = entries.lines(server)
    assert '"GET /page HTTP/2.0" 503 17' in line


def test_the_jitter_spreads_the_seconds_and_the_document_says_the_same(
    start_server: StartServer,
) -> None:
    server = start_server(RETRY_AFTER=100, RETRY_JITTER=50, HTTP_KEEP_ALIVE="on")
    seen = set()
    with http2.connect(server.address) as client:
        for _ in range(40):
            answer = client.ask("GET", "/", ["Accept: application/json"])
            seconds = int(answer.header("retry-after") or "")
            assert json.loads(answer.body)["retryAfter"] == seconds
            seen.add(seconds)
    assert len(seen) > 5 and min(seen) >= 100 and max(seen) <= 150


def test_the_announced_end_is_counted_down(start_server: StartServer) -> None:
    server = start_server(UNTIL=from_now(minutes=10), HTTP_KEEP_ALIVE="on")
    with http2.connect(server.address) as client:
        for accept in ("*/*", "application/json", "application/xml", "text/html"):
            answer = client.ask("GET", "/", [f"Accept: {accept}"])
            usual = server.ask("GET", "/", [f"Accept: {accept}"])
            for name in ("retry-after", "content-type"):
                assert answer.header(name) is not None
            difference = int(answer.header("retry-after")) - int(usual.header("retry-after"))
            assert 0 <= difference <= 2
            assert 590 <= int(answer.header("retry-after")) <= 600
