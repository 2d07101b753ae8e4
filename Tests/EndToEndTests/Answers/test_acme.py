"""ACME's HTTP challenges are answered from their directory while everything else is under
maintenance: what is there at the moment of the request, and nothing but plain files."""

from __future__ import annotations

import json
import os
import socket
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

import http1
import processes
from harness import FORWARDED, PLAIN, Server, run_command
from listeners import connect, each_listener, head
from load import Load
from privileges import NOBODY, assert_unprivileged, needs_root

StartServer = Callable[..., Server]

PREFIX = "/.well-known/acme-challenge/"
TOKEN = "LoqXcYV8q5ONbJQxbmR7SCTNo3tiAXDfowyjxAjEuX0"
KEY_AUTHORIZATION = f"{TOKEN}.9jg46WB3rR_AHD-EBXdN7cBkH1WOu0tA3M9fm21mqTI".encode()
TEXT = "text/plain; charset=utf-8"


@pytest.fixture
def challenges(reachable_directory: Path) -> Path:
    """A directory that workers reach, with one answer in it."""
    directory = reachable_directory / "challenges"
    directory.mkdir(mode=0o755)
    put(directory, TOKEN, KEY_AUTHORIZATION)
    return directory


@pytest.fixture
def server(start_tls_server: StartServer, challenges: Path) -> Server:
    """A server with both listeners that answers challenges."""
    return start_tls_server(ACME_DIRECTORY=challenges, HTTPS_KEEP_ALIVE="on")


def put(directory: Path, token: str, content: bytes, mode: int = 0o644) -> Path:
    file = directory / token
    file.write_bytes(content)
    file.chmod(mode)
    return file


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


def assert_no_challenge(answer: http1.Answer, said: str = "") -> None:
    assert answer.status == 404, said
    assert b"/" not in answer.body and KEY_AUTHORIZATION not in answer.body
    for name in ("X-Maintenance-Mode", "Retry-After", "Location"):
        assert answer.header(name) is None


@each_listener
def test_what_is_there_is_answered_as_it_is(server: Server, listener: str) -> None:
    with connect(server, listener) as client:
        for fields in (
            [],
            ["Accept: text/html"],
            ["Accept: application/json", "Accept-Encoding: gzip"],
        ):
            answer = client.ask(target=PREFIX + TOKEN, headers=[FORWARDED, *fields])
            assert (answer.status, answer.reason, answer.body) == (200, "OK", KEY_AUTHORIZATION)
            assert answer.header("Content-Type") == TEXT
            assert answer.header("Content-Length") == str(len(KEY_AUTHORIZATION))
            for name in ("X-Maintenance-Mode", "Retry-After", "Content-Encoding", "Set-Cookie"):
                assert answer.header(name) is None
            assert not answer.closes

            only_head = client.ask("HEAD", PREFIX + TOKEN, [FORWARDED, *fields])
            assert head(only_head) == head(answer)
        assert client.is_kept()


@each_listener
def test_what_is_not_there_is_404(server: Server, listener: str) -> None:
    with connect(server, listener) as client:
        answer = client.ask(target=f"{PREFIX}other", headers=[FORWARDED])
        assert_no_challenge(answer)
        only_head = client.ask("HEAD", f"{PREFIX}other", [FORWARDED])
        assert head(only_head) == head(answer)
        assert client.is_kept()


@each_listener
def test_everything_else_gets_the_maintenance_answer(server: Server, listener: str) -> None:
    for target in [
        "/",
        "/.well-known/",
        "/.well-known/acme-challenge",
        "/.well-known/acme-challenges/",
        "/.well-known/security.txt",
        f"/app{PREFIX}{TOKEN}",
        f"/{PREFIX}{TOKEN}",
        f"/.well-known/./acme-challenge/{TOKEN}",
        f"/.Well-Known/acme-challenge/{TOKEN}",
        f"/%2ewell-known/acme-challenge/{TOKEN}",
        f"/?{PREFIX}{TOKEN}",
        f"/{TOKEN}",
    ]:
        with connect(server, listener) as client:
            answer = client.ask(target=target)
            assert (answer.status, answer.body) == (503, PLAIN), target
            assert answer.header("X-Maintenance-Mode") == "1"


@each_listener
@pytest.mark.parametrize(
    "target",
    [
        f"http://app.example.com{PREFIX}{TOKEN}",
        f"HTTPS://other.example.com:8080{PREFIX}{TOKEN}",
        f"http://[::1]:80{PREFIX}{TOKEN}",
        f"{PREFIX}{TOKEN}?",
        f"{PREFIX}{TOKEN}?a=/../b&%00",
    ],
)
def test_absolute_form_and_a_query_are_the_same_challenge(
    server: Server, listener: str, target: str
) -> None:
    with connect(server, listener) as client:
        assert client.ask(target=target, headers=[FORWARDED]).body == KEY_AUTHORIZATION
    answer = server.ask(target="http://app.example.com/?http://app.example.com" + PREFIX + TOKEN)
    assert answer.status == 503


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PROPFIND", "get"])
def test_other_methods_get_the_maintenance_answer(server: Server, method: str) -> None:
    with server.client() as client:
        answer = client.ask(method, PREFIX + TOKEN, [FORWARDED, "Content-Length: 3"], b"abc")
        assert (answer.status, answer.body) == (503, PLAIN)
        assert client.ask(target=PREFIX + TOKEN, headers=[FORWARDED]).status == 200


def test_a_get_with_a_body_keeps_the_connection_in_step(server: Server) -> None:
    with server.client() as client:
        body = http1.request(target="/smuggled")
        fields = [FORWARDED, f"Content-Length: {len(body)}"]
        for _ in range(2):
            assert client.ask("GET", PREFIX + TOKEN, fields, body).status in (200, 503)
        assert client.is_kept()


