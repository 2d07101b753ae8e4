"""The private listener: three paths and nothing else, on sockets that no visitor reaches, with room of
its own, and the last to close."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

import admin
import http1
import processes
from admin import Admin
from harness import MISTAKES, PLAIN, Server, free_port, run_command

StartServer = Callable[..., Server]


def test_three_paths_by_get_and_head_and_everything_else_is_404(
    start_server: StartServer,
) -> None:
    server, private = admin.start(start_server)
    for path, body in [("/healthz", b"alive\n"), ("/readyz", b"ready\n"), ("/readyz?x=1", b"ready\n")]:
        answer = private.get(path)
        assert (answer.status, answer.body) == (200, body)
        assert answer.closes and answer.header("Date") and answer.header("Cache-Control") == "no-store"
        head = private.get(path, "HEAD")
        assert head.status == 200 and head.body == b""
        assert head.header("Content-Length") == answer.header("Content-Length")
    for method, path in [
        ("GET", "/"), ("GET", "/metrics/"), ("GET", "//metrics"), ("GET", "/METRICS"),
        ("GET", "/healthz/.."), ("POST", "/metrics"), ("PUT", "/healthz"), ("OPTIONS", "*"),
        ("DELETE", "/readyz"), ("BREW", "/metrics"), ("get", "/metrics"), ("HEAD", "/x"),
    ]:
        assert private.get(path, method).status == 404, (method, path)
    # What is no request is refused like everywhere, and HTTP/2 isn't spoken.
    for data, status in [
        (b"GET /metrics HTTP/1.1\r\n\r\n", 400), (b"nonsense\r\n\r\n", 400),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505), (b"\x16\x03\x01\x00\x05hello\r\n\r\n", 400),
        (b"GET /metrics HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 9000, 431),
    ]:
        (answer,) = http1.exchange(private.address, data)
        assert answer.status == status, data
    # A body behind it takes nobody's answer away.
    (answer,) = http1.exchange(
        private.address, http1.request("POST", "/metrics", ["Content-Length: 100000"], b"x" * 100_000))
    assert answer.status == 404
    # None of it counts as a visit.
    assert private.scrape().total("requests_total") == 1


def test_visitors_get_the_page_under_the_same_paths(start_server: StartServer) -> None:
    server, _ = admin.start(start_server)
    for path in ("/metrics", "/healthz", "/readyz"):
        answer = server.ask("GET", path)
        assert (answer.status, answer.body) == (503, PLAIN)


def is_open(server: Server) -> bool:
    try:
        server.client()
        return True
    except OSError:
        return False


def is_unready(private: Admin) -> bool:
    try:
        return private.get("/readyz").status == 503
    except OSError:
        # By a worker that had nothing left to do, and ended before it was asked.
        return False


def test_on_a_unix_socket_that_goes_last(start_server: StartServer, tmp_path: Path) -> None:
    path = tmp_path / "admin.sock"
    server = start_server(ADMIN_LISTEN=f"unix:{path}", SHUTDOWN_SECONDS=20)
    private = Admin(server, str(path))
    assert private.scrape().total("requests_total") == 1
    # A request that isn't whole yet keeps it from ending at once.
    with server.client() as slow:
        slow.send(b"GET / HTTP/1.1\r\nHost: a\r\n")
        processes.eventually(
            lambda: private.scrape().total("connections_open") == 1, 3, "it is waited for")
        server.signal(signal.SIGTERM)
        processes.eventually(lambda: is_unready(private), 1, "it isn't ready any more")
        processes.eventually(lambda: not is_open(server), 2, "visitors find nobody any more")
        assert private.get("/healthz").status == 200
        slow.send(b"\r\n")
        assert slow.answer().status == 503
    assert server.wait(5) == 0
    assert not path.exists()


def test_a_scrape_works_while_the_table_is_full(start_server: StartServer) -> None:
    server, private = admin.start(start_server, WORKERS=1, MAX_CONNECTIONS=8)
    crowd = [server.client() for _ in range(8)]
    for one in crowd:
        one.send(b"GET / HTTP/1.1\r\nHost: a\r\n")
    processes.eventually(
        lambda: private.scrape().total("connections_open") == 8, 5, "the table is full")
    samples = private.scrape()
    assert samples.total("connections_evicted_total") == 0
    late = server.client()
    late.send(b"GET / HTTP/1.1\r\nHost: a\r\n")
    processes.eventually(
        lambda: private.scrape().total("connections_evicted_total", limit="connections") == 1,
        5, "one has made room")
    assert private.scrape().total("connections_closed_total", reason="evicted") == 1


def test_slow_clients_of_it_take_nobodys_place(start_server: StartServer) -> None:
    server, private = admin.start(start_server, WORKERS=1)
    before = max(processes.descriptors(pid) for pid in server.workers)
    slow = [http1.Client(private.address) for _ in range(30)]
    for one in slow:
        one.send(b"GET /metr")
    samples = private.scrape()
    assert samples.total("connections_open") == 0
    # Eight at a time; the oldest goes.
    processes.eventually(
        lambda: max(processes.descriptors(pid) for pid in server.workers) <= before + 8,
        3, "there are no more than eight")
    assert private.get("/healthz").status == 200
    # And none for longer than five seconds.
    assert slow[-1].ends_within(8) < 7
    for one in slow:
        one.close()


def test_without_descriptors_a_visitor_makes_room(start_server: StartServer) -> None:
    port = free_port()
    server = start_server(
        ADMIN_LISTEN=f"127.0.0.1:{port}", WORKERS=1, descriptor_limit=80)
    private = Admin(server, ("127.0.0.1", port))
    crowd = []
    for _ in range(100):
        one = server.client()
        one.send(b"GET / HTTP/1.1\r\n")
        crowd.append(one)
    for _ in range(3):
        assert private.scrape().total("connections_accepted_total") > 0


@pytest.mark.parametrize("address", ["{0}", ":{0}", "127.0.0.1:{0}", "[::]:{0}"])
def test_the_port_of_a_public_listener_is_refused_in_so_many_words(address: str) -> None:
    port = free_port()
    result = run_command(
        "serve", HTTP_LISTEN=f"127.0.0.1:{port}", ADMIN_LISTEN=address.format(port))
    assert result.returncode == MISTAKES
    (line,) = [line for line in result.stderr.splitlines() if "level=error" in line]
    assert "UNDER_MAINTENANCE_ADMIN_LISTEN" in line
    assert f"the plain listener 127.0.0.1:{port} takes its connections" in line


def test_alone_it_is_no_service() -> None:
    result = run_command("check", HTTP_LISTEN="off", ADMIN_LISTEN="127.0.0.1:9180")
    assert result.returncode == MISTAKES and "nothing would listen" in result.stdout


def test_check_warns_of_an_address_that_everybody_can_reach() -> None:
    for address, is_warned in [
        ("203.0.113.7:9180", True), ("[2001:db8::1]:9180", True), ("9180", False),
        ("127.0.0.1:9180", False), ("10.1.2.3:9180", False), ("[fd00::1]:9180", False),
        ("0.0.0.0:9180", False), ("unix:/run/admin.sock", False),
    ]:
        result = run_command("check", HTTP_LISTEN="127.0.0.1:8080", ADMIN_LISTEN=address)
        assert ("everybody can reach" in result.stdout) == is_warned, address
        assert result.returncode == (1 if is_warned else 0), result.stdout


def test_a_worker_without_its_master_is_not_alive(start_server: StartServer) -> None:
    server, private = admin.start(start_server, WORKERS=1, SHUTDOWN_SECONDS=20)
    with server.client() as slow:
        slow.send(b"GET / HTTP/1.1\r\nHost: a\r\n")
        processes.eventually(
            lambda: private.scrape().total("connections_open") == 1, 3, "it is waited for")
        os.kill(server.master, signal.SIGKILL)
        server.process.wait(5)
        processes.eventually(
            lambda: private.get("/healthz").status == 503, 1, "whoever has no master isn't healthy")
        slow.send(b"\r\n")
        assert slow.answer().status == 503
    server.assert_gone()
