"""testssl.sh finds nothing above LOW in protocols, ciphers, forward secrecy, server preferences,
certificate and known vulnerabilities, apart from what comes with a CA made for the test."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

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
# In one run, since a quarter of what it takes is its start. Left out are HTTP headers, which other tests
# look at, and simulated clients.
CHECKS = "--protocols --standard --pfs --server-defaults --server-preference --vulnerable"
# Identifiers that show they ran to the end.
LOOKED_AT = {
    *("SSLv3", "TLS1", "TLS1_1", "TLS1_2", "TLS1_3", "cipherlist_NULL", "PFS"),
    *("PFS_ECDHE_curves", "cert_keySize", "cert_chain_of_trust", "cert_revocation", "cipher_order"),
    *("heartbleed", "CCS", "ticketbleed", "ROBOT", "secure_renego", "secure_client_renego"),
    *("CRIME_TLS", "POODLE_SSL", "SWEET32", "FREAK", "LOGJAM", "LUCKY13", "RC4"),
}
NOT_OFFERED = ("SSLv2", "SSLv3", "TLS1", "TLS1_1")


def scan(port: int, ca: Path, findings: Path) -> None:
    """Without a look at the name service or any other network."""
    subprocess.run(
        ["testssl", *CHECKS.split(), "--warnings", "off", "--color", "0", "--nodns", "none"]
        + ["--openssl", "/usr/bin/openssl", "--add-ca", str(ca), "--jsonfile", str(findings)]
        + ["--connect-timeout", "10", "--openssl-timeout", "10"]
        + ["--ip", "127.0.0.1", f"localhost:{port}"],
        cwd=findings.parent,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


# Thousands of programs are started for it, one after the other: a busy machine takes minutes.
@pytest.mark.timeout(900)
@pytest.mark.long
def test_a_scan_finds_nothing_above_low(
    start_tls_server: StartServer, authority: Authority, tmp_path: Path
) -> None:
    directory = tmp_path / "certificates"
    directory.mkdir()
    # Long enough not to be called short-lived.
    put(authority.pair(days=180), directory, "ecdsa", "NAME.pem")
    put(authority.pair(days=180, key="RSA"), directory, "rsa", "NAME.pem")
    server = start_tls_server(TLS_CERTIFICATE_DIRECTORY=directory)
    port = server.tls_address[1]
    scan(port, authority.certificate, tmp_path / "findings.json")

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
