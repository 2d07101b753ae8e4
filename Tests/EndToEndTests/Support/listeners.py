"""The same questions on both listeners: plain, and over TLS."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

import pytest

import http1
import tls
from harness import Server

# Made once: that takes as long as to shake hands with it.
ANYONE = tls.context()

each_listener = pytest.mark.parametrize("listener", ["plain", "TLS"])


@pytest.fixture
def both(start_tls_server: Callable[..., Server]) -> Server:
    """A server that keeps every connection, with both listeners."""
    return start_tls_server(HTTP_KEEP_ALIVE="on", HTTPS_KEEP_ALIVE="on", WORKERS=1)


def connect(server: Server, listener: str) -> http1.Client:
    """Whose certificate it is, other tests look at."""
    if listener == "plain":
        return http1.Client(server.address)
    return tls.Client(server.tls_address, ANYONE)


def head(answer: http1.Answer) -> tuple:
    """What two answers to the same question have in common, whenever they are given."""
    lines = [(name, value) for name, value in answer.headers if name != "Date"]
    return answer.status, answer.reason, lines


def content(answer: http1.Answer) -> bytes:
    """The body without its coding, which must be whole and end where the body does."""
    coding = answer.header("Content-Encoding")
    if coding is None:
        return answer.body
    assert coding == "gzip"
    inflating = zlib.decompressobj(zlib.MAX_WBITS | 16)
    inflated = inflating.decompress(answer.body) + inflating.flush()
    assert inflating.eof and inflating.unused_data == b""
    assert inflated == gzip.decompress(answer.body)
    return inflated
