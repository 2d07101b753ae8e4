"""Which connections are kept: under `auto` those of a proxy that decides per request, and none
else; pipelined requests are answered in order; bodies up to 64 KiB keep a connection in step."""

import select
import socket
from collections.abc import Callable

import pytest

import http1
from harness import FORWARDED, PLAIN, Server

StartServer = Callable[..., Server]
KIBIBYTE = 1024


@pytest.mark.parametrize(
    "field",
    [FORWARDED, "x-forwarded-for: ::1", "Forwarded: for=192.0.2.7", "Via: 1.1 proxy.example.com"],
)
def test_a_proxy_that_decides_per_request_keeps_its_connection(server: Server, field: str) -> None:
    with server.client() as client:
        for _ in range(5):
            answer = client.ask(headers=[field])
            assert answer.status == 503
            assert not answer.closes
        assert client.is_kept()


@pytest.mark.parametrize(
    "fields",
    [[], ["Connection: keep-alive"], ["X-Forwarded-Proto: https"], ["X-Real-IP: 192.0.2.7"]],
)
def test_everyone_else_is_let_go_after_one_answer(server: Server, fields: list[str]) -> None:
    (answer,) = server.exchange(http1.request(headers=fields) * 2)
    assert (answer.status, answer.body) == (503, PLAIN)
    assert answer.closes


def test_each_request_decides_anew_whether_its_connection_is_kept(server: Server) -> None:
    with server.client() as client:
        assert not client.ask(headers=[FORWARDED]).closes
        assert client.ask().closes
        assert client.rest() == b""


def test_on_keeps_every_connection(start_server: StartServer) -> None:
    with start_server(HTTP_KEEP_ALIVE="on").client() as client:
        for _ in range(3):
            assert not client.ask().closes
        assert client.is_kept()


def test_off_keeps_none(start_server: StartServer) -> None:
    (answer,) = start_server(HTTP_KEEP_ALIVE="off").exchange(http1.request(headers=[FORWARDED]))
    assert answer.closes


@pytest.mark.parametrize("option", ["close", "Close", "keep-alive, close", "TE, close"])
def test_a_client_that_says_close_is_closed(server: Server, option: str) -> None:
    (answer,) = server.exchange(http1.request(headers=[FORWARDED, f"Connection: {option}"]))
    assert answer.closes


def test_http_1_0_is_kept_only_when_it_asks_for_it(server: Server) -> None:
    with server.client() as client:
        fields = [FORWARDED, "Connection: keep-alive"]
        for _ in range(2):
            answer = client.ask(headers=fields, version="HTTP/1.0")
            assert (answer.header("Connection") or "").lower() == "keep-alive"
        assert client.ask(headers=[FORWARDED], version="HTTP/1.0").closes
        assert client.rest() == b""


def test_sixteen_pipelined_requests_are_answered_in_order(server: Server) -> None:
    methods = [("GET", "HEAD")[number * number % 7 % 2] for number in range(16)]
    with server.client() as client:
        client.send(b"".join(http1.request(method, headers=[FORWARDED]) for method in methods))
        for method in methods:
            answer = client.answer(method)
            assert (answer.status, answer.body) == (503, b"" if method == "HEAD" else PLAIN)
        assert client.is_kept()


@pytest.mark.parametrize("size", [1, 3, 50, 61, 64])
def test_pipelined_requests_cut_anywhere_are_all_answered(server: Server, size: int) -> None:
    data = b"".join(
        http1.request("POST", headers=[FORWARDED, "Content-Length: 3"], body=b"abc")
        for _ in range(16)
    )
    with server.client() as client:
        for start in range(0, len(data), size):
            client.send(data[start : start + size])
        for _ in range(16):
            assert client.answer().status == 503
        assert client.is_kept()


def test_a_pipeline_without_end_that_is_never_read_does_no_harm(server: Server) -> None:
    with server.client(timeout=2) as client:
        data = http1.request(headers=[FORWARDED]) * 500
        with pytest.raises(TimeoutError):
            for _ in range(4000):
                client.send(data)
        assert server.ask().status == 503


