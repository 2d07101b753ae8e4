"""Proves that a service manager that holds the sockets can restart the server and lose nobody, that it
is told when the server serves, reloads and stops, and that lines for the journal have a priority."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import crowd
import http1
from crowd import Crowd
from harness import BINARY, MISTAKES, Server, environment, free_port
from processes import eventually
from supervisor import Journal, Supervisor


@contextmanager
def supervising(directory: Path, *names: str) -> Iterator[Supervisor]:
    made = Supervisor(directory, *names)
    try:
        yield made
    finally:
        made.end()


def test_restarts_under_load_refuse_and_reset_nobody(tmp_path: Path) -> None:
    with supervising(tmp_path, "http") as supervisor:
        supervisor.start()
        assert supervisor.told() == "READY=1"
        visitors = Crowd(supervisor.address, 4000)
        crowd.restarting(visitors, supervisor.restart, at_least=3)
        visitors.assert_answered()


def test_who_comes_while_nobody_serves_is_answered_by_the_next(tmp_path: Path) -> None:
    with supervising(tmp_path, "http") as supervisor:
        old = supervisor.start()
        assert supervisor.told() == "READY=1"
        with http1.Client(supervisor.address, 15) as slow, http1.Client(
            supervisor.address, 15
        ) as next_one:
            slow.send(b"GET / HTTP/1.1\r\nHost: a\r\n")
            # Taken, and its head begun: an answer is owed.
            assert http1.ask(supervisor.address).status == 503
            old.send_signal(signal.SIGTERM)
            assert supervisor.told() == "STOPPING=1"
            slow.send(b"\r\n")
            assert slow.answer().closes
            assert old.wait(10) == 0
            with http1.Client(supervisor.address, 15) as late:
                for client in (next_one, late):
                    client.send(http1.request())
                supervisor.start()
                assert late.answer().status == 503
            # It was there before the old one went, whoever had it.
            assert next_one.answer().status == 503


def test_the_manager_is_told_of_every_change(tmp_path: Path) -> None:
    with supervising(tmp_path, "http") as supervisor:
        process = supervisor.start()
        assert supervisor.told() == "READY=1"
        assert http1.ask(supervisor.address).status == 503
        for _ in range(2):
            process.send_signal(signal.SIGHUP)
            begun = re.fullmatch(r"RELOADING=1\nMONOTONIC_USEC=(\d+)", supervisor.told())
            assert begun and int(begun[1]) > 0
            assert supervisor.told() == "READY=1"
        process.send_signal(signal.SIGTERM)
        assert supervisor.told() == "STOPPING=1"
        assert process.wait(10) == 0


def test_a_manager_may_listen_at_an_abstract_name(start_server: Callable[..., Server]) -> None:
    name = f"under-maintenance-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(f"\0{name}")
        manager.settimeout(5)
        server = start_server(extra_environment={"NOTIFY_SOCKET": f"@{name}"})
        assert manager.recv(100) == b"READY=1"
        server.stop()
        assert manager.recv(100) == b"STOPPING=1"


@pytest.mark.parametrize("named", ["nobody", "stream", ""])
def test_a_manager_that_does_not_listen_holds_up_nothing(
    start_server: Callable[..., Server], tmp_path: Path, named: str
) -> None:
    path = tmp_path / named if named else ""
    with socket.socket(socket.AF_UNIX) as listening:
        if named == "stream":
            listening.bind(str(path))
        server = start_server(extra_environment={"NOTIFY_SOCKET": str(path)})
        server.signal(signal.SIGHUP)
        eventually(lambda: "event=reloaded" in server.log, 5, "it is reloaded")
        assert server.ask().status == 503
        server.stop()


def test_a_tls_socket_without_a_certificate_is_a_mistake(tmp_path: Path) -> None:
    """Which no manager should try again and again."""
    with supervising(tmp_path, "http", "https") as supervisor:
        assert supervisor.start().wait(10) == MISTAKES
        assert "UNDER_MAINTENANCE_TLS_CERTIFICATE_PATH" in (tmp_path / "log").read_text()


def lines_of(directory: Path, names_it: bool, **variables: object) -> list[str]:
    """What a server that is stopped at once says to the journal."""
    journal = Journal()
    named = journal.name if names_it else "1:1"
    process = subprocess.Popen(
        [BINARY],
        env={
            **environment({"HTTP_LISTEN": f"127.0.0.1:{free_port()}", **variables}),
            "JOURNAL_STREAM": named,
        },
        cwd=directory,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=journal.writing,
    )
    # Whoever ends by himself has nothing to be told.
    journal.wait_for("event=")
    process.terminate()
    process.wait(10)
    return journal.lines()


def test_lines_for_the_journal_begin_with_their_priority(tmp_path: Path) -> None:
    lines = lines_of(tmp_path, True, STATUS_CODE="99", MESAGE="x")
    priorities = {
        re.sub(r".* event=(\S+).*", r"\1", line): re.match(r"(<\d>)?time=", line)[1]
        for line in lines
    }
    assert priorities["configuration-warning"] == "<4>"
    # Of the start, which were held, and of what comes later.
    assert priorities["listening"] == priorities["stopping"] == "<6>"


def test_a_start_that_fails_says_so_with_its_priority(tmp_path: Path) -> None:
    lines = lines_of(tmp_path, True, HTTP_LISTEN="nowhere")
    assert lines and all(line.startswith("<3>time=") for line in lines)


def test_other_readers_get_the_lines_as_they_are(tmp_path: Path) -> None:
    """The variable is inherited by what a service starts with streams of its own."""
    lines = lines_of(tmp_path, False, STATUS_CODE="99")
    assert lines and all(line.startswith("time=") for line in lines)
