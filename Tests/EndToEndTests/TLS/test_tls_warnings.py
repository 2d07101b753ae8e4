"""What is wrong with certificates but leaves a right answer possible: a bad entry of the directory
and a certificate at its end are warnings, at start and from `check`, and the service goes on."""

from collections.abc import Callable
from pathlib import Path

import pytest

import tls
from certificates import Authority
from harness import Server, free_port, run_command

StartServer = Callable[..., Server]
DIRECTORY = "TLS_CERTIFICATE_DIRECTORY"
ANYONE = tls.context()


def warnings(server: Server, word: str) -> list[str]:
    lines = server.log.splitlines()
    return [line for line in lines if "level=warning" in line and word in line]


BAD_ENTRIES = ["another key", "no key", "empty", "text", "missing half", "encrypted", "truncated"]


@pytest.mark.parametrize("kind", BAD_ENTRIES)
def test_a_bad_entry_of_the_directory_is_a_warning_and_the_others_serve(
    start_tls_server: StartServer, authority: Authority, tmp_path: Path, kind: str
) -> None:
    good = authority.pair("good.test")
    directory = tmp_path / "certificates"
    directory.mkdir()
    good.copy(directory / "good.crt", directory / "good.key")
    bad = authority.pair("bad.test").copy(directory / "bad.crt", directory / "bad.key")
    if kind == "another key":
        bad.key.write_bytes(good.key.read_bytes())
    elif kind == "no key":
        bad.certificate.rename(directory / "bad.pem")
        bad.key.unlink()
    elif kind == "missing half":
        bad.key.unlink()
    elif kind == "encrypted":
        bad.key.write_bytes(authority.encrypted(authority.pair("bad.test"), "x").key.read_bytes())
    else:
        cut = bad.certificate.read_bytes()[:200]
        content = {"empty": b"", "text": b"hello\n", "truncated": cut}
        bad.certificate.write_bytes(content[kind])
    server = start_tls_server(TLS_CERTIFICATE_DIRECTORY=directory)
    for name in ("good.test", "bad.test"):
        assert tls.served(server.tls_address, ANYONE, name) == good.der
    assert len(warnings(server, "/bad.")) == 1, server.log
    completed = run_command("check", HTTP_LISTEN="8080", TLS_CERTIFICATE_DIRECTORY=directory)
    assert completed.returncode == 1
    lines = [line for line in completed.stdout.splitlines() if line.startswith("warning")]
    assert len(lines) == 1 and "/bad." in lines[0] and "good.test" in completed.stdout


@pytest.mark.parametrize(
    ("days", "verb"), [(-1, "expired"), (5, "expires")], ids=["expired", "in five days"]
)
@pytest.mark.parametrize("where", ["default", "directory"])
def test_a_certificate_at_its_end_is_served_with_a_warning(
    start_server: StartServer,
    authority: Authority,
    tmp_path: Path,
    where: str,
    days: int,
    verb: str,
) -> None:
    pair = authority.pair(days=days)
    variables: dict = pair.variables
    path = pair.certificate
    if where == "directory":
        path = pair.copy(tmp_path / "old.crt", tmp_path / "old.key").certificate
        variables = {DIRECTORY: tmp_path}
    server = start_server(HTTPS_LISTEN=f"127.0.0.1:{free_port()}", **variables)
    assert tls.served(server.tls_address, ANYONE) == pair.der
    (line,) = warnings(server, verb)
    assert str(path) in line
    completed = run_command("check", HTTP_LISTEN="8080", **variables)
    assert completed.returncode == 1
    (warning,) = [line for line in completed.stdout.splitlines() if line.startswith("warning")]
    assert str(path) in warning and verb in warning


def test_a_certificate_with_time_left_is_no_warning(authority: Authority) -> None:
    pair = authority.pair(days=16)
    assert run_command("check", HTTP_LISTEN="8080", **pair.variables).returncode == 0
