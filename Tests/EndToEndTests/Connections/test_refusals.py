"""What is malformed is refused with one plain answer and a close, never guessed at: nothing that
follows a refused request on its connection is taken for a request."""

import os
import random
import socket
from collections.abc import Callable

import pytest

import http1
import processes
from harness import FORWARDED, Server
from malformed import BROKEN_CHUNKS, REFUSED, head, line
from proxy_headers import HEADERS
from refusals import assert_refused

CLIENT_HELLO = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(512)


@pytest.mark.parametrize("data", REFUSED.values(), ids=REFUSED)
def test_a_malformed_request_is_answered_400_and_closed(server: Server, data: bytes) -> None:
    answers = server.exchange(data + http1.request(headers=[FORWARDED]))
    assert len(answers) == 1
    assert_refused(answers[0], 400)


@pytest.mark.parametrize("chunks", BROKEN_CHUNKS.values(), ids=BROKEN_CHUNKS)
@pytest.mark.parametrize("late", [False, True], ids=["with its head", "after the answer"])
def test_a_broken_chunked_body_gets_one_answer_and_ends_the_connection(
    server: Server, chunks: bytes, late: bool
) -> None:
    request = head("Transfer-Encoding: chunked")
    chunks += b"0\r\n\r\n" + http1.request(headers=[FORWARDED])
    with server.client() as client:
        client.send(request if late else request + chunks)
        if late:
            assert client.answer().status == 503
            client.send(chunks)
            assert client.rest() == b""
        else:
            client.buffer += client.rest()
            assert client.answer().status in (400, 503)
            assert not client.buffer


def test_connections_of_every_kind_get_their_own_answers_and_nobody_elses(
    start_server: Callable[..., Server],
) -> None:
    server = start_server(WORKERS=1)
    body = head("Transfer-Encoding: chunked")
    kinds = [(data, [400]) for data in REFUSED.values()]
    kinds += [(body + chunks, [503]) for chunks in BROKEN_CHUNKS.values()]
    kinds.append((http1.request(headers=[FORWARDED]) + CLIENT_HELLO, [503, 400]))
    kinds += [(http1.request(), [503])] * len(kinds)
    for turn in range(3):
        random.Random(turn).shuffle(kinds)
        for data, statuses in kinds:
            answers = server.exchange(data)
            assert [answer.status for answer in answers] == statuses, (data, answers)


@pytest.mark.parametrize("version", ["HTTP/2.0", "HTTP/0.9", "HTTP/3.0", "HTTP/9.9"])
def test_another_version_is_answered_505_and_closed(server: Server, version: str) -> None:
    (answer,) = server.exchange(line(f"GET / {version}"))
    assert_refused(answer, 505)


@pytest.mark.parametrize(
    "data",
    [
        head(*[f"X-Field-{number}: 1" for number in range(201)]),
        head("X-Long: " + "v" * 65536),
        line(f"GET /{'a' * 65536} HTTP/1.1"),
        b"GET / HTTP/1.1\r\nX-Endless: " + b"v" * 200_000,
    ],
    ids=["201 fields", "a long field", "a long target", "a field without end"],
)
def test_a_head_past_the_limits_is_answered_431_and_closed(server: Server, data: bytes) -> None:
    (answer,) = server.exchange(data)
    assert_refused(answer, 431)


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"HEAD / HTTP/1.1\r\n\r\n", 400),
        (line("HEAD / HTTP/9.9"), 505),
        (http1.request("HEAD", headers=["X-Long: " + "v" * 65536]), 431),
        (http1.request("HEAD", headers=["Transfer-Encoding: x"]), 501),
        (http1.request("HEAD", headers=["A : b"]), 400),
    ],
)
def test_no_refusal_of_a_head_has_a_body(server: Server, data: bytes, status: int) -> None:
    with server.client() as client:
        client.send(data)
        client.socket.shutdown(socket.SHUT_WR)
        answer = client.answer("HEAD")
        assert answer.status == status and int(answer.header("Content-Length")) > 0
        client.ends_within(3)
        assert not client.buffer


@pytest.mark.parametrize("header", ["v1 TCP4", "v1 TCP6", "v1 UNKNOWN", "v2 TCP4", "v2 LOCAL"])
@pytest.mark.parametrize("kind", ["http", "https"])
def test_a_proxy_header_that_nobody_expects_is_told_once(
    start_tls_server: Callable[..., Server], kind: str, header: str
) -> None:
    server = start_tls_server(WORKERS=1)
    address = server.address if kind == "http" else server.tls_address
    for _ in range(3):
        with http1.Client(address) as client:
            client.send(HEADERS[header][0] + (CLIENT_HELLO if kind == "https" else b"GET / "))
            client.ends_within(3)
    server.wait_for_lines("proxy-header-refused")
    (told,) = server.lines("proxy-header-refused", 1)
    assert f"UNDER_MAINTENANCE_{kind.upper()}_PROXY_PROTOCOL=required" in told


def test_transfer_encoding_in_http_1_0_never_leaves_a_kept_connection(server: Server) -> None:
    fields = [FORWARDED, "Connection: keep-alive", "Transfer-Encoding: chunked"]
    data = http1.request("POST", "/", fields, b"0\r\n\r\n", version="HTTP/1.0")
    (answer,) = server.exchange(data + http1.request(headers=[FORWARDED]))
    assert answer.status in (400, 503)
    assert answer.closes


def test_client_hellos_on_the_plain_port_are_closed_with_one_log_line(server: Server) -> None:
    before = server.log.count("\n")
    for _ in range(20):
        with server.client() as client:
            client.send(CLIENT_HELLO)
            client.ends_within(3)
    processes.eventually(lambda: server.log.count("\n") > before, 2, "a log line")
    lines = server.log.splitlines()[before:]
    assert len(lines) <= len(server.workers), lines
    assert "TLS" in lines[0] or "tls" in lines[0]


def test_noise_is_never_answered_with_503_and_does_no_harm(server: Server) -> None:
    for _ in range(100):
        noise = os.urandom(200).replace(b"\x16", b"\x17", 1) + b"\r\n\r\n"
        assert all(answer.status in (400, 431, 505) for answer in server.exchange(noise))
    assert server.ask().status == 503
