"""Which directory ACME's challenges are answered from, one that comes later, a webroot or a link;
and what else is configured beside it: status, pages, CORS, the access log."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

import http1
import processes
from challenges import KEY_AUTHORIZATION, PREFIX, TOKEN, assert_no_challenge, put
from harness import PLAIN, Server, run_command
from listeners import connect

StartServer = Callable[..., Server]


def test_a_webroot_is_answered_from_too(
    start_server: StartServer, reachable_directory: Path
) -> None:
    """What certbot -w, acme.sh -w and lego --http.webroot are given."""
    webroot = reachable_directory / "webroot"
    beneath = webroot / ".well-known" / "acme-challenge"
    beneath.mkdir(parents=True)
    put(beneath, "beneath", b"beneath.x")
    put(beneath, "both", b"both.beneath")
    put(webroot, "both", b"both.flat")
    (beneath / "link").symlink_to(put(webroot, "secret.txt", b"secret"))
    server = start_server(ACME_DIRECTORY=webroot)
    for token, content in [("beneath", b"beneath.x"), ("both", b"both.flat")]:
        answer = server.ask(target=PREFIX + token)
        assert (answer.status, answer.body) == (200, content)
    for token in ("missing", "link"):
        assert server.ask(target=PREFIX + token).status == 404


def test_a_directory_that_comes_later_is_used(
    start_server: StartServer, reachable_directory: Path
) -> None:
    directory = reachable_directory / "later"
    server = start_server(ACME_DIRECTORY=directory)
    assert_no_challenge(server.ask(target=PREFIX + TOKEN))
    (line,) = [line for line in server.log.splitlines() if "level=warning" in line]
    assert "UNDER_MAINTENANCE_ACME_DIRECTORY" in line and str(directory) in line
    directory.mkdir(mode=0o755)
    put(directory, TOKEN, KEY_AUTHORIZATION)
    assert server.ask(target=PREFIX + TOKEN).body == KEY_AUTHORIZATION


def test_a_directory_may_be_a_link_that_is_swapped(
    start_server: StartServer, challenges: Path
) -> None:
    link = challenges.with_name("link")
    link.symlink_to(challenges)
    server = start_server(ACME_DIRECTORY=f"{link}/")
    assert server.ask(target=PREFIX + TOKEN).body == KEY_AUTHORIZATION
    other = challenges.with_name("other")
    other.mkdir(mode=0o755)
    link.unlink()
    link.symlink_to(other)
    assert_no_challenge(server.ask(target=PREFIX + TOKEN))


def test_a_directory_that_is_exchanged_is_used_after_sighup(
    start_server: StartServer, challenges: Path
) -> None:
    """Where nothing is looked at by itself, and nothing else has changed."""
    missing = challenges / "missing.html"
    server = start_server(
        ACME_DIRECTORY=challenges, RELOAD_SECONDS=0, CUSTOM_FILE_PATH=missing)
    assert server.ask(target=PREFIX + TOKEN).body == KEY_AUTHORIZATION
    generation = server.workers
    server.signal(signal.SIGHUP)
    server.settle()
    assert server.workers == generation
    challenges.rename(challenges.with_name("away"))
    challenges.mkdir(mode=0o755)
    put(challenges, "new", b"new.x")
    server.signal(signal.SIGHUP)
    processes.eventually(
        lambda: server.ask(target=PREFIX + "new").body == b"new.x", 5, "it is the new one")
    assert "loaded=challenges" in server.log


def test_it_is_off_by_default(start_tls_server: StartServer, challenges: Path) -> None:
    server = start_tls_server(working_directory=challenges)
    for listener in ("plain", "TLS"):
        for target in (PREFIX + TOKEN, f"{PREFIX}other", PREFIX):
            with connect(server, listener) as client:
                answer = client.ask(target=target)
                assert (answer.status, answer.body) == (503, PLAIN)


def test_the_configured_status_is_not_the_challenge_s(
    start_server: StartServer, challenges: Path
) -> None:
    for status in (200, 204, 429):
        server = start_server(ACME_DIRECTORY=challenges, STATUS_CODE=status)
        answer = server.ask(target=PREFIX + TOKEN)
        assert (answer.status, answer.body) == (200, KEY_AUTHORIZATION)
        assert server.ask(target=f"{PREFIX}other").status == 404
        assert server.ask().status == status


def test_pages_and_scripts_of_others_change_nothing(
    start_server: StartServer, challenges: Path, tmp_path: Path
) -> None:
    (tmp_path / "app.example.com.html").write_bytes(b"own page")
    server = start_server(ACME_DIRECTORY=challenges, PAGES_DIRECTORY=tmp_path, HTTP_KEEP_ALIVE="on")
    with server.client() as client:
        fields = ["Origin: https://other.example.com", "Accept: text/html"]
        # Lines meant for one answer stay out of the next.
        kinds = [("/", b"own page"), (PREFIX + TOKEN, KEY_AUTHORIZATION)] * 10
        client.send(b"".join(http1.request(target=target, headers=fields) for target, _ in kinds))
        for target, body in kinds:
            answer = client.answer()
            assert answer.body == body
            allowed = answer.header("Access-Control-Allow-Origin")
            assert allowed == (None if target != "/" else "https://other.example.com")


@pytest.mark.parametrize("form", ["json", "common"])
def test_the_access_log_says_what_was_answered(
    start_tls_server: StartServer, challenges: Path, form: str
) -> None:
    # One worker writes its lines in their order.
    server = start_tls_server(ACME_DIRECTORY=challenges, ACCESS_LOG=form, WORKERS=1)
    asked = [
        ("GET", TOKEN, 200, len(KEY_AUTHORIZATION)),
        ("HEAD", TOKEN, 200, 0),
        ("GET", "other", 404, None),
        ("POST", TOKEN, 503, len(PLAIN)),
    ]
    for listener in ("plain", "TLS"):
        for method, token, _, _ in asked:
            with connect(server, listener) as client:
                client.ask(method, PREFIX + token)
    processes.eventually(lambda: server.access_log.count(PREFIX) == 8, 3, "eight lines")
    lines = [line for line in server.access_log.splitlines() if PREFIX in line]
    for line, (method, token, status, length) in zip(lines, asked * 2):
        if form == "json":
            values = list(json.loads(line).values())
            assert {method, PREFIX + token, status} <= set(values)
            assert length is None or length in values
        else:
            said = f'"{method} {PREFIX}{token} HTTP/1.1" {status} '
            assert said + ("" if length is None else str(length)) in line


def test_check_names_the_directory(challenges: Path) -> None:
    variables = {"HTTP_LISTEN": "127.0.0.1:8080"}
    completed = run_command("check", ACME_DIRECTORY=challenges, **variables)
    assert completed.returncode == 0, completed.stdout
    (line,) = [line for line in completed.stdout.splitlines() if line.startswith("challenges ")]
    assert str(challenges) in line
    assert "challenges " not in run_command("check", **variables).stdout
    for path in ("/nowhere", challenges / TOKEN):
        completed = run_command("check", ACME_DIRECTORY=path, **variables)
        assert completed.returncode == 1
        assert "UNDER_MAINTENANCE_ACME_DIRECTORY" in completed.stdout
