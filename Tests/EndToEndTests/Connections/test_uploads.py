"""Uploads: the answer comes before the body, and no client gets a reset instead of it, be it
curl, requests, a client that writes everything before it reads, nginx or HAProxy."""

import itertools
import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

import http1
from harness import FORWARDED, PLAIN, Server, free_port
from proxies import Proxy

MEBIBYTE = b"u" * (1 << 20)
# Megabytes: nearly as much as is read, and more than anybody keeps in buffers.
UPLOAD = 100
SMALLER = 20


@pytest.fixture(scope="module")
def upload_files(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """Of each size, without taking its room on disk."""
    folder = tmp_path_factory.mktemp("upload")
    files = {size: folder / f"{size}-megabytes" for size in (UPLOAD, SMALLER)}
    for size, file in files.items():
        file.touch()
        os.truncate(file, size << 20)
    return files


@pytest.fixture(params=["direct", "nginx", "nginx unbuffered", "haproxy"])
def entry(request: pytest.FixtureRequest, server: Server, start_proxy: Callable[..., Proxy]) -> int:
    """The port of the server itself, or of a real proxy in front of it."""
    if request.param == "direct":
        return server.port
    port = free_port()
    if request.param == "haproxy":
        start_proxy("haproxy", f"backend app\n    server maint 127.0.0.1:{server.port}", port)
        return port
    buffering = "off" if "unbuffered" in request.param else "on"
    location = f"proxy_http_version 1.1; proxy_request_buffering {buffering};"
    start_proxy(
        "nginx", f"location / {{ {location} proxy_pass http://127.0.0.1:{server.port}; }}", port
    )
    return port


def chunked(megabytes: int) -> Iterator[bytes]:
    for _ in range(megabytes):
        yield b"%x\r\n%s\r\n" % (len(MEBIBYTE), MEBIBYTE)
    yield b"0\r\n\r\n"


def write_everything_then_read(
    server: Server, head: list[str], pieces: Iterator[bytes]
) -> http1.Answer:
    """A client that looks at the connection only when it has nothing left to write."""
    with server.client(timeout=15) as client:
        client.send(http1.request("PUT", "/upload", head))
        for piece in pieces:
            client.send(piece)
        client.buffer += client.rest()
        return client.answer()


def test_curl_gets_the_answer_to_an_upload(entry: int, upload_files: dict[int, Path]) -> None:
    for method, framing, expect in itertools.product(
        ("PUT", "POST"), ("length", "chunked"), ("Expect:", "Expect: 100-continue")
    ):
        size = UPLOAD if (method, expect) == ("PUT", "Expect:") else SMALLER
        coding = ["-H", "Transfer-Encoding: chunked"] if framing == "chunked" else []
        completed = subprocess.run(
            ["curl", "-sS", "--max-time", "20", "-X", method, "-T", str(upload_files[size])]
            + ["-H", expect, *coding, "-w", " %{http_code}", f"http://127.0.0.1:{entry}/upload"],
            capture_output=True,
        )
        case = (method, framing, expect, completed.stderr)
        assert completed.returncode == 0, case
        assert completed.stdout == PLAIN + b" 503", case


def test_requests_gets_the_answer_to_an_upload(entry: int, upload_files: dict[int, Path]) -> None:
    for framing, size in (("length", UPLOAD), ("chunked", SMALLER)):
        with upload_files[size].open("rb") as file:
            data = file if framing == "length" else iter(lambda: file.read(1 << 18), b"")
            answer = requests.put(f"http://127.0.0.1:{entry}/upload", data=data, timeout=20)
        assert (answer.status_code, answer.content) == (503, PLAIN), framing


@pytest.mark.parametrize("forwarded", [[], [FORWARDED]], ids=["client", "proxy"])
@pytest.mark.parametrize("megabytes", [1, 15, UPLOAD])
def test_a_client_that_writes_all_before_it_reads_gets_the_answer_and_no_reset(
    server: Server, megabytes: int, forwarded: list[str]
) -> None:
    length = f"Content-Length: {megabytes << 20}"
    pieces = (MEBIBYTE for _ in range(megabytes))
    answer = write_everything_then_read(server, [*forwarded, length], pieces)
    assert (answer.status, answer.body, answer.closes) == (503, PLAIN, True)


@pytest.mark.parametrize("megabytes", [1, 15, UPLOAD])
def test_a_client_that_writes_all_chunks_before_it_reads_gets_the_answer_and_no_reset(
    server: Server, megabytes: int
) -> None:
    head = ["Transfer-Encoding: chunked"]
    answer = write_everything_then_read(server, head, chunked(megabytes))
    assert (answer.status, answer.body) == (503, PLAIN)


def test_expect_100_continue_gets_the_final_answer_and_never_100(server: Server) -> None:
    with server.client() as client:
        answer = client.ask(
            "PUT", headers=["Expect: 100-continue", f"Content-Length: {UPLOAD << 20}"]
        )
        assert (answer.status, answer.body) == (503, PLAIN)


def test_the_answer_does_not_wait_for_the_body(server: Server) -> None:
    with server.client() as client:
        answer = client.ask("POST", headers=["Content-Length: 5"])
        assert answer.status == 503


@pytest.mark.long
def test_senders_without_an_end_are_cut_off_in_bounded_time(server: Server) -> None:
    ended: dict[float, float] = {}

    def send_on(pause: float) -> None:
        # Without a pause it comes to an end by how much it sends, in pieces that take no time.
        chunk = b"400\r\n%s\r\n" % MEBIBYTE[:1024] * (1 if pause else 256)
        started = time.monotonic()
        with server.client(timeout=15) as client:
            try:
                client.send(http1.request("POST", "/", ["Transfer-Encoding: chunked"]))
                while time.monotonic() < started + 20:
                    client.send(chunk)
                    time.sleep(pause)
            except (BrokenPipeError, ConnectionResetError):
                ended[pause] = time.monotonic() - started

    threads = [threading.Thread(target=send_on, args=(pause,)) for pause in (0, 0.01, 0.5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(25)
    assert len(ended) == 3, f"some still send: {ended}"
    assert max(ended.values()) < 13


def test_a_sender_that_falls_silent_is_cut_off_after_two_seconds(server: Server) -> None:
    with server.client() as client:
        assert client.ask("POST", headers=["Content-Length: 100000"]).closes
        # The end of the answers comes at once; the descriptor goes when the silence is over.
        assert client.rest() == b""
        started = time.monotonic()
        server.assert_at_rest()
        assert time.monotonic() - started < 4
