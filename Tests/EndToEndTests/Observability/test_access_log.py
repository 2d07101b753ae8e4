"""The access log: one line a request in the form asked for, nothing hostile in it, no header but
Host and User-Agent, and a full pipe never holds a worker up."""

import json
import os
import re
import time
from collections.abc import Callable

import pytest

import http1
import processes
from harness import FORWARDED, PLAIN, Server

StartServer = Callable[..., Server]
COMMON = re.compile(
    r'127\.0\.0\.1 - - \[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] '
    r'"GET /page HTTP/1\.1" 503 \d+.*'
)


def lines_of(server: Server, count: int) -> list[str]:
    """The log, of one worker, once it has that many lines; the first asks whether it is up."""
    processes.eventually(
        lambda: server.access_log.count("\n") >= count + 1, 3, f"{count} lines are written"
    )
    lines = server.access_log.splitlines()
    assert len(lines) == count + 1
    return lines[1:]


def test_off_writes_nothing(server: Server) -> None:
    server.ask()
    time.sleep(1.2)
    assert server.access_log == ""


def test_json_has_one_object_a_request(start_server: StartServer) -> None:
    server = start_server(ACCESS_LOG="json", WORKERS=1)
    fields = [FORWARDED, "User-Agent: test/1.0"]
    with server.client() as client:
        for target in ("/first", "/second"):
            client.ask("PUT", target, headers=fields)
    first, second = map(json.loads, lines_of(server, 2))
    assert "/first" in first.values() and "/second" in second.values()
    for entry in (first, second):
        values = list(entry.values())
        assert 503 in values
        for value in ("PUT", "app.example.com", "test/1.0"):
            assert value in values


def test_common_is_what_every_log_reader_knows(start_server: StartServer) -> None:
    server = start_server(ACCESS_LOG="common", WORKERS=1)
    server.ask(target="/page?q=1")
    (line,) = lines_of(server, 1)
    assert COMMON.fullmatch(line), line


def test_no_other_header_is_logged(start_server: StartServer) -> None:
    server = start_server(ACCESS_LOG="json", WORKERS=1)
    names = ("Authorization", "Cookie", "Referer", "X-Secret", "Proxy-Authorization")
    fields = [*(f"{name}: hunter2" for name in names), "Content-Length: 7"]
    server.ask("POST", headers=fields, body=b"hunter2")
    lines_of(server, 1)
    assert "hunter2" not in server.access_log + server.log


@pytest.mark.parametrize("form", ["json", "common"])
@pytest.mark.parametrize(
    "hostile",
    ['"quoted"', "back\\slash", '\\"', "\x1b[31mred", "\x7f", "\x01\x02", "\xff\xfe", "\u00e4"]
    + ['"} {"forged": 1, "a": "', "\\u0000", "\x80", "\xe2\x80\xa8", "tab\there"],
    ids=repr,
)
def test_a_hostile_header_forges_nothing(
    start_server: StartServer, form: str, hostile: str
) -> None:
    server = start_server(ACCESS_LOG=form, WORKERS=1)
    head = f"GET /hostile HTTP/1.1\r\nHost: a\r\nUser-Agent: {hostile}\r\n\r\n"
    (answer,) = server.exchange(head.encode("latin-1"))
    assert answer.status in (400, 503)
    server.ask(target="/after")
    processes.eventually(lambda: "/after" in server.access_log, 3, "the log is written")
    raw = server.stdout_path.read_bytes()
    assert not re.search(rb"[\x00-\x09\x0b-\x1f\x7f]", raw), raw
    lines = raw.decode("utf-8").splitlines()
    assert len(lines) in (2, 3)
    if form == "json":
        for entry in map(json.loads, lines):
            assert "forged" not in entry


@pytest.mark.parametrize("form", ["json", "common"])
@pytest.mark.parametrize("hostile", ['a"b', "a\\b", "a\x1bb", "a\xffb", 'a" 200 1 "'], ids=repr)
def test_a_hostile_host_or_target_forges_nothing(
    start_server: StartServer, form: str, hostile: str
) -> None:
    server = start_server(ACCESS_LOG=form, WORKERS=1)
    for head in (
        f"GET /x HTTP/1.1\r\nHost: {hostile}\r\n\r\n",
        f"GET /{hostile.replace(' ', '_')} HTTP/1.1\r\nHost: a\r\n\r\n",
    ):
        (answer,) = server.exchange(head.encode("latin-1"))
        assert answer.status in (400, 503)
    server.ask(target="/after")
    processes.eventually(lambda: "/after" in server.access_log, 3, "the log is written")
    raw = server.stdout_path.read_bytes()
    assert not re.search(rb"[\x00-\x09\x0b-\x1f\x7f]", raw), raw
    lines = raw.decode("utf-8").splitlines()
    if form == "json":
        assert all(isinstance(json.loads(line), dict) for line in lines)
    else:
        assert all(line.count('"') - line.count('\\"') in (2, 6) for line in lines), lines


def test_a_long_target_is_one_line(start_server: StartServer) -> None:
    server = start_server(ACCESS_LOG="json", WORKERS=1)
    server.ask(target="/" + '"' * 30_000)
    (line,) = lines_of(server, 1)
    json.loads(line)


def test_a_full_pipe_drops_lines_and_never_blocks_a_worker(start_server: StartServer) -> None:
    reading, writing = os.pipe()
    server = start_server(ACCESS_LOG="json", WORKERS=1, stdout=writing)
    os.close(writing)
    requests = 4000
    data = http1.request(target="/" + "p" * 100, headers=[FORWARDED])
    with server.client() as client:
        for _ in range(requests):
            client.send(data)
            assert client.answer().body == PLAIN
    time.sleep(1.2)
    assert server.ask().body == PLAIN
    server.stop()
    with os.fdopen(reading, "rb") as pipe:
        lines = pipe.read().splitlines()
    assert 0 < len(lines) < requests
    for line in lines:
        assert isinstance(json.loads(line), dict), "a line was torn"


def test_a_reader_that_goes_away_does_no_harm(start_server: StartServer) -> None:
    reading, writing = os.pipe()
    server = start_server(ACCESS_LOG="json", stdout=writing)
    os.close(writing)
    os.close(reading)
    workers = server.workers
    for _ in range(50):
        assert server.ask().body == PLAIN
    time.sleep(1.2)
    assert server.ask().body == PLAIN
    assert server.workers == workers


def test_lines_not_yet_written_are_written_at_shutdown(start_server: StartServer) -> None:
    server = start_server(ACCESS_LOG="json")
    server.ask(target="/last")
    server.stop()
    assert "/last" in server.access_log
