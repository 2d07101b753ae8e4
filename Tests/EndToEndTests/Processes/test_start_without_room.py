"""A start for which not every process can be forked: it serves with the workers that there is room
for, and is refused without one."""

from pathlib import Path

import pytest

import processes
from harness import PLAIN, SYSTEM_REFUSED, Server
from process_limit import Room, needs_root

pytestmark = needs_root


def test_a_start_with_room_for_some_workers_serves_with_these(
    reachable_directory: Path, room: Room
) -> None:
    # For the master, the logger and one worker.
    room.leave(3)
    server = Server(reachable_directory, user=room.user, wrapper=room.wrapper, WORKERS=2)
    try:
        server.wait_until_answering()
        processes.eventually(lambda: "event=worker-not-started" in server.log, 5, "a line")
        assert len(server.workers) == 1
        assert server.ask().body == PLAIN
        room.clear()
        processes.eventually(lambda: len(server.workers) == 2, 10, "the second worker")
        server.stop()
    finally:
        server.kill()


@pytest.mark.parametrize("left", [1, 2], ids=["nor for the logger", "but for the logger"])
def test_a_start_without_room_for_a_worker_is_refused(
    reachable_directory: Path, room: Room, left: int
) -> None:
    room.leave(left)
    server = Server(reachable_directory, user=room.user, wrapper=room.wrapper, WORKERS=2)
    try:
        assert server.wait(within=5) == SYSTEM_REFUSED
        assert "event=not-started" in server.log
    finally:
        server.kill()
