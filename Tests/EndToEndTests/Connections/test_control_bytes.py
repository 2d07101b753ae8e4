"""Control bytes in a field's value break no framing: but for NUL, CR and LF they are kept, wherever
they stand, and never repeated, neither in an answer nor raw in a log."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest

import http1
from entries import lines
from harness import FORWARDED, PLAIN, Server
from listeners import connect, each_listener
from refusals import assert_refused

StartServer = Callable[..., Server]

HOST = "Host: app.example.com"
CONTROLS = [*range(0x01, 0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F]
# In no answer; the line ends are looked at apart.
RAW = re.compile(rb"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]")
# Each with a place for bytes that break no framing.
FIELDS = {
    "a cookie": "Cookie: ___utmvaFvuoaRv=TkE{}sCvZ; a=b",
    "a whole value": "Cookie: {}",
    "the user agent": "User-Agent: browser{}/1.0",
    "the referrer": "Referer: https://app.example.com/{}",
    "an unknown field": "X-Own: {}",
    "Accept": "Accept: text/html{}, text/plain",
    "Accept-Language": "Accept-Language: de{}",
    "Accept-Encoding": "Accept-Encoding: gzip{}",
    "the content type": "Content-Type: application/json{}",
    "Connection": "Connection: {}x",
    "Expect": "Expect: 100-continue{}",
    "Via": "Via: 1.1 {}",
    "Forwarded": "Forwarded: for={}",
    "X-Forwarded-For": "X-Forwarded-For: 203.0.113.9{}",
    "the origin": "Origin: https://a{}b.example.com",
    "a preflight's method": "Access-Control-Request-Method: P{}T",
    "a preflight's headers": "Access-Control-Request-Headers: x-{}a",
    "a condition": 'If-None-Match: "{}"',
    "an upgrade": "Upgrade: {}",
    "a request's number": "X-Request-Id: {}7",
    "a trace": "traceparent: 00-{}-01",
    "a fetch's destination": "Sec-Fetch-Dest: {}image",
    "credentials": "Authorization: Bearer {}",
}
# Sent as Latin-1.
INSERTED = ("\x01", "\x1b[31m", "\x08\x08", "\x0b\x0c", "\x1f\x7f\x0e", "\x85\x07")
PREFLIGHT = {
    "Origin": "http://app.example.com:3000",
    "Access-Control-Request-Method": "PUT",
    "Access-Control-Request-Headers": "x-own",
}


@pytest.fixture
def both(start_tls_server: StartServer) -> Server:
    """A server that keeps every connection, with both listeners."""
    return start_tls_server(HTTP_KEEP_ALIVE="on", HTTPS_KEEP_ALIVE="on", WORKERS=1)


def post(*fields: str, body: bytes = b"") -> bytes:
    """A request that would be kept."""
    return http1.request("POST", headers=[FORWARDED, *fields], body=body)


@each_listener
def test_every_control_byte_is_kept_wherever_it_stands_in_a_value(
    both: Server, listener: str
) -> None:
    with connect(both, listener) as client:
        for byte in CONTROLS:
            for value in ("a{}b", "{}ab", "ab{}", "{}", "{0}{0}{0}"):
                client.send(post("Cookie: " + value.format(chr(byte))))
                answer = client.answer()
                assert (answer.status, answer.body) == (503, PLAIN), (hex(byte), value)
                assert not answer.closes
        assert client.is_kept()


@pytest.mark.parametrize(
    ("form", "listener"), [("json", "plain"), ("json", "TLS"), ("common", "plain")]
)
def test_a_control_byte_is_kept_in_any_field_and_never_repeated(
    start_tls_server: StartServer, listener: str, form: str
) -> None:
    server = start_tls_server(ACCESS_LOG=form, HTTP_KEEP_ALIVE="off", WORKERS=1)
    count = 0
    for name, field in FIELDS.items():
        for inserted in INSERTED:
            for method, others in (("GET", []), ("OPTIONS", preflight_beside(field))):
                fields = [*others, field.format(inserted)]
                with connect(server, listener) as client:
                    client.send(http1.request(method, headers=fields))
                    received = client.rest()
                count += 1
                status = received[9:12]
                # Leave is given to a preflight that is well-formed but for other fields.
                allowed = method == "OPTIONS" and not any(each in field for each in PREFLIGHT)
                assert status in ((b"503", b"204") if allowed else (b"503",)), (name, inserted)
                assert not RAW.search(received) and b"\x85" not in received, name
                assert not re.search(rb"\r(?!\n)|(?<!\r)\n", received), name
    written = lines(server)
    assert len(written) == count
    for raw in (server.stdout_path.read_bytes(), server.stderr_path.read_bytes()):
        assert not re.search(rb"[\x00-\x09\x0b-\x1f\x7f]", raw), raw
    if form == "json":
        assert all(isinstance(json.loads(line), dict) for line in written)


def preflight_beside(field: str) -> list[str]:
    """Of the host's own name, without the line that the field is."""
    name = field.partition(":")[0]
    return [f"{each}: {value}" for each, value in PREFLIGHT.items() if each != name]


