"""Every request gets the same answer: 503, the headers of the specification and no other, and
`Under maintenance`, whatever its method, path, version or conditions are."""

import re
import socket
import subprocess
import time
from email.utils import parsedate_to_datetime

import pytest

from harness import FORWARDED, PLAIN, Server

EXPECTED = {
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Length": "17",
    "Retry-After": "300",
    "Cache-Control": "no-store",
    "X-Maintenance-Mode": "1",
    "X-Content-Type-Options": "nosniff",
    "Vary": "Accept",
    "Connection": "close",
}
IMF_FIXDATE = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT"
)


def curl(*arguments: str) -> bytes:
    completed = subprocess.run(
        ["curl", "--silent", "--show-error", "--max-time", "5", *arguments],
        capture_output=True,
    )
    assert completed.returncode == 0, completed.stderr
    return completed.stdout


def test_curl_sees_exactly_the_specified_headers_and_body(server: Server) -> None:
    head, _, body = curl("-i", f"{server.url}/any/path").partition(b"\r\n\r\n")
    status_line, *lines = head.decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    assert len(headers) == len(lines)
    assert status_line == "HTTP/1.1 503 Service Unavailable"
    assert body == PLAIN
    date = headers.pop("Date")
    assert IMF_FIXDATE.fullmatch(date)
    assert abs(parsedate_to_datetime(date).timestamp() - time.time()) < 3
    assert headers == EXPECTED


@pytest.mark.parametrize(
    "arguments",
    [
        ["-X", "POST", "-d", "a=b"],
        ["-X", "PUT", "-d", "content"],
        ["-X", "PATCH", "-d", "{}"],
        ["-X", "DELETE"],
        ["-X", "TRACE"],
        ["-X", "PROPFIND"],
        ["-X", "X-UNKNOWN"],
        ["-X", "OPTIONS", "--request-target", "*"],
        ["--http1.0"],
        ["-H", "Range: bytes=0-3"],
        ["-H", "If-None-Match: *"],
        ["-H", "If-Modified-Since: Wed, 21 Oct 2099 07:28:00 GMT"],
        ["-H", "If-Match: \"x\""],
        ["-H", "Accept: image/png"],
        ["-H", "Upgrade: h2c", "-H", "Connection: Upgrade, HTTP2-Settings"],
        [
            *("-H", "Upgrade: websocket", "-H", "Connection: Upgrade"),
            *("-H", "Sec-WebSocket-Version: 13", "-H", "Sec-WebSocket-Key: AAAAAAAA"),
        ],
    ],
    ids=lambda arguments: " ".join(arguments)[:40],
)
def test_every_kind_of_request_gets_the_same_answer(server: Server, arguments: list[str]) -> None:
    output = curl("-i", *arguments, f"{server.url}/")
    assert output.startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
    assert output.endswith(b"\r\n\r\n" + PLAIN)
    lowered = output.lower()
    for absent in (b"\r\nserver:", b"\r\netag:", b"\r\nupgrade:", b"\r\nallow:", b"\r\nlocation:"):
        assert absent not in lowered


@pytest.mark.parametrize(
    "target",
    [
        "/",
        "//x",
        "/a/../b",
        "/../../etc/passwd",
        "/favicon.ico",
        "/robots.txt",
        "/under-maintenance.html",
        "/healthz",
        "/%00%ff?q=%zz&a[]=b#",
        "/" + "a" * 8000,
        "http://other.example.com/absolute",
        "/\u00fc\u00df",
    ],
    ids=lambda target: target[:30],
)
def test_every_target_gets_the_same_answer(server: Server, target: str) -> None:
    (answer,) = server.exchange(f"GET {target} HTTP/1.1\r\nHost: a\r\n\r\n".encode("utf-8"))
    assert (answer.status, answer.body) == (503, PLAIN)


def test_head_gets_the_same_head_and_no_body(server: Server) -> None:
    with server.client() as client:
        client.send(b"HEAD / HTTP/1.1\r\nHost: a\r\n\r\n")
        received = client.rest()
    head, separator, body = received.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 503 ") and separator
    assert b"\r\nContent-Length: 17" in head
    assert body == b""


def test_connect_is_refused_with_the_answer_and_opens_no_tunnel(server: Server) -> None:
    data = b"CONNECT db.example.com:443 HTTP/1.1\r\nHost: db.example.com:443\r\n"
    tunnelled = b"GET /inside HTTP/1.1\r\nHost: a\r\n\r\n"
    (answer,) = server.exchange(data + b"\r\n" + tunnelled)
    assert (answer.status, answer.body) == (503, PLAIN)


def test_http_1_0_needs_no_host_and_is_closed(server: Server) -> None:
    (answer,) = server.exchange(b"GET / HTTP/1.0\r\n\r\n")
    assert (answer.status, answer.body) == (503, PLAIN)
    assert answer.closes


def test_up_to_four_empty_lines_before_a_request_are_skipped(server: Server) -> None:
    (answer,) = server.exchange(b"\r\n" * 4 + b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    assert answer.status == 503


def test_a_request_in_single_bytes_is_answered(server: Server) -> None:
    with server.client() as client:
        for byte in b"GET /slow HTTP/1.1\r\nHost: a\r\n\r\n":
            client.send(bytes([byte]))
            time.sleep(0.002)
        assert client.answer().status == 503


def test_two_hundred_fields_and_a_head_of_sixty_kilobytes_are_taken(server: Server) -> None:
    fields = [f"X-Field-{number}: {'v' * 290}" for number in range(199)]
    assert server.ask(headers=fields).status == 503


def test_an_answer_to_a_proxy_carries_no_connection_close(server: Server) -> None:
    answer = server.ask(headers=[FORWARDED])
    assert answer.header("Connection") in (None, "keep-alive")


def test_a_client_that_shuts_its_sending_side_still_gets_the_answer(server: Server) -> None:
    with server.client() as client:
        client.send(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        client.socket.shutdown(socket.SHUT_WR)
        assert client.rest().endswith(PLAIN)
