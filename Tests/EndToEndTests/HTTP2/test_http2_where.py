"""Where HTTP/2 is spoken: by prior knowledge wherever a plain connection may begin, by ALPN where
the operator has turned it on, for no other host than the connection's; and never by mistake."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable

import pytest

import entries
import http1
import http2
import processes
import tls
from certificates import Authority
from harness import FORWARDED, PLAIN, Server
from proxy_headers import HEADERS
from refusals import assert_refused

StartServer = Callable[..., Server]
HINT = "UNDER_MAINTENANCE_HTTP2=on"


def hints(server: Server) -> list[str]:
    return [line for line in server.log.splitlines() if HINT in line]


def assert_no_hint(server: Server) -> None:
    assert not hints(server), server.log


def assert_one_hint(server: Server) -> None:
    processes.eventually(lambda: bool(hints(server)), 3, "a hint is logged")
    assert len(hints(server)) == 1, server.log


@pytest.mark.parametrize(("header", "sender"), HEADERS.values(), ids=HEADERS)
def test_prior_knowledge_behind_a_proxy_header(
    start_server: StartServer, header: bytes, sender: str
) -> None:
    server = start_server(
        HTTP_PROXY_PROTOCOL="required", ACCESS_LOG="json", preamble=b"PROXY UNKNOWN\r\n", WORKERS=1
    )
    with http2.connect(server.address, preamble=header) as client:
        assert client.ask(target="/behind").body == PLAIN
    written = entries.lines(server, b"PROXY UNKNOWN\r\n")
    (line,) = [line for line in written if "/behind" in line]
    assert f'"{sender}"' in line and "HTTP/2.0" in line


def opening() -> bytes:
    """Preface, SETTINGS and a request, in one."""
    client = http2.Client.__new__(http2.Client)
    client.socket, client.next_stream, client.encoder = None, 1, http2.hpack.Encoder()
    _, request = client.request()
    return http2.PREFACE + http2.EMPTY_SETTINGS + request


@pytest.mark.parametrize("header", ["none", "v1 TCP4", "v2 TCP4"])
def test_an_opening_cut_at_every_byte(start_server: StartServer, header: str) -> None:
    options: dict[str, object] = {}
    if header != "none":
        options = {"HTTP_PROXY_PROTOCOL": "required", "preamble": HEADERS["v1 UNKNOWN"][0]}
    server = start_server(WORKERS=1, **options)
    data = (b"" if header == "none" else HEADERS[header][0]) + opening()
    for cut in range(1, len(data)):
        with http2.Client(http1.connect(server.address), greets=False) as client:
            client.next_stream = 3
            client.send(data[:cut])
            # Long enough to be read alone, mostly; the unit tests are certain of it.
            time.sleep(0.003)
            client.send(data[cut:])
            assert client.answer(1).body == PLAIN


def test_an_opening_byte_by_byte(server: Server) -> None:
    with http2.Client(http1.connect(server.address), greets=False) as client:
        client.socket.setsockopt(6, 1, 1)
        client.next_stream = 3
        for octet in opening():
            client.send(bytes([octet]))
            time.sleep(0.001)
        assert client.answer(1).body == PLAIN


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "PROPFIND", "P", "PR", "PRI", "PRINT"])
def test_methods_that_begin_like_the_preface_are_http_1(server: Server, method: str) -> None:
    data = http1.request(method)
    for cut in range(1, 30):
        with server.client() as client:
            client.send(data[:cut])
            time.sleep(0.003)
            client.send(data[cut:])
            answer = client.answer()
            assert (answer.status, answer.body) == (503, PLAIN)


@pytest.mark.parametrize("cut", [0, 1, 16, 18, 23])
def test_almost_a_preface_is_refused_as_http_1(server: Server, cut: int) -> None:
    data = bytearray(http2.PREFACE)
    data[cut] ^= 0x08
    with server.client() as client:
        client.send(bytes(data) + b"\r\n\r\n")
        client.buffer += client.rest()
        assert client.answer().status in (400, 505)


def test_an_upgrade_is_ignored(server: Server) -> None:
    """RFC 9113 §3.1."""
    fields = ["Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABk"]
    answer = server.ask("GET", "/", fields)
    assert (answer.status, answer.body) == (503, PLAIN)
    assert answer.header("Upgrade") is None


def test_a_preface_behind_a_request_is_no_beginning(server: Server) -> None:
    with server.client() as client:
        client.send(http1.request(headers=[FORWARDED]) + http2.PREFACE)
        assert client.answer().status == 503
        assert_refused(client.answer(), 505)


def test_it_is_off_over_tls_by_default(tls_server: Server) -> None:
    for offered in (["h2", "http/1.1"], ["http/1.1"], None):
        with tls.Client(tls_server.tls_address, tls.context(alpn=offered)) as client:
            assert client.socket.selected_alpn_protocol() in ("http/1.1", None)
            assert client.ask().status == 503
    assert not hints(tls_server)


def test_h2_alone_is_refused_with_one_hint(start_tls_server: StartServer) -> None:
    server = start_tls_server(WORKERS=1)
    for _ in range(5):
        with pytest.raises(ssl.SSLError, match="no application protocol"):
            tls.Client(server.tls_address, tls.context(alpn=["h2"]))
    assert_one_hint(server)


@pytest.mark.parametrize("http2_is", ["on", "off"])
def test_a_preface_over_tls_without_h2_is_answered_505(
    start_tls_server: StartServer, http2_is: str
) -> None:
    server = start_tls_server(WORKERS=1, HTTP2=http2_is)
    for alpn in (None, ["http/1.1"]):
        with tls.Client(server.tls_address, tls.context(alpn=alpn)) as client:
            client.send(http2.PREFACE + http2.EMPTY_SETTINGS)
            assert_refused(client.answer(), 505)
            client.assert_ended()
    (assert_one_hint if http2_is == "off" else assert_no_hint)(server)


def test_a_preface_in_clear_on_the_tls_listener_is_refused(
    start_tls_server: StartServer,
) -> None:
    server = start_tls_server(HTTP2="on")
    with http1.Client(server.tls_address) as client:
        client.send(http2.PREFACE + http2.EMPTY_SETTINGS)
        assert_refused(client.answer(), 505)
    assert_no_hint(server)



@pytest.mark.parametrize("version", tls.VERSIONS.values(), ids=tls.VERSIONS)
def test_alpn_chooses_h2_where_it_is_on(
    start_tls_server: StartServer, authority: Authority, version: ssl.TLSVersion
) -> None:
    server = start_tls_server(HTTP2="on")
    for offered in (["h2"], ["http/1.1", "h2"], ["h2", "http/1.1"]):
        context = tls.context(authority.certificate, version, alpn=offered)
        with http2.connect_tls(server.tls_address, context) as client:
            assert client.ask(authority="localhost").body == PLAIN
    for offered in (["http/1.1"], None):
        context = tls.context(authority.certificate, version, alpn=offered)
        with tls.Client(server.tls_address, context) as client:
            assert client.ask().body == PLAIN
    with pytest.raises(ssl.SSLError, match="no application protocol"):
        tls.Client(server.tls_address, tls.context(alpn=["h3"]))


def test_http_1_after_alpn_h2_gets_a_goaway(start_tls_server: StartServer) -> None:
    server = start_tls_server(HTTP2="on")
    raw = tls.Client(server.tls_address, tls.context(alpn=["h2"]))
    with http2.Client(raw.socket, greets=False) as client:
        client.send(http1.request())
        client.rest()
        (farewell,) = client.goaways
        assert farewell.error_code == http2.PROTOCOL_ERROR


def as_a(server: Server) -> http2.Client:
    return http2.connect_tls(server.tls_address, tls.context(alpn=["h2"]), "a.example.test")


@pytest.fixture
def wildcard(start_tls_server: StartServer, authority: Authority) -> Server:
    return start_tls_server(
        authority.pair("*.example.test", "localhost", "127.0.0.1"),
        HTTP2="on", HTTPS_KEEP_ALIVE="on", WORKERS=1,
    )


def test_another_host_under_the_certificate_is_misdirected(wildcard: Server) -> None:
    """keycloak/keycloak#50602: browsers send it here, and that host may be up."""
    with as_a(wildcard) as client:
        for right in ("a.example.test", "A.Example.Test", "a.example.test:8443"):
            assert client.ask(authority=right).status == 503, right
        for wrong in ("b.example.test", "example.test", "xa.example.test", "a.example.test.x"):
            answer = client.ask(authority=wrong, headers=["Accept: text/html"])
            assert answer.status == 421, wrong
            assert answer.header("cache-control") == "no-store"
            # Who only looks must be able to look elsewhere: RFC 9110 §9.3.2.
            looked = client.ask("HEAD", authority=wrong)
            assert (looked.status, looked.body) == (421, b"")
            assert looked.header("content-length") == answer.header("content-length")
        assert client.ask("CONNECT", authority="b.example.test:443").status == 421
        assert client.ask(authority="a.example.test").status == 503


