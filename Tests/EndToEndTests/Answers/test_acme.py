"""ACME's HTTP challenges are answered from their directory while everything else is under
maintenance: what is there at the moment of the request, and nothing but plain files."""

from __future__ import annotations

import os
import socket
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

import http1
import processes
from challenges import KEY_AUTHORIZATION, PREFIX, TOKEN, assert_no_challenge, put
from harness import FORWARDED, PLAIN, Server
from listeners import connect, each_listener, head
from load import Load
from privileges import NOBODY, assert_unprivileged, needs_root

StartServer = Callable[..., Server]

TEXT = "text/plain; charset=utf-8"


@pytest.fixture
def server(start_tls_server: StartServer, challenges: Path) -> Server:
    """A server with both listeners that answers challenges."""
    return start_tls_server(ACME_DIRECTORY=challenges, HTTPS_KEEP_ALIVE="on")


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
