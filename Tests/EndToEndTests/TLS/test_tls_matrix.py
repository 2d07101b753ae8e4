"""Whatever is linked of OpenSSL, and whatever is left out of it, this is what is spoken: every kind of
certificate × suite × group × signature algorithm × version, full and resumed; and every form that a
key comes in. What isn't offered is refused by an alert, and the server serves on.

Of suite × group all are asked for with one kind of certificate or another. `make matrix` asks for all
with each, of the program, of that with all of OpenSSL, and of the image's."""

import functools
import itertools
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from certificates import openssl
from harness import Server, free_port, run_command

StartServer = Callable[..., Server]
KEYS = {
    "rsa": ["RSA", "rsa_keygen_bits:2048"],
    "rsa-pss": ["RSA-PSS", "rsa_keygen_bits:2048"],
    "p256": ["EC", "ec_paramgen_curve:P-256"],
    "p384": ["EC", "ec_paramgen_curve:P-384"],
    "p521": ["EC", "ec_paramgen_curve:P-521"],
    "ed25519": ["ED25519"],
}
# What a certificate on a curve needs its client to know as well, before TLS 1.3.
CURVES = {"p256": "P-256", "p384": "P-384", "p521": "P-521"}
TLS13 = ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"]
TLS12 = ["AES128-GCM-SHA256", "AES256-GCM-SHA384", "CHACHA20-POLY1305"]
GROUPS = {"X25519": "X25519", "P-256": "prime256v1", "P-384": "secp384r1"}
# By kind: what signs in both versions, and what does in TLS 1.2 only.
SIGNATURES = {
    "rsa": (
        ["rsa_pss_rsae_sha256", "rsa_pss_rsae_sha384", "rsa_pss_rsae_sha512"],
        ["rsa_pkcs1_sha256", "rsa_pkcs1_sha384", "rsa_pkcs1_sha512", "RSA+SHA224"],
    ),
    "rsa-pss": (["rsa_pss_pss_sha256", "rsa_pss_pss_sha384", "rsa_pss_pss_sha512"], []),
    "p256": (["ecdsa_secp256r1_sha256"], ["ECDSA+SHA224", "ECDSA+SHA384", "ECDSA+SHA512"]),
    "p384": (["ecdsa_secp384r1_sha384"], ["ECDSA+SHA256", "ECDSA+SHA512"]),
    "p521": (["ecdsa_secp521r1_sha512"], ["ECDSA+SHA256", "ECDSA+SHA384"]),
    "ed25519": (["ed25519"], []),
}
REFUSED = [
    *(["-tls1_3", "-groups", group] for group in ("P-521", "X448", "ffdhe2048")),
    *(["-tls1_3", "-ciphersuites", f"TLS_AES_128_CCM{tail}_SHA256"] for tail in ("", "_8")),
    *(
        ["-tls1_2", "-cipher", f"{cipher}:@SECLEVEL=0"]
        for cipher in (
            *("AES128-SHA", "AES256-GCM-SHA384", "DHE-RSA-AES128-GCM-SHA256", "NULL-SHA256"),
            *("ECDHE-RSA-AES128-SHA", "ECDHE-ECDSA-AES256-CCM", "ECDHE-ECDSA-CAMELLIA128-SHA256"),
        )
    ),
    *([version, "-cipher", "ALL:@SECLEVEL=0"] for version in ("-tls1", "-tls1_1")),
    *([version, "-sigalgs", "ed448"] for version in ("-tls1_2", "-tls1_3")),
]


IS_WHOLE = os.environ.get("UNDER_MAINTENANCE_TESTS") == "whole"


