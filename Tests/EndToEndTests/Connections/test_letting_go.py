"""A connection is let go, so that its client reaches the application again: under `auto` it is kept
only for a trusted proxy, and after its fifth second it gives one answer more. Requests that have
been read by then, or when the service drains, are all answered, and the last answer says close."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import http1
from conversations import (
    FORM,
    GET,
    KINDS,
    OLD,
    PIPELINES,
    STREAM,
    TOKEN,
    all_that_come,
    ask,
    is_last,
    lasts,
    only_the_last,
)
from harness import FORWARDED, PLAIN, Server
from hops import LOCAL, proxy_header

StartServer = Callable[..., Server]

# Seconds after connecting, which is earlier than that accept.
YOUNG = 4.5
# No peer of these tests is in it.
ELSEWHERE = "192.0.2.0/24"
PROXY_FIELDS = {
    "X-Forwarded-For": ["X-Forwarded-For: 203.0.113.9"],
    "X-Forwarded-For of a trusted address": ["X-Forwarded-For: 192.0.2.7"],
    "two lines of X-Forwarded-For": ["X-Forwarded-For: 203.0.113.9", "X-Forwarded-For: 192.0.2.7"],
    "Forwarded": ["Forwarded: for=203.0.113.9;proto=https"],
    "two lines of Forwarded": ["Forwarded: for=203.0.113.9", 'Forwarded: for="[2001:db8::1]"'],
    "Via": ["Via: 1.1 proxy.example.com"],
    "Via of a forward proxy": ["Via: 1.1 squid (squid/5.7)", "Proxy-Connection: keep-alive"],
    "two lines of Via": ["Via: 1.0 a", "Via: 1.1 b (comment, with a comma)"],
    "all of them": [FORWARDED, "Forwarded: for=192.0.2.7", "Via: 1.1 a", "X-Real-IP: 192.0.2.7"],
    "and Connection: keep-alive": ["Via: 1.1 a", "Connection: keep-alive"],
}
each_proxy_field = pytest.mark.parametrize("fields", PROXY_FIELDS.values(), ids=PROXY_FIELDS)
# Whom a PROXY header names, and whether such a peer would be trusted; None: nobody.
NAMED = {
    "203.0.113.9": False,
    "127.0.0.2": False,
    "9.255.255.255": False,
    "11.0.0.0": False,
    "2001:db8::9": False,
    "fe80::1": False,
    "10.0.0.0": True,
    "10.255.255.255": True,
    "127.0.0.1": True,
    "fd00::5": True,
    None: True,
}


@pytest.fixture
def server(start_server: StartServer, reachable_directory: Path) -> Server:
    """It answers challenges too."""
    file = reachable_directory / TOKEN
    file.write_text(f"{TOKEN}.key")
    file.chmod(0o644)
    return start_server(ACME_DIRECTORY=reachable_directory, WORKERS=1)


# Whom a connection is kept for.


@each_proxy_field
def test_a_client_that_calls_itself_a_proxy_is_let_go(
    start_server: StartServer, fields: list[str]
) -> None:
    server = start_server(TRUSTED_PROXIES=ELSEWHERE)
    (answer,) = server.exchange(http1.request(headers=fields) * 2)
    assert (answer.status, answer.body, answer.closes) == (503, PLAIN, True)
    (answer,) = server.exchange(
        http1.request("POST", "/", [*fields, "Content-Length: 4"], b"form") * 2
    )
    assert (answer.status, answer.closes) == (503, True)


@each_proxy_field
def test_a_trusted_proxy_is_kept(start_server: StartServer, fields: list[str]) -> None:
    server = start_server(TRUSTED_PROXIES="127.0.0.2/32")
    for source, kept in (("127.0.0.2", True), ("127.0.0.3", False)):
        with server.client(source=source) as client:
            assert client.ask(headers=fields).closes is not kept
            assert client.is_kept() is kept


@pytest.mark.parametrize("networks", [ELSEWHERE, "127.0.0.0/8"])
def test_a_unix_listener_trusts_its_peers(
    start_server: StartServer, tmp_path: Path, networks: str
) -> None:
    path = str(tmp_path / "socket")
    server = start_server(HTTP_LISTEN=f"unix:{path}", address=path, TRUSTED_PROXIES=networks)
    for fields in PROXY_FIELDS.values():
        with server.client() as client:
            for _ in range(3):
                assert not client.ask(headers=fields).closes
            assert client.is_kept(0.05)
    assert server.ask().closes


@pytest.mark.parametrize("listener", ["TCP", "unix"])
@pytest.mark.parametrize("version", ["v1", "v2"])
def test_behind_a_proxy_header_the_address_it_names_is_judged(
    start_server: StartServer, tmp_path: Path, listener: str, version: str
) -> None:
    path = str(tmp_path / "socket")
    address = {"HTTP_LISTEN": f"unix:{path}", "address": path} if listener == "unix" else {}
    server = start_server(
        HTTP_PROXY_PROTOCOL="optional",
        TRUSTED_PROXIES="127.0.0.1/32,10.0.0.0/8,fd00::/8",
        **address,
    )
    kept = {}
    for named in NAMED:
        with server.client() as client:
            client.send(LOCAL[version] if named is None else proxy_header(version, named))
            kept[named] = not ask(client, GET)
            assert client.is_kept(0.05) is kept[named]
    assert kept == NAMED


@pytest.mark.parametrize("networks", [ELSEWHERE, "127.0.0.0/8"])
@pytest.mark.parametrize(("word", "kept"), [("on", True), ("off", False)])
def test_on_and_off_ask_for_nobody_s_trust(
    start_server: StartServer, networks: str, word: str, kept: bool
) -> None:
    server = start_server(HTTP_KEEP_ALIVE=word, TRUSTED_PROXIES=networks)
    for fields in ([], *PROXY_FIELDS.values()):
        with server.client() as client:
            assert client.ask(headers=fields).closes is not kept


# How long it is kept.


def test_after_its_fifth_second_a_connection_gives_one_answer(server: Server) -> None:
    clients = {name: server.client() for name in KINDS}
    for name, client in clients.items():
        assert not ask(client, KINDS[name]), name
    time.sleep(OLD)
    closed = {}
    for name, client in clients.items():
        # Idle it stays, however old.
        assert client.is_kept(0.01), name
        closed[name] = ask(client, KINDS[name])
    assert closed == dict.fromkeys(KINDS, True)
    for client in clients.values():
        assert client.rest() == b""


def test_a_busy_connection_is_let_go_soon_after_its_fifth_second(server: Server) -> None:
    began = time.monotonic()
    clients = {name: server.client() for name in KINDS}
    answered = {}
    late = dict.fromkeys(KINDS, 0)
    while clients and time.monotonic() < began + 15:
        for name, client in list(clients.items()):
            is_old = name in answered and time.monotonic() > answered[name] + OLD
            closes = ask(client, KINDS[name])
            answered.setdefault(name, time.monotonic())
            late[name] += is_old
            if closes:
                assert not time.monotonic() < began + YOUNG, f"{name} is let go too soon"
                assert client.rest() == b""
                del clients[name]
        time.sleep(0.1)
    assert not clients, f"still kept: {set(clients)}"
    assert max(late.values()) <= 1, late


def test_requests_read_after_the_fifth_second_are_all_answered(server: Server) -> None:
    clients = {name: server.client() for name in PIPELINES}
    for client in clients.values():
        assert not ask(client, GET)
    time.sleep(OLD)
    closes = {}
    for name, client in clients.items():
        client.send(b"".join(asked.data for asked in PIPELINES[name]))
        closes[name] = lasts(client, PIPELINES[name])
    assert closes == {name: only_the_last(len(asked)) for name, asked in PIPELINES.items()}


def test_a_long_or_torn_pipeline_after_the_fifth_second_ends_with_close(server: Server) -> None:
    slow, torn, long = server.client(), server.client(), server.client()
    # Old before its first request is whole.
    slow.send(GET.data[:30])
    for client in (torn, long):
        assert not ask(client, GET)
    time.sleep(OLD)
    slow.send(GET.data[30:])
    assert all_that_come(slow) == [True]

    torn.send(GET.data * 3 + GET.data[:30])
    server.settle()
    torn.send(GET.data[30:])
    closes = all_that_come(torn)
    # Whether the fourth had been read is left open.
    assert closes in (only_the_last(3), only_the_last(4))

    long.send(GET.data * 400)
    closes = all_that_come(long)
    assert closes == only_the_last(len(closes)) and len(closes) <= 400


def test_age_counts_on_every_kind_of_plain_listener(
    start_server: StartServer, tmp_path: Path
) -> None:
    path = str(tmp_path / "socket")
    unix = start_server(HTTP_LISTEN=f"unix:{path}", address=path)
    proxied = start_server(HTTP_PROXY_PROTOCOL="optional")
    clients = {"unix": unix.client(), "v1": proxied.client(), "v2": proxied.client()}
    for name, client in clients.items():
        if name != "unix":
            client.send(proxy_header(name, "10.1.2.3"))
        assert not ask(client, GET)
        assert not ask(client, FORM)
    time.sleep(OLD)
    closes = {}
    for name, client in clients.items():
        client.send(GET.data + FORM.data)
        closes[name] = [is_last(client, GET), is_last(client, FORM)]
    assert closes == dict.fromkeys(clients, [False, True])


def test_on_keeps_as_long_as_the_peer_likes_and_off_never(start_server: StartServer) -> None:
    keeping = start_server(HTTP_KEEP_ALIVE="on")
    with keeping.client() as client, keeping.client() as visitor:
        for _ in range(2):
            assert not ask(client, GET) and not visitor.ask().closes
            time.sleep(OLD / 2)
        time.sleep(OLD / 2)
        for asked in (GET, FORM, STREAM):
            assert not ask(client, asked)
        assert not visitor.ask().closes
        assert client.is_kept(0.05) and visitor.is_kept(0.05)
    with start_server(HTTP_KEEP_ALIVE="off").client() as client:
        client.send(GET.data * 2)
        assert lasts(client, [GET, GET]) == [True]


# Draining.


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_draining_answers_what_was_read_and_says_close_last(
    server: Server, number: signal.Signals
) -> None:
    idle = server.client()
    assert not ask(idle, GET)
    # The first head has begun, so the worker waits for the rest.
    begun = {name: server.client() for name in PIPELINES}
    for name, client in begun.items():
        data = PIPELINES[name][0].data
        client.send(data[: data.index(b"\r\n\r\n") + 2])
    server.settle()
    server.signal(number)
    assert idle.rest() == b"", "the worker drains"
    closes = {}
    for name, client in begun.items():
        data = b"".join(asked.data for asked in PIPELINES[name])
        client.send(data[data.index(b"\r\n\r\n") + 2 :])
        closes[name] = lasts(client, PIPELINES[name])
    assert closes == {name: only_the_last(len(asked)) for name, asked in PIPELINES.items()}
    if number != signal.SIGHUP:
        assert server.wait(within=8) == 0
