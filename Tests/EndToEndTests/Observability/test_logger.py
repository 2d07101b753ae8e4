"""One process a stream writes the logs for all others. What was queued survives loggers that are
killed and the end of everything else, and a start says all that it has to say."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable

import pytest

import harness
import processes
import readers
from entries import targets
from harness import MISTAKES, Server, environment
from kernels import each_kernel
from load import ask_often
from privileges import NOBODY, assert_unprivileged, needs_root

StartServer = Callable[..., Server]


def names(count: int, prefix: str = "/") -> set[str]:
    """The targets that `ask_often` asks for."""
    return {f"{prefix}{number}" for number in range(count)}


@each_kernel
def test_every_line_is_written_whole(start_server: StartServer, kernel: list[str]) -> None:
    server = start_server(wrapper=kernel, ACCESS_LOG="json", HTTP_KEEP_ALIVE="on", WORKERS=2)
    # Of every length, from both workers at once.
    threads = [
        threading.Thread(target=ask_often, args=(server, 300, f"/{'p' * length}/{length}-"))
        for length in (0, 1, 100, 500, 900)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    server.stop()
    seen = targets(server.stdout_path.read_bytes())
    assert sum(seen.values()) == 1501
    assert set(seen.values()) == {1}
    assert "dropped" not in server.log


@pytest.mark.parametrize("turn", range(3))
def test_a_logger_that_is_killed_under_load_loses_no_line(
    start_server: StartServer, turn: int
) -> None:
    server = start_server(ACCESS_LOG="json", HTTP_KEEP_ALIVE="on", WORKERS=2)
    killed: set[int] = set()
    # What comes while there is no logger must find room.
    count = 400
    for round_ in range(3):
        thread = threading.Thread(target=ask_often, args=(server, count, f"/{round_}-"))
        thread.start()
        time.sleep(0.02 * turn)
        for logger in server.loggers:
            os.kill(logger, signal.SIGKILL)
            killed.add(logger)
        thread.join(60)
        assert not thread.is_alive()
        processes.eventually(
            lambda: len(set(server.loggers) - killed) == 2, 5, "other loggers take their places"
        )
    server.stop()
    assert "dropped" not in server.log
    seen = targets(server.stdout_path.read_bytes())
    for round_ in range(3):
        assert names(count, f"/{round_}-") <= set(seen)
    ended = [line for line in server.log.splitlines() if "event=logger-ended" in line]
    assert len(ended) == len(killed)


def test_what_is_queued_survives_loggers_that_are_killed_while_nobody_reads(
    start_server: StartServer,
) -> None:
    collector = readers.Collector()
    server = start_server(
        stdout=collector.writing, ACCESS_LOG="json", HTTP_KEEP_ALIVE="on", WORKERS=1
    )
    collector.release()
    # More than the reader's pipe takes, less than that and the queue.
    count = 500
    ask_often(server, count)
    for _ in range(3):
        time.sleep(0.2)
        loggers = server.loggers
        for logger in loggers:
            os.kill(logger, signal.SIGKILL)
        processes.eventually(
            lambda: len(server.loggers) == 2 and not set(loggers) & set(server.loggers),
            5,
            "other loggers take their places",
        )
    collector.begin()
    server.stop()
    seen = targets(collector.rest())
    assert names(count) <= set(seen)
    assert max(seen.values()) == 1
    assert "dropped" not in server.log


def test_everything_queued_is_written_before_the_end(start_server: StartServer) -> None:
    collector = readers.Collector()
    server = start_server(
        stdout=collector.writing, ACCESS_LOG="json", HTTP_KEEP_ALIVE="on", WORKERS=1
    )
    collector.release()
    count = 500
    ask_often(server, count)
    server.signal(signal.SIGTERM)
    processes.eventually(lambda: server.workers == [], 5, "the worker ends")
    assert server.loggers != []
    collector.begin()
    assert server.wait(within=8) == 0
    seen = targets(collector.rest())
    assert names(count) <= set(seen) and max(seen.values()) == 1


def test_a_second_signal_does_not_wait_for_the_reader(start_server: StartServer) -> None:
    with readers.full_pipe() as stdout:
        server = start_server(stdout=stdout, ACCESS_LOG="json", SHUTDOWN_SECONDS=60)
        server.signal(signal.SIGTERM)
        processes.eventually(lambda: server.workers == [], 5, "the workers end")
        time.sleep(0.3)
        server.signal(signal.SIGTERM)
        assert server.wait(within=5) == 0
        server.assert_gone()


@pytest.mark.parametrize("reader", [readers.full_pipe, readers.unread_terminal])
def test_loggers_end_when_the_master_is_killed(
    start_server: StartServer, reader: Callable
) -> None:
    with reader() as stdout:
        server = start_server(
            stdout=stdout, ACCESS_LOG="json", HTTP_KEEP_ALIVE="on", WORKERS=1, SHUTDOWN_SECONDS=1
        )
        ask_often(server, 1500)
        os.kill(server.process.pid, signal.SIGKILL)
        server.wait(within=2)
        # One of them waits for a reader that never comes.
        processes.eventually(
            lambda: not processes.members_of_session(server.process.pid), 20, "all have ended"
        )


def test_lines_of_the_last_answers_are_written_when_the_master_is_killed(
    start_server: StartServer,
) -> None:
    server = start_server(ACCESS_LOG="json", HTTP_KEEP_ALIVE="on", WORKERS=1)
    ask_often(server, 100)
    os.kill(server.process.pid, signal.SIGKILL)
    server.wait(within=2)
    server.assert_gone()
    assert names(100) <= set(targets(server.stdout_path.read_bytes()))


def test_there_is_a_logger_only_for_what_is_written(start_server: StartServer) -> None:
    assert len(start_server().loggers) == 1
    assert len(start_server(ACCESS_LOG="json").loggers) == 2


@needs_root
def test_a_logger_holds_no_privilege_and_nothing_it_needn_t(
    start_server: StartServer,
) -> None:
    server = start_server(ACCESS_LOG="json", WORKERS=2)
    for turn in range(2):
        for logger in server.loggers:
            assert processes.status(logger)["Uid"].split() == [str(NOBODY)] * 4
            assert processes.status(logger)["Gid"].split() == [str(NOBODY)] * 4
            assert_unprivileged(logger)
            held = processes.targets(logger)
            assert len(held) <= 6 and set(held) <= set(range(6))
            others = {
                target for target in held.values() if not target.startswith(("pipe:", "/dev/"))
            }
            assert others <= {str(server.stdout_path), str(server.stderr_path)}, held
        if turn == 0:
            before = server.loggers
            for logger in before:
                os.kill(logger, signal.SIGKILL)
            processes.eventually(
                lambda: len(server.loggers) == 2 and not set(before) & set(server.loggers),
                5,
                "other loggers take their places",
            )
            # They have their names before they have given up the rest.
            server.settle()


def test_workers_and_loggers_share_no_reader(start_server: StartServer) -> None:
    server = start_server(ACCESS_LOG="json", WORKERS=1)
    (worker,) = server.workers
    held = processes.targets(worker)
    assert held[1].startswith("pipe:") and held[2].startswith("pipe:")
    # But for these two, which they write to, workers hold none of the loggers' pipes.
    assert sorted(target for target in held.values() if target.startswith("pipe:")) == sorted(
        [held[1], held[2]]
    )


def test_a_start_that_says_much_says_all_of_it(start_server: StartServer) -> None:
    unknown = {f"NOBODY_KNOWS_{number:04}": "x" for number in range(1000)}
    server = start_server(**unknown)
    processes.eventually(
        lambda: server.log.count("event=configuration-warning") == 1000, 5, "every warning"
    )


def test_a_start_that_fails_says_all_of_it_to_a_slow_reader() -> None:
    variables = {f"NOBODY_KNOWS_{number:04}": "x" for number in range(1000)}
    collector = readers.Collector()
    process = os.posix_spawn(
        harness.BINARY,
        ["under-maintenance"],
        environment(variables | {"HTTP_LISTEN": "nonsense"}),
        file_actions=[(os.POSIX_SPAWN_DUP2, collector.writing, 2)],
    )
    collector.release()
    time.sleep(0.5)
    collector.begin()
    _, status = os.waitpid(process, 0)
    said = collector.rest().decode()
    assert os.waitstatus_to_exitcode(status) == MISTAKES
    assert said.count("event=configuration-warning") == 1000
    assert said.count("event=configuration-mistake") == 1
