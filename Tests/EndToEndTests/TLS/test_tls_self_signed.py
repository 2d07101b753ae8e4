"""TLS for development by one variable: a certificate made in memory, for the names that are asked
for, the same over reloads, and told by its fingerprint."""

from __future__ import annotations

import hashlib
import re
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

import processes
import tls
from certificates import openssl
from harness import PLAIN, Server, free_port, run_command

StartServer = Callable[..., Server]
ANYONE = tls.context()
NAMES = "localhost,*.example.test,127.0.0.1,::1"


@pytest.fixture
def server(start_server: StartServer) -> Server:
    return start_server(HTTPS_LISTEN=f"127.0.0.1:{free_port()}", TLS_SELF_SIGNED=NAMES)


def fingerprint(der: bytes) -> str:
    return ":".join(f"{byte:02X}" for byte in hashlib.sha256(der).digest())


def test_it_is_for_the_names_and_who_trusts_it_verifies_them(
    server: Server, tmp_path: Path
) -> None:
    der = tls.served(server.tls_address, ANYONE)
    trusted = tmp_path / "trusted.pem"
    trusted.write_text(tls.ssl.DER_cert_to_PEM_cert(der))
    text = openssl("x509", "-noout", "-text", "-in", trusted).stdout
    assert "ASN1 OID: prime256v1" in text and "ecdsa-with-SHA256" in text
    assert "DNS:localhost, DNS:*.example.test, IP Address:127.0.0.1" in text
    assert "CA:FALSE" in text and "for development" in text
    for name in ("localhost", "a.example.test", "127.0.0.1"):
        with tls.Client(server.tls_address, tls.context(trusted), name) as client:
            assert client.ask().body == PLAIN
    with pytest.raises(tls.ssl.SSLCertVerificationError):
        tls.Client(server.tls_address, tls.context(trusted), "other.test").close()


def test_the_log_tells_its_fingerprint_and_a_reload_keeps_it(server: Server) -> None:
    der = tls.served(server.tls_address, ANYONE)
    (line,) = [line for line in server.log.splitlines() if "event=certificate" in line]
    assert "for development" in line and f"sha256={fingerprint(der)}" in line
    before = set(server.workers)
    server.signal(signal.SIGHUP)
    processes.eventually(lambda: not before & set(server.workers), 8, "a new generation")
    assert tls.served(server.tls_address, ANYONE) == der


def test_every_start_makes_another_one(start_server: StartServer) -> None:
    served = set()
    for _ in range(2):
        https = f"127.0.0.1:{free_port()}"
        server = start_server(HTTPS_LISTEN=https, TLS_SELF_SIGNED="localhost")
        served.add(tls.served(server.tls_address, ANYONE))
    assert len(served) == 2


def test_check_says_what_it_would_be() -> None:
    completed = run_command("check", HTTP_LISTEN="8080", HTTPS_LISTEN="8443", TLS_SELF_SIGNED=NAMES)
    assert completed.returncode == 0, completed.stdout
    (line,) = [line for line in completed.stdout.splitlines() if line.startswith("certificate")]
    assert "for development" in line and "localhost *.example.test" in line and "EC 256" in line
    assert re.search(r"SHA-256 ([0-9A-F]{2}:){31}[0-9A-F]{2}", line)
    assert re.search(r"\b(89|90) days left", line)


def test_the_healthcheck_asks_it_too(server: Server) -> None:
    assert run_command("healthcheck", **server.variables).returncode == 0
