"""Of certificates for one name the one that works is served, and of these the one that lives
longest; and what else loads: chains in another order, PEM by other names, early data refused."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import processes
import tls
from certificates import Authority, Pair, openssl
from harness import Server, run_command

StartServer = Callable[..., Server]
ANYONE = tls.context()
NAME = "shop.example.com"


# Where its files lie, when it begins and ends, and the names but the usual one and the key.
DATES = {
    "old": ("old", "2020", "2021"),
    "older": ("older", "2019", "2020"),
    "valid": ("valid", "2024", "2044"),
    "longer": ("longer", "2024", "2048"),
    "future": ("future", "2046", "2049"),
    "old RSA": ("oldrsa", "2020", "2021", (NAME,), "RSA"),
    "valid RSA": ("validrsa", "2024", "2044", (NAME,), "RSA"),
    "old two": ("oldtwo", "2020", "2021", (NAME, "www.example.com")),
    "valid two": ("validtwo", "2024", "2044", ("www.example.com", NAME)),
    "other": ("other", "2024", "2044", ("other.example.com",)),
}


class Dated(dict[str, Pair]):
    """Certificates that begin and end when the test wants them to, each made when it is needed."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        (folder / "index.txt").touch()
        (folder / "ca.cnf").write_text(
            f"[ca]\ndefault_ca=d\n[d]\ndatabase={folder}/index.txt\nnew_certs_dir={folder}\n"
            "rand_serial=yes\ndefault_md=sha256\npolicy=p\nunique_subject=no\n"
            "[p]\ncommonName=supplied\n"
        )
        self._key("ca", "ECDSA")
        openssl(
            *("req", "-x509", "-key", folder / "ca.key", "-subj", "/CN=Dated CA", "-days", 30),
            *("-out", folder / "ca.crt"),
        )

    def __missing__(self, name: str) -> Pair:
        self[name] = self._pair(*DATES[name])
        return self[name]

    def _pair(
        self, stem: str, start: str, end: str, names: tuple[str, ...] = (NAME,), key: str = "ECDSA"
    ) -> Pair:
        pair = Pair(self.folder / f"{stem}.crt", self.folder / f"{stem}.key")
        self._key(stem, key)
        request, extensions = self.folder / f"{stem}.csr", self.folder / f"{stem}.cnf"
        openssl("req", "-new", "-key", pair.key, "-subj", f"/CN={stem}", "-out", request)
        listed = ",".join(f"DNS:{name}" for name in names)
        extensions.write_text(f"basicConstraints=CA:FALSE\nsubjectAltName={listed}\n")
        openssl(
            *("ca", "-batch", "-notext", "-config", self.folder / "ca.cnf", "-in", request),
            *("-cert", self.folder / "ca.crt", "-keyfile", self.folder / "ca.key"),
            *("-startdate", f"{start}0101000000Z", "-enddate", f"{end}0101000000Z"),
            *("-extfile", extensions, "-out", pair.certificate),
        )
        return pair

    def _key(self, stem: str, kind: str) -> None:
        options = {
            "ECDSA": ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
            "RSA": ["RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
        }[kind]
        openssl("genpkey", "-algorithm", *options, "-out", self.folder / f"{stem}.key")


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Pair]:
    return Dated(tmp_path_factory.mktemp("dated"))


def put(pair: Pair, directory: Path, name: str) -> None:
    (directory / name).mkdir(parents=True)
    pair.copy(directory / name / "fullchain.pem", directory / name / "privkey.pem")


# The default, the others by the names of their folders, what SNI names, and what is served.
CHOICES = [
    (None, ["old", "valid"], NAME, "valid"),
    (None, ["valid", "old"], NAME, "valid"),
    (None, ["future", "valid"], NAME, "valid"),
    (None, ["old", "future"], NAME, "future"),
    (None, ["older", "old"], NAME, "old"),
    (None, ["valid", "longer"], NAME, "longer"),
    (None, ["longer", "valid"], NAME, "longer"),
    (None, ["old RSA", "valid"], NAME, "valid"),
    (None, ["old", "valid RSA"], NAME, "valid RSA"),
    ("old", ["valid"], NAME, "valid"),
    ("old", ["valid"], "unknown.test", "valid"),
    ("old", ["other"], "unknown.test", "old"),
    ("old two", ["valid"], "unknown.test", "old two"),
    ("old", ["valid two"], "unknown.test", "valid two"),
    ("future", ["valid"], None, "valid"),
    ("valid", ["longer"], "unknown.test", "valid"),
    ("valid", ["longer"], NAME, "longer"),
]


@pytest.mark.parametrize(("default", "others", "name", "expected"), CHOICES, ids=str)
def test_the_certificate_that_works_is_served(
    start_tls_server: StartServer,
    pairs: dict[str, Pair],
    tmp_path: Path,
    default: str | None,
    others: list[str],
    name: str | None,
    expected: str,
) -> None:
    directory = tmp_path / "live"
    for number, other in enumerate(others):
        put(pairs[other], directory, f"{NAME}-000{number}")
    server = start_tls_server(
        pairs[default] if default else None, TLS_CERTIFICATE_DIRECTORY=directory
    )
    assert tls.served(server.tls_address, ANYONE, name) == pairs[expected].der


