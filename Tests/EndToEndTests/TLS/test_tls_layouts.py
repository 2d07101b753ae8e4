"""Directories are read as ACME clients and proxies leave them, without a word about what lies beside
the certificates."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import tls
from certificates import Authority, Pair, openssl
from harness import Server, run_command

StartServer = Callable[..., Server]
ANYONE = tls.context()


def _lego(pair: Pair, folder: Path, issuer: Path) -> None:
    pair.copy(folder / "a.example.crt", folder / "a.example.key")
    (folder / "a.example.issuer.crt").write_bytes(issuer.read_bytes())
    (folder / "a.example.json").write_text("{}")
    (folder / "a.example.pem").write_bytes(pair.both)
    (folder / "a.example.pfx").write_bytes(b"0")


def _acme_sh(pair: Pair, folder: Path, issuer: Path) -> None:
    home = folder / "a.example_ecc"
    home.mkdir()
    pair.copy(home / "fullchain.cer", home / "a.example.key")
    (home / "a.example.cer").write_bytes(pair.certificate.read_bytes())
    (home / "ca.cer").write_bytes(issuer.read_bytes())
    (home / "a.example.conf").write_text("Le_Domain='a.example'\n")
    (home / "a.example.csr").write_text("")
    (folder / "account.conf").write_text("")
    (folder / "ca" / "acme.example").mkdir(parents=True)
    (folder / "ca" / "acme.example" / "account.key").write_bytes(pair.key.read_bytes())
    (folder / "dnsapi").mkdir()


def _acme_sh_flat(pair: Pair, folder: Path, issuer: Path) -> None:
    pair.copy(folder / "fullchain.cer", folder / "a.example.key")
    (folder / "a.example.cer").write_bytes(pair.certificate.read_bytes())
    (folder / "ca.cer").write_bytes(issuer.read_bytes())


def _certbot_live(pair: Pair, folder: Path, issuer: Path) -> None:
    (folder / "README").write_text("keys and certificates")
    _certbot_name(pair, folder / "a.example", issuer)


def _certbot_name(pair: Pair, folder: Path, issuer: Path) -> None:
    folder.mkdir(exist_ok=True)
    pair.copy(folder / "fullchain.pem", folder / "privkey.pem")
    (folder / "cert.pem").write_bytes(pair.certificate.read_bytes())
    (folder / "chain.pem").write_bytes(issuer.read_bytes())
    (folder / "README").write_text("keys")


def _certbot_all(pair: Pair, folder: Path, issuer: Path) -> None:
    (folder / "live").mkdir()
    _certbot_live(pair, folder / "live", issuer)
    archive = folder / "archive" / "a.example"
    archive.mkdir(parents=True)
    pair.copy(archive / "fullchain1.pem", archive / "privkey1.pem")
    for name in ("csr", "keys", "renewal", "accounts"):
        (folder / name).mkdir()
    (folder / "keys" / "0000_key-certbot.pem").write_bytes(pair.key.read_bytes())
    openssl(
        *("req", "-new", "-key", pair.key, "-subj", "/CN=a"),
        *("-out", folder / "csr" / "0000_csr-certbot.pem"),
    )


def _acme_companion(pair: Pair, folder: Path, issuer: Path) -> None:
    home = folder / "a.example"
    home.mkdir()
    pair.copy(home / "fullchain.pem", home / "key.pem")
    (home / "cert.pem").write_bytes(pair.certificate.read_bytes())
    (home / "chain.pem").write_bytes(issuer.read_bytes())
    (folder / "a.example.crt").symlink_to("a.example/fullchain.pem")
    (folder / "a.example.key").symlink_to("a.example/key.pem")
    (folder / "a.example.chain.pem").symlink_to("a.example/chain.pem")
    _parameters(folder / "dhparam.pem")
    (folder / "a.example.dhparam.pem").symlink_to("dhparam.pem")


def _haproxy(pair: Pair, folder: Path, issuer: Path) -> None:
    (folder / "a.example.pem").write_bytes(pair.both)
    (folder / "a.example.pem.issuer").write_bytes(issuer.read_bytes())
    (folder / "a.example.pem.ocsp").write_bytes(b"0")
    _parameters(folder / "dhparam.pem")


def _haproxy_apart(pair: Pair, folder: Path, issuer: Path) -> None:
    pair.copy(folder / "a.example.pem", folder / "a.example.pem.key")


def _haproxy_bundle(pair: Pair, folder: Path, issuer: Path) -> None:
    (folder / "a.example.pem.ecdsa").write_bytes(pair.both)


def _caddy(pair: Pair, folder: Path, issuer: Path) -> None:
    home = folder / "acme-v02.api.letsencrypt.org-directory" / "a.example"
    home.mkdir(parents=True)
    pair.copy(home / "a.example.crt", home / "a.example.key")
    (home / "a.example.json").write_text("{}")


def _kubernetes_flat(pair: Pair, folder: Path, issuer: Path) -> None:
    pair.copy(folder / "tls.crt", folder / "tls.key")
    (folder / "ca.crt").write_bytes(b"")


def _parameters(path: Path) -> None:
    path.write_text("-----BEGIN DH PARAMETERS-----\nMIIB\n-----END DH PARAMETERS-----\n")


LAYOUTS = [
    *(_lego, _acme_sh, _acme_sh_flat, _certbot_live, _certbot_name, _certbot_all),
    *(_acme_companion, _haproxy, _haproxy_apart, _haproxy_bundle, _caddy, _kubernetes_flat),
]


@pytest.mark.parametrize("lay", LAYOUTS, ids=lambda lay: lay.__name__.strip("_"))
def test_a_directory_is_read_as_it_is_left(
    start_tls_server: StartServer, authority: Authority, tmp_path: Path, lay: Callable[..., None]
) -> None:
    pair = authority.pair("a.example")
    folder = tmp_path / "certificates"
    folder.mkdir()
    lay(pair, folder, authority.certificate)
    completed = run_command("check", HTTP_LISTEN="8080", TLS_CERTIFICATE_DIRECTORY=folder)
    assert completed.returncode == 0, completed.stdout
    server = start_tls_server(TLS_CERTIFICATE_DIRECTORY=folder)
    assert tls.served(server.tls_address, ANYONE, "a.example") == pair.der
    assert "level=warning" not in server.log
