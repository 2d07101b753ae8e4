"""testssl.sh finds nothing above LOW in protocols, server preferences and known vulnerabilities; and of
all numbers that a cipher suite can have, in whatever version, none is taken but those of ours.

`make matrix` has it look at ciphers, forward secrecy and the certificate as well, which takes three
times as long: each of its steps is a dozen programs. It finds nothing but what comes with a CA made for
the test."""

import json
import os
import socket
import ssl
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import http1
import tls
from certificates import Authority
from harness import Server, run_command
from layouts import put

StartServer = Callable[..., Server]
ABOVE_LOW = {"MEDIUM", "HIGH", "CRITICAL", "WARN", "FATAL"}
# By the identifier of testssl.sh, with the reason.
EXCEPTIONS = {
    "engine_problem": "about the scanner's own openssl, which has no GOST engine",
    "cert_revocation": "a CA made for the test publishes neither a CRL nor an OCSP responder",
}
IS_WHOLE = os.environ.get("UNDER_MAINTENANCE_TESTS") == "whole"
# In one run, since half of what it takes is its start. Left out are HTTP headers, which other tests
# look at, and simulated clients.
CHECKS = ["--protocols", "--server-preference", "--vulnerable"]
# Identifiers that show they ran to the end.
LOOKED_AT = {
    *("SSLv3", "TLS1", "TLS1_1", "TLS1_2", "TLS1_3", "cipher_order"),
    *("heartbleed", "CCS", "ticketbleed", "ROBOT", "secure_renego", "secure_client_renego"),
    *("CRIME_TLS", "POODLE_SSL", "SWEET32", "FREAK", "LOGJAM", "LUCKY13", "RC4"),
}
if IS_WHOLE:
    CHECKS += ["--standard", "--pfs", "--server-defaults"]
    LOOKED_AT |= {
        *("cipherlist_NULL", "PFS", "PFS_ECDHE_curves"),
        *("cert_keySize", "cert_chain_of_trust", "cert_revocation"),
    }
NOT_OFFERED = ("SSLv2", "SSLv3", "TLS1", "TLS1_1")


@pytest.fixture
def server(start_tls_server: StartServer, authority: Authority, tmp_path: Path) -> Server:
    """With a certificate of each kind."""
    directory = tmp_path / "certificates"
    directory.mkdir()
    # Long enough not to be called short-lived.
    put(authority.pair(days=180), directory, "ecdsa", "NAME.pem")
    put(authority.pair(days=180, key="RSA"), directory, "rsa", "NAME.pem")
    return start_tls_server(TLS_CERTIFICATE_DIRECTORY=directory)