def test_what_is_no_token_is_404_whatever_is_there(server: Server, challenges: Path) -> None:
    put(challenges.parent, "secret", b"secret")
    (challenges / "sub").mkdir(mode=0o755)
    put(challenges / "sub", TOKEN, b"secret")
    for name in ("with.point", ".hidden", "a~b", "a:b", "a+b", "\u00fc"):
        put(challenges, name, b"secret")
    for token in [
        *("", ".", "..", f"./{TOKEN}", f"../challenges/{TOKEN}", f"{TOKEN}/", f"sub/{TOKEN}"),
        *(f"{TOKEN}.", "with.point", ".hidden", f"%4c{TOKEN[1:]}", "%2e%2e%2fsecret"),
        *("..%2fsecret", "../secret", "..\\secret", f"{TOKEN}%00", "a+b", "a~b", "a:b", "\u00fc"),
        *(f"/{TOKEN}", "//etc/passwd", "a" * 256, "a" * 5000),
    ]:
        data = f"GET {PREFIX}{token} HTTP/1.1\r\nHost: a\r\n\r\n".encode("utf-8")
        (answer,) = server.exchange(data)
        assert_no_challenge(answer, token)


SPECIAL: dict[str, Callable[[Path], object]] = {
    "link to a secret": lambda file: file.symlink_to("../secret"),
    "link to an answer": lambda file: file.symlink_to(TOKEN),
    "link to nothing": lambda file: file.symlink_to("nothing"),
    "link to itself": lambda file: file.symlink_to(file.name),
    "directory": lambda file: file.mkdir(mode=0o755),
    "named pipe": lambda file: os.mkfifo(file, 0o666),
    "socket": lambda file: socket.socket(socket.AF_UNIX).bind(str(file)),
    "device": lambda file: os.mknod(file, stat.S_IFCHR | 0o666, os.makedev(1, 5)),
    "larger than 4 KiB": lambda file: file.write_bytes(b"t" * 4097),
}


@pytest.mark.parametrize("make", SPECIAL.values(), ids=SPECIAL)
def test_what_is_no_plain_file_of_that_size_is_404(
    server: Server, challenges: Path, make: Callable[[Path], object]
) -> None:
    put(challenges.parent, "secret", b"secret")
    special = challenges / "special"
    try:
        make(special)
    except PermissionError:
        pytest.skip("needs root to make a device")
    workers = server.workers
    for listener in ("plain", "TLS"):
        with connect(server, listener) as client:
            assert_no_challenge(client.ask(target=f"{PREFIX}special", headers=[FORWARDED]))
            # Nobody waits for the other end of a pipe.
            assert client.ask(target=PREFIX + TOKEN, headers=[FORWARDED]).status == 200
    assert server.workers == workers


@each_listener
@pytest.mark.parametrize("length", [0, 1, 1024, 4095, 4096])
def test_up_to_4_kibibytes_come_whole(
    server: Server, challenges: Path, listener: str, length: int
) -> None:
    content = (bytes(range(256)) * 16)[:length]
    put(challenges, "token", content)
    with connect(server, listener) as client:
        client.send(http1.request(target=f"{PREFIX}token", headers=[FORWARDED]) * 40)
        for _ in range(40):
            answer = client.answer()
            assert (answer.status, answer.body) == (200, content)
        assert client.is_kept()


def test_what_comes_changes_and_goes_is_seen_at_once(server: Server, challenges: Path) -> None:
    with server.client() as client:
        for number in range(20):
            token = f"token-{number}_"
            request = {"target": PREFIX + token, "headers": [FORWARDED]}
            assert client.ask(**request).status == 404
            file = put(challenges, token, b"first")
            assert client.ask(**request).body == b"first"
            file.write_bytes(b"the second")
            assert client.ask(**request).body == b"the second"
            file.unlink()
            assert client.ask(**request).status == 404
    assert "reload" not in server.log


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


@needs_root
def test_workers_read_as_nobody_in_particular(server: Server, challenges: Path) -> None:
    modes = [(0o600, 0, 404), (0o640, 0, 404), (0o000, NOBODY, 404), (0o644, 0, 200)]
    for mode, owner, status in [*modes, (0o400, NOBODY, 200), (0o004, 0, 200)]:
        file = put(challenges, "token", b"content", mode)
        os.chown(file, owner, owner)
        for listener in ("plain", "TLS"):
            with connect(server, listener) as client:
                assert client.ask(target=f"{PREFIX}token").status == status
    challenges.chmod(0o700)
    assert_no_challenge(server.ask(target=PREFIX + TOKEN))
    challenges.chmod(0o755)
    for worker in server.workers:
        assert processes.status(worker)["Uid"].split() == [str(NOBODY)] * 4
        assert_unprivileged(worker)


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


def test_challenges_under_load_fail_no_request(server: Server, challenges: Path) -> None:
    ending = threading.Event()
    failures: list[object] = []

    def challenge(number: int) -> None:
        token = f"token-{number}"
        while not ending.is_set():
            put(challenges, token, token.encode())
            with http1.Client(server.address) as client:
                answer = client.ask(target=PREFIX + token)
            if (answer.status, answer.body) != (200, token.encode()):
                failures.append(answer)

    threads = [threading.Thread(target=challenge, args=(number,)) for number in range(4)]
    with Load(server.address, kept=4, fresh=4) as load:
        for thread in threads:
            thread.start()
        threads[0].join(1)
        ending.set()
        for thread in threads:
            thread.join(10)
    assert failures == [] and load.failures == []
    assert {outcome.body for outcome in load.outcomes} == {PLAIN}


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
