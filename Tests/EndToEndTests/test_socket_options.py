"""Socket options that only save time keep nobody from being answered where the kernel lacks them
or a sandbox refuses them: the server starts, answers, is reloaded and stops as anywhere else."""

import errno
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import http1
import processes
import refusing
import tls
from certificates import Authority
from harness import FORWARDED, PLAIN, SYSTEM_REFUSED, Server, free_port

StartServer = Callable[..., Server]

OPTIONS = {
    "TCP_NODELAY": (socket.IPPROTO_TCP, socket.TCP_NODELAY),
    "TCP_DEFER_ACCEPT": (socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT),
    "TCP_QUICKACK": (socket.IPPROTO_TCP, socket.TCP_QUICKACK),
    "SO_REUSEADDR": (socket.SOL_SOCKET, socket.SO_REUSEADDR),
    # Off by the system's default, unless somebody has turned it on.
    "IPV6_V6ONLY": (socket.IPPROTO_IPV6, socket.IPV6_V6ONLY),
}
ERRORS = {name: getattr(errno, name) for name in ("ENOPROTOOPT", "EPERM", "ENOSYS", "EINVAL")}


def without(*names: str, error: str = "ENOPROTOOPT") -> list[str]:
    return refusing.wrapper([(*OPTIONS[name], ERRORS[error]) for name in names])


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("option", OPTIONS)
def test_it_answers_without_an_option(start_server: StartServer, option: str, error: str) -> None:
    port = free_port()
    server = start_server(
        wrapper=without(option, error=error),
        address=("127.0.0.1", port),
        HTTP_LISTEN=f"[::]:{port}",
    )
    assert server.ask().body == PLAIN
    assert processes.status(server.master)["Seccomp"] == "2"


@pytest.mark.parametrize("listen", ["127.0.0.1", "0.0.0.0", "[::]", "[::1]"])
def test_without_any_of_them_it_keeps_reloads_and_stops(
    start_server: StartServer, tmp_path: Path, listen: str
) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(b"old")
    port = free_port()
    host = "::1" if listen == "[::1]" else "127.0.0.1"
    server = start_server(
        wrapper=without(*OPTIONS),
        address=(host, port),
        HTTP_LISTEN=f"{listen}:{port}",
        CUSTOM_FILE_PATH=page,
        RELOAD_SECONDS=0,
    )
    with server.client() as client:
        for _ in range(3):
            assert client.ask(headers=[FORWARDED, "Accept: */*"]).body == b"old"
    # A connection that says nothing at first wakes a worker, which waits for it.
    with server.client() as client:
        assert client.is_kept(0.1)
        assert client.ask(headers=["Accept: */*"]).body == b"old"
    page.write_bytes(b"new")
    server.signal(signal.SIGHUP)
    processes.eventually(
        lambda: server.ask(headers=["Accept: */*"]).body == b"new", 3, "the new page"
    )
    assert "level=error" not in server.log


def test_the_same_over_tls(start_tls_server: StartServer, authority: Authority) -> None:
    server = start_tls_server(wrapper=without(*OPTIONS))
    context = tls.context(authority.certificate)
    for _ in range(3):
        assert tls.ask(server.tls_address, context).body == PLAIN


@contextmanager
def listening(address: str) -> Iterator[socket.socket]:
    with socket.socket() as made:
        made.bind((address, 0))
        made.listen()
        yield made


def test_an_address_that_is_taken_is_still_said_so(tmp_path: Path) -> None:
    with listening("127.0.0.1") as other:
        address = ("127.0.0.1", other.getsockname()[1])
        server = Server(
            tmp_path,
            wrapper=without(*OPTIONS),
            address=address,
            HTTP_LISTEN=f"127.0.0.1:{address[1]}",
        )
        assert server.wait(within=5) == SYSTEM_REFUSED
        assert "Address already in use" in server.log


def test_a_peer_is_answered_whose_first_bytes_come_late(start_server: StartServer) -> None:
    server = start_server(wrapper=without("TCP_DEFER_ACCEPT"), WORKERS=1)
    with http1.Client(server.address) as first, http1.Client(server.address) as second:
        assert second.is_kept(0.1)
        assert first.ask().body == PLAIN
        assert second.ask().body == PLAIN
