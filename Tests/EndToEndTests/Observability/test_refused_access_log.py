"""Whatever is refused with an answer is in the access log: one line each in both forms, with its
client, status and bytes, method and target where the request line was read, nothing of it raw."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable

import pytest

import http1
from entries import entries, lines
from harness import FORWARDED, PLAIN, Server
from hops import proxy_header
from listeners import connect, each_listener

StartServer = Callable[..., Server]

HOST = "Host: app.example.com"
RAW = re.compile(rb"[\x00-\x09\x0b-\x1f\x7f-\xff]")
COMMON = re.compile(r'(\S+) - - \[[^]]+\] "((?:[^"\\]|\\.)*)" (\d{3}) (\d+)')
ABSENT = ("", "-", None)


def head(method: str, target: str, *fields: str, version: str = "HTTP/1.1") -> bytes:
    return http1.request(method, target, fields, version=version)


# What is refused behind a request line that was read.
READ = {
    "NUL in a value": (400, head("GET", "/nul", "Cookie: a\x00b")),
    "bare CR in a value": (400, head("GET", "/cr", "Cookie: a\rb")),
    "bare LF": (400, head("GET", "/lf", "Cookie: a\nX-Own: b")),
    "a space before a colon": (400, head("PUT", "/colon", "X-Own : 1")),
    "a folded line": (400, head("GET", "/folded", "X-Own: 1\r\n 2")),
    "no host": (400, b"DELETE /hostless HTTP/1.1\r\n\r\n"),
    "two hosts": (400, head("GET", "/hosts", HOST)),
    "both framings": (
        400,
        head("POST", "/both", "Content-Length: 1", "Transfer-Encoding: chunked"),
    ),
    "a wrong length": (400, head("POST", "/length", "Content-Length: +1")),
    "chunked that is not final": (400, head("POST", "/te", "Transfer-Encoding: chunked, gzip")),
    "201 fields": (431, head("GET", "/fields", *["X-Own: 1"] * 201)),
    "a long field": (431, head("PATCH", "/long", "X-Own: " + "v" * 65536)),
    "an unknown coding": (501, head("POST", "/coding", "Transfer-Encoding: foo")),
    "a coding not understood": (501, head("POST", "/gzip", "Transfer-Encoding: gzip, chunked")),
    "another version": (505, head("GET", "/version", version="HTTP/2.0")),
    "an old version": (505, head("BREW", "/old", version="HTTP/0.9")),
}
# What is refused in its request line or before.
UNREAD = {
    "two spaces": (400, b"GET  /x HTTP/1.1\r\n\r\n"),
    "no version": (400, b"GET /x\r\n\r\n"),
    "a method that is no token": (400, b"G@T /x HTTP/1.1\r\n\r\n"),
    "a control byte in the target": (400, b"GET /\x1b[31mred HTTP/1.1\r\n\r\n"),
    "an end of line in the target": (400, b"GET /a\nforged HTTP/1.1\r\n\r\n"),
    "quotes in the method": (400, b'G"T /\\" HTTP/1.1\r\n\r\n'),
    "empty lines": (400, b"\r\n" * 6),
    "noise": (400, bytes(range(0x80, 0x100)) + b"\r\n\r\n"),
    "controls": (400, bytes([1, 2, 3, 0x7F]) + b"\r\n\r\n"),
    "a long target": (431, b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n"),
}
REFUSED = READ | UNREAD
each_form = pytest.mark.parametrize("form", ["json", "common"])


def told(line: str) -> dict:
    """The line of either form as what it says."""
    if line.startswith("{"):
        return json.loads(line)
    match = COMMON.fullmatch(line)
    assert match, line
    entry = {"client": match[1], "status": int(match[3]), "bytes": int(match[4])}
    # A version that isn't spoken here is left out.
    if match[2].count(" ") in (1, 2):
        entry["method"], entry["target"] = match[2].split(" ")[:2]
    return entry


def assert_told(line: str, status: int, answer: http1.Answer, client: str = "127.0.0.1") -> dict:
    entry = told(line)
    assert (entry["status"], entry["bytes"]) == (status, len(answer.body)), line
    assert entry["client"] == client
    return entry


@each_form
def test_every_refused_request_is_one_line(start_server: StartServer, form: str) -> None:
    server = start_server(ACCESS_LOG=form, WORKERS=1)
    for _ in range(3):
        answers = {name: server.exchange(data)[0] for name, (_, data) in REFUSED.items()}
        assert server.ask(target="/well-formed").body == PLAIN
        written = lines(server)[-len(REFUSED) - 1 :]
        assert told(written.pop())["target"] == "/well-formed"
        for line, (name, answer) in zip(written, answers.items()):
            status, data = REFUSED[name]
            assert answer.status == status, name
            entry = assert_told(line, status, answer)
            if name in READ:
                method, target, _ = data.decode("latin-1").split(" ", 2)
                assert (entry["method"], entry["target"]) == (method, target), line
    assert len(lines(server)) == 3 * (len(REFUSED) + 1)
    assert not RAW.search(server.stdout_path.read_bytes())


@each_form
def test_nothing_stands_where_no_request_line_was_read(
    start_server: StartServer, form: str
) -> None:
    server = start_server(ACCESS_LOG=form, WORKERS=1)
    names = ["two spaces", "controls", "noise", "empty lines"]
    for name in names:
        server.exchange(UNREAD[name][1])
    written = lines(server)
    assert len(written) == len(names)
    for name, line in zip(names, written):
        entry = told(line)
        assert entry.get("target") in ABSENT, line
        # Of a line that broke off the method may have been understood.
        if name != "two spaces":
            assert entry.get("method") in ABSENT, line
            assert form == "json" or ' "-" ' in line


@each_form
def test_what_a_kept_connection_said_before_is_logged_too(
    start_server: StartServer, form: str
) -> None:
    server = start_server(ACCESS_LOG=form, WORKERS=1)
    kept = http1.request(target="/kept", headers=["Via: 1.1 a"])
    with server.client() as client:
        for _ in range(2):
            client.send(kept)
            assert client.answer().body == PLAIN
        # Whether they come together or not.
        client.send(kept + READ["NUL in a value"][1])
        assert client.answer().status == 503
        assert (client.answer().status, client.rest()) == (400, b"")
    entries_told = list(map(told, lines(server)))
    assert [entry["status"] for entry in entries_told] == [503, 503, 503, 400]
    assert [entry["target"] for entry in entries_told] == ["/kept"] * 3 + ["/nul"]


def test_a_head_that_does_not_come_in_time_is_logged(start_server: StartServer) -> None:
    servers = [start_server(ACCESS_LOG=form, WORKERS=1) for form in ("json", "common")]
    begun = [b"G", b"GET /slow", b"GET /slow HTTP/1.1\r\n", b"GET /slow HTTP/1.1\r\nX-Own: \x1b"]
    answers: list[list[http1.Answer]] = []
    threads = [
        threading.Thread(
            target=lambda server=server, data=data: answers.append(server.exchange(data, 14))
        )
        for server in servers
        for data in begun
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(15)
    assert [answer.status for (answer,) in answers] == [408] * len(threads)
    for server in servers:
        written = lines(server)
        assert len(written) == len(begun)
        for line in written:
            entry = assert_told(line, 408, answers[0][0])
            # Whether the beginning of such a head is looked at is left open.
            assert entry.get("target") in (*ABSENT, "/slow")
        assert not RAW.search(server.stdout_path.read_bytes())


@each_listener
def test_both_listeners_log_what_they_refuse(start_tls_server: StartServer, listener: str) -> None:
    server = start_tls_server(ACCESS_LOG="json", WORKERS=1)
    expected = []
    for _, data in READ.values():
        with connect(server, listener) as client:
            client.send(data)
            answer = client.answer()
            assert client.rest() == b""
            expected.append((answer.status, len(answer.body), "127.0.0.1"))
    found = [(entry["status"], entry["bytes"], entry["client"]) for entry in entries(server)]
    assert found == expected


def test_plain_requests_on_the_tls_port_are_logged_when_refused(
    start_tls_server: StartServer,
) -> None:
    server = start_tls_server(ACCESS_LOG="json", WORKERS=1)
    statuses = []
    for _, data in READ.values():
        (answer,) = http1.exchange(server.tls_address, data)
        statuses.append(answer.status)
    assert [entry["status"] for entry in entries(server)] == statuses


def test_the_id_of_a_refused_request_comes_back(start_server: StartServer) -> None:
    request = head("POST", "/", "X-Request-Id: e501", "Transfer-Encoding: foo")
    for form, expected in (("json", "e501"), ("off", None)):
        (answer,) = start_server(ACCESS_LOG=form).exchange(request)
        assert (answer.status, answer.header("X-Request-Id")) == (501, expected)


@pytest.mark.parametrize("version", ["v1", "v2"])
@pytest.mark.parametrize("client", ["203.0.113.9", "2001:db8::9"])
def test_the_client_is_whom_the_proxy_header_names(
    start_server: StartServer, version: str, client: str
) -> None:
    server = start_server(ACCESS_LOG="json", HTTP_PROXY_PROTOCOL="optional", WORKERS=1)
    statuses = []
    for _, data in REFUSED.values():
        (answer,) = server.exchange(proxy_header(version, client) + data)
        statuses.append(answer.status)
    found = entries(server)
    assert [entry["status"] for entry in found] == statuses
    assert {entry["client"] for entry in found} == {client}


@each_form
def test_no_field_but_those_named_is_logged(start_server: StartServer, form: str) -> None:
    server = start_server(ACCESS_LOG=form, WORKERS=1)
    for name in ("Authorization", "Cookie", "Referer", "X-Own", "Proxy-Authorization"):
        for fault in ("X-Own : 1", "Transfer-Encoding: foo", "X-Own: \x00", HOST):
            (answer,) = server.exchange(head("GET", "/", f"{name}: hunter2", fault))
            assert answer.status in (400, 501)
    assert len(lines(server)) == 20
    assert "hunter2" not in server.access_log + server.log


def test_off_writes_nothing(server: Server) -> None:
    for _, data in REFUSED.values():
        (answer,) = server.exchange(data)
        assert answer.closes
    server.stop()
    assert server.access_log == ""


def test_a_refusal_is_written_at_shutdown(start_server: StartServer) -> None:
    server = start_server(ACCESS_LOG="common", WORKERS=1)
    with server.client() as client:
        assert not client.ask(headers=[FORWARDED]).closes
        client.send(READ["NUL in a value"][1])
        assert client.answer().status == 400
        client.rest()
    server.stop()
    assert '"GET /nul ' in server.access_log.splitlines()[-1]
