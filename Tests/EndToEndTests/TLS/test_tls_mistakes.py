"""What an operator can get wrong about certificates: a mistake stops the start with 78 and one
line that names the variable, the file and the cure. `check` says the same."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

import tls
from certificates import Authority, Pair
from harness import MISTAKES, Server, free_port, run_command

StartServer = Callable[..., Server]
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root to run as somebody else")
CERTIFICATE, KEY = "TLS_CERTIFICATE_PATH", "TLS_KEY_PATH"
PASSPHRASE, DIRECTORY = "TLS_KEY_PASSPHRASE_PATH", "TLS_CERTIFICATE_DIRECTORY"
USER = 54321
ANYONE = tls.context()


def mistake(subject: str, *words: str, user: int | None = None, **variables: object) -> None:
    """`serve` and `check` both end with 78, and their one finding about it has all the words."""
    variables.setdefault("HTTP_LISTEN", f"127.0.0.1:{free_port()}")
    if CERTIFICATE in variables:
        variables.setdefault("HTTPS_LISTEN", f"127.0.0.1:{free_port()}")
    for command in ("serve", "check"):
        completed = run_command(command, user=user, **variables)
        output = completed.stderr + completed.stdout
        assert completed.returncode == MISTAKES, output
        (line,) = [line for line in output.splitlines() if "UNDER_MAINTENANCE_" in line]
        assert first_variable(line) == f"UNDER_MAINTENANCE_{subject}"
        for word in words:
            assert word in line


def first_variable(line: str) -> str:
    return re.search(r"UNDER_MAINTENANCE_\w+", line)[0]


@pytest.fixture
def pair(authority: Authority, tmp_path: Path) -> Pair:
    """A pair of the test's own, to be spoilt."""
    return authority.pair().copy(tmp_path / "app.crt", tmp_path / "app.key")


def test_a_certificate_without_a_key_is_a_mistake(pair: Pair) -> None:
    mistake(KEY, "not set", str(pair.certificate), TLS_CERTIFICATE_PATH=pair.certificate)


def test_a_key_without_a_certificate_is_a_mistake(pair: Pair) -> None:
    mistake(CERTIFICATE, "not set", "UNDER_MAINTENANCE_TLS_KEY_PATH", TLS_KEY_PATH=pair.key)


def test_a_passphrase_without_a_key_is_a_mistake(tmp_path: Path) -> None:
    mistake(PASSPHRASE, TLS_KEY_PASSPHRASE_PATH=tmp_path / "passphrase")


def test_one_file_may_hold_both(start_server: StartServer, pair: Pair) -> None:
    der = pair.der
    pair.certificate.write_bytes(pair.both)
    https = f"127.0.0.1:{free_port()}"
    server = start_server(HTTPS_LISTEN=https, TLS_CERTIFICATE_PATH=pair.certificate)
    assert tls.served(server.tls_address, ANYONE) == der


@pytest.mark.parametrize("kind", ["ECDSA", "RSA"])
def test_the_key_of_another_certificate_is_a_mistake(
    authority: Authority, pair: Pair, kind: str
) -> None:
    other = authority.pair("other.test", key=kind)
    pair.key.write_bytes(other.key.read_bytes())
    mistake(KEY, str(pair.key), "another certificate", **pair.variables)


@pytest.mark.parametrize("variable", [CERTIFICATE, KEY])
@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"\n\n", "PEM"),
        (b"hello\n", "PEM"),
        (b"-----BEGIN DOG-----\nAAAA\n-----END DOG-----\n", "no "),
        (None, "No such file"),
    ],
    ids=["empty", "blank", "text", "another kind of PEM", "missing"],
)
def test_a_file_without_what_it_should_hold_is_a_mistake(
    pair: Pair, variable: str, content: bytes | None, word: str
) -> None:
    path = pair.certificate if variable == CERTIFICATE else pair.key
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    mistake(variable, str(path), word, **pair.variables)


