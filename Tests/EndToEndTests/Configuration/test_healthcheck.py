"""`healthcheck` says within three seconds whether the listeners of its own configuration answer."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import processes
from certificates import Authority
from harness import Server, free_port, run_command

StartServer = Callable[..., Server]


@contextlib.contextmanager
def stub(answer: bytes | None) -> Iterator[int]:
    """A listener that answers every connection with the bytes, or with nothing at all."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        held = []

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                held.append(connection)
                if answer is not None:
                    connection.sendall(answer)
                    connection.close()

        threading.Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
        for connection in held:
            connection.close()


def healthcheck(**variables: object) -> int:
    """Its exit code; it must never take longer than a runtime gives it."""
    started = time.monotonic()
    code = run_command("healthcheck", **variables).returncode
    assert time.monotonic() - started < processes.patience(3)
    return code


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"STATUS_CODE": 500},
        {"STATUS_CODE": 200},
        {"STATUS_CODE": 204},
        {"HTTP_KEEP_ALIVE": "on"},
        {"HTTP_PROXY_PROTOCOL": "optional"},
        {"ACCESS_LOG": "json"},
    ],
    ids=str,
)
def test_a_running_server_is_healthy(start_server: StartServer, variables: dict) -> None:
    server = start_server(**variables)
    assert healthcheck(**server.variables) == 0


def test_a_listener_that_requires_the_proxy_header_is_healthy(start_server: StartServer) -> None:
    server = start_server(HTTP_PROXY_PROTOCOL="required", preamble=b"PROXY UNKNOWN\r\n")
    assert healthcheck(**server.variables) == 0


def test_a_unix_socket_is_healthy(start_server: StartServer, tmp_path: Path) -> None:
    path = str(tmp_path / "socket")
    server = start_server(HTTP_LISTEN=f"unix:{path}", address=path)
    assert healthcheck(**server.variables) == 0


def test_the_wildcard_address_is_asked_over_loopback(start_server: StartServer) -> None:
    port = free_port()
    server = start_server(HTTP_LISTEN=f":{port}", address=("127.0.0.1", port))
    assert healthcheck(**server.variables) == 0


def test_nothing_running_is_unhealthy() -> None:
    assert healthcheck(HTTP_LISTEN=f"127.0.0.1:{free_port()}") == 1


def test_many_that_do_not_answer_take_no_longer_than_one() -> None:
    with contextlib.ExitStack() as stubs:
        ports = [str(stubs.enter_context(stub(None))) for _ in range(4)]
        assert healthcheck(HTTP_LISTEN=",".join(ports)) == 1


def test_one_dead_listener_of_two_is_unhealthy(server: Server) -> None:
    listeners = f"127.0.0.1:{server.port},127.0.0.1:{free_port()}"
    assert healthcheck(HTTP_LISTEN=listeners) == 1


@pytest.mark.parametrize(
    "answer",
    [None, b"", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 5"],
    ids=["silence", "an end", "another protocol", "half a status line"],
)
def test_a_listener_that_does_not_speak_http_is_unhealthy(answer: bytes | None) -> None:
    with stub(answer) as port:
        assert healthcheck(HTTP_LISTEN=f"127.0.0.1:{port}") == 1


def test_any_well_formed_answer_is_healthy() -> None:
    with stub(b"HTTP/1.1 421 Misdirected Request\r\nContent-Length: 0\r\n\r\n") as port:
        assert healthcheck(HTTP_LISTEN=f"127.0.0.1:{port}") == 0


def test_the_tls_listener_is_asked_too(start_tls_server: Callable[..., Server]) -> None:
    server = start_tls_server(HTTPS_PROXY_PROTOCOL="required")
    variables = dict(server.variables)
    assert run_command("healthcheck", **variables).returncode == 0
    variables["HTTPS_LISTEN"] = f"127.0.0.1:{free_port()}"
    silent = run_command("healthcheck", **variables)
    assert silent.returncode == 1 and variables["HTTPS_LISTEN"] in silent.stderr


def test_plain_http_where_tls_is_expected_is_unhealthy(authority: Authority) -> None:
    with stub(b"HTTP/1.1 503 Service Unavailable\r\n\r\n") as port:
        healthcheck = run_command(
            "healthcheck",
            HTTP_LISTEN="off",
            HTTPS_LISTEN=f"127.0.0.1:{port}",
            **authority.pair().variables,
        )
    assert healthcheck.returncode == 1
    assert "TLS" in healthcheck.stderr


@pytest.mark.parametrize("address", ["off", "bad", "http://0.0.0.0:8080"])
def test_where_nothing_would_listen_nothing_is_healthy(address: str) -> None:
    checked = run_command("healthcheck", HTTP_LISTEN=address)
    assert checked.returncode == 1
    assert checked.stderr == "there is no listener to ask; see check\n"