def test_an_expired_one_that_nobody_gets_is_no_warning(
    pairs: dict[str, Pair], tmp_path: Path
) -> None:
    put(pairs["old"], tmp_path, NAME)
    put(pairs["valid"], tmp_path, f"{NAME}-0001")
    completed = run_command("check", HTTP_LISTEN="8080", TLS_CERTIFICATE_DIRECTORY=tmp_path)
    assert completed.returncode == 0, completed.stdout
    (old,) = [line for line in completed.stdout.splitlines() if "unused" in line]
    assert f"{NAME}/fullchain.pem" in old


def test_a_certificate_that_is_not_valid_yet_is_a_warning(pairs: dict[str, Pair]) -> None:
    future = pairs["future"]
    completed = run_command("check", HTTP_LISTEN="8080", **future.variables)
    assert completed.returncode == 1
    (line,) = [line for line in completed.stdout.splitlines() if line.startswith("warning")]
    assert "not valid before 2046-01-01T00:00:00Z" in line and str(future.certificate) in line


def test_a_chain_upside_down_is_sent_in_order(
    start_tls_server: StartServer, pairs: dict[str, Pair], tmp_path: Path
) -> None:
    valid = pairs["valid"]
    issuer = valid.certificate.with_name("ca.crt")
    upside_down = tmp_path / "chain.pem"
    upside_down.write_bytes(issuer.read_bytes() + valid.certificate.read_bytes())
    server = start_tls_server(Pair(upside_down, valid.key))
    host, port = server.tls_address
    shown = subprocess.run(
        ["openssl", "s_client", "-connect", f"{host}:{port}", "-showcerts"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=10,
    ).stdout  # fmt: skip
    assert [line.strip() for line in shown.splitlines() if line.lstrip()[:2] in ("0 ", "1 ")] == [
        "0 s:CN = valid", "1 s:CN = Dated CA"
    ]  # fmt: skip
    (line,) = [line for line in server.log.splitlines() if "level=warning" in line]
    assert "another order" in line


@pytest.mark.parametrize("kind", ["TRUSTED", "with a mark", "CRLF"])
def test_other_ways_to_write_pem_load(
    start_tls_server: StartServer, authority: Authority, tmp_path: Path, kind: str
) -> None:
    pair = authority.pair().copy(tmp_path / "a.crt", tmp_path / "a.key")
    if kind == "TRUSTED":
        openssl("x509", "-in", pair.certificate, "-trustout", "-out", tmp_path / "trusted.crt")
        pair = Pair(tmp_path / "trusted.crt", pair.key)
        assert "BEGIN TRUSTED CERTIFICATE" in pair.certificate.read_text()
    for path in (pair.certificate, pair.key):
        content = path.read_bytes()
        if kind == "with a mark":
            path.write_bytes(b"\xef\xbb\xbf" + content)
        elif kind == "CRLF":
            path.write_bytes(content.replace(b"\n", b"\r\n"))
    server = start_tls_server(pair)
    assert tls.served(server.tls_address, ANYONE) == authority.pair().der


@pytest.mark.parametrize("kilobytes", [1, 20, 60, 200])
def test_early_data_under_another_servers_ticket_costs_nothing(
    start_tls_server: StartServer, authority: Authority, tmp_path: Path, kilobytes: int
) -> None:
    """What isn't taken is thrown away, and the handshake goes on without it."""
    pair = authority.pair()
    other = subprocess.Popen(
        ["openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", pair.certificate,
         "-key", pair.key, "-early_data", "-max_early_data", "1000000"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    session, data = tmp_path / "session", tmp_path / "early"
    data.write_bytes(b"x" * kilobytes * 1024)
    try:
        while not (line := other.stdout.readline()).startswith("ACCEPT"):
            assert line, "s_server ended"
        address = line.split()[1]
        ask = ["openssl", "s_client", "-tls1_3"]
        with subprocess.Popen(
            [*ask, "-connect", address, "-sess_out", session],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        ) as first:  # fmt: skip
            processes.eventually(
                lambda: session.exists() and session.stat().st_size > 0, 8, "a ticket"
            )
            first.kill()
    finally:
        other.kill()
        other.communicate()
    server = start_tls_server(pair)
    host, port = server.tls_address
    answered = subprocess.run(
        [*ask, "-ign_eof", "-connect", f"{host}:{port}", "-sess_in", session, "-early_data", data],
        input="GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        capture_output=True, text=True, timeout=10,
    )  # fmt: skip
    assert "Early data was rejected" in answered.stdout
    assert "HTTP/1.1 503" in answered.stdout, answered.stdout[-400:]
