"""Certificates for the tests, made by openssl in a temporary directory: a CA and what it signs,
ECDSA P-256 and RSA 2048, expired ones too; and fixtures for servers that use them."""

from __future__ import annotations

import ipaddress
import itertools
import ssl
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

import tls
from harness import Server, free_port

# What a certificate is for when a test doesn't say.
NAMES = ("localhost", "127.0.0.1", "*.example.test")
NEW_KEY = {
    "ECDSA": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
    "RSA": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
}


def openssl(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    """Runs an openssl command that must succeed."""
    completed = subprocess.run(
        ["openssl", *map(str, arguments)],
        stdin=None if "input" in options else subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=20,
        **options,
    )
    assert completed.returncode == 0, completed.stderr
    return completed


@dataclass(frozen=True)
class Pair:
    """A chain and its key, both PEM."""

    certificate: Path
    key: Path

    @cached_property
    def der(self) -> bytes:
        """The leaf as a peer sees it."""
        return ssl.PEM_cert_to_DER_cert(self.certificate.read_text())

    @property
    def both(self) -> bytes:
        """Certificate and key in one."""
        return self.certificate.read_bytes() + self.key.read_bytes()

    @property
    def variables(self) -> dict[str, Path]:
        """The pair as the server's default."""
        return {"TLS_CERTIFICATE_PATH": self.certificate, "TLS_KEY_PATH": self.key}

    def copy(self, certificate: Path, key: Path) -> Pair:
        certificate.write_bytes(self.certificate.read_bytes())
        key.write_bytes(self.key.read_bytes())
        return Pair(certificate, key)


class Authority:
    """A CA that clients can be told to trust."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.certificate = directory / "ca.crt"
        self._key = directory / "ca.key"
        self._numbers = itertools.count(1)
        self._issued: dict[tuple, Pair] = {}
        self._rsa: bytes | None = None
        self._make_key("ECDSA", self._key)
        openssl(
            *("req", "-x509", "-new", "-key", self._key, "-subj", "/CN=Test CA", "-days", 30),
            *("-out", self.certificate),
        )

    def pair(self, *names: str, key: str = "ECDSA", days: int = 90) -> Pair:
        """A certificate for the names; the same one when asked again."""
        arguments = (names, key, days)
        if arguments not in self._issued:
            self._issued[arguments] = self.issue(*names, key=key, days=days)
        return self._issued[arguments]

    def issue(self, *names: str, key: str = "ECDSA", days: int = 90) -> Pair:
        """A fresh certificate; with days below zero, one that has expired."""
        stem = self.directory / str(next(self._numbers))
        pair = Pair(stem.with_suffix(".crt"), stem.with_suffix(".key"))
        request, extensions = stem.with_suffix(".csr"), stem.with_suffix(".cnf")
        self._make_key(key, pair.key)
        names = names or NAMES
        openssl("req", "-new", "-key", pair.key, "-subj", f"/CN={names[0]}", "-out", request)
        extensions.write_text(
            f"subjectAltName = {', '.join(map(alternative_name, names))}\n"
            "basicConstraints = critical, CA:false\nextendedKeyUsage = serverAuth\n"
        )
        openssl(
            *("x509", "-req", "-in", request, "-extfile", extensions, "-days", days),
            *("-CA", self.certificate, "-CAkey", self._key, "-out", pair.certificate),
        )
        return pair

    def encrypted(self, pair: Pair, passphrase: str) -> Pair:
        """The same certificate with its key under a passphrase."""
        key = pair.key.with_suffix(".encrypted")
        openssl(
            *("pkey", "-in", pair.key, "-aes256", "-passout", f"pass:{passphrase}", "-out", key)
        )
        return Pair(pair.certificate, key)

    def der_files(self, pair: Pair) -> Pair:
        """The same certificate and key, DER instead of PEM."""
        der = Pair(pair.certificate.with_suffix(".der"), pair.key.with_suffix(".key.der"))
        der.certificate.write_bytes(pair.der)
        openssl("pkey", "-in", pair.key, "-outform", "der", "-out", der.key)
        return der

    def _make_key(self, kind: str, path: Path) -> None:
        if kind != "RSA":
            openssl("genpkey", *NEW_KEY[kind], "-out", path)
            return
        # One for all that are of this kind: it takes as long to make as forty others.
        if self._rsa is None:
            openssl("genpkey", *NEW_KEY[kind], "-out", path)
            self._rsa = path.read_bytes()
        path.write_bytes(self._rsa)


def alternative_name(name: str) -> str:
    try:
        return f"IP:{ipaddress.ip_address(name)}"
    except ValueError:
        return f"DNS:{name}"


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def start_tls_server(
    start_server: Callable[..., Server], authority: Authority
) -> Callable[..., Server]:
    """Starts servers with a TLS listener too, and an ECDSA certificate unless another is named."""

    def start(pair: Pair | None = None, **options: object) -> Server:
        if pair is None and not any("TLS_CERTIFICATE" in name for name in options):
            pair = authority.pair()
        return start_server(
            **{"HTTPS_LISTEN": f"127.0.0.1:{free_port()}"},
            **(pair.variables if pair else {}),
            **options,
        )

    return start


@pytest.fixture
def tls_server(start_tls_server: Callable[..., Server]) -> Server:
    """A server with nothing configured but its addresses and a certificate."""
    return start_tls_server()


@pytest.fixture
def client(authority: Authority) -> ssl.SSLContext:
    """A client that trusts the CA and speaks what it likes."""
    return tls.context(authority.certificate)
