"""A PROXY header that is refused is told with who sent it, the listener, and the variable that would
change it; one kind of refusal never hides another, nor one listener's that of another."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

import http1
import processes
from harness import Server, free_port
from proxy_headers import INET, version_2

StartServer = Callable[..., Server]
# A healthcheck's own header, which is heard from everybody.
LOCAL = bytes.fromhex("0d0a0d0a000d0a515549540a20000000")
GOOD = b"PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n" + http1.request()
# What is sent, where nobody is trusted and where loopback is; the words of the line.
REFUSALS = [
    ("required", "10.0.0.0/8", GOOD, "sender not trusted", "TRUSTED_PROXIES"),
    ("optional", "none", GOOD, "sender not trusted", "TRUSTED_PROXIES"),
    ("required", "none", version_2(1, 0x11, INET) + http1.request(), "sender not", "TRUSTED_"),
    ("required", "127.0.0.0/8", http1.request(), "missing", "HTTP_PROXY_PROTOCOL=optional"),
    ("required", "127.0.0.0/8", b"HELO a\r\n", "missing", "HTTP_PROXY_PROTOCOL=optional"),
    ("required", "127.0.0.0/8", b"\x16\x03\x01", "missing", "HTTP_PROXY_PROTOCOL=optional"),
    ("required", "127.0.0.0/8", b"PROXY TCP4 x\r\n", "malformed", "HTTP_PROXY_PROTOCOL=off"),
    ("optional", "127.0.0.0/8", b"PROXY TCP4\r\n", "malformed", "HTTP_PROXY_PROTOCOL=off"),
    ("off", "none", b"\x16\x03\x01\x00\x05hello", "ClientHello", "HTTPS_LISTEN"),
]


def refusals(server: Server) -> list[str]:
    return [line for line in server.log.splitlines() if "peer=" in line]


def send(server: Server, *pieces: bytes) -> None:
    for data in pieces:
        with server.client() as client:
            client.send(data)
            client.rest()


@pytest.mark.parametrize(("mode", "trusted", "data", "reason", "cure"), REFUSALS)
def test_who_was_refused_where_and_why(
    start_server: StartServer, mode: str, trusted: str, data: bytes, reason: str, cure: str
) -> None:
    server = start_server(
        HTTP_PROXY_PROTOCOL=mode,
        TRUSTED_PROXIES=trusted,
        WORKERS=1,
        preamble=b"" if mode == "off" else LOCAL,
    )
    send(server, data)
    processes.eventually(lambda: len(refusals(server)) == 1, 3, "one line")
    (line,) = refusals(server)
    assert f"peer=127.0.0.1 listener=127.0.0.1:{server.port}" in line
    assert reason in line and re.search(rf'cure="[^"]*UNDER_MAINTENANCE_{re.escape(cure)}', line)


def test_no_kind_hides_another_nor_one_listener_the_other(start_tls_server: StartServer) -> None:
    second = free_port()
    first = free_port()
    server = start_tls_server(
        HTTP_LISTEN=f"127.0.0.1:{first},127.0.0.1:{second}",
        address=("127.0.0.1", first),
        HTTP_PROXY_PROTOCOL="required", HTTPS_PROXY_PROTOCOL="required",
        TRUSTED_PROXIES="none", WORKERS=1, preamble=LOCAL,
    )  # fmt: skip
    for _ in range(3):
        for address in (server.address, ("127.0.0.1", second), server.tls_address):
            for data in (GOOD, http1.request(), b"PROXY TCP4\r\n"):
                with http1.Client(address) as client:
                    client.send(data)
                    client.rest()
    processes.eventually(lambda: len(refusals(server)) >= 9, 3, "one line a kind and listener")
    seen = {
        (re.search(r"listener=\S+", line)[0], re.search(r'reason="?([a-z ]+)', line)[1])
        for line in refusals(server)
    }
    assert len(refusals(server)) == len(seen) == 9
