"""Every form of an address is listened on: ports, IPv4, IPv6, both at once, unix sockets, several
together, and `PORT` where a platform hands it over."""

import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from harness import PLAIN, SYSTEM_REFUSED, Server, free_port, run_command

StartServer = Callable[..., Server]

interfaces = Path("/proc/net/if_inet6")
needs_ipv6 = pytest.mark.skipif(
    not interfaces.exists() or not interfaces.read_text(), reason="this machine has no IPv6"
)


@pytest.mark.parametrize("form", ["{}", ":{}", "0.0.0.0:{}", "[::]:{}", "127.0.0.1:{}"])
def test_every_form_of_an_address_listens(start_server: StartServer, form: str) -> None:
    port = free_port()
    server = start_server(HTTP_LISTEN=form.format(port), address=("127.0.0.1", port))
    assert server.ask().status == 503


@needs_ipv6
@pytest.mark.parametrize("form", ["{}", "[::]:{}", "[::1]:{}"])
def test_ipv6_is_served(start_server: StartServer, form: str) -> None:
    port = free_port()
    assert start_server(HTTP_LISTEN=form.format(port), address=("::1", port)).ask().status == 503


def test_a_unix_socket_is_served_and_survives_a_restart(
    start_server: StartServer, tmp_path: Path
) -> None:
    path = str(tmp_path / "socket")
    first = start_server(HTTP_LISTEN=f"unix:{path}", address=path)
    assert first.ask().body == PLAIN
    first.kill()
    # The file of a server that was killed is still there, and must not be in the way.
    assert start_server(HTTP_LISTEN=f"unix:{path}", address=path).ask().body == PLAIN


def test_a_unix_socket_in_use_is_not_taken_over(start_server: StartServer, tmp_path: Path) -> None:
    path = str(tmp_path / "socket")
    server = start_server(HTTP_LISTEN=f"unix:{path}", address=path)
    completed = run_command(HTTP_LISTEN=f"unix:{path}")
    assert completed.returncode == SYSTEM_REFUSED
    assert path in completed.stderr
    assert server.ask().body == PLAIN


def test_a_file_that_is_no_socket_is_never_removed(tmp_path: Path) -> None:
    file = tmp_path / "precious"
    file.write_text("data")
    assert run_command(HTTP_LISTEN=f"unix:{file}").returncode == SYSTEM_REFUSED
    assert file.read_text() == "data"


def test_several_listeners_serve_at_once(start_server: StartServer, tmp_path: Path) -> None:
    ports = [free_port(), free_port()]
    path = str(tmp_path / "socket")
    server = start_server(
        HTTP_LISTEN=f"127.0.0.1:{ports[0]}, 127.0.0.2:{ports[1]} ,unix:{path}",
        address=("127.0.0.1", ports[0]),
    )
    for address in (server.address, ("127.0.0.2", ports[1]), path):
        server.address = address
        assert server.ask().body == PLAIN
    assert len([line for line in server.log.splitlines() if "listen" in line]) >= 3


def test_port_is_taken_when_no_address_is_given(start_server: StartServer) -> None:
    port = free_port()
    server = start_server(extra_environment={"PORT": str(port)}, address=("127.0.0.1", port))
    assert server.ask().status == 503


def test_an_address_wins_over_port(start_server: StartServer) -> None:
    other = free_port()
    server = start_server(extra_environment={"PORT": str(other)})
    assert server.ask().status == 503
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", other), 1)
