"""The first byte of a connection of the TLS listener decides: a handshake is TLS, whatever the ALPN
protocols of HTTP/1 that it offers; a letter is plain HTTP, which gets its 503 in plain; to anything
else OpenSSL has an alert or nothing, and nobody an HTTP answer."""

from __future__ import annotations

import socket
import ssl
import string
import struct
import subprocess
import threading
from collections.abc import Callable

import pytest

import http1
import tls
from certificates import Authority
from harness import PLAIN, Server
from hops import LOCAL, proxy_header
from proxy_headers import SIGNATURE

StartServer = Callable[..., Server]
each_version = pytest.mark.parametrize("version", tls.VERSIONS.values(), ids=tls.VERSIONS)

REQUEST = b"GET / HTTP/1.1\r\nHost: app.example.com\r\n\r\n"


def record(kind: int, content: bytes) -> bytes:
    return struct.pack("!BHH", kind, 0x0301, len(content)) + content


def hello_2(version: int, session: bytes = b"") -> bytes:
    """The ClientHello of SSL 2, also as SSL 3 clients sent it."""
    ciphers = bytes.fromhex("0700c0 050080 030080 010080 00002f 000035 00c02f".replace(" ", ""))
    message = struct.pack("!BHHHH", 1, version, len(ciphers), len(session), 16)
    message += ciphers + session + bytes(range(16))
    return struct.pack("!H", 0x8000 | len(message)) + message


# Neither a handshake record nor a letter.
OTHERS = {
    "a ClientHello of SSL 2": hello_2(0x0002),
    "one that offers SSL 3": hello_2(0x0300),
    "one that offers TLS 1.0": hello_2(0x0301),
    "one with a padding byte": b"\x00\x2e\x00" + hello_2(0x0002)[2:],
    "high bytes": bytes([0x80]) * 64,
    "zeros": bytes(64),
    "ones": b"\xff" * 64,
    "an alert": record(0x15, b"\x02\x28"),
    "a change of ciphers": record(0x14, b"\x01"),
    "application data": record(0x17, REQUEST),
    "a heartbeat": record(0x18, b"\x01\x00\x03abc" + bytes(16)),
    "digits": b"200 OK\r\n\r\n",
    "a digit before a request": b"1" + REQUEST,
    "a space before a request": b" " + REQUEST,
    "a tab before a request": b"\t" + REQUEST,
    "an empty line before a request": b"\r\n" + REQUEST,
    "empty lines": b"\r\n" * 40,
    "a line feed before a request": b"\n" + REQUEST,
    "a method that is a token": b"!#$ / HTTP/1.1\r\nHost: app.example.com\r\n\r\n",
    "a method in underscores": b"_GET / HTTP/1.1\r\nHost: app.example.com\r\n\r\n",
    "a PROXY header of version 2 where none is spoken": proxy_header("v2", "203.0.113.9") + REQUEST,
    "PostgreSQL": struct.pack("!II", 8, 80877103) + bytes(56),
    "SOCKS": b"\x05\x01\x00" + bytes(61),
    "a byte outside ASCII": "\u00e9".encode() + REQUEST,
    "a bracket": b"[" + REQUEST,
    "an at sign": b"@" + REQUEST,
}


def assert_no_http(received: bytes | bytearray) -> None:
    """Nothing at all, or records of TLS: an alert at the end."""
    assert b"HTTP" not in received and PLAIN not in received, bytes(received)
    alert = b""
    while received:
        kind, major, _, length = struct.unpack("!BBBH", received[:5])
        assert (kind in (0x15, 0x16), major) == (True, 3), bytes(received)
        alert = received[5 : 5 + length] if kind == 0x15 else b""
        received = received[5 + length :]
        assert received or len(alert) == 2, "no alert at the end"


def speak(server: Server, data: bytes, step: int = 1 << 16) -> bytes:
    """What comes back until the server ends the connection, by FIN or reset; the bytes in pieces,
    and our side ended behind them, as nobody waits for an answer to nonsense."""
    with http1.Client(server.tls_address) as client:
        client.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            for start in range(0, len(data), step):
                client.send(data[start : start + step])
            client.socket.shutdown(socket.SHUT_WR)
        except OSError:
            # It has ended the connection already.
            pass
        client.ends_within(5)
        return bytes(client.buffer)


@pytest.mark.parametrize("data", OTHERS.values(), ids=OTHERS)
def test_what_is_neither_tls_nor_a_letter_gets_no_http_answer(
    tls_server: Server, data: bytes
) -> None:
    before = tls_server.log
    for step in (1 << 16, 1, 3):
        assert_no_http(speak(tls_server, data, step))
    # A proxy's header is the operator's to know of.
    told = tls_server.log.removeprefix(before).splitlines()
    assert len(told) == (data[:12] == SIGNATURE), "silent on handshakes that fail"


def test_every_first_byte_but_a_handshake_s_and_a_letter_s(tls_server: Server) -> None:
    for byte in set(range(256)) - {0x16, *string.ascii_letters.encode()}:
        for rest in (REQUEST[1:], b" " + REQUEST):
            assert_no_http(speak(tls_server, bytes([byte]) + rest))


