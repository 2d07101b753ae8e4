"""HTTP/1 over TLS: clients that see how a handshake and a connection end, whole or in pieces."""

from __future__ import annotations

import socket
import ssl
import subprocess
from collections.abc import Callable
from pathlib import Path

import http1

V1_1, V1_2, V1_3 = ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3
VERSIONS = {"TLS 1.2": V1_2, "TLS 1.3": V1_3}


def context(
    trusted: Path | None = None,
    version: ssl.TLSVersion | None = None,
    *,
    ciphers: str | None = None,
    alpn: list[str] | None = None,
) -> ssl.SSLContext:
    """A client's: it verifies chain and name by the trusted CA, or nothing at all without one."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if trusted is None:
        made.check_hostname = False
        made.verify_mode = ssl.CERT_NONE
    else:
        made.load_verify_locations(trusted)
    if version is not None:
        # The lower bound first would refuse an upper one below the default's.
        made.minimum_version = made.maximum_version = version
    if ciphers is not None:
        made.set_ciphers(ciphers)
    if alpn is not None:
        made.set_alpn_protocols(alpn)
    return made


class Client(http1.Client):
    """One connection over TLS. An end without close_notify is raised as ssl.SSLEOFError."""

    def __init__(
        self,
        address: http1.Address,
        context: ssl.SSLContext,
        name: str | None = "localhost",
        *,
        timeout: float = 5,
        preamble: bytes = b"",
        session: ssl.SSLSession | None = None,
        source: str | None = None,
    ) -> None:
        super().__init__(address, timeout, source)
        raw = self.socket
        # As browsers and curl do; else the request waits for the ACK of the Finished.
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        raw.sendall(preamble)
        try:
            self.socket = context.wrap_socket(
                raw, server_hostname=name, session=session, suppress_ragged_eofs=False
            )
        except BaseException:
            raw.close()
            raise

    @property
    def certificate(self) -> bytes:
        """The server's leaf, DER."""
        return self.socket.getpeercert(binary_form=True)

    def assert_ended(self) -> None:
        """Nothing more comes but close_notify, and then FIN."""
        assert self.rest() == b""
        with socket.socket(fileno=self.socket.detach()) as raw:
            raw.settimeout(5)
            assert raw.recv(1) == b""


def ask(
    address: http1.Address, context: ssl.SSLContext, name: str | None = "localhost"
) -> http1.Answer:
    """One request on a connection of its own, which the server ends as it should."""
    with Client(address, context, name) as client:
        answer = client.ask()
        client.assert_ended()
        return answer


def served(
    address: http1.Address, context: ssl.SSLContext, name: str | None = "localhost"
) -> bytes:
    """The certificate that a client gets."""
    with Client(address, context, name) as client:
        return client.certificate


class Piecewise:
    """A TLS client over a socket it doesn't touch itself: the caller moves every byte."""

    def __init__(self, context: ssl.SSLContext, name: str) -> None:
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.incoming, self.outgoing, server_hostname=name)

    def first_flight(self) -> bytes:
        """The ClientHello's record."""
        try:
            self.tls.do_handshake()
        except ssl.SSLWantReadError:
            pass
        return self.outgoing.read()

    def exchange(self, connection: socket.socket, request: bytes, step: int) -> bytes:
        """Handshake, request and answer until close_notify; each write is of `step` bytes."""

        def until_done(action: Callable[[], object]) -> object:
            while True:
                try:
                    return action()
                except ssl.SSLWantReadError:
                    pass
                finally:
                    data = self.outgoing.read()
                    for start in range(0, len(data), step):
                        connection.sendall(data[start : start + step])
                arrived = connection.recv(1 << 16)
                assert arrived, "FIN without close_notify"
                self.incoming.write(arrived)

        until_done(self.tls.do_handshake)
        until_done(lambda: self.tls.write(request))
        received = b""
        while chunk := until_done(self.tls.read):
            received += chunk
        return received


def s_client(port: int, *arguments: str, commands: str = "", timeout: float = 10) -> str:
    """What openssl's own client prints; its standard input stays open until it ends."""
    completed = subprocess.run(
        ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", *arguments],
        input=commands,
        capture_output=True,
        text=True,
        timeout=timeout,
    )
    return completed.stdout + completed.stderr