@dataclass(frozen=True)
class Outcome:
    suite: str
    group: str
    is_resumed: bool
    is_answered: bool
    alert: str


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The directory with a certificate of a kind, for KIND.test."""

    @functools.cache
    def make(kind: str) -> Path:
        directory = tmp_path_factory.mktemp(kind)
        algorithm, *option = KEYS[kind]
        options = [word for value in option for word in ("-pkeyopt", value)]
        openssl(
            *("req", "-x509", "-newkey", algorithm, *options, "-noenc", "-days", 30),
            *("-subj", f"/CN={kind}.test", "-addext", f"subjectAltName=DNS:{kind}.test"),
            *("-keyout", directory / f"{kind}.key", "-out", directory / f"{kind}.crt"),
        )
        return directory

    return make


def start(start_server: StartServer, directory: Path) -> Server:
    https = f"127.0.0.1:{free_port()}"
    return start_server(HTTPS_LISTEN=https, TLS_CERTIFICATE_DIRECTORY=directory)


def ask(server: Server, kind: str, arguments: list[str]) -> Outcome:
    host, port = server.tls_address
    client = subprocess.run(
        ["openssl", "s_client", "-connect", f"{host}:{port}", "-servername", f"{kind}.test"]
        + ["-ign_eof", *arguments],
        input="GET / HTTP/1.1\r\nHost: test\r\n\r\n",
        capture_output=True,
        text=True,
        timeout=20,
    )
    said = client.stdout

    def last(pattern: str) -> str:
        return (re.findall(pattern, said) or [""])[-1]

    return Outcome(
        suite=last(r", Cipher is (\S+)"),
        group=last(r"Server Temp Key: (?:ECDH, )?([^,\n]+)"),
        is_resumed=last(r"\n(New|Reused), TLS") == "Reused",
        is_answered="HTTP/1.1 503 " in said and said.rstrip().endswith("closed"),
        alert=(re.findall(r"alert number (\d+)", client.stderr) or [""])[-1],
    )


def spoken(kind: str) -> Iterator[tuple[list[str], str, str]]:
    """A client's arguments, the suite and the group that it must get."""
    signer = "RSA" if kind.startswith("rsa") else "ECDSA"
    for group, suite in pairs(kind, list(GROUPS), TLS13):
        yield ["-tls1_3", "-groups", group, "-ciphersuites", suite], suite, GROUPS[group]
    # Where a client knows a curve for the certificate, the server may agree on it as well.
    groups = [group for group in GROUPS if CURVES.get(kind, group) == group]
    for group, suite in pairs(kind, groups, TLS12):
        cipher = f"ECDHE-{signer}-{suite}"
        yield ["-tls1_2", "-groups", group, "-cipher", cipher], cipher, GROUPS[group]
    both, before = SIGNATURES[kind]
    for version, algorithms in (("-tls1_2", [*both, *before]), ("-tls1_3", both)):
        for algorithm in algorithms:
            yield [version, "-sigalgs", algorithm], "", ""


def pairs(kind: str, groups: list[str], suites: list[str]) -> Iterator[tuple[str, str]]:
    """All, or each group and each suite at least once, paired otherwise with the next kind."""
    if IS_WHOLE or not groups:
        yield from itertools.product(groups, suites)
        return
    turn = list(KEYS).index(kind)
    for place, suite in enumerate(suites):
        yield groups[(place + turn) % len(groups)], suite


@pytest.mark.parametrize("kind", KEYS)
def test_every_suite_group_and_signature_is_spoken_and_resumed(
    start_server: StartServer, made: Callable[[str], Path], tmp_path: Path, kind: str
) -> None:
    server = start(start_server, made(kind))

    def twice(case: tuple[list[str], str, str]) -> None:
        arguments, suite, group = case
        session = tmp_path / re.sub(r"\W+", "-", " ".join(arguments))
        full = ask(server, kind, [*arguments, "-sess_out", str(session)])
        assert full.is_answered and not full.is_resumed, (arguments, full)
        if not suite:
            # Nothing is signed when a session is resumed.
            return
        assert suite == full.suite and group == full.group, (arguments, full)
        resumed = ask(server, kind, [*arguments, "-sess_in", str(session)])
        assert resumed.is_answered and resumed.is_resumed, (arguments, resumed)

    with ThreadPoolExecutor(2) as clients:
        list(clients.map(twice, spoken(kind)))


@pytest.mark.parametrize("kind", ["rsa", "p256"])
def test_what_is_not_offered_is_refused_by_an_alert(
    start_server: StartServer, made: Callable[[str], Path], kind: str
) -> None:
    server = start(start_server, made(kind))
    workers = server.workers
    for arguments in REFUSED:
        outcome = ask(server, kind, arguments)
        assert not outcome.is_answered, (arguments, outcome)
        # handshake_failure, or protocol_version.
        assert outcome.alert in ("40", "70"), (arguments, outcome)
    assert ask(server, kind, ["-tls1_3"]).is_answered
    assert server.workers == workers


