"""Handshakes: which versions and protocols are agreed on, and what a client hears otherwise. What
isn't TLS, or isn't acceptable, ends its own connection and no other."""

import os
import socket
import ssl
import struct
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

import http1
import processes
import tls
from certificates import Authority
from harness import PLAIN, Server

StartServer = Callable[..., Server]
each_version = pytest.mark.parametrize("version", tls.VERSIONS.values(), ids=tls.VERSIONS)


@each_version
@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        (None, None),
        (["http/1.1"], "http/1.1"),
        (["h2", "http/1.1"], "http/1.1"),
        (["http/1.0", "http/1.1"], "http/1.1"),
        (["h2", "http/1.0"], "http/1.0"),
        (["http/1.0"], "http/1.0"),
    ],
    ids=str,
)
def test_alpn_settles_on_http_1_1_or_else_1_0(
    tls_server: Server,
    authority: Authority,
    offered: list[str] | None,
    chosen: str | None,
    version: ssl.TLSVersion,
) -> None:
    client = tls.context(authority.certificate, version, alpn=offered)
    with tls.Client(tls_server.tls_address, client) as connection:
        assert connection.socket.selected_alpn_protocol() == chosen
        assert connection.ask().body == PLAIN


@pytest.mark.parametrize("flag", ["-0", "--http1.1", "--no-alpn"])
def test_curl_is_answered_whatever_version_it_offers(
    tls_server: Server, authority: Authority, flag: str
) -> None:
    port = tls_server.tls_address[1]
    completed = subprocess.run(
        ["curl", "-sS", "--max-time", "5", flag, "--cacert", str(authority.certificate)]
        + ["-H", "Accept: text/plain", f"https://localhost:{port}/"],
        capture_output=True,
    )
    assert (completed.returncode, completed.stdout) == (0, PLAIN), completed.stderr


@each_version
@pytest.mark.parametrize("offered", [["h2"], ["acme-tls/1"], ["http/1"]], ids=str)
def test_without_a_common_protocol_the_alert_says_so(
    tls_server: Server, authority: Authority, offered: list[str], version: ssl.TLSVersion
) -> None:
    client = tls.context(authority.certificate, version, alpn=offered)
    with pytest.raises(ssl.SSLError, match="alert no application protocol"):
        tls.Client(tls_server.tls_address, client)


@pytest.mark.parametrize(
    ("minimum", "version"),
    [("1.2", tls.V1_1), ("1.3", tls.V1_1), ("1.3", tls.V1_2)],
    ids=["1.1 by default", "1.1 below 1.3", "1.2 below 1.3"],
)
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1")
def test_a_version_below_the_minimum_is_refused(
    start_tls_server: StartServer, authority: Authority, minimum: str, version: ssl.TLSVersion
) -> None:
    server = start_tls_server(TLS_MINIMUM_VERSION=minimum)
    client = tls.context(authority.certificate, version, ciphers="DEFAULT:@SECLEVEL=0")
    with pytest.raises(ssl.SSLError, match="alert protocol version"):
        tls.Client(server.tls_address, client)
    newest = tls.context(authority.certificate, tls.V1_3)
    assert tls.ask(server.tls_address, newest).body == PLAIN


def test_a_renegotiation_is_refused(tls_server: Server) -> None:
    output = tls.s_client(tls_server.tls_address[1], "-tls1_2", commands="R\n")
    assert "RENEGOTIATING" in output
    assert "no renegotiation" in output


def record(kind: int, content: bytes, length: int | None = None) -> bytes:
    return struct.pack("!BHH", kind, 0x0301, len(content) if length is None else length) + content


GARBAGE = {
    "another handshake message": record(22, b"\x02\x00\x00\x02\x03\x03"),
    "a ClientHello of zeros": record(22, b"\x01\x00\x01\xfc\x03\x03" + bytes(506)),
    "a record that is too long": record(22, bytes(20000), 0xFFFF),
    "an empty record": record(22, b""),
    "records of nothing": record(22, b"") * 1000,
    "application data": record(23, b"GET / HTTP/1.1\r\n\r\n"),
    "an alert": record(21, b"\x02\x28"),
    "SSL 2": b"\x80\x2e\x01\x00\x02\x00\x15\x00\x00\x00\x10" + bytes(37),
    "another protocol": b"SSH-2.0-OpenSSH_9.2\r\n",
    "noise": os.urandom(3000),
    "noise in a handshake": record(22, os.urandom(3000)),
}


@pytest.mark.parametrize("data", GARBAGE.values(), ids=GARBAGE)
def test_garbage_on_the_tls_port_ends_its_own_connection_only(
    start_tls_server: StartServer, client: ssl.SSLContext, data: bytes
) -> None:
    server = start_tls_server(WORKERS=1)
    (worker,) = server.workers
    with tls.Client(server.tls_address, client) as other:
        for _ in range(5):
            with http1.Client(server.tls_address) as connection:
                connection.send(data)
                connection.socket.shutdown(socket.SHUT_WR)
                connection.ends_within(3)
                assert b" 503 " not in connection.buffer
        assert other.ask().body == PLAIN
    assert server.workers == [worker]


def test_a_handshake_that_is_given_up_leaves_nothing(
    tls_server: Server, client: ssl.SSLContext
) -> None:
    hello = tls.Piecewise(client, "localhost").first_flight()
    for length in (1, 5, 6, 50, len(hello) - 1, len(hello)):
        with http1.Client(tls_server.tls_address) as connection:
            connection.send(hello[:length])
            time.sleep(0.02)
    processes.eventually(lambda: tls.ask(tls_server.tls_address, client).status == 503, 2, "503")
    tls_server.assert_at_rest()


@each_version
@pytest.mark.parametrize("step", [1, 7, 100])
def test_a_handshake_in_small_pieces_works(
    tls_server: Server, authority: Authority, step: int, version: ssl.TLSVersion
) -> None:
    client = tls.Piecewise(tls.context(authority.certificate, version), "localhost")
    with http1.connect(tls_server.tls_address) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        received = client.exchange(connection, http1.request(), step)
    assert received.startswith(b"HTTP/1.1 503 ") and received.endswith(PLAIN)


def test_handshakes_that_do_not_end_are_cut_off_after_ten_seconds(
    tls_server: Server, client: ssl.SSLContext
) -> None:
    hello = tls.Piecewise(client, "localhost").first_flight()

    def falls_silent_after(data: bytes) -> float:
        with http1.Client(tls_server.tls_address) as connection:
            connection.send(data)
            return connection.ends_within(13)

    def drips() -> float:
        started = time.monotonic()
        with http1.Client(tls_server.tls_address) as connection:
            for byte in hello:
                try:
                    connection.send(bytes([byte]))
                except ConnectionError:
                    break
                time.sleep(0.06)
        return time.monotonic() - started

    with ThreadPoolExecutor(4) as pool:
        lasting = [pool.submit(falls_silent_after, hello[:length]) for length in (1, 100, None)]
        lasting.append(pool.submit(drips))
    assert all(8 < future.result() < 13 for future in lasting), lasting
