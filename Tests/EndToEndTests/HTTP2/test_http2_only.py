"""What only HTTP/2 has, by RFC 9113: requests that are malformed, trailers, limits that are said
first; no tunnels."""

from __future__ import annotations

import ssl
from collections.abc import Callable

import pytest

import http2
from harness import PLAIN, Server
from hyperframe.frame import DataFrame, HeadersFrame
from over_http2 import METHODS

StartServer = Callable[..., Server]


@pytest.fixture
def both(start_tls_server: StartServer) -> Server:
    """A server that keeps every connection, with both listeners."""
    return start_tls_server(HTTP2="on", HTTPS_KEEP_ALIVE="on", HTTP_KEEP_ALIVE="on", WORKERS=1)


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
