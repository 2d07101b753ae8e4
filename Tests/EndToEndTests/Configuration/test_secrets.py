"""What may be a key is never printed, whichever variable it was pasted into."""

import base64
import json
import os
from pathlib import Path

import pytest

from certificates import openssl
from harness import run_command

PATHS = [
    *("TLS_CERTIFICATE_PATH", "TLS_KEY_PATH", "TLS_KEY_PASSPHRASE_PATH"),
    *("TLS_CERTIFICATE_DIRECTORY", "TLS_TICKET_KEYS_PATH", "CUSTOM_FILE_PATH"),
    *("PAGES_DIRECTORY", "ACME_DIRECTORY"),
]


def body_of_key(*options: str) -> str:
    """Base64 without the lines that begin and end it."""
    return "".join(openssl("genpkey", *options).stdout.splitlines()[1:-1])


SECRETS = {
    "Ed25519": body_of_key("-algorithm", "ED25519"),
    "P-256": body_of_key("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"),
    "RSA": body_of_key("-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"),
    "ticket keys": "t1" + base64.b64encode(os.urandom(80)).decode(),
    "token": "ghp_" + "aB3" * 12,
}


def test_a_name_of_a_file_is_printed_whatever_it_looks_like(tmp_path: Path) -> None:
    names = ["passphrase", "key", "tickets", "a.b", "sub/key", "hunter2", "ghp_" + "aB3" * 12]
    names += [SECRETS["Ed25519"].replace("/", "x"), "0123456789abcdef" * 4, "t1" + "Zz9" * 13]
    (tmp_path / "sub").mkdir()
    for name in names:
        (tmp_path / name).write_text("no key, no page, no keys of 80 bytes")
    for variable in PATHS:
        if variable == "CUSTOM_FILE_PATH":
            continue
        for name in names:
            checked = run_command("check", directory=tmp_path, **{variable: name})
            lines = [line for line in checked.stdout.splitlines() if "UNDER_MAINTENANCE_" in line]
            told = [line for line in lines if f"{variable}={name}: " in line]
            # A key by itself is told by what is missing.
            assert told or variable == "TLS_KEY_PATH", checked.stdout
            assert "secret" not in checked.stdout and "no such file" not in checked.stdout


@pytest.mark.parametrize("variable", PATHS)
@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_a_key_in_the_place_of_a_path_is_not_printed(variable: str, secret: str) -> None:
    for arguments in (["check"], ["check", "--json"]):
        checked = run_command(*arguments, **{variable: secret})
        assert checked.returncode in (1, 78)
        assert secret[:16] not in checked.stdout and secret[-16:] not in checked.stdout
        # A key without a certificate is told by what is missing.
        assert f"{len(secret)} bytes" in checked.stdout or variable == "TLS_KEY_PATH"
    assert json.loads(checked.stdout)
