"""What is answered over HTTP/2 is what is answered over HTTP/1, field by field, in clear and over
TLS; what only HTTP/2 has, by RFC 9113."""

from __future__ import annotations

import json
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import entries
import http1
import http2
import tls
from harness import FORWARDED, PLAIN, Server, from_now
from hyperframe.frame import DataFrame, HeadersFrame
from listeners import content

StartServer = Callable[..., Server]
TOKEN = "LoqXcYV8q5ONbJQxbmR7SCTNo3tiAXDfowyjxAjEuX0"
CHALLENGE = "/.well-known/acme-challenge/" + TOKEN
ORIGIN = "Origin: https://app.example.com"
PREFLIGHT = ["Access-Control-Request-Method: PUT", "Access-Control-Request-Headers: x-one, x-two"]

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"]
METHODS += ["M-SEARCH"]
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


@pytest.fixture(params=["h2c", "h2"])
def asked(request: pytest.FixtureRequest, both: Server) -> Iterator[http2.Client]:
    """One connection to it."""
    if request.param == "h2c":
        connection = http2.connect(both.address)
    else:
        connection = http2.connect_tls(both.tls_address, tls.context(alpn=["h2"]))
    with connection:
        yield connection


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


def test_connect_is_answered_and_tunnels_nothing(asked: http2.Client) -> None:
    stream = asked.open("CONNECT", authority="localhost:443", ends=False)
    asked.send(DataFrame(stream, b"\x16\x03\x01 not a tunnel", flags=["END_STREAM"]).serialize())
    answer = asked.answer(stream)
    assert (answer.status, answer.body) == (503, PLAIN)
    for wrong in (
        [(":method", "CONNECT"), (":authority", "localhost")],
        [(":method", "CONNECT"), (":authority", "localhost:443"), (":path", "/")],
        [(":method", "CONNECT"), (":authority", "localhost:443"), (":scheme", "https")],
        [(":method", "CONNECT"), (":protocol", "websocket"), (":scheme", "https"), (":path", "/")]
        + [(":authority", "localhost:443")],
    ):
        assert asked.reset_code(asked.open(raw=wrong)) == http2.PROTOCOL_ERROR


@pytest.mark.parametrize("kind", ["application/grpc", "application/grpc+proto"])
def test_grpc_gets_trailers_only(asked: http2.Client, kind: str) -> None:
    """twosigma/waiter#872, grpc/grpc-node#2305: fields and end in one frame, and no length."""
    fields = [f"Content-Type: {kind}", "TE: trailers", "grpc-timeout: 1S"]
    message = b"\0\0\0\0\5hello"
    answer = asked.ask("POST", "/pkg.Service/Method", fields, body=message, authority="localhost")
    (frame,) = answer.frames
    assert frame.flags == {"END_STREAM", "END_HEADERS"}
    assert answer.status == 200
    assert answer.header("content-type") == "application/grpc"
    assert answer.header("grpc-status") == "14"
    assert answer.header("grpc-message") == "Under maintenance"
    assert answer.header("content-length") is None
    # A stream that goes on asking is answered before it ends.
    stream = asked.open("POST", "/pkg.Service/Stream", fields, ends=False, authority="localhost")
    assert asked.answer(stream).header("grpc-status") == "14"
    for _ in range(3):
        asked.send(DataFrame(stream, message).serialize())
    asked.send(DataFrame(stream, b"", flags=["END_STREAM"]).serialize())
    assert asked.ask(authority="localhost").status == 503


