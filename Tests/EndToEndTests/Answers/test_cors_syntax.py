"""What a request of another site's script says comes back well-formed or not at all: origins and
tokens that are none, torn lines, control bytes, an origin that is there twice."""

from __future__ import annotations

import itertools

import pytest

from harness import PLAIN, Server
from listeners import connect, each_listener
from scripts import ORIGIN, PREFLIGHT, SIMPLE, allowance, ask

BAD_ORIGINS = [
    *("", "app.example.com", "https:", "https:/a", "javascript:alert(1)", "*", "nullnull"),
    *("https://a b", "https://a, https://b", "https://a,https://b", "null, null", "https://a;b"),
    *("https://a\tb", "https://a\xe4", "https://\xff", "https://a/", "https://a//b", "https://a?b"),
    *("https://user@a", 'https://a"', "https://a'", "https://<a>", "https://a\\b", "https://a%0d"),
    *("://a", "1https://a", "https://" + "a" * 505, "https://" + "a" * 10_000),
]
BAD_TOKENS = {
    "Method": ["PUT, DELETE", "P UT", "P\tT", "PUT;", "P\xffT", "P/T", '"PUT"', "(", "a" * 2049]
    + ["a" * 10_000],
    "Headers": ["x y", "x;y", "x\ty", "x,\xfcber", "\xff", "x:y", '"x"', "x, y z", "a" * 2049]
    + ["a" * 10_000, "x, " * 3500, "<script>"],
}


@each_listener
def test_what_is_no_origin_is_not_repeated(both: Server, listener: str) -> None:
    kinds = [("GET", []), ("POST", ["Content-Length: 0"]), ("OPTIONS", PREFLIGHT)]
    with connect(both, listener) as client:
        for origin, (method, fields) in itertools.product(BAD_ORIGINS, kinds):
            answer = ask(client, method, f"Origin: {origin}", *fields)
            assert (answer.status, answer.body, allowance(answer)) == (503, PLAIN, {}), origin
            assert answer.header("Vary") == "Accept", origin
            assert not origin or not any(origin in value for _, value in answer.headers), origin
        assert client.is_kept()


@each_listener
@pytest.mark.parametrize(("name", "values"), BAD_TOKENS.items(), ids=BAD_TOKENS)
def test_a_preflight_for_what_is_no_token_gets_no_leave(
    both: Server, listener: str, name: str, values: list[str]
) -> None:
    with connect(both, listener) as client:
        for value in values:
            asked = {"Method": "PUT", "Headers": "x-token"} | {name: value}
            fields = [f"Access-Control-Request-{key}: {text}" for key, text in asked.items()]
            answer = ask(client, "OPTIONS", f"Origin: {ORIGIN}", *fields)
            assert (answer.status, answer.body, allowance(answer)) == (503, PLAIN, SIMPLE), value
            assert not any(value in text for _, text in answer.headers), value
        assert client.is_kept()


@pytest.mark.parametrize(
    "line",
    [
        b"Origin: https://a\r\n X-Forged: 1",
        b"Origin: https://a\rX-Forged: 1",
        b"Origin: https://a\nX-Forged: 1",
        b"Origin: https://a\x00",
        b"Origin : https://a",
        b"Access-Control-Request-Method: PUT\r\n\tX-Forged: 1",
        b"Access-Control-Request-Headers: x\nX-Forged: 1",
        b"Access-Control-Request-Headers: x\rX-Forged: 1",
    ],
    ids=repr,
)
def test_a_torn_line_is_refused_and_not_repeated(server: Server, line: bytes) -> None:
    lines = [b"OPTIONS / HTTP/1.1", b"Host: a", f"Origin: {ORIGIN}".encode(), line]
    if line.startswith(b"Origin"):
        lines[2] = b"Access-Control-Request-Method: PUT"
    with server.client() as client:
        client.send(b"\r\n".join([*lines, b"", b""]))
        received = client.rest()
    assert received.startswith(b"HTTP/1.1 400 ")
    assert b"Forged" not in received and b"Access-Control" not in received


@pytest.mark.parametrize("byte", [0x01, 0x08, 0x0B, 0x1F, 0x7F], ids=hex)
def test_a_control_byte_is_never_repeated(server: Server, byte: int) -> None:
    value = b"https://a" + bytes([byte]) + b"b"
    for name in (b"Origin", b"Access-Control-Request-Method", b"Access-Control-Request-Headers"):
        lines = [b"OPTIONS / HTTP/1.1", b"Host: a", name + b": " + value]
        if name != b"Origin":
            lines.append(f"Origin: {ORIGIN}".encode())
        with server.client() as client:
            client.send(b"\r\n".join([*lines, b"", b""]))
            received = client.rest()
        assert received.startswith(b"HTTP/1.1 503 ")
        assert bytes([byte]) not in received


def test_a_repeated_origin_is_repeated_once_or_not_at_all(server: Server) -> None:
    for second in ("https://other.example.com", ORIGIN, "bad origin"):
        fields = [f"Origin: {ORIGIN}", f"Origin: {second}", *PREFLIGHT]
        for method in ("GET", "OPTIONS"):
            answer = server.ask(method, headers=fields)
            allowed = allowance(answer).get("Access-Control-Allow-Origin")
            assert allowed in (None, ORIGIN, "https://other.example.com")