@pytest.mark.parametrize("field", [FORWARDED, "Via: 1.1 proxy", "Forwarded: for=192.0.2.7"])
def test_a_trusted_proxy_names_whom_it_likes(wildcard: Server, field: str) -> None:
    with as_a(wildcard) as client:
        assert client.ask(authority="anybody.example", headers=[field]).status == 503
        assert client.ask(authority="b.example.test").status == 421


def test_nobody_else_does(start_tls_server: StartServer, authority: Authority) -> None:
    server = start_tls_server(
        authority.pair("*.example.test"), HTTP2="on", HTTPS_KEEP_ALIVE="on",
        TRUSTED_PROXIES="192.0.2.1",
    )
    with as_a(server) as client:
        assert client.ask(authority="b.example.test", headers=[FORWARDED]).status == 421


def test_without_a_name_those_of_the_certificate_are_answered(wildcard: Server) -> None:
    with http2.connect_tls(wildcard.tls_address, tls.context(alpn=["h2"]), None) as client:
        port = wildcard.tls_address[1]
        for covered in ("a.example.test", "b.example.test", "localhost", f"127.0.0.1:{port}"):
            assert client.ask(authority=covered).status == 503, covered
        for other in ("example.test", "a.b.example.test", "app.example.com", "127.0.0.2", "[::1]"):
            assert client.ask(authority=other).status == 421, other


def test_over_http_1_nothing_is_misdirected(wildcard: Server) -> None:
    with tls.Client(wildcard.tls_address, tls.context(), "a.example.test") as client:
        assert client.ask(host="b.example.test").status == 503