@pytest.mark.parametrize("keep_open", [False, True], ids=["half-closed", "silent"])
def test_one_such_byte_alone_is_never_told_that_its_request_is_late(
    tls_server: Server, keep_open: bool
) -> None:
    firsts = [b"\x00", b"\x80", b"\xff", b"\x15", b"\x17", b"7", b" ", b"\r", b"\r\n\r\n", b"!"]
    failures: list[str] = []

    def wait(first: bytes) -> None:
        try:
            with http1.Client(tls_server.tls_address) as client:
                client.send(first)
                if not keep_open:
                    client.socket.shutdown(socket.SHUT_WR)
                # A handshake has ten seconds.
                client.ends_within(14)
                assert_no_http(client.buffer)
        except AssertionError as error:
            failures.append(f"{first!r}: {error}")

    threads = [threading.Thread(target=wait, args=(first,)) for first in firsts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert failures == []


def test_a_letter_is_plain_http_and_gets_its_503_in_plain(tls_server: Server) -> None:
    for first in string.ascii_letters:
        data = f"{first}ET / HTTP/1.1\r\nHost: a\r\nVia: 1.1 a\r\n\r\n".encode()
        (answer,) = http1.exchange(tls_server.tls_address, data * 2)
        assert (answer.status, answer.body, answer.closes) == (503, PLAIN, True)
    with http1.Client(tls_server.tls_address) as client:
        for byte in REQUEST:
            client.send(bytes([byte]))
        assert client.answer().body == PLAIN and client.rest() == b""


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_behind_a_proxy_header_the_first_byte_decides_too(
    start_tls_server: StartServer, authority: Authority, version: str
) -> None:
    server = start_tls_server(HTTPS_PROXY_PROTOCOL="optional")
    for preamble in (proxy_header(version, "203.0.113.9"), LOCAL[version]):
        for name, data in OTHERS.items():
            # Here a PROXY header is spoken.
            if "PROXY" not in name:
                assert_no_http(speak(server, preamble + data))
                assert_no_http(speak(server, preamble + data, 1))
        (answer,) = http1.exchange(server.tls_address, preamble + REQUEST)
        assert (answer.body, answer.closes) == (PLAIN, True)
        client = tls.context(authority.certificate)
        with tls.Client(server.tls_address, client, preamble=preamble) as connection:
            assert connection.ask().body == PLAIN


# ALPN.

HTTP_1 = {
    "http/1.0": ["http/1.0"],
    "http/1.0 before http/1.1": ["http/1.0", "http/1.1"],
    "http/1.1 before http/1.0": ["http/1.1", "http/1.0"],
    "h2 before http/1.0": ["h2", "http/1.0"],
    "h2 between": ["http/1.0", "h2", "http/1.1"],
    "http/0.9 before http/1.0": ["http/0.9", "http/1.0"],
    "h3 and spdy before http/1.0": ["h3", "spdy/3", "http/1.0"],
    "a long name before http/1.0": ["x" * 255, "http/1.0"],
    "many names before http/1.0": [*(f"protocol-{number}" for number in range(100)), "http/1.0"],
    "acme-tls/1 before http/1.0": ["acme-tls/1", "http/1.0"],
}
NO_OVERLAP = {
    "h2": ["h2"],
    "acme-tls/1": ["acme-tls/1"],
    "h2c": ["h2c"],
    "http/0.9": ["http/0.9"],
    "http/1.2": ["http/1.2"],
    "http/1.00": ["http/1.00"],
    "http/1.": ["http/1."],
    "other letters": ["HTTP/1.0", "HTTP/1.1"],
    "in another's name": ["xhttp/1.0", "http/1.0x"],
    "h2 and acme-tls/1": ["h2", "acme-tls/1"],
}


@each_version
@pytest.mark.parametrize("offered", HTTP_1.values(), ids=HTTP_1)
def test_alpn_settles_on_a_version_of_http_1(
    tls_server: Server, authority: Authority, offered: list[str], version: ssl.TLSVersion
) -> None:
    client = tls.context(authority.certificate, version, alpn=offered)
    for asked in ("HTTP/1.0", "HTTP/1.1"):
        with tls.Client(tls_server.tls_address, client) as connection:
            chosen = connection.socket.selected_alpn_protocol()
            assert chosen in offered and chosen in ("http/1.0", "http/1.1")
            answer = connection.ask(version=asked)
            assert (answer.status, answer.body, answer.closes) == (503, PLAIN, True)
            connection.assert_ended()


@each_version
@pytest.mark.parametrize("offered", NO_OVERLAP.values(), ids=NO_OVERLAP)
def test_alpn_without_http_1_is_refused_by_its_alert(
    tls_server: Server, authority: Authority, offered: list[str], version: ssl.TLSVersion
) -> None:
    client = tls.context(authority.certificate, version, alpn=offered)
    with pytest.raises(ssl.SSLError, match="alert no application protocol"):
        tls.Client(tls_server.tls_address, client)


def test_curl_with_http_1_0_gets_the_answer(tls_server: Server, authority: Authority) -> None:
    for arguments in (["--http1.0"], ["--http1.0", "--data", "form"], ["--http1.0", "--head"]):
        completed = subprocess.run(
            ["curl", "-sS", "--max-time", "10", "--cacert", str(authority.certificate)]
            + ["-o", "/dev/null", "-w", "%{http_code}", *arguments]
            + [f"https://localhost:{tls_server.tls_address[1]}/"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=20,
        )
        assert (completed.returncode, completed.stdout) == (0, "503"), completed.stderr
