"""nghttpx over HTTP/2 to an address where the application and the maintenance page take turns, as when
one container is replaced by the other: its clients follow, and none is stuck."""

from __future__ import annotations

import http.client
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import processes
from deployments import accepts, end
from harness import PLAIN, Server, free_port
from proxies import Proxy

NGHTTPX = """
frontend=127.0.0.1,{port};no-tls
backend=127.0.0.1,{backend};;proto=h2
workers=1
accesslog-file=/dev/null
errorlog-file=/dev/null
"""
FILE = b"application"


class Swapped:
    """The address, and who is there."""

    def __init__(self, directory: Path, start_server: Callable[..., Server]) -> None:
        self.port = free_port()
        self._start_server = start_server
        self._root = directory / "files"
        self._root.mkdir()
        (self._root / "file").write_bytes(FILE)
        self._application: subprocess.Popen[bytes] | None = None
        self._maintenance: Server | None = None

    def to_application(self) -> None:
        if self._maintenance is not None:
            # nghttpx still has its connection.
            self._maintenance.at_rest = None
            self._maintenance.stop()
            self._maintenance = None
        self._application = subprocess.Popen(
            ["nghttpd", "--no-tls", f"--htdocs={self._root}", "--address=127.0.0.1", str(self.port)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        processes.eventually(lambda: accepts(self.port), 10, "the application listens")

    def to_maintenance(self) -> None:
        self.stop()
        self._maintenance = self._start_server(
            address=("127.0.0.1", self.port), HTTP_LISTEN=f"127.0.0.1:{self.port}", WORKERS=1
        )

    def stop(self) -> None:
        if self._application is not None:
            end(self._application)
            self._application = None


@pytest.fixture
def swapped(tmp_path: Path, start_server: Callable[..., Server]) -> Iterator[Swapped]:
    swapped = Swapped(tmp_path, start_server)
    yield swapped
    swapped.stop()


def ask(port: int, method: str = "GET", body: bytes | None = None) -> tuple[int, bytes]:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        client.request(method, "/file", body=body)
        answer = client.getresponse()
        return answer.status, answer.read()
    finally:
        client.close()


def test_clients_follow_every_swap(swapped: Swapped, start_proxy: Callable[..., Proxy]) -> None:
    swapped.to_application()
    port = free_port()
    start_proxy("nghttpx", NGHTTPX.format(port=port, backend=swapped.port), port)

    def expect(wanted: tuple[int, bytes]) -> None:
        processes.eventually(lambda: ask(port) == wanted, 15, f"{wanted} is answered")
        # Past the age at which a connection behind the proxy is let go, and without a fault.
        end = time.monotonic() + 6
        while time.monotonic() < end:
            assert ask(port) == wanted
            if wanted[0] == 503:
                assert ask(port, "POST", b"form") == wanted
            time.sleep(0.02)

    for _ in range(2):
        expect((200, FILE))
        swapped.to_maintenance()
        expect((503, PLAIN))
        swapped.to_application()
    expect((200, FILE))
