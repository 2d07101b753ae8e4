"""Uploads by way of a unix socket: the answer comes before the body, and what is left of the body
is thrown away there as it is over TCP, so that neither proxy nor client gets a reset instead."""

import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import http1
import processes
from harness import PLAIN, Server, free_port
from proxies import Proxy

UPLOADS = 40
MEGABYTES = 3
KIBIBYTE_64 = b"u" * (1 << 16)


@pytest.fixture
def server(tmp_path: Path, start_server: Callable[..., Server]) -> Server:
    path = str(tmp_path / "socket")
    return start_server(address=path, HTTP_LISTEN=f"unix:{path}")


@pytest.fixture(params=["nginx", "haproxy"])
def entry(request: pytest.FixtureRequest, server: Server, start_proxy: Callable[..., Proxy]) -> int:
    """The port of a proxy that passes a body on while it comes."""
    port = free_port()
    if request.param == "haproxy":
        start_proxy("haproxy", f"backend app\n    server maint unix@{server.address}", port)
    else:
        location = "proxy_http_version 1.1; proxy_request_buffering off;"
        location += f" proxy_pass http://unix:{server.address}:/;"
        start_proxy("nginx", f"location / {{ {location} }}", port)
    return port


def streamed(framing: str) -> Iterator[bytes]:
    yield http1.request(
        "PUT",
        "/upload",
        ["Transfer-Encoding: chunked"]
        if framing == "chunked"
        else [f"Content-Length: {MEGABYTES << 20}"],
    )
    for _ in range(MEGABYTES * 16):
        yield b"10000\r\n%s\r\n" % KIBIBYTE_64 if framing == "chunked" else KIBIBYTE_64
    if framing == "chunked":
        yield b"0\r\n\r\n"


def upload(address: http1.Address, framing: str) -> http1.Answer:
    """A client that looks at the connection only when it has nothing left to write."""
    with http1.Client(address, timeout=15) as client:
        for piece in streamed(framing):
            client.send(piece)
        return client.answer()


@pytest.mark.parametrize("framing", ["length", "chunked"])
def test_every_streamed_upload_through_a_proxy_gets_the_answer(entry: int, framing: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(lambda _: upload(("127.0.0.1", entry), framing), range(UPLOADS))
        )
    assert {(answer.status, answer.body) for answer in answers} == {(503, PLAIN)}


@pytest.mark.parametrize("framing", ["length", "chunked"])
def test_a_client_that_writes_all_before_it_reads_gets_the_answer_and_no_reset(
    server: Server, framing: str
) -> None:
    for _ in range(5):
        answer = upload(server.address, framing)
        assert (answer.status, answer.body) == (503, PLAIN)


def test_a_sender_that_stops_half_way_is_let_go(server: Server) -> None:
    before = processes.descriptors(server.workers[0])
    with http1.Client(server.address) as client:
        client.send(http1.request("PUT", "/", [f"Content-Length: {MEGABYTES << 20}"]))
        client.send(KIBIBYTE_64)
        assert client.answer().closes
        client.socket.shutdown(socket.SHUT_WR)
        assert client.rest() == b""
    processes.eventually(
        lambda: processes.descriptors(server.workers[0]) <= before, 2, "the descriptor goes at once"
    )
