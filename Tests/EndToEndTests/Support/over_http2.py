"""A server asked over HTTP/2 on one connection, in clear and over TLS, and the methods to ask
with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import http2
import tls
from harness import Server

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"]
METHODS += ["M-SEARCH"]


@pytest.fixture(params=["h2c", "h2"])
def asked(request: pytest.FixtureRequest, both: Server) -> Iterator[http2.Client]:
    """One connection to the server with both listeners."""
    if request.param == "h2c":
        connection = http2.connect(both.address)
    else:
        connection = http2.connect_tls(both.tls_address, tls.context(alpn=["h2"]))
    with connection:
        yield connection
