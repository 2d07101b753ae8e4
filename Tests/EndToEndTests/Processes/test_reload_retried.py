"""A reload for which no worker can be forked is not lost: what was loaded before goes on being
served, one line says why, and the change is taken as soon as the system has room for it again."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import layouts
import processes
import tls
from certificates import Authority, Pair
from harness import Server, free_port
from process_limit import Room, needs_root

pytestmark = needs_root
WORKERS = 2
ANYONE = tls.context()


class Limited:
    """A server whose user has only so much room."""

    def __init__(self, directory: Path, room: Room, **variables: object) -> None:
        self.directory = directory
        self.page = directory / "page.html"
        self.write(b"old")
        self.server = Server(
            directory,
            user=room.user,
            wrapper=room.wrapper,
            CUSTOM_FILE_PATH=self.page,
            WORKERS=WORKERS,
            **variables,
        )

    def write(self, content: bytes) -> None:
        fresh = self.directory / "fresh"
        fresh.write_bytes(content)
        fresh.rename(self.page)

    @property
    def body(self) -> bytes:
        return self.server.ask(headers=["Accept: */*"]).body

    def wait_for(self, content: bytes, within: float = 5) -> None:
        processes.eventually(lambda: self.body == content, within, f"the page is {content!r}")
        # By one worker; others may still be on their way.
        self.server.settle()

    def wait_for_workers(self) -> None:
        """Until the old ones have ended, and the new ones are all there."""
        processes.eventually(
            lambda: len(self.server.workers) == WORKERS, 10, f"{WORKERS} workers, no more"
        )


@pytest.fixture
def start(reachable_directory: Path, room: Room) -> Iterator[Callable[..., Limited]]:
    started: list[Limited] = []

    def start(**variables: object) -> Limited:
        limited = Limited(reachable_directory, room, **variables)
        started.append(limited)
        limited.server.wait_until_answering()
        limited.wait_for_workers()
        return limited

    yield start
    try:
        for limited in started:
            limited.server.stop()
    finally:
        for limited in started:
            limited.server.kill()


@pytest.mark.parametrize("seconds", [0, 1], ids=["by signal", "by polling"])
def test_a_page_is_taken_once_a_worker_can_be_started(
    start: Callable[..., Limited], room: Room, seconds: int
) -> None:
    limited = start(RELOAD_SECONDS=seconds)
    workers = limited.server.workers
    room.leave(0)
    limited.write(b"new")
    if seconds == 0:
        limited.server.signal(signal.SIGHUP)
    limited.server.lines("reload-failed", 1)
    # It is tried again meanwhile, in silence.
    time.sleep(2.5)
    assert limited.body == b"old"
    assert limited.server.workers == workers
    limited.server.lines("reload-failed", 1)
    assert "Resource temporarily unavailable" in limited.server.lines("reload-failed")[0]

    room.clear()
    limited.wait_for(b"new")
    limited.server.lines("reloaded", 1)
    limited.wait_for_workers()
    assert not set(workers) & set(limited.server.workers)
    limited.server.lines("reload-failed", 1)


def test_each_new_content_is_said_once_and_the_last_one_is_taken(
    start: Callable[..., Limited], room: Room
) -> None:
    limited = start(RELOAD_SECONDS=1)
    room.leave(0)
    for number in range(1, 4):
        limited.write(b"page %d" % number)
        limited.server.lines("reload-failed", number)
        assert limited.body == b"old"
    time.sleep(1.5)
    limited.server.lines("reload-failed", 3)
    room.clear()
    limited.wait_for(b"page 3")
    limited.server.lines("reloaded", 1)


def test_a_change_that_is_taken_back_leaves_everything_as_it_was(
    start: Callable[..., Limited], room: Room
) -> None:
    limited = start(RELOAD_SECONDS=1)
    room.leave(0)
    limited.write(b"new")
    limited.server.lines("reload-failed", 1)
    limited.write(b"old")
    limited.server.lines("reload-failed", 2)
    room.clear()
    limited.server.lines("reloaded", 1)
    assert limited.body == b"old"
    time.sleep(1.5)
    limited.server.lines("reloaded", 1)


def test_who_asks_again_is_told_again(start: Callable[..., Limited], room: Room) -> None:
    limited = start(RELOAD_SECONDS=0)
    room.leave(0)
    limited.write(b"new")
    for count in (1, 2, 3):
        limited.server.signal(signal.SIGHUP)
        limited.server.lines("reload-failed", count)
    room.clear()
    limited.server.signal(signal.SIGHUP)
    limited.wait_for(b"new")
    # Once it is taken only a signal reloads, as before.
    limited.wait_for_workers()
    reloads = len(limited.server.lines("reloaded"))
    limited.write(b"newer")
    time.sleep(2.5)
    assert limited.body == b"new"
    assert len(limited.server.lines("reloaded")) == reloads == 1


def test_workers_that_find_no_room_come_later(start: Callable[..., Limited], room: Room) -> None:
    limited = start(RELOAD_SECONDS=0)
    old = limited.server.workers
    room.leave(1)
    limited.write(b"new")
    limited.server.signal(signal.SIGHUP)
    limited.server.lines("reloaded", 1)
    limited.wait_for(b"new")
    # The old ones end, and make room.
    processes.eventually(
        lambda: not set(old) & set(limited.server.workers), 5, "the old workers end"
    )
    limited.wait_for_workers()
    assert limited.server.lines("reload-failed") == []
    for _ in range(20):
        assert limited.body == b"new"


def test_a_worker_that_dies_meanwhile_is_replaced_by_one_with_the_old_page(
    start: Callable[..., Limited], room: Room
) -> None:
    limited = start(RELOAD_SECONDS=0)
    room.leave(0)
    limited.write(b"new")
    limited.server.signal(signal.SIGHUP)
    limited.server.lines("reload-failed", 1)
    victim, survivor = limited.server.workers
    os.kill(victim, signal.SIGKILL)
    limited.wait_for_workers()
    assert survivor in limited.server.workers
    for _ in range(20):
        assert limited.body == b"old"
    room.clear()
    limited.wait_for(b"new", within=10)


def test_it_stops_while_a_reload_waits(start: Callable[..., Limited], room: Room) -> None:
    limited = start(RELOAD_SECONDS=0)
    room.leave(0)
    limited.write(b"new")
    limited.server.signal(signal.SIGHUP)
    limited.server.lines("reload-failed", 1)
    limited.server.stop()
    assert limited.server.lines("reloaded") == []


class Certified:
    """Where the certificates lie, for a server that also has a page."""

    def __init__(self, directory: Path, pair: Pair, user: int) -> None:
        self.user = user
        self.directory = directory / "certificates"
        self.directory.mkdir()
        self.port = free_port()
        self.put(pair)

    @property
    def variables(self) -> dict[str, object]:
        return {
            "TLS_CERTIFICATE_DIRECTORY": self.directory,
            "HTTPS_LISTEN": f"127.0.0.1:{self.port}",
        }

    def put(self, pair: Pair) -> None:
        os.chown(layouts.put(pair, self.directory, "app", "NAME.pem"), self.user, self.user)

    @property
    def served(self) -> bytes:
        return tls.served(("127.0.0.1", self.port), ANYONE)


def test_page_and_certificate_come_together_or_not_at_all(
    start: Callable[..., Limited], room: Room, authority: Authority, reachable_directory: Path
) -> None:
    old, new = authority.pair(), authority.pair()
    certified = Certified(reachable_directory, old, room.user)
    limited = start(RELOAD_SECONDS=1, **certified.variables)
    room.leave(0)
    with limited.server.unseen():
        limited.write(b"new")
        certified.put(new)
    limited.server.lines("reload-failed", 1)
    time.sleep(1.5)
    assert (limited.body, certified.served) == (b"old", old.der)
    room.clear()
    limited.wait_for(b"new")
    processes.eventually(lambda: certified.served == new.der, 5, "the new certificate")


def test_a_certificate_is_taken_beside_a_page_that_cannot_be_read(
    start: Callable[..., Limited], room: Room, authority: Authority, reachable_directory: Path
) -> None:
    old, new = authority.pair(), authority.pair()
    certified = Certified(reachable_directory, old, room.user)
    limited = start(RELOAD_SECONDS=0, **certified.variables)
    room.leave(0)
    limited.write(b"")
    certified.put(new)
    limited.server.signal(signal.SIGHUP)
    # One line about the page, one about the workers, and no more while it is tried again.
    limited.server.lines("reload-failed", 2)
    time.sleep(2.5)
    limited.server.lines("reload-failed", 2)
    assert (limited.body, certified.served) == (b"old", old.der)
    room.clear()
    processes.eventually(lambda: certified.served == new.der, 10, "the new certificate")
    assert limited.body == b"old"
    limited.server.lines("reload-failed", 2)
    # The page was seen to be empty; once it is mended, a signal brings it.
    limited.write(b"mended")
    limited.server.signal(signal.SIGHUP)
    limited.wait_for(b"mended")
