"""SIGTERM, SIGINT and SIGQUIT end the service with code 0 within the shutdown time, as PID 1 too,
and no request that was accepted before is lost."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import http1
import processes
import readers
from harness import FORWARDED, Server
from load import Load, ask_often

StartServer = Callable[..., Server]
SIGNALS = [signal.SIGTERM, signal.SIGINT, signal.SIGQUIT]


def pid_1_wrapper() -> list[str]:
    wrapper = ["/usr/bin/unshare", "--pid", "--fork", "--mount-proc", "--kill-child"]
    if subprocess.run([*wrapper, "true"], capture_output=True).returncode != 0:
        pytest.skip("this machine does not permit a PID namespace")
    return wrapper


def stop_under_load(server: Server, number: signal.Signals) -> None:
    with Load(server.address, kept=32, fresh=32) as load:
        load.wait_for(250)
        signalled = time.monotonic()
        server.signal(number)
        code = server.wait(within=7)
        took = time.monotonic() - signalled
    assert code == 0, server.log
    assert took < 5.5
    server.assert_gone()
    before = [outcome for outcome in load.outcomes if outcome.sent < signalled]
    assert len(before) > 200
    lost = [outcome for outcome in before if outcome.failure is not None]
    assert lost == [], f"{len(lost)} of {len(before)} requests sent before the signal"


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("turn", range(3))
def test_no_request_sent_before_the_signal_is_lost(
    start_server: StartServer, number: signal.Signals, turn: int
) -> None:
    stop_under_load(start_server(WORKERS=2), number)


def test_as_pid_1_it_ends_the_same_way(start_server: StartServer) -> None:
    server = start_server(wrapper=pid_1_wrapper(), wrapper_forks=True, WORKERS=2)
    assert server.master != server.process.pid
    stop_under_load(server, signal.SIGTERM)


def test_as_pid_1_it_replaces_a_killed_worker(start_server: StartServer) -> None:
    server = start_server(wrapper=pid_1_wrapper(), wrapper_forks=True, WORKERS=1)
    (worker,) = server.workers
    os.kill(worker, signal.SIGKILL)
    assert server.ask().status == 503
    assert server.workers != [worker]


@pytest.mark.parametrize("number", SIGNALS)
def test_idle_kept_connections_do_not_hold_it_up(
    start_server: StartServer, number: signal.Signals
) -> None:
    server = start_server(SHUTDOWN_SECONDS=20)
    clients = [server.client() for _ in range(50)]
    for client in clients:
        client.ask(headers=[FORWARDED])
    signalled = time.monotonic()
    server.signal(number)
    assert server.wait(within=10) == 0
    assert time.monotonic() - signalled < 6
    for client in clients:
        assert client.rest() == b""


def test_the_last_answer_says_close(start_server: StartServer) -> None:
    server = start_server(WORKERS=1)
    with server.client() as client:
        assert not client.ask(headers=[FORWARDED]).closes
        # Half a request is there when the signal comes: it was accepted, so it is answered.
        data = http1.request(headers=[FORWARDED])
        client.send(data[:20])
        server.settle()
        server.signal(signal.SIGTERM)
        server.settle()
        client.send(data[20:])
        assert client.answer().closes
        assert client.rest() == b""
    assert server.wait(within=6) == 0


def test_a_large_answer_being_sent_is_finished(start_server: StartServer, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(b"large page\n" * 500_000)
    server = start_server(CUSTOM_FILE_PATH=page)
    with server.client() as client:
        client.send(b"GET / HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n\r\n")
        client.buffer += client.socket.recv(1000)
        server.signal(signal.SIGTERM)
        time.sleep(0.5)
        assert client.answer().body == page.read_bytes()
    assert server.wait(within=6) == 0


def test_clients_that_never_finish_do_not_hold_it_up(start_server: StartServer) -> None:
    server = start_server(SHUTDOWN_SECONDS=1)
    slow = server.client()
    slow.send(b"GET / HTTP/1.1\r\nX-Never")
    uploading = server.client()
    uploading.send(http1.request("POST", "/", ["Transfer-Encoding: chunked"]))
    stopping = threading.Event()

    def upload() -> None:
        try:
            while not stopping.wait(0.05):
                uploading.send(b"1\r\nx\r\n")
        except OSError:
            pass

    thread = threading.Thread(target=upload)
    thread.start()
    try:
        server.settle()
        signalled = time.monotonic()
        server.signal(signal.SIGTERM)
        assert server.wait(within=4) == 0
        assert time.monotonic() - signalled < 2
    finally:
        stopping.set()
        thread.join(5)


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_to_the_whole_group_cuts_no_answer(
    start_server: StartServer, number: signal.Signals
) -> None:
    # As a terminal sends it, or a unit with KillMode=mixed or control-group.
    server = start_server(WORKERS=2, ACCESS_LOG="json")
    with server.client() as client:
        client.send(http1.request("POST", "/owed", ["Content-Length: 10"]) + b"12345")
        server.settle()
        os.killpg(server.process.pid, number)
        server.settle()
        client.send(b"67890")
        assert client.answer().status == 503
    assert server.wait(within=7) == 0
    assert "/owed" in server.access_log


def test_it_ends_within_its_time_whoever_reads_the_log(start_server: StartServer) -> None:
    def stops_in_time() -> bool:
        with readers.full_pipe() as stdout:
            server = start_server(
                stdout=stdout,
                ACCESS_LOG="json",
                HTTP_KEEP_ALIVE="on",
                WORKERS=1,
                SHUTDOWN_SECONDS=1,
            )
            # Queue and worker are full too.
            ask_often(server, 1500, "/" + "p" * 900)
            slow = server.client()
            slow.send(b"GET / HTTP/1.1\r\nX-Never")
            begun = time.monotonic()
            server.signal(signal.SIGTERM)
            assert server.wait(within=3) == 0
            return time.monotonic() - begun < 1.2

    # A busy machine may be late with it.
    assert any(stops_in_time() for _ in range(4))


def test_a_second_signal_does_not_spoil_the_exit_code(start_server: StartServer) -> None:
    server = start_server(SHUTDOWN_SECONDS=1)
    for _ in range(5):
        server.signal(signal.SIGTERM)
    assert server.wait(within=4) == 0
    server.assert_gone()


def test_the_port_is_free_at_once_for_a_successor(start_server: StartServer) -> None:
    first = start_server()
    first.ask()
    first.stop()
    second = start_server(HTTP_LISTEN=f"127.0.0.1:{first.port}", address=first.address)
    assert second.ask().status == 503


@pytest.mark.parametrize("number", SIGNALS)
def test_who_comes_while_others_drain_is_refused_at_once(
    start_server: StartServer, number: signal.Signals
) -> None:
    server = start_server(WORKERS=2, SHUTDOWN_SECONDS=5)
    with http1.connect(server.address) as slow:
        slow.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n")
        server.settle()
        server.signal(number)

        def is_refused() -> bool:
            try:
                http1.connect(server.address).close()
            except ConnectionRefusedError:
                return True
            except OSError:
                return False
            return False

        # A proxy then takes its next server, instead of waiting here for the drain to end.
        processes.eventually(is_refused, 2, "the listener is closed")
        slow.sendall(b"\r\n")
        assert slow.recv(4096).startswith(b"HTTP/1.1 503 ")
    assert server.wait(5) == 0