def test_a_control_byte_in_a_piece_of_its_own_is_kept(both: Server) -> None:
    data = post("Cookie: a=\x01b\x7f; c=\x1b", "Content-Length: 4", body=b"form") * 2
    with both.client() as client:
        for start in range(len(data)):
            client.send(data[start : start + 1])
        for _ in range(2):
            assert client.answer().status == 503
        assert client.is_kept(0.05)
    with both.client() as client:
        client.send(data * 8)
        for _ in range(16):
            assert client.answer().status == 503
        assert client.is_kept(0.05)


NOT_KEPT = {
    "NUL": "Cookie: a\x00b",
    "NUL at the end": "Cookie: a\x00",
    "NUL in an unknown field": "X-Own: \x00",
    "NUL behind another": "Cookie: \x01\x00",
    "bare CR": "Cookie: a\rb",
    "bare CR at the end": "Cookie: a\r",
    "bare CR behind another": "User-Agent: \x01\rb",
    "bare LF": "Cookie: a\nX-Own: b",
    "bare LF behind another": "Cookie: \x1b\nX-Own: b",
    "a folded line": "Cookie: a\x01\r\n b",
    "in a name": "X-\x01: a",
    "behind a name": "X-Own\x1f: a",
    "in a length": "Content-Length: 5\x01",
    "before a length": "Content-Length: \x0b5",
    "in a coding": "Transfer-Encoding: chunked\x01",
    "before a coding": "Transfer-Encoding: \x0cchunked",
    "in a second host": "Host: a\x01b",
}


@pytest.mark.parametrize("field", NOT_KEPT.values(), ids=NOT_KEPT)
def test_what_breaks_framing_is_still_refused(server: Server, field: str) -> None:
    (answer,) = server.exchange(post(field) + http1.request(headers=[FORWARDED]))
    assert_refused(answer, 400)


@pytest.mark.parametrize("byte", [0x01, 0x08, 0x0B, 0x1B, 0x1F, 0x7F], ids=hex)
def test_a_control_byte_elsewhere_is_still_refused(server: Server, byte: int) -> None:
    own = chr(byte)
    for head in (
        f"GET /a{own}b HTTP/1.1\r\n{HOST}\r\n\r\n",
        f"G{own}T / HTTP/1.1\r\n{HOST}\r\n\r\n",
        f"GET / HTTP/1.1{own}\r\n{HOST}\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: app{own}.example.com\r\n\r\n",
        f"GET / HTTP/1.1\r\n{HOST}\r\n{own}X-Own: a\r\n\r\n",
    ):
        (answer,) = server.exchange(head.encode("latin-1"))
        assert_refused(answer, 400)