MALFORMED = {
    "another Host": [*http2.fields(), ("host", "other.example.com")],
    "Host twice": [*http2.fields(authority=None), ("host", "a"), ("host", "a")],
    "neither Host nor authority": http2.fields(authority=None),
    "no path": [line for line in http2.fields() if line[0] != ":path"],
    "an empty path": http2.fields(target=""),
    "no scheme": [line for line in http2.fields() if line[0] != ":scheme"],
    "no method": http2.fields()[1:],
    "path twice": [*http2.fields(), (":path", "/")],
    "a pseudo-field too late": [*http2.fields()[:3], ("a", "b"), (":authority", "app.example.com")],
    "an unknown pseudo-field": [*http2.fields(), (":status", "200")],
    "an upper-case name": [*http2.fields(), ("Accept", "*/*")],
    "connection": [*http2.fields(), ("connection", "close")],
    "keep-alive": [*http2.fields(), ("keep-alive", "timeout=5")],
    "transfer-encoding": [*http2.fields(), ("transfer-encoding", "chunked")],
    "upgrade": [*http2.fields(), ("upgrade", "h2c")],
    "TE but trailers": [*http2.fields(), ("te", "gzip")],
    "a line feed": [*http2.fields(), ("a", "b\nc")],
    "a NUL": [*http2.fields(), ("a", "b\0c")],
    "a space before the value": [*http2.fields(), ("a", " b")],
    "a length and no body": [*http2.fields(), ("content-length", "5")],
    "two lengths": [*http2.fields(), ("content-length", "0"), ("content-length", "1")],
    "an asterisk": http2.fields(target="*"),
}


def test_a_malformed_request_ends_its_stream_alone(asked: http2.Client) -> None:
    for name, lines in MALFORMED.items():
        assert asked.reset_code(asked.open(raw=lines)) == http2.PROTOCOL_ERROR, name
        assert asked.ask(authority="localhost").status == 503, name


def test_a_host_like_the_authority_says_nothing_new(asked: http2.Client) -> None:
    for lines in (
        [*http2.fields(authority="localhost"), ("host", "LocalHost")],
        [*http2.fields(authority=None), ("host", "localhost")],
    ):
        assert asked.ask(raw=lines).status == 503


def test_trailers_are_dropped(both: Server, asked: http2.Client) -> None:
    stream = asked.open("POST", "/with-trailers", ends=False, authority="localhost")
    asked.send(DataFrame(stream, b"hello").serialize())
    block = asked.encoder.encode([("x-checksum", "1"), ("accept", "application/json")])
    flags = ["END_HEADERS", "END_STREAM"]
    asked.send(HeadersFrame(stream, block, flags=flags).serialize())
    answer = asked.answer(stream)
    assert (answer.status, answer.body) == (503, PLAIN)
    assert asked.ask(authority="localhost").status == 503


def test_crumbs_of_cookies_are_no_harm(asked: http2.Client) -> None:
    """tempesta-tech/tempesta#1396."""
    crumbs = [f"Cookie: crumb{number}={'v' * number}" for number in range(100)]
    assert asked.ask("GET", "/", crumbs, authority="localhost").status == 503
    assert asked.ask("GET", "/", crumbs, authority="localhost").status == 503


def test_too_many_fields_are_answered_431_and_the_connection_goes_on(asked: http2.Client) -> None:
    many = [f"X-Field-{number}: 1" for number in range(201)]
    answer = asked.ask("GET", "/", many, authority="localhost")
    assert answer.status == 431
    assert answer.header("cache-control") == "no-store"
    assert asked.ask(authority="localhost").status == 503


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


def test_the_windows_and_limits_are_said_first(asked: http2.Client) -> None:
    frame = asked.read()
    assert frame.stream_id == 0 and "ACK" not in frame.flags
    # RFC 9113 §6.5.2: streams, windows, the list of fields; RFC 9218 §2.1.
    assert asked.settings[3] == 100
    assert asked.settings[6] == 65_536
    assert asked.settings[9] == 1


def test_h2_itself_finds_nothing_wrong(both: Server, client: ssl.SSLContext) -> None:
    """httpx over h2 checks every rule that a client can."""
    import httpx

    client.set_alpn_protocols(["h2"])
    host, port = both.tls_address
    with httpx.Client(http2=True, verify=client, trust_env=False) as over_tls:
        for method in METHODS:
            answer = over_tls.request(method, f"https://localhost:{port}/", content=b"body")
            assert (answer.http_version, answer.status_code) == ("HTTP/2", 503)
    with httpx.Client(http1=False, http2=True, trust_env=False) as clear:
        for accept in ("text/html", "application/json", "*/*"):
            answer = clear.get(both.url, headers={"Accept": accept})
            assert (answer.http_version, answer.status_code) == ("HTTP/2", 503)