def scan(port: int, ca: Path, findings: Path) -> None:
    """Without a look at the name service or any other network, nor at anybody's authorities. Its own
    limits of time would double the programs that it starts."""
    authorities = findings.parent / "authorities"
    authorities.mkdir()
    (authorities / "test.pem").write_bytes(ca.read_bytes())
    subprocess.run(
        ["testssl", *CHECKS, "--warnings", "off", "--color", "0", "--nodns", "none"]
        + ["--openssl", "/usr/bin/openssl", "--jsonfile", str(findings)]
        + ["--ip", "127.0.0.1", f"localhost:{port}"],
        cwd=findings.parent,
        env={**os.environ, "CA_BUNDLES_PATH": str(authorities)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


# A thousand programs are started for it, one after the other: a busy machine takes minutes.
@pytest.mark.timeout(900)
@pytest.mark.long
def test_a_scan_finds_nothing_above_low(
    server: Server, authority: Authority, tmp_path: Path
) -> None:
    scan(server.tls_address[1], authority.certificate, tmp_path / "findings.json")

    findings = json.loads((tmp_path / "findings.json").read_text())
    missing = LOOKED_AT - {identifier(finding) for finding in findings}
    assert not missing, f"not looked at: {missing}"
    bad = [finding for finding in findings if finding["severity"] in ABOVE_LOW]
    assert [finding for finding in bad if identifier(finding) not in EXCEPTIONS] == []
    for finding in findings:
        if finding["id"] in NOT_OFFERED:
            assert finding["finding"].startswith("not offered"), finding

    # It goes on as if nothing had been.
    assert tls.ask(server.tls_address, tls.context(authority.certificate)).status == 503
    assert run_command("healthcheck", **server.variables).returncode == 0


def identifier(finding: dict) -> str:
    """Without the number of the certificate, where there is more than one."""
    return finding["id"].partition(" <")[0]


# By number, as IANA has them.
OURS_1_2 = {0xC02B, 0xC02F, 0xC02C, 0xC030, 0xCCA8, 0xCCA9}
OURS_1_3 = {0x1301, 0x1302, 0x1303}
# RFC 5746 and RFC 7507: they say something else than what is spoken.
SIGNALS = {0x00FF, 0x5600}
HANDSHAKE_FAILURE, PROTOCOL_VERSION = 40, 70
# OpenSSL takes no longer ClientHello than 16 KiB.
AT_ONCE = 7_000


def vector(content: bytes, octets: int = 2) -> bytes:
    """RFC 8446 §3.4."""
    return len(content).to_bytes(octets) + content


def client_hello(version: int, suites: list[int]) -> bytes:
    """With everything a server needs to choose one of the suites, in records of 16 KiB."""
    shorts = lambda *values: struct.pack(f"!{len(values)}H", *values)  # noqa: E731
    extensions = {
        0: vector(b"\0" + vector(b"localhost")),
        10: vector(shorts(0x001D, 0x0017, 0x0018)),
        11: b"\x01\0",
        13: vector(shorts(0x0403, 0x0804, 0x0401, 0x0203, 0x0201)),
    }
    if version == ssl.TLSVersion.TLSv1_3:
        # An x25519 public key is any 32 octets.
        extensions[43] = vector(shorts(version), 1)
        extensions[51] = vector(shorts(0x001D) + vector(bytes(range(1, 33))))
    body = (
        shorts(min(version, ssl.TLSVersion.TLSv1_2)) + bytes(range(32)) + b"\0"
        + vector(shorts(*suites)) + b"\x01\0"
        + vector(b"".join(shorts(kind) + vector(words) for kind, words in extensions.items()))
    )
    message = b"\x01" + vector(body, 3)
    pieces = [message[start : start + 16_384] for start in range(0, len(message), 16_384)]
    return b"".join(b"\x16\x03\x01" + vector(piece) for piece in pieces)


def first_answer(server: Server, hello: bytes) -> tuple[str, int]:
    """An alert and its number, or a handshake message and its type."""
    with http1.connect(server.tls_address) as client:
        client.sendall(hello)
        client.shutdown(socket.SHUT_WR)
        with client.makefile("rb") as answer:
            kind, *_ = answer.read(5)
            first = answer.read(2)
    return ("alert", first[1]) if kind == 0x15 else ("message", first[0])


def test_of_all_numbers_of_suites_only_ours_are_taken(server: Server) -> None:
    workers = server.workers
    for version in (0x0300, 0x0301, 0x0302, ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        spoken = {0x0303: OURS_1_2, 0x0304: OURS_1_3}.get(version, set())
        others = [each for each in range(1 << 16) if each not in spoken | SIGNALS]
        for start in range(0, len(others), AT_ONCE):
            kind, number = first_answer(server, client_hello(version, others[start:][:AT_ONCE]))
            assert (kind, number) in (
                ("alert", HANDSHAKE_FAILURE), ("alert", PROTOCOL_VERSION)
            ), (hex(version), hex(others[start]), kind, number)
        # What is refused is refused for its suites.
        for suite in spoken:
            # A ServerHello.
            assert first_answer(server, client_hello(version, [suite])) == ("message", 2), suite
    assert server.workers == workers
