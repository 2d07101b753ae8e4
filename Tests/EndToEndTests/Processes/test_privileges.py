"""Workers hold no privilege: started as root they become 65532:65532 without a capability, and
an unprivileged user can start the server as well."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import processes
from harness import PLAIN, Server
from privileges import NOBODY, assert_unprivileged, needs_root

StartServer = Callable[..., Server]


@needs_root
def test_workers_of_root_run_as_65532_without_any_privilege(start_server: StartServer) -> None:
    server = start_server(WORKERS=2)
    for worker in server.workers:
        status = processes.status(worker)
        assert status["Uid"].split() == [str(NOBODY)] * 4
        assert status["Gid"].split() == [str(NOBODY)] * 4
        assert status["Groups"] in ("", str(NOBODY))
        assert_unprivileged(worker)


@needs_root
def test_a_replaced_worker_and_one_after_a_reload_are_as_unprivileged(
    start_server: StartServer,
) -> None:
    server = start_server(WORKERS=1, SHUTDOWN_SECONDS=1)
    for number in (signal.SIGKILL, signal.SIGHUP):
        (old,) = server.workers
        os.kill(old if number == signal.SIGKILL else server.master, number)
        processes.eventually(
            lambda: len(server.workers) == 1 and server.workers != [old], 5, "a new worker is there"
        )
        assert server.ask().body == PLAIN
        assert processes.status(server.workers[0])["Uid"].split() == [str(NOBODY)] * 4
        assert_unprivileged(server.workers[0])


@needs_root
def test_an_unprivileged_user_can_run_it(reachable_directory: Path) -> None:
    (reachable_directory / "under-maintenance.html").write_bytes(b"its page")
    server = Server(reachable_directory, user=54321)
    try:
        server.wait_until_answering()
        assert server.ask(headers=["Accept: */*"]).body == b"its page"
        for worker in server.workers:
            assert processes.status(worker)["Uid"].split() == ["54321"] * 4
            assert_unprivileged(worker)
        server.stop()
    finally:
        server.kill()


def test_workers_hold_no_file_of_the_machine(start_server: StartServer, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(b"page")
    server = start_server(CUSTOM_FILE_PATH=page)
    for worker in server.workers:
        links = [os.readlink(entry) for entry in Path(f"/proc/{worker}/fd").iterdir()]
        files = {link for link in links if link.startswith("/") and not link.startswith("/dev/")}
        assert files <= {str(server.stdout_path), str(server.stderr_path)}
