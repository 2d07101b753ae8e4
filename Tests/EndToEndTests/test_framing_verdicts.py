"""What can't be framed is refused with the status that its rule names: HTTP/1.2 and later 1.x are
read as 1.1, another major version is 505, a transfer coding that isn't understood 501, and a body
whose end can't be known 400."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import http1
from harness import FORWARDED, PLAIN, Server
from listeners import connect, each_listener
from refusals import assert_refused

StartServer = Callable[..., Server]

HOST = "Host: app.example.com"


@pytest.fixture
def both(start_tls_server: StartServer) -> Server:
    """A server that keeps every connection, with both listeners."""
    return start_tls_server(HTTP_KEEP_ALIVE="on", HTTPS_KEEP_ALIVE="on", WORKERS=1)


def post(*fields: str, body: bytes = b"") -> bytes:
    """A request that would be kept."""
    return http1.request("POST", headers=[FORWARDED, *fields], body=body)


LATER = [f"HTTP/1.{minor}" for minor in range(2, 10)]
each_later = pytest.mark.parametrize("version", LATER)


def later(version: str, method: str = "GET", *fields: str, body: bytes = b"") -> bytes:
    return http1.request(method, "/", fields, body, version=version)


@each_later
def test_a_later_minor_version_is_kept_like_1_1(server: Server, version: str) -> None:
    with server.client() as client:
        for _ in range(2):
            client.send(later(version, "GET", FORWARDED))
            answer = client.answer()
            assert (answer.status, answer.body, answer.closes) == (503, PLAIN, False)
        client.send(later(version, "HEAD", FORWARDED))
        assert client.answer("HEAD").status == 503
        client.send(later(version, "POST", FORWARDED, "Content-Length: 4", body=b"form"))
        assert not client.answer().closes
        body = b"4\r\nform\r\n0\r\n\r\n"
        client.send(later(version, "POST", FORWARDED, "Transfer-Encoding: chunked", body=body))
        assert (client.answer().status, client.is_kept(0.05)) == (503, True)
        versions = (version, "HTTP/1.1") * 4
        client.send(b"".join(later(each, "GET", FORWARDED) for each in versions))
        for _ in versions:
            assert not client.answer().closes
        client.send(later(version, "GET", FORWARDED, "Connection: close"))
        assert client.answer().closes and client.rest() == b""
    (answer,) = server.exchange(later(version) * 2)
    assert (answer.status, answer.closes) == (503, True)


@each_later
def test_a_later_minor_version_is_framed_like_1_1(server: Server, version: str) -> None:
    for data in (
        f"GET / {version}\r\n{FORWARDED}\r\n\r\n".encode(),
        later(version, "GET", HOST),
        later(version, "POST", "Content-Length: 4", "Transfer-Encoding: chunked"),
        later(version, "POST", "Transfer-Encoding: chunked, chunked"),
    ):
        (answer,) = server.exchange(data + http1.request(headers=[FORWARDED]))
        assert_refused(answer, 400)
    fields = ["Expect: 100-continue", "Content-Length: 4"]
    (answer,) = server.exchange(later(version, "PUT", *fields))
    assert (answer.status, answer.closes) == (503, True)


@each_listener
def test_later_minor_versions_on_both_listeners_and_in_pieces(both: Server, listener: str) -> None:
    with connect(both, listener) as client:
        for version in LATER:
            for byte in later(version):
                client.send(bytes([byte]))
            assert (client.answer().status, client.is_kept(0.02)) == (503, True), version


@pytest.mark.parametrize(
    "version",
    ["HTTP/0.0", "HTTP/0.9", "HTTP/0.1", "HTTP/2.0", "HTTP/2.1", "HTTP/3.0", "HTTP/3.1"]
    + ["HTTP/4.2", "HTTP/8.1", "HTTP/9.9"],
)
def test_another_major_version_is_answered_505(server: Server, version: str) -> None:
    (answer,) = server.exchange(later(version, "GET", FORWARDED) * 2)
    assert_refused(answer, 505)


@pytest.mark.parametrize(
    "version",
    ["HTTP/1.10", "HTTP/1.22", "HTTP/1.", "HTTP/1.x", "HTTP/1,2", "HTTP/1.2 ", "HTTP/1.2\x01"]
    + ["HTTP/01.2", "HTTP/1", "http/1.2", "HTTP/ 1.2", "HTTP/1.-2"],
)
def test_what_is_no_version_is_answered_400(server: Server, version: str) -> None:
    (answer,) = server.exchange(later(version, "GET", FORWARDED))
    assert_refused(answer, 400)


# RFC 9112 §6.1 and §6.3.

NOT_UNDERSTOOD = {
    "an unknown one": ["foo"],
    "a name with chunked in it": ["xchunked"],
    "chunked with an ending": ["chunkedd"],
    "a coding of contents": ["br"],
    "an unknown one with a parameter": ["foo;level=9"],
    "an unknown one before chunked": ["foo, chunked"],
    "an unknown one before chunked, without a space": ["zstd,Chunked"],
    "an unknown one before chunked, on two lines": ["foo", "chunked"],
    "two unknown ones": ["foo, bar"],
    "a known one before chunked": ["gzip, chunked"],
    "another known one before chunked": ["deflate, chunked"],
    "a known one before chunked, on two lines": ["GZIP", "chunked"],
}
NOT_FRAMED = {
    "gzip": ["gzip"],
    "x-gzip": ["x-gzip"],
    "deflate": ["deflate"],
    "compress": ["Compress"],
    "identity": ["identity"],
    "chunked before gzip": ["chunked, gzip"],
    "chunked before identity": ["chunked, identity"],
    "chunked before gzip, on two lines": ["chunked", "gzip"],
    "chunked between": ["gzip, chunked, gzip"],
    "chunked twice": ["chunked, chunked"],
    "chunked twice, on two lines": ["chunked", "chunked"],
    "chunked in other letters, twice": ["Chunked,CHUNKED"],
    "chunked with a parameter": ["chunked;q=1"],
    "quoted": ['"chunked"'],
    "no token": ["chun ked"],
    "a vertical tab": ["\x0bchunked"],
    "empty": [""],
    "white space": [" \t"],
    "a comma": [","],
    "empty twice": ["", ""],
}


@pytest.mark.parametrize("codings", NOT_UNDERSTOOD.values(), ids=NOT_UNDERSTOOD)
def test_a_coding_that_is_not_understood_is_answered_501(
    server: Server, codings: list[str]
) -> None:
    assert_never_framed(server, [f"Transfer-Encoding: {coding}" for coding in codings], 501)


@pytest.mark.parametrize("codings", NOT_FRAMED.values(), ids=NOT_FRAMED)
def test_a_body_whose_end_cannot_be_known_is_answered_400(
    server: Server, codings: list[str]
) -> None:
    assert_never_framed(server, [f"Transfer-Encoding: {coding}" for coding in codings], 400)


@pytest.mark.parametrize("coding", ["chunked", "foo", "foo, chunked", "gzip", "gzip, chunked", ""])
def test_both_framings_are_answered_400_whatever_the_coding(server: Server, coding: str) -> None:
    fields = [f"Transfer-Encoding: {coding}", "Content-Length: 5"]
    for fields in (fields, fields[::-1], [fields[1], "X-Own: 1", fields[0]]):
        assert_never_framed(server, fields, 400)


def assert_never_framed(server: Server, fields: list[str], status: int) -> None:
    """Nothing behind the head is taken for a request, whether it looks like a body or not."""
    smuggled = http1.request(headers=[FORWARDED])
    for body in (b"", b"0\r\n\r\n", b"5\r\nhello\r\n0\r\n\r\n", b"hello"):
        (answer,) = server.exchange(post(*fields, body=body) + smuggled)
        assert_refused(answer, status)
