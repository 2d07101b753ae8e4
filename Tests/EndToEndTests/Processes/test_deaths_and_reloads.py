"""Deaths of every kind of process under load, and hundreds of reloads: every answer there is is
right, the service is there again, and nothing grows."""

from __future__ import annotations

import os
import signal
import statistics
import time
from collections.abc import Callable

import processes
from harness import PLAIN, Server
from load import Load

StartServer = Callable[..., Server]
RELOADS = 1_000


def kill(server: Server, kind: str) -> None:
    victims = {"worker": server.workers[:1], "workers": server.workers, "loggers": server.loggers}
    before = set(server.workers + server.loggers)
    for pid in victims[kind]:
        os.kill(pid, signal.SIGKILL)
    processes.eventually(
        lambda: len(server.workers) == 2
        and len(server.loggers) == 2
        and not set(victims[kind]) & set(server.workers + server.loggers),
        20,
        f"others take the places of the {kind}: {before}",
    )


def test_every_kind_of_process_is_killed_under_load(start_server: StartServer) -> None:
    server = start_server(WORKERS=2, ACCESS_LOG="json", RELOAD_SECONDS=0)
    with Load(server.address, kept=6, fresh=6) as load:
        load.wait_for(50)
        for kind in ("worker", "loggers", "workers", "loggers", "worker"):
            kill(server, kind)
            answered = len(load.outcomes)
            load.wait_for(answered + 50)
        # With nobody to close them, workers answer what they have and end.
        os.kill(server.master, signal.SIGKILL)
        server.wait(within=5)
        server.assert_gone()
        time.sleep(0.1)
    assert {outcome.body for outcome in load.outcomes} <= {PLAIN, None}
    # At most what each client had under way when somebody died.
    assert len(load.failures) <= 12 * 6
    again = start_server(address=server.address, HTTP_LISTEN=f"127.0.0.1:{server.port}")
    assert again.ask().body == PLAIN


def test_a_thousand_reloads_leave_nothing_behind(start_server: StartServer) -> None:
    server = start_server(WORKERS=1, RELOAD_SECONDS=0)
    descriptors: list[int] = []
    memory: list[int] = []
    server.settle()
    now = server.workers
    for _ in range(RELOADS):
        # Not asked for anew: one that is ending may be seen again.
        before = now
        server.signal(signal.SIGHUP)
        deadline = time.monotonic() + processes.patience(5)
        while (now := server.workers) == before or len(now) != 1:
            assert time.monotonic() < deadline, "a generation doesn't follow"
            time.sleep(0.003)
        descriptors.append(processes.descriptors(server.master))
        memory.append(processes.own_memory(server.master))
    assert server.ask().body == PLAIN

    def early_and_late(looks: list[int]) -> list[float]:
        """Of the first and the last third: a look may fall into a reload."""
        return [statistics.median(part) for part in (looks[: RELOADS // 3], looks[-RELOADS // 3 :])]

    before, after = early_and_late(descriptors)
    assert before == after, descriptors
    # 50 bytes of each reload would be seen.
    before, after = early_and_late(memory)
    assert after < before + 32 * 1024, memory
    assert f"generation={RELOADS}" in server.log