@pytest.mark.parametrize("length", [0, 1, 100, 16 * KIBIBYTE, 64 * KIBIBYTE])
def test_a_body_up_to_64_kibibytes_is_discarded_and_the_connection_kept(
    server: Server, length: int
) -> None:
    with server.client() as client:
        for _ in range(3):
            fields = [FORWARDED, f"Content-Length: {length}"]
            answer = client.ask("POST", headers=fields, body=b"b" * length)
            assert (answer.status, answer.closes) == (503, False)
        assert client.is_kept()


def test_the_answer_waits_for_a_small_body_and_the_connection_stays_in_step(
    server: Server,
) -> None:
    with server.client() as client:
        for _ in range(3):
            client.send(http1.request("POST", headers=[FORWARDED, "Content-Length: 20"]))
            assert not select.select([client.socket], [], [], 0.2)[0]
            # Taken for a request if the answer came first and the body never.
            client.send(b"GET / HTTP/1.1\r\n")
            client.send(b"\r\n\r\n")
            answer = client.answer("POST")
            assert (answer.status, answer.closes) == (503, False)
        assert client.is_kept()


def test_a_small_body_that_doesn_t_come_is_answered_soon_and_costs_the_connection(
    server: Server,
) -> None:
    with server.client() as client:
        answer = client.ask("POST", headers=[FORWARDED, "Content-Length: 20"], body=b"half")
        assert (answer.status, answer.closes) == (503, True)
        client.send(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        assert client.rest() == b""


def test_a_client_that_ends_before_its_body_does_is_answered(server: Server) -> None:
    with server.client() as client:
        client.send(http1.request("POST", headers=[FORWARDED, "Content-Length: 20"]) + b"half")
        client.socket.shutdown(socket.SHUT_WR)
        answer = client.answer("POST")
        assert (answer.status, answer.closes) == (503, True)


def test_a_body_larger_than_64_kibibytes_closes(server: Server) -> None:
    length = 64 * KIBIBYTE + 1
    (answer,) = server.exchange(
        http1.request("POST", headers=[FORWARDED, f"Content-Length: {length}"], body=b"b" * length)
    )
    assert answer.closes


def test_a_chunked_body_with_extension_and_trailer_keeps_the_connection(server: Server) -> None:
    body = b'5;name="v;"\r\nhello\r\n00A\r\n0123456789\r\n0\r\nX-Trailer: 1\r\n\r\n'
    fields = [FORWARDED, "Transfer-Encoding: Chunked"]
    with server.client() as client:
        for _ in range(3):
            answer = client.ask("POST", headers=fields, body=body)
            assert (answer.status, answer.closes) == (503, False)
        assert client.is_kept()


@pytest.mark.parametrize("size", [1, 64 * KIBIBYTE + 1, 100_000, 1_000_000])
def test_a_chunked_body_larger_than_64_kibibytes_ends_the_connection(
    server: Server, size: int
) -> None:
    if size == 1:
        body = b"1\r\nb\r\n" * (64 * KIBIBYTE + 1) + b"0\r\n\r\n"
    else:
        body = b"%x\r\n%s\r\n0\r\n\r\n" % (size, b"b" * size)
    fields = [FORWARDED, "Transfer-Encoding: chunked"]
    (answer,) = server.exchange(
        http1.request("POST", headers=fields, body=body + http1.request(headers=[FORWARDED]))
    )
    assert answer.status == 503


@pytest.mark.parametrize("part", ["extension", "trailers"])
def test_what_surrounds_a_chunked_body_is_bounded_too(server: Server, part: str) -> None:
    body = {
        "extension": b"5;" + b"e" * 70_000 + b"\r\nhello\r\n0\r\n\r\n",
        "trailers": b"0\r\n" + b"X-Trailer: 1\r\n" * 20_000 + b"\r\n",
    }[part]
    fields = [FORWARDED, "Transfer-Encoding: chunked"]
    (answer,) = server.exchange(
        http1.request("POST", headers=fields, body=body + http1.request(headers=[FORWARDED]))
    )
    assert answer.status in (400, 431, 503)
