"""What peers make a worker hold is bounded: within a limit of memory no flood ends a worker or keeps
a client from its answer, and what it has left behind is given back."""

import contextlib
import re
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import attackers
import harness
import honest
from harness import Server, free_port, run_command
from memory_limit import memory_limit

MIB = 1 << 20
# Seconds that a client may wait on a machine that does much else.
PATIENCE = 20


def occupied(server: Server) -> int:
    """Bytes that the server's processes occupy, pages that they share counted once."""
    total = 0
    for pid in [server.master, *server.workers]:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        total += int(re.search(r"^Pss_Anon: +(\d+) kB", text, re.MULTILINE)[1]) * 1024
    return total


def start(
    start_tls_server: Callable[..., Server], folder: Path, **options: object
) -> tuple[Server, int, int]:
    page = folder / "page.html"
    page.write_bytes(b"x" * 1_500_000)
    port = free_port()
    server = start_tls_server(
        address=("127.0.0.1", port), HTTP_LISTEN=f"127.0.0.1:{port}", HTTP2="on",
        CUSTOM_FILE_PATH=page, **options,
    )
    return server, port, server.tls_address[1]


def warm_up(port: int, tls_port: int) -> None:
    """What each worker makes once, with its first handshakes, isn't what a flood leaves."""
    assert not honest.ask_all([honest.plain(port), honest.secure(tls_port)], 40).failures


def wait_until_given_back(server: Server, most: int) -> None:
    """Which is ten seconds after a flood: what it occupies takes time to count."""
    deadline = time.monotonic() + 60
    while (now := occupied(server)) >= most:
        assert time.monotonic() < deadline, f"{now} bytes are still occupied"
        time.sleep(0.5)


@pytest.mark.long
@pytest.mark.timeout(150)
def test_every_flood_at_once_within_64_mib(
    start_tls_server: Callable[..., Server], tmp_path: Path
) -> None:
    # Each of the first three would go beyond the limit by itself.
    floods = [
        ("large half heads", 1_500), ("half ClientHellos", 1_500), ("slow readers", 400),
        ("HTTP/2 sessions full of streams", 300),
    ]
    with memory_limit(64 * MIB) as limit:
        server, port, tls_port = start(start_tls_server, tmp_path, wrapper=limit.wrapper)
        workers = server.workers
        warm_up(port, tls_port)
        rest = occupied(server)
        clients = [honest.plain(port), honest.secure(tls_port), honest.over_http2(port)]
        is_over = threading.Event()
        rounds: list[honest.Results] = []

        def ask_all_the_time() -> None:
            while not is_over.wait(0.1):
                rounds.append(honest.ask_all(clients, 24, threads=3))

        asking = threading.Thread(target=ask_all_the_time)
        asking.start()
        most = rest
        try:
            with contextlib.ExitStack() as stack:
                for kind, number in floods:
                    stack.enter_context(
                        attackers.attackers(kind, port, tls_port, number, reopened=50))
                    most = max(most, occupied(server))
                for _ in range(10):
                    time.sleep(0.2)
                    most = max(most, occupied(server))
        finally:
            is_over.set()
            asking.join()
        results = honest.Results()
        for one in rounds:
            results += one
        print(f"{limit}: rest {rest}, most {most}, group's most {limit.most}; {results}")
        assert server.workers == workers, server.log
        assert limit.kills == 0
        # While thousands come in a second, one who stops between two bytes may go with them.
        assert len(results.failures) <= len(results.seconds) // 100, results.failures[:3]
        assert results.p99 < PATIENCE
        wait_until_given_back(server, rest + 2 * MIB)
        server.stop()


# Without a bound these make a worker occupy from 10 to 20 MiB more, and slow readers the kernel.
HELD = [
    ("large half heads", 400), ("half ClientHellos", 600), ("slow readers", 300),
    ("HTTP/2 sessions full of streams", 1_000), ("handshakes and nothing more", 700),
]


@pytest.mark.long
@pytest.mark.parametrize(("kind", "number"), HELD)
def test_what_one_kind_holds_stays_within_the_share(
    start_tls_server: Callable[..., Server], tmp_path: Path, kind: str, number: int
) -> None:
    server, port, tls_port = start(start_tls_server, tmp_path, WORKERS=1, MEMORY="8M")
    warm_up(port, tls_port)
    rest = occupied(server)
    with attackers.attackers(kind, port, tls_port, number, reopened=50) as held:
        most = occupied(server)
        results = honest.ask_all(
            [honest.plain(port), honest.secure(tls_port), honest.over_http2(port)], 60)
    print(f"{kind}: rest {rest}, {most} with {number}, {held.left} left; {results}")
    # What the heap has lost between its pieces comes on top of the share, which is a half.
    assert most - rest < 4 * MIB + 2 * MIB
    assert held.left < number, "nobody had to go"
    assert not results.failures, results.failures[:3]
    wait_until_given_back(server, rest + MIB)


def test_the_largest_goes_first_and_small_ones_stay(start_server: Callable[..., Server]) -> None:
    server = start_server(WORKERS=1, MEMORY="4M")
    small, large = [], []
    for _ in range(30):
        for clients, size in ((small, 10), (large, 60_000)):
            clients.append(server.client())
            clients[-1].send(attackers.HEAD + b"X-Large: " + b"x" * size)
    time.sleep(1.2)
    # The share is 2 MiB, and half of it what those have who have just come.
    for _ in range(40):
        large.append(server.client())
        large[-1].send(attackers.HEAD + b"X-Large: " + b"x" * 60_000)
    server.settle()
    assert all(client.is_kept(0.01) for client in small)
    gone = [not client.is_kept(0.01) for client in large]
    assert all(gone[:10]) and not any(gone[20:30]) and not any(gone[-12:]), gone


def test_check_says_what_may_be_held() -> None:
    words = run_command("check", WORKERS=2, MEMORY="64M").stdout
    assert "memory       peers can make all hold 64 MiB, each worker 16 MiB\n" in words


def test_check_follows_the_limit() -> None:
    with memory_limit(64 * MIB) as limit:
        command = [*limit.wrapper, harness.BINARY, "check"]
        words = subprocess.run(command, env={}, capture_output=True, text=True, timeout=10).stdout
    # A worker for each 16 MiB of it, if there is a processor for each.
    share = 16 // int(re.search(r"^workers +(\d+)$", words, re.MULTILINE)[1])
    assert f"peers can make all hold 32 MiB, each worker {share} MiB\n" in words
