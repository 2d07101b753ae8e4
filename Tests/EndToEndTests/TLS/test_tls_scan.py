"""testssl.sh finds nothing above LOW in protocols and known vulnerabilities; of all numbers that a
cipher suite can have, in whatever version, none is taken but those of ours, in the server's order.

Each of the scanner's steps is a dozen programs. So `make matrix` has it look at what follows from the
suites, at preferences, forward secrecy and the certificate, too: it finds nothing but what comes with
a CA made for the test."""

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
CHECKS = [
    *("--protocols", "--heartbleed", "--ccs-injection", "--ticketbleed", "--renegotiation"),
    *("--compression", "--tls-fallback"),
]
# Identifiers that show they ran to the end.
LOOKED_AT = {
    *("SSLv3", "TLS1", "TLS1_1", "TLS1_2", "TLS1_3", "heartbleed", "CCS", "ticketbleed"),
    *("secure_renego", "secure_client_renego", "CRIME_TLS", "fallback_SCSV"),
}
if IS_WHOLE:
    CHECKS = ["--protocols", "--vulnerable", "--standard", "--pfs"]
    CHECKS += ["--server-defaults", "--server-preference"]
    LOOKED_AT |= {
        *("ROBOT", "POODLE_SSL", "SWEET32", "FREAK", "LOGJAM", "LUCKY13", "RC4"),
        *("cipherlist_NULL", "PFS", "PFS_ECDHE_curves", "cipher_order"),
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
    """Without a look at the name service or any other network, nor at anybody's authorities. Its
    own limits of time would double the programs that it starts."""
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
OURS = {
    ssl.TLSVersion.TLSv1_2: {0xC02B, 0xC02F, 0xC02C, 0xC030, 0xCCA8, 0xCCA9},
    ssl.TLSVersion.TLSv1_3: {0x1301, 0x1302, 0x1303},
}
CHACHA = {0xCCA8, 0xCCA9, 0x1303}
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


def answer(server: Server, hello: bytes) -> tuple[str, int]:
    """An alert and its number, or a ServerHello and the suite that it has chosen."""
    with http1.connect(server.tls_address) as client:
        client.sendall(hello)
        client.shutdown(socket.SHUT_WR)
        with client.makefile("rb") as received:
            kind, _, _, length = struct.unpack("!BBBH", received.read(5))
            content = received.read(length)
    if kind == 0x15:
        return "alert", content[1]
    assert (kind, content[0]) == (0x16, 2), content
    # Behind type and length, version, random and session.
    place = 4 + 2 + 32 + 1 + content[38]
    return "suite", int.from_bytes(content[place : place + 2])


def test_of_all_numbers_of_suites_only_ours_are_taken(server: Server) -> None:
    workers = server.workers
    for version in (0x0300, 0x0301, 0x0302, *OURS):
        others = sorted(set(range(1 << 16)) - OURS.get(version, set()) - SIGNALS)
        for start in range(0, len(others), AT_ONCE):
            said = answer(server, client_hello(version, others[start : start + AT_ONCE]))
            assert said in (("alert", HANDSHAKE_FAILURE), ("alert", PROTOCOL_VERSION)), (
                hex(version), hex(others[start]), said
            )
        # What is refused is refused for its suites.
        for suite in OURS.get(version, ()):
            assert answer(server, client_hello(version, [suite])) == ("suite", suite)
    assert server.workers == workers


def test_the_server_chooses_whatever_the_client_likes_best(server: Server) -> None:
    for version, suites in OURS.items():
        ciphers = sorted(suites - CHACHA)
        first, second = (
            answer(server, client_hello(version, [*liked, *CHACHA & suites]))
            for liked in (ciphers, ciphers[::-1])
        )
        assert first == second and first[1] in ciphers, (hex(version), first, second)
        # But for clients without AES in hardware, who like this one best.
        third = answer(server, client_hello(version, [*CHACHA & suites, *ciphers]))
        assert third[1] in CHACHA, (hex(version), third)
