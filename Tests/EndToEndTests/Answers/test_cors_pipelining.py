"""What a request of another site's script says comes back in its own answer and in no other: while
a body is waited for, and in a pipeline."""

from __future__ import annotations

import itertools
import select
from collections.abc import Callable

import pytest

import http1
from harness import FORWARDED, PLAIN, Server
from listeners import connect, each_listener
from scripts import ORIGIN, PREFLIGHT, SIMPLE, allowance, ask

StartServer = Callable[..., Server]


@each_listener
@pytest.mark.parametrize("chunked", [False, True], ids=["length", "chunked"])
def test_an_answer_that_waits_for_its_body_keeps_its_lines(
    both: Server, listener: str, chunked: bool
) -> None:
    framing = "Transfer-Encoding: chunked" if chunked else "Content-Length: 8"
    body = b"8\r\n--body--\r\n0\r\n\r\n" if chunked else b"--body--"
    origins = [f"https://{number}.example.com" for number in range(8)]
    connections = [connect(both, listener) for _ in origins]
    try:
        for client, origin in zip(connections, origins):
            fields = [FORWARDED, f"Origin: {origin}", framing]
            client.send(http1.request("POST", "/api", fields))
        # All of one worker: somebody else's lines come in between.
        with connect(both, listener) as other:
            fields = [f"Origin: {ORIGIN}", "Access-Control-Request-Headers: x-other", *PREFLIGHT]
            assert ask(other, "OPTIONS", *fields).status == 204
        assert not select.select([client.socket for client in connections], [], [], 0.1)[0]
        for client, origin in reversed(list(zip(connections, origins))):
            client.send(body[:5])
            # The next request hangs on.
            client.send(body[5:] + http1.request(headers=[FORWARDED, "Origin: null"]))
            answer = client.answer()
            assert (answer.status, answer.body) == (503, PLAIN)
            assert allowance(answer) == SIMPLE | {"Access-Control-Allow-Origin": origin}
            assert allowance(client.answer())["Access-Control-Allow-Origin"] == "null"
            assert client.is_kept(0.05)
    finally:
        for client in connections:
            client.close()


def test_an_answer_whose_body_never_comes_has_its_lines(server: Server) -> None:
    with server.client() as client:
        fields = [FORWARDED, f"Origin: {ORIGIN}", "Content-Length: 20"]
        answer = client.ask("POST", "/", fields, b"half")
        assert (answer.closes, allowance(answer)) == (True, SIMPLE)
    # Nor does one wait for what is too large.
    with server.client() as client:
        answer = client.ask("POST", "/", [f"Origin: {ORIGIN}", f"Content-Length: {1 << 30}"])
        assert (answer.closes, allowance(answer)) == (True, SIMPLE)


def test_an_answer_in_the_middle_of_a_body_survives_what_others_do(server: Server) -> None:
    with server.client() as client:
        fields = [FORWARDED, f"Origin: {ORIGIN}", *PREFLIGHT, "Content-Length: 4"]
        client.send(http1.request("OPTIONS", "/", fields) + b"ab")
        for _ in range(20):
            assert server.ask(headers=["Origin: null"]).status == 503
        client.send(b"cd")
        answer = client.answer()
        assert answer.status == 204
        assert allowance(answer)["Access-Control-Allow-Origin"] == ORIGIN


@each_listener
@pytest.mark.parametrize("size", [None, 1, 50, 1448])
def test_pipelined_requests_of_different_origins_get_each_its_own(
    both: Server, listener: str, size: int | None
) -> None:
    asked = []
    origins = itertools.cycle([ORIGIN, None, "null", "https://a b", "http://localhost:3000"])
    for number, origin in zip(range(60), origins):
        method = ("GET", "OPTIONS", "POST", "HEAD")[number % 4]
        fields = [FORWARDED] + ([f"Origin: {origin}"] if origin else [])
        fields += [f"Access-Control-Request-Method: M{number}"] if method == "OPTIONS" else []
        fields += ["Content-Length: 3"] if method == "POST" else []
        data = http1.request(method, "/", fields, b"abc" if method == "POST" else b"")
        allowed = origin if origin and " " not in origin else None
        asked.append((method, allowed, number, data))
    data = b"".join(data for _, _, _, data in asked)
    with connect(both, listener) as client:
        for start in range(0, len(data), size or len(data)):
            client.send(data[start : start + (size or len(data))])
        for method, allowed, number, _ in asked:
            answer = client.answer(method)
            lines = allowance(answer)
            assert lines.get("Access-Control-Allow-Origin") == allowed
            is_leave = method == "OPTIONS" and allowed == ORIGIN
            assert answer.status == (204 if is_leave else 503)
            assert lines.get("Access-Control-Allow-Methods") == (f"M{number}" if is_leave else None)
        assert client.is_kept()


def test_the_longest_lines_in_a_long_pipeline_arrive_whole(start_server: StartServer) -> None:
    origin = "https://" + "a" * 504
    server = start_server(CORS=origin, WORKERS=1)
    fields = [
        FORWARDED,
        f"Origin: {origin}",
        f"Access-Control-Request-Method: {'M' * 2048}",
        f"Access-Control-Request-Headers: {'h' * 2048}",
    ]
    with server.client() as client:
        for count in (1, 10, 40):
            client.send(http1.request("OPTIONS", "/", fields) * count)
            for _ in range(count):
                lines = allowance(client.answer())
                assert lines["Access-Control-Allow-Origin"] == origin
                assert lines["Access-Control-Allow-Methods"] == "M" * 2048
                assert lines["Access-Control-Allow-Headers"] == "h" * 2048
        assert client.is_kept()