# How `openssl pkcs8 -topk8` encrypts, and how OpenSSL 1 did.
PKCS8 = {
    "AES-256": ["-v2", "aes-256-cbc"],
    "AES-192": ["-v2", "aes-192-cbc"],
    "AES-128 by SHA-1": ["-v2", "aes-128-cbc", "-v2prf", "hmacWithSHA1"],
    "AES-256 by SHA-384": ["-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA384"],
    "AES-256 by SHA-512": ["-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA512"],
    "3DES": ["-v2", "des3"],
    # Which takes a tenth of a second as it is by default.
    "scrypt": ["-scrypt", "-scrypt_N", "1024", "-scrypt_r", "8", "-scrypt_p", "1"],
    "PKCS #12 KDF": ["-v1", "PBE-SHA1-3DES"],
}
# What only all of OpenSSL reads: how nobody's tools encrypt unless told to.
LEFT_OUT = ["camellia256", "aria256"]
HAS_ALL = os.environ.get("UNDER_MAINTENANCE_LINKED") == "all"
TRADITIONAL = ["-aes128", "-aes192", "-aes256", "-des3"]


def forms(key: Path, kind: str) -> Iterator[tuple[str, list[object]]]:
    """A name for each, and the arguments of openssl that make it, all but the file's name."""
    for name, options in PKCS8.items():
        yield name, ["pkcs8", "-topk8", "-in", key, *options, "-passout", "pass:secret", "-out"]
    command = {"r": ["rsa", "-traditional"], "p": ["ec"]}.get(kind[0])
    if command is None or kind == "rsa-pss":
        return
    command += ["-in", key]
    for cipher in TRADITIONAL:
        yield f"traditional {cipher}", [*command, cipher, "-passout", "pass:secret", "-out"]
    yield "traditional", [*command, "-out"]


@pytest.mark.parametrize("kind", KEYS)
def test_every_form_of_a_key_is_read(
    made: Callable[[str], Path], tmp_path: Path, kind: str
) -> None:
    certificate, plain = (made(kind) / f"{kind}.{ending}" for ending in ("crt", "key"))
    keys = tmp_path / "keys"
    keys.mkdir()
    (keys / "plain.key").symlink_to(plain)
    for name, arguments in forms(plain, kind):
        openssl(*arguments, keys / f"{name}.key")
    for key in list(keys.iterdir()):
        key.with_suffix(".crt").symlink_to(certificate)
    encrypted = {key for key in keys.glob("*.key") if "ENCRYPTED" in key.read_text()}
    assert len(encrypted) >= len(PKCS8)

    def check(passphrase: str) -> subprocess.CompletedProcess[str]:
        path = tmp_path / passphrase
        path.write_text(passphrase + "\n")
        return run_command(
            "check", TLS_CERTIFICATE_DIRECTORY=keys, TLS_KEY_PASSPHRASE_PATH=path
        )

    right, wrong = check("secret"), check("other")
    # With a warning, of kinds that no browser knows.
    assert right.returncode < 2, right.stdout
    for path in keys.glob("*.crt"):
        assert f"\ncertificate  {path}: " in right.stdout, path
    assert wrong.returncode == 1, wrong.stdout
    for key in keys.glob("*.key"):
        refused = f"{key}: the passphrase doesn't open the key" in wrong.stdout
        assert refused == (key in encrypted), key


def test_a_key_that_only_all_of_openssl_reads_is_refused_as_such(
    made: Callable[[str], Path], tmp_path: Path
) -> None:
    directory = made("p256")
    (tmp_path / "passphrase").write_text("secret\n")
    for cipher in LEFT_OUT:
        key = tmp_path / cipher
        openssl(
            *("pkcs8", "-topk8", "-in", directory / "p256.key", "-v2", cipher),
            *("-passout", "pass:secret", "-out", key),
        )
        checked = run_command(
            "check",
            TLS_CERTIFICATE_PATH=directory / "p256.crt",
            TLS_KEY_PATH=key,
            TLS_KEY_PASSPHRASE_PATH=tmp_path / "passphrase",
        )
        if HAS_ALL:
            assert checked.returncode < 2, (cipher, checked.stdout)
        else:
            assert checked.returncode == 78, cipher
            assert "encrypted" in checked.stdout, (cipher, checked.stdout)
            assert "passphrase doesn't open" not in checked.stdout, (cipher, checked.stdout)
