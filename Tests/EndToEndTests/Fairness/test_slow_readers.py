"""An answer of which less than 1 KiB leaves in 30 seconds is given up, over HTTP/1 and HTTP/2 alike;
who takes more than that is waited for."""

import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import floods
import http1
from harness import Server

PAGE = http1.request(headers=["Accept: */*"])


def read_slowly(
    client: http1.Client, amount: int, pause: float, seconds: float, sends: bytes = b""
) -> float:
    """Reads so many bytes at a time; after how many seconds the server has ended it, else inf."""
    began = time.monotonic()
    while time.monotonic() < began + seconds:
        try:
            if sends:
                client.socket.sendall(sends)
            if amount and not client.socket.recv(amount):
                return time.monotonic() - began
        except TimeoutError:
            pass
        except OSError:
            return time.monotonic() - began
        end = time.monotonic() + pause
        while time.monotonic() < end:
            # Closed or reset, with what came before unread.
            if client.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] != 1:
                return time.monotonic() - began
            time.sleep(0.1)
    return float("inf")


@pytest.mark.long
@pytest.mark.timeout(120)
def test_who_takes_next_to_nothing_is_given_up(
    start_server: Callable[..., Server], tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(b"x" * 16_000_000)
    server = start_server(CUSTOM_FILE_PATH=page, WORKERS=1)
    narrow = floods.PREFACE + floods.settings((4, 0)) + floods.get(1, b"*/*")
    ping = floods.frame(floods.PING, 0, 0, b"12345678")
    # What is sent at first, what every fifth second, bytes read then, whether it is given up.
    cases = {
        "reads nothing": (PAGE, b"", 0, True),
        "a byte now and then": (PAGE, b"", 1, True),
        "fifty bytes now and then": (PAGE, b"", 50, True),
        "ten KiB now and then": (PAGE, b"", 10_240, False),
        "HTTP/2, reads nothing": (floods.WIDE + floods.get(1, b"*/*"), b"", 0, True),
        "HTTP/2, ten KiB now and then": (floods.WIDE + floods.get(1, b"*/*"), b"", 10_240, False),
        "HTTP/2, a window of 0": (narrow, b"", 65_536, True),
        "HTTP/2, a window of 0 and PINGs": (narrow, ping * 20, 65_536, True),
        "HTTP/2, a window of a byte": (narrow, floods.window_update(1, 1), 65_536, True),
        "HTTP/2, a window of 1 KiB": (narrow, floods.window_update(1, 1024), 65_536, False),
    }
    ended: dict[str, float] = {}

    def watch(name: str) -> None:
        first, sends, amount, _ = cases[name]
        with server.client() as client:
            client.socket.close()
            client.socket = socket.socket()
            client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.socket.settimeout(0.2)
            client.socket.connect(server.address)
            client.send(first)
            ended[name] = read_slowly(client, amount, 5, 44, sends)

    threads = [threading.Thread(target=watch, args=[name]) for name in cases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print({name: round(seconds, 1) for name, seconds in ended.items()})
    for name, (_, _, _, is_given_up) in cases.items():
        if is_given_up:
            assert 28 < ended[name] < 43, name
        else:
            assert ended[name] == float("inf"), name


@pytest.mark.long
@pytest.mark.timeout(120)
def test_one_stuck_answer_of_http2_ends_alone(
    start_server: Callable[..., Server], tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(b"x" * 16_000_000)
    server = start_server(CUSTOM_FILE_PATH=page, WORKERS=1)
    with server.client() as client:
        client.send(
            floods.PREFACE + floods.settings((4, 0))
            + floods.window_update(0, (1 << 31) - 1 - 65_535)
            + floods.get(1, b"*/*") + floods.get(3, b"*/*"))
        client.socket.settimeout(0.5)
        resets, moved = {}, 0
        began = time.monotonic()
        while time.monotonic() < began + 66:
            client.send(floods.window_update(3, 2048))
            try:
                chunk = client.socket.recv(1 << 16)
            except TimeoutError:
                continue
            assert chunk, f"ended after {time.monotonic() - began:.0f} s"
            client.buffer += chunk
            while len(client.buffer) >= 9:
                length = int.from_bytes(client.buffer[:3], "big")
                if len(client.buffer) < 9 + length:
                    break
                kind, stream = client.buffer[3], int.from_bytes(client.buffer[5:9], "big")
                if kind == floods.RESET:
                    resets[stream] = time.monotonic() - began
                moved += length if kind == floods.DATA and stream == 3 else 0
                del client.buffer[: 9 + length]
            time.sleep(0.5)
    assert set(resets) == {1} and 28 < resets[1] < 64, resets
    assert moved > 100_000
