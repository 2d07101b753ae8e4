"""The wall clock is set, forward and back, while clients are served: what they are told follows it,
and nothing else does."""

from __future__ import annotations

import email.utils
import signal
import subprocess
import time
from pathlib import Path

import clocks
import harness
import http1
import processes
from harness import FORWARDED, PLAIN, free_port

DAY = 86_400
STEPS = [DAY, -DAY, 3600, 3599, -30 * DAY, 4_000_000_000, 1, -1_700_000_000, 0]


@clocks.needs_ptrace
def test_a_clock_that_is_set_changes_what_is_told_and_nothing_else(tmp_path: Path) -> None:
    address = ("127.0.0.1", free_port())
    with (tmp_path / "log").open("wb") as log:
        process = clocks.start_without_vdso(
            [harness.BINARY],
            env=harness.environment(
                {
                    "HTTP_LISTEN": f"127.0.0.1:{address[1]}",
                    "WORKERS": 1,
                    "UNTIL": "2049-11-22T18:00Z",
                }
            ),
            stdin=subprocess.DEVNULL,
            stderr=log,
        )
    try:
        processes.eventually(lambda: is_answering(address), 5, "it answers")
        (worker,) = [
            pid for pid in processes.children(process.pid) if not processes.is_logger(pid)
        ]
        slow = http1.Client(address)
        slow.send(b"GET / HTTP/1.1\r\n")
        kept = http1.Client(address)
        kept.ask(headers=[FORWARDED])
        spent = processes.cpu_seconds(worker)
        with clocks.set_clock(worker) as clock:
            for step in STEPS:
                clock.offset = step
                for _ in range(3):
                    answer = http1.ask(address)
                    assert (answer.status, answer.body) == (503, PLAIN)
                    told = email.utils.parsedate_to_datetime(answer.header("Date")).timestamp()
                    assert abs(told - time.time() - step) < 5
                    assert int(answer.header("Retry-After")) >= 0
            assert clock.asked > 0
        # Whoever waits isn't late because of it.
        slow.send(b"Host: a\r\n\r\n")
        assert slow.answer().body == PLAIN
        assert kept.ask(headers=[FORWARDED]).body == PLAIN
        assert processes.cpu_seconds(worker) - spent < 1
        slow.close()
        kept.close()
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    assert "level=error" not in (tmp_path / "log").read_text()


def is_answering(address: http1.Address) -> bool:
    try:
        return http1.ask(address).status == 503
    except (ConnectionRefusedError, http1.Incomplete):
        return False
