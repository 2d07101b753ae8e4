"""A reload says what it loaded and what it kept; for what failed it names variable, path, reason
and cure, and that whatever the path looks like."""

from __future__ import annotations

import shlex
import signal
from collections.abc import Callable
from pathlib import Path

import processes
import pytest
from certificates import Authority, openssl
from harness import Server, free_port

StartServer = Callable[..., Server]
PREFIX = "UNDER_MAINTENANCE_"
KEPT = "until then what was loaded before is served"


def fields(server: Server, event: str) -> list[dict[str, str]]:
    lines = [line for line in server.log.splitlines() if f" event={event} " in line]
    return [dict(word.partition("=")[::2] for word in shlex.split(line)) for line in lines]


def wait_for(server: Server, count: int) -> dict[str, str]:
    processes.eventually(lambda: len(fields(server, "reloaded")) == count, 5, "the reload")
    return fields(server, "reloaded")[-1]


@pytest.fixture
def place(tmp_path: Path, authority: Authority) -> Path:
    """A working directory with files by relative names, of which none looks like a path."""
    pair = authority.pair("app.example.com")
    (tmp_path / "certificate").write_bytes(pair.certificate.read_bytes())
    secret = "correct horse battery"
    openssl(
        *("pkey", "-in", pair.key, "-aes256", "-passout", f"pass:{secret}"),
        *("-out", tmp_path / "key"),
    )
    (tmp_path / "passphrase").write_text(secret)
    (tmp_path / "tickets").write_bytes(bytes(80))
    (tmp_path / "page").write_text("old")
    return tmp_path


SPOILED = {
    "an empty key": ("TLS_KEY_PATH", "key", b"", "the key file is empty"),
    "a key that is gone": ("TLS_KEY_PATH", "key", None, "No such file or directory"),
    "a wrong passphrase": ("TLS_KEY_PASSPHRASE_PATH", "passphrase", b"x", "doesn't open the key"),
    "an empty passphrase": ("TLS_KEY_PASSPHRASE_PATH", "passphrase", b"", "the file is empty"),
    "no passphrase": ("TLS_KEY_PASSPHRASE_PATH", "passphrase", None, "No such file or directory"),
    "half a ticket key": ("TLS_TICKET_KEYS_PATH", "tickets", bytes(40), "its size of 40"),
    "no ticket keys": ("TLS_TICKET_KEYS_PATH", "tickets", None, "No such file or directory"),
    "no certificate": ("TLS_CERTIFICATE_PATH", "certificate", None, "No such file or directory"),
    "words": ("TLS_CERTIFICATE_PATH", "certificate", b"words", "the certificate isn't PEM"),
    "an empty page": ("CUSTOM_FILE_PATH", "page", b"", "the file is empty"),
    "a page in Latin-1": ("CUSTOM_FILE_PATH", "page", b"\xff", "not UTF-8"),
}


def test_a_failure_names_variable_path_reason_and_cure(
    start_server: StartServer, place: Path
) -> None:
    server = start_server(
        working_directory=place,
        HTTPS_LISTEN=f"127.0.0.1:{free_port()}",
        TLS_CERTIFICATE_PATH="certificate",
        TLS_KEY_PATH="key",
        TLS_KEY_PASSPHRASE_PATH="passphrase",
        TLS_TICKET_KEYS_PATH="tickets",
        CUSTOM_FILE_PATH="page",
        RELOAD_SECONDS=0,
        WORKERS=1,
    )
    for count, (variable, name, content, reason) in enumerate(SPOILED.values(), 1):
        whole = (place / name).read_bytes()
        (place / name).unlink()
        if content is not None:
            (place / name).write_bytes(content)
        server.signal(signal.SIGHUP)
        # The other part is loaded all the same, and nothing else is said to be.
        told = wait_for(server, 2 * count - 1)
        (failed,) = fields(server, "reload-failed")[count - 1 :]
        assert failed["level"] == "error" and failed["variable"] == PREFIX + variable
        assert failed["path"] == name and reason in failed["reason"]
        assert failed["cure"].endswith("; " + KEPT) and len(failed["cure"]) > len(KEPT) + 9
        assert failed["cure"].count(KEPT) == 1
        is_page = variable == "CUSTOM_FILE_PATH"
        assert told["because"] == "SIGHUP"
        assert told["loaded"] == ("certificates" if is_page else "pages")
        assert told["kept"] == ("page" if is_page else "certificates")

        (place / name).write_bytes(whole)
        server.signal(signal.SIGHUP)
        told = wait_for(server, 2 * count)
        assert told["loaded"] == "pages certificates" and "kept" not in told
    assert "correct horse" not in server.log


def test_of_a_directory_what_is_kept_is_named(
    start_server: StartServer, authority: Authority, tmp_path: Path
) -> None:
    pages, certificates = tmp_path / "pages", tmp_path / "certificates"
    pages.mkdir()
    certificates.mkdir()
    for name in ("a.example.html", "b.example.html", "c.example.html"):
        (pages / name).write_text(name)
    for name in ("app", "shop"):
        pair = authority.pair(f"{name}.example.com")
        (certificates / f"{name}.pem").write_bytes(pair.both)
    server = start_server(
        HTTPS_LISTEN=f"127.0.0.1:{free_port()}",
        TLS_CERTIFICATE_DIRECTORY=certificates,
        PAGES_DIRECTORY=pages,
        RELOAD_SECONDS=0,
        WORKERS=1,
    )
    bad = [pages / "a.example.html", pages / "c.example.html", certificates / "shop.pem"]
    for path in bad:
        path.write_bytes(b"")
    (pages / "b.example.html").write_text("new")
    server.signal(signal.SIGHUP)
    told = wait_for(server, 1)
    assert told["loaded"] == "pages certificates"
    assert told["kept"] == " ".join(map(str, bad))
    failed = fields(server, "reload-failed")
    assert [entry["path"] for entry in failed] == [str(path) for path in bad]
    assert {entry["variable"] for entry in failed} == {
        PREFIX + "PAGES_DIRECTORY", PREFIX + "TLS_CERTIFICATE_DIRECTORY"
    }  # fmt: skip
    assert all(entry["cure"].endswith(KEPT) for entry in failed)
    assert "event=configuration-" not in server.log
