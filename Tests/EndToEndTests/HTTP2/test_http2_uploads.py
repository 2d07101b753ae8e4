"""Uploads are answered before they end, and read to their end: no client sees a reset before its
answer, whatever it sends and whenever it reads."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

import http2
from harness import PLAIN, Server

StartServer = Callable[..., Server]
MEBIBYTE = 1 << 20
SIZES = [0, 1, 16_383, 16_384, 65_535, 65_536, 3 * MEBIBYTE, 20 * MEBIBYTE]


@pytest.fixture
def server(start_tls_server: StartServer) -> Server:
    return start_tls_server(HTTP2="on", WORKERS=1)


@pytest.fixture(params=["h2c", "h2"])
def url(request: pytest.FixtureRequest, server: Server) -> str:
    if request.param == "h2c":
        return f"{server.url}/form"
    return f"https://localhost:{server.tls_address[1]}/form"


def file_of(directory: Path, size: int) -> Path:
    file = directory / "upload"
    with file.open("wb") as content:
        content.truncate(size)
    return file


def run(*command: object) -> str:
    completed = subprocess.run(
        list(map(str, command)),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert completed.returncode == 0, completed.stderr[-2000:]
    return completed.stdout


def test_by_frames(server: Server) -> None:
    def upload(size: int) -> None:
        with http2.connect(server.address, timeout=20) as client:
            client.ping()
            for fields in ([], [f"Content-Length: {size}"]):
                stream = client.open("POST", "/form", fields, ends=False)
                client.upload(stream, bytes(size))
                assert client.answer(stream).body == PLAIN, size
                client.is_kept(0.05)
                assert client.answers[stream].reset is None, size
                if client.goaways:
                    break
            client.rest()
            assert {farewell.error_code for farewell in client.goaways} == {0}, size

    with ThreadPoolExecutor() as clients:
        list(clients.map(upload, SIZES))


def curl(url: str, *options: object) -> str:
    version = "--http2" if url.startswith("https") else "--http2-prior-knowledge"
    what = "%{http_code} %{http_version} %{size_upload}"
    return run(
        *("curl", "--silent", "--show-error", "--insecure", version, "--noproxy", "*"),
        *("--output", "/dev/null", "--write-out", what, *options, url),
    )


def test_by_curl(url: str, tmp_path: Path) -> None:
    for size in SIZES:
        file = file_of(tmp_path, size)
        for method in ("POST", "PUT"):
            options = ("--request", method, "--data-binary", f"@{file}")
            assert curl(url, *options).split()[:2] == ["503", "2"], (method, size)
        assert curl(url, "--form", f"file=@{file}").split()[:2] == ["503", "2"], size


@pytest.mark.long
def test_200_megabytes_by_curl(url: str, tmp_path: Path) -> None:
    """More than is read: its answer has come before the stream ends."""
    file = file_of(tmp_path, 200_000_000)
    assert curl(url, "--upload-file", file).split()[:2] == ["503", "2"]


@pytest.mark.long
def test_200_megabytes_by_nghttp(url: str, tmp_path: Path) -> None:
    file = file_of(tmp_path, 200_000_000)
    printed = run("nghttp", "--no-verify-peer", "--stat", "--null-out", f"--data={file}", url)
    assert " 503 " in printed, printed


@pytest.mark.long
def test_60_megabytes_by_httpx(url: str) -> None:
    """Half of what is read: it takes a stream that ends before its body for an error, and is slow."""
    pieces = (bytes(65_536) for _ in range(60_000_000 // 65_536))
    with httpx.Client(http1=False, http2=True, verify=False, trust_env=False) as client:
        answer = client.post(url, content=pieces, timeout=60)
    assert (answer.status_code, answer.content) == (503, PLAIN)


def test_by_httpx(url: str) -> None:
    # It is slow with large ones, and the largest have a test of their own.
    for size in SIZES[:-1]:
        # In pieces: it copies the rest of one for each frame.
        pieces = [bytes(min(65_536, size - start)) for start in range(0, size, 65_536)]
        for content in (iter(pieces), b"".join(pieces)[:MEBIBYTE]):
            with httpx.Client(http1=False, http2=True, verify=False, trust_env=False) as client:
                answer = client.post(url, content=content, timeout=20)
            assert (answer.status_code, answer.content) == (503, PLAIN), size


def test_by_nghttp(url: str, tmp_path: Path) -> None:
    for size in SIZES:
        file = file_of(tmp_path, size)
        printed = run("nghttp", "--no-verify-peer", "--stat", "--null-out", f"--data={file}", url)
        assert " 503 " in printed, (size, printed)


@pytest.mark.parametrize("size", [0, 5, 65_536])
def test_the_answer_to_a_small_form_follows_it(server: Server, size: int) -> None:
    """A proxy whose own client speaks HTTP/1 resets that one when the answer comes first."""
    with http2.connect(server.address) as client:
        began = time.monotonic()
        stream = client.open("POST", "/form", [f"Content-Length: {size}"], ends=False)
        # What is asked meanwhile doesn't wait for it.
        assert client.ask("GET", "/").body == PLAIN
        client.ping()
        # On a machine that is busy for a second it is too late to ask.
        assert stream not in client.answers or time.monotonic() - began > 0.9
        client.upload(stream, bytes(size))
        assert client.answer(stream).body == PLAIN
        assert client.answers[stream].reset is None


def test_a_small_form_that_never_comes_is_answered_all_the_same(server: Server) -> None:
    with http2.connect(server.address) as client:
        streams = [client.open("POST", "/", ["Content-Length: 5"], ends=False) for _ in range(3)]
        for stream in streams:
            assert client.answer(stream).body == PLAIN


@pytest.mark.parametrize("fields", [[], ["Content-Length: 65537"]], ids=["unknown", "large"])
def test_other_bodies_are_not_waited_for(server: Server, fields: list[str]) -> None:
    """gRPC's are of no length that is known, and their clients may wait for the answer to end them."""
    with http2.connect(server.address) as client:
        stream = client.open("POST", "/", fields, ends=False)
        client.ping()
        assert client.answers[stream].body == PLAIN


def test_five_at_once(server: Server) -> None:
    """envoyproxy/envoy#44749, curl/curl#986."""
    with http2.connect(server.address, timeout=20) as client:
        client.ping()
        streams = [client.open("POST", "/form", ends=False) for _ in range(5)]
        for stream in streams:
            client.upload(stream, bytes(MEBIBYTE))
        for stream in streams:
            assert client.answer(stream).body == PLAIN
            assert client.answers[stream].reset is None
