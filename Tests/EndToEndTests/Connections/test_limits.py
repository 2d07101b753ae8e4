"""The limits of time and number: who keeps a connection without using it loses it, and a normal
client is answered within a second whatever the others do."""

import socket
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import http1
import processes
from harness import FORWARDED, PLAIN, Server

StartServer = Callable[..., Server]


def lower_descriptor_limit(pid: int, limit: int) -> None:
    """From a process of its own user: only that one may, without a privilege over all."""
    status = processes.status(pid)
    user, group = (int(status[name].split()[0]) for name in ("Uid", "Gid"))
    subprocess.run(
        ["/usr/bin/prlimit", f"--pid={pid}", f"--nofile={limit}:{limit}"],
        user=user,
        group=group,
        check=True,
    )


def assert_answered_within_a_second(server: Server) -> None:
    started = time.monotonic()
    assert server.ask().body == PLAIN
    assert time.monotonic() - started < 1


@pytest.mark.long
def test_deadlines_end_connections_that_make_no_progress(
    start_server: StartServer, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(b"x" * 2_000_000)
    server = start_server(CUSTOM_FILE_PATH=page, WORKERS=1)
    ended: dict[str, float] = {}
    answers: dict[str, list[int]] = {}

    def watch(name: str, first: bytes, trickle: bytes) -> None:
        started = time.monotonic()
        with server.client() as client:
            client.send(first)
            client.socket.settimeout(0.5)
            while time.monotonic() < started + 25:
                try:
                    chunk = client.socket.recv(65536)
                    if not chunk:
                        break
                    client.buffer += chunk
                except TimeoutError:
                    client.socket.sendall(trickle)
                except ConnectionResetError:
                    break
            ended[name] = time.monotonic() - started
            answers[name] = [client.answer().status] if client.buffer else []

    cases = [
        ("silent", b"", b""),
        ("empty lines", b"\r\n\r\n", b""),
        ("half a head", b"GET / HTTP/1.1\r\nHost: a\r\n", b""),
        ("a head without end", b"GET / HTTP/1.1\r\nX-Slow: ", b"x"),
    ]
    threads = [threading.Thread(target=watch, args=case) for case in cases]
    for thread in threads:
        thread.start()

    # One that never reads its answer: 30 seconds without progress.
    with server.client() as reader:
        reader.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        reader.send(b"GET / HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n\r\n")
        for thread in threads:
            thread.join(30)
        assert set(ended) == {name for name, _, _ in cases}
        for name, seconds in ended.items():
            assert 8 < seconds < 14, ended
            assert answers[name] in ([], [408]), answers

        def is_established() -> bool:
            """To look for it among all connections of the machine takes a hundred times as long."""
            return reader.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] == 1

        assert is_established()
        processes.eventually(
            lambda: not is_established(), 26, "a reader without progress is reset"
        )


def test_at_the_connection_limit_the_oldest_idle_ones_make_room(start_server: StartServer) -> None:
    server = start_server(WORKERS=1, MAX_CONNECTIONS=100)
    (worker,) = server.workers
    at_rest = processes.descriptors(worker)
    idle = []
    for _ in range(150):
        idle.append(server.client())
        assert idle[-1].ask(headers=[FORWARDED]).status == 503
    assert processes.descriptors(worker) <= at_rest + 101
    assert_answered_within_a_second(server)
    assert not any(client.is_kept(0.01) for client in idle[:45]), "the oldest had to go"
    assert all(client.is_kept(0.01) for client in idle[-90:]), "the newest had not"


def test_slow_heads_at_the_limit_never_shut_a_normal_client_out(start_server: StartServer) -> None:
    server = start_server(WORKERS=1, MAX_CONNECTIONS=100)
    held = []
    end = time.monotonic() + 5
    while time.monotonic() < end:
        for _ in range(40):
            held.append(server.client())
            held[-1].socket.sendall(b"GET / HTTP/1.1\r\nX-Slow: ")
        for client in held[-60:]:
            try:
                client.socket.sendall(b"x")
            except (BrokenPipeError, ConnectionResetError):
                pass
        assert_answered_within_a_second(server)
        time.sleep(0.05)


def test_an_upload_in_progress_at_the_limit_does_not_shut_others_out(
    start_server: StartServer,
) -> None:
    server = start_server(WORKERS=1, MAX_CONNECTIONS=20)
    uploads = [server.client() for _ in range(40)]
    for client in uploads:
        client.send(http1.request("POST", headers=["Content-Length: 1000000"]))
    assert_answered_within_a_second(server)


def test_without_descriptors_it_neither_spins_nor_dies_and_recovers(
    start_server: StartServer,
) -> None:
    server = start_server(WORKERS=1, MAX_CONNECTIONS=1000)
    (worker,) = server.workers
    limit = processes.descriptors(worker) + 20
    lower_descriptor_limit(worker, limit)
    held = []
    for _ in range(60):
        held.append(server.client())
        held[-1].send(b"GET / HTTP/1.1\r\nX-Slow: ")
    time.sleep(0.3)
    before = processes.cpu_seconds(worker)
    time.sleep(2)
    assert processes.cpu_seconds(worker) - before < 0.3, "it spins"
    assert server.workers == [worker], "it died"
    for client in held:
        client.close()
    processes.eventually(lambda: _answers(server), 3, "a client is answered again")
    for _ in range(50):
        assert_answered_within_a_second(server)


def _answers(server: Server) -> bool:
    try:
        return server.ask(timeout=1).status == 503
    except (OSError, http1.Incomplete):
        return False


def test_a_low_descriptor_limit_bounds_the_connections(start_server: StartServer) -> None:
    server = start_server(WORKERS=1, descriptor_limit=64)
    idle = []
    # One that says nothing for a second is accepted all the same, and may be closed for another.
    for _ in range(100):
        idle.append(server.client())
        assert idle[-1].ask(headers=[FORWARDED]).status == 503
        assert_answered_within_a_second(server)


def test_an_idle_worker_uses_no_time(server: Server) -> None:
    with server.client() as client:
        client.ask(headers=[FORWARDED])
        before = sum(map(processes.cpu_seconds, [server.master, *server.workers]))
        time.sleep(2)
        assert sum(map(processes.cpu_seconds, [server.master, *server.workers])) - before < 0.1