@pytest.mark.parametrize("variable", [CERTIFICATE, KEY])
def test_a_truncated_file_is_a_mistake(pair: Pair, variable: str) -> None:
    path = pair.certificate if variable == CERTIFICATE else pair.key
    content = path.read_bytes()
    for length in (10, 40, len(content) // 2, len(content) - 30):
        path.write_bytes(content[:length])
        mistake(variable, str(path), **pair.variables)


@pytest.mark.parametrize("variable", [CERTIFICATE, KEY])
def test_der_is_a_mistake_with_the_command_that_converts_it(
    authority: Authority, pair: Pair, variable: str
) -> None:
    der = authority.der_files(pair)
    path = der.certificate if variable == CERTIFICATE else der.key
    mistake(variable, str(path), "PEM", "-inform der", **{**pair.variables, variable: path})


@pytest.mark.parametrize("variable", [CERTIFICATE, KEY])
def test_a_directory_in_place_of_a_file_is_a_mistake(
    pair: Pair, tmp_path: Path, variable: str
) -> None:
    mistake(variable, str(tmp_path), "Is a directory", **{**pair.variables, variable: tmp_path})


def test_an_encrypted_key_without_a_passphrase_is_a_mistake(
    authority: Authority, pair: Pair
) -> None:
    encrypted = authority.encrypted(pair, "secret")
    cure = "UNDER_MAINTENANCE_TLS_KEY_PASSPHRASE_PATH"
    mistake(KEY, str(encrypted.key), "encrypted", cure, **encrypted.variables)


@pytest.mark.parametrize(
    ("content", "word"),
    [("wrong", "open the key"), ("", "empty"), (None, "No such file")],
    ids=["wrong", "empty", "missing"],
)
def test_a_passphrase_that_cannot_open_the_key_is_a_mistake(
    authority: Authority, pair: Pair, tmp_path: Path, content: str | None, word: str
) -> None:
    path = tmp_path / "passphrase"
    if content is not None:
        path.write_text(content)
    encrypted = authority.encrypted(pair, "secret")
    mistake(PASSPHRASE, str(path), word, **encrypted.variables, TLS_KEY_PASSPHRASE_PATH=path)


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"], ids=repr)
def test_the_right_passphrase_opens_the_key(
    start_tls_server: StartServer, authority: Authority, pair: Pair, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / "passphrase"
    path.write_bytes(b"a secret " + ending.encode())
    encrypted = authority.encrypted(pair, "a secret ")
    server = start_tls_server(encrypted, TLS_KEY_PASSPHRASE_PATH=path)
    assert tls.served(server.tls_address, ANYONE) == pair.der
    assert "a secret" not in server.log


def test_a_tls_listener_without_a_certificate_is_a_mistake() -> None:
    mistake("HTTPS_LISTEN", "8443", "CERTIFICATE", HTTPS_LISTEN="8443")


def test_a_wrong_minimum_version_is_a_mistake(pair: Pair) -> None:
    mistake("TLS_MINIMUM_VERSION", "1.1", "1.2", "1.3", TLS_MINIMUM_VERSION="1.1", **pair.variables)


@pytest.mark.parametrize("size", [0, 79, 81, 48])
def test_ticket_keys_of_another_size_are_a_mistake(pair: Pair, tmp_path: Path, size: int) -> None:
    path = tmp_path / "tickets"
    path.write_bytes(bytes(size))
    mistake(
        *("TLS_TICKET_KEYS_PATH", str(path), str(size), "80"),
        **pair.variables,
        TLS_TICKET_KEYS_PATH=path,
    )


def test_several_mistakes_are_told_in_one_run(authority: Authority, tmp_path: Path) -> None:
    completed = run_command(
        HTTP_LISTEN=f"127.0.0.1:{free_port()}",
        HTTPS_LISTEN="nowhere:443",
        TLS_CERTIFICATE_PATH=tmp_path / "missing.crt",
        TLS_KEY_PATH=tmp_path / "missing.key",
        TLS_CERTIFICATE_DIRECTORY=tmp_path / "missing",
        TLS_TICKET_KEYS_PATH=tmp_path / "missing.tickets",
        TLS_MINIMUM_VERSION="2",
    )
    assert completed.returncode == MISTAKES
    subjects = {first_variable(line) for line in completed.stderr.splitlines()}
    names = ("HTTPS_LISTEN", CERTIFICATE, KEY, DIRECTORY, "TLS_TICKET_KEYS_PATH")
    names = (*names, "TLS_MINIMUM_VERSION")
    assert subjects == {f"UNDER_MAINTENANCE_{name}" for name in names}


@needs_root
@pytest.mark.parametrize("closed", ["the file", "its directory"])
def test_a_key_closed_to_an_unprivileged_user_is_named_with_both_sides(
    reachable_directory: Path, authority: Authority, closed: str
) -> None:
    folder = reachable_directory / "certificates"
    folder.mkdir()
    pair = authority.pair().copy(folder / "app.crt", folder / "app.key")
    pair.certificate.chmod(0o644)
    pair.key.chmod(0o640)
    os.chown(pair.key, 1234, 5678)
    us = f"{USER}:{USER}"
    if closed == "the file":
        words = (str(pair.key), "Permission denied", us, "1234:5678", "0640")
        mistake(KEY, *words, user=USER, **pair.variables)
        return
    folder.chmod(0o700)
    for command in ("serve", "check"):
        completed = run_command(command, user=USER, HTTP_LISTEN="8080", **pair.variables)
        output = completed.stderr + completed.stdout
        assert completed.returncode == MISTAKES, output
        for path in (pair.certificate, pair.key):
            (line,) = [line for line in output.splitlines() if str(path) in line]
            for word in (us, str(folder), "0:0", "0700"):
                assert word in line, output


@needs_root
def test_an_unprivileged_user_serves_what_it_may_read(
    reachable_directory: Path, authority: Authority
) -> None:
    pair = authority.pair().copy(reachable_directory / "app.crt", reachable_directory / "app.key")
    pair.key.chmod(0o400)
    for path in (pair.certificate, pair.key):
        os.chown(path, USER, USER)
    https = f"127.0.0.1:{free_port()}"
    server = Server(reachable_directory, user=USER, HTTPS_LISTEN=https, **pair.variables)
    try:
        server.wait_until_answering()
        assert tls.served(server.tls_address, ANYONE) == pair.der
        server.stop()
    finally:
        server.kill()


@pytest.mark.parametrize("kind", ["missing", "empty", "only bad ones"])
def test_a_directory_without_any_certificate_is_a_mistake(tmp_path: Path, kind: str) -> None:
    directory = tmp_path / "certificates"
    if kind != "missing":
        directory.mkdir()
    if kind == "only bad ones":
        (directory / "bad.pem").write_bytes(b"hello\n")
    for command in ("serve", "check"):
        completed = run_command(command, HTTP_LISTEN="8080", TLS_CERTIFICATE_DIRECTORY=directory)
        output = completed.stderr + completed.stdout
        assert completed.returncode == MISTAKES, output
        assert f"UNDER_MAINTENANCE_{DIRECTORY}" in output and str(directory) in output
