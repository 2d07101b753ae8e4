"""Ten thousand idle connections and a thousand slow heads at the connection limit: a normal
client is answered within a second throughout."""

import resource
import time
from collections.abc import Callable, Iterator

import pytest

import http1
import processes
from harness import FORWARDED, PLAIN, Server

CONNECTIONS = 10_000
SLOW = 1_000
NEEDED = CONNECTIONS + SLOW + 500


@pytest.fixture
def many_descriptors() -> Iterator[int]:
    """The test's own limit, raised as far as both it and the server need."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < NEEDED:
        pytest.skip(f"this machine permits {hard} descriptors, {NEEDED} are needed")
    limit = max(soft, NEEDED)
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
    yield limit
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def assert_answered_within_a_second(server: Server) -> None:
    started = time.monotonic()
    assert server.ask().body == PLAIN
    assert time.monotonic() - started < 1


@pytest.mark.long
@pytest.mark.timeout(180)
def test_ten_thousand_idle_connections_and_slow_heads(
    many_descriptors: int, start_server: Callable[..., Server]
) -> None:
    server = start_server(
        WORKERS=1, MAX_CONNECTIONS=CONNECTIONS, descriptor_limit=many_descriptors
    )
    (worker,) = server.workers
    at_rest = processes.descriptors(worker)

    # Several source addresses, so that no address runs out of ports.
    idle = []
    data = http1.request(headers=[FORWARDED])
    for number in range(CONNECTIONS):
        client = server.client(source=f"127.0.0.{2 + number // 2000}")
        idle.append(client)
        # What else is in such an answer is looked at often enough.
        client.socket.send(data)
        assert client.socket.recv(1024).endswith(b"\r\n\r\n" + PLAIN)
        if number % 500 == 0:
            assert_answered_within_a_second(server)
    assert processes.descriptors(worker) >= at_rest + CONNECTIONS - 50

    slow = []
    for number in range(SLOW):
        client = server.client(source="127.0.0.20")
        slow.append(client)
        client.send(b"GET / HTTP/1.1\r\nX-Slow: ")
        if number % 50 == 0:
            assert_answered_within_a_second(server)
    assert processes.descriptors(worker) <= at_rest + CONNECTIONS + 1

    end = time.monotonic() + 1
    while time.monotonic() < end:
        for client in slow:
            try:
                client.socket.sendall(b"x")
            except (BrokenPipeError, ConnectionResetError):
                pass
        assert_answered_within_a_second(server)
    before = processes.cpu_seconds(worker)
    time.sleep(1)
    assert processes.cpu_seconds(worker) - before < 0.5, "idle connections cost time"
    assert sum(client.is_kept(0.001) for client in idle[-5000::50]) >= 95
