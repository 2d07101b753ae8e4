"""What operators put where a certificate, a key or a page should be, made once for all mistakes."""

from __future__ import annotations

import base64
import subprocess
from pathlib import Path

import pytest

from certificates import Authority, openssl

PASSPHRASE = "correct horse battery"
LEGACY = ("-provider", "legacy", "-provider", "default")

# Forms of a key and ciphers that aren't linked, or that OpenSSL has given up.
ENCRYPTED = [
    *(("PEM", cipher) for cipher in ("des-cbc", "aria-256-cbc", "camellia-256-cbc", "bf-cbc")),
    *(("PEM", cipher) for cipher in ("aes-256-cfb", "seed-cbc", "rc2-cbc")),
    *(("PKCS8", cipher) for cipher in ("des-cbc", "aria-256-cbc", "camellia-256-cbc", "sm4-cbc")),
    *(("PKCS8", cipher) for cipher in ("aes-256-ofb", "seed-cbc", "rc2-cbc")),
]

# What becomes of PEM in variables, YAML and mails.
BROKEN_LINES = {
    "in one line": lambda pem: pem.replace("\n", ""),
    "with blanks for lines": lambda pem: pem.replace("\n", " "),
    "with escapes for lines": lambda pem: pem.replace("\n", "\\n"),
    "with returns for lines": lambda pem: pem.replace("\n", "\r"),
    "that is indented": lambda pem: "".join(f"    {line}\n" for line in pem.splitlines()),
    "in quotes": lambda pem: f'"{pem}"',
    "that is cited": lambda pem: "".join(f"> {line}\n" for line in pem.splitlines()),
}


@pytest.fixture(scope="session")
def materials(tmp_path_factory: pytest.TempPathFactory, authority: Authority) -> Path:
    """A directory of them; the tests leave it as it is."""
    folder = tmp_path_factory.mktemp("materials")
    _certificates(folder, authority)
    _keys(folder)
    _pages(folder)
    return folder


def _certificates(folder: Path, authority: Authority) -> None:
    pair = authority.pair("app.example.com").copy(folder / "app.crt", folder / "app.key")
    authority.pair("other.example.com").copy(folder / "other.crt", folder / "other.key")
    authority.pair("late.example.com", days=-1).copy(folder / "late.crt", folder / "late.key")
    issuer = authority.certificate.read_bytes()
    (folder / "both.pem").write_bytes(pair.both)
    (folder / "reversed.crt").write_bytes(issuer + pair.certificate.read_bytes())
    (folder / "app.der").write_bytes(pair.der)
    (folder / "app.b64").write_bytes(base64.b64encode(pair.certificate.read_bytes()))
    (folder / "app.mii").write_bytes(base64.encodebytes(pair.der))
    (folder / "app.utf16").write_text(pair.certificate.read_text(), encoding="utf-16")
    (folder / "half.crt").write_bytes(pair.certificate.read_bytes()[:400])
    (folder / "empty").write_bytes(b"")
    (folder / "words.txt").write_text("a file of words\n")
    files = ("-in", pair.certificate, "-inkey", pair.key)
    openssl("pkcs12", "-export", *files, "-passout", "pass:", "-out", folder / "app.p12")
    openssl("crl2pkcs7", "-nocrl", "-certfile", pair.certificate, "-out", folder / "app.p7b")
    openssl("req", "-new", "-key", pair.key, "-subj", "/CN=app", "-out", folder / "app.csr")
    for name, curve in (("k1", "secp256k1"), ("brainpool", "brainpoolP256r1")):
        _self_signed(folder, name, ["ec", "-pkeyopt", f"ec_paramgen_curve:{curve}"])
    _self_signed(folder, "ed25519", ["ed25519"])


def _self_signed(folder: Path, name: str, key: list[str]) -> None:
    openssl(
        *("req", "-x509", "-newkey", *key, "-noenc", "-subj", f"/CN={name}", "-days", 90),
        *("-keyout", folder / f"{name}.key", "-out", folder / f"{name}.crt"),
    )


def _keys(folder: Path) -> None:
    key = folder / "app.key"
    (folder / "passphrase").write_text(PASSPHRASE + "\n")
    (folder / "wrong").write_text("another\n")
    secret = f"pass:{PASSPHRASE}"
    openssl("pkey", "-in", key, "-aes256", "-passout", secret, "-out", folder / "encrypted.key")
    openssl(
        *("pkcs8", "-topk8", "-v1", "PBE-MD5-DES", *LEGACY, "-in", key, "-passout", secret),
        *("-out", folder / "old.key"),
    )
    openssl("pkey", "-in", key, "-outform", "der", "-out", folder / "der.key")
    openssl("pkey", "-in", key, "-pubout", "-out", folder / "public.key")
    ssh = folder / "ssh.key"
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ecdsa", "-b", "256", "-N", "", "-f", ssh], check=True
    )
    (folder / "tickets").write_bytes(bytes(48))
    ssh = folder / "ssh-ed25519.key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", ssh], check=True)
    for form, cipher in ENCRYPTED:
        out = ("-passout", secret, "-out", folder / f"{form}-{cipher}.key")
        if form == "PEM":
            openssl("ec", *LEGACY, "-in", key, f"-{cipher}", *out)
        else:
            openssl("pkcs8", "-topk8", *LEGACY, "-in", key, "-v2", cipher, *out)
    openssl("genpkey", "-algorithm", "ed448", "-out", folder / "ed448.key")
    curve = ("-pkeyopt", "ec_paramgen_curve:sect233k1")
    openssl("genpkey", "-algorithm", "ec", *curve, "-out", folder / "sect233k1.key")
    for how, broken in BROKEN_LINES.items():
        for ending in ("key", "crt"):
            text = broken((folder / f"app.{ending}").read_text())
            (folder / f"{how}.{ending}").write_bytes(text.encode())


def _pages(folder: Path) -> None:
    (folder / "latin1.html").write_bytes("<p>Störung".encode("latin-1"))
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><text>Grüße</text></svg>'
    (folder / "latin1.svg").write_bytes(svg.encode("latin-1"))
    (folder / "latin1.conf").write_bytes("title = Grüße\n".encode("latin-1"))
    (folder / "zero.conf").write_bytes(b"title = Moving\nmessage = a\0b\n")
    (folder / "dangling.html").symlink_to("nowhere/./page.html")
    (folder / "place.html").write_text("<h1 data-maintenance=titel>ours</h1>")
    (folder / "utf16.html").write_text("<p>Störung", encoding="utf-16")
    (folder / "bom.json").write_text('{"a": 1}', encoding="utf-8-sig")
    (folder / "bad.json").write_text('{"a": 1,\n "b": }\n')
    (folder / "announcement.conf").write_text("title = Moving\n")
    (folder / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    (folder / "page.html").write_text("<p>ours")
    (folder / "asset.html").write_text("<link rel=stylesheet href='site.css'><p>ours")
    (folder / "filled.html").write_text("<h1 data-maintenance=title>ours</h1>")
