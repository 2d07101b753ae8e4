"""A reload loses no request and ends with the new page; a page that cannot be served leaves the
old one in service, and one log line says why."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import processes
from harness import FORWARDED, PLAIN, Server
from load import Load

StartServer = Callable[..., Server]


def write(page: Path, content: bytes) -> None:
    """Replaces the page in one step, so that nobody ever reads half of it."""
    fresh = page.with_name("fresh")
    fresh.write_bytes(content)
    fresh.rename(page)


def body(server: Server) -> bytes:
    return server.ask(headers=["Accept: */*", "Accept-Encoding: identity"]).body


def wait_for_body(server: Server, content: bytes, within: float = 3) -> None:
    processes.eventually(lambda: body(server) == content, within, f"the page is {content!r}")


def test_twenty_reloads_under_load_fail_no_request(
    start_server: StartServer, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    write(page, b"page 0")
    server = start_server(CUSTOM_FILE_PATH=page, RELOAD_SECONDS=0, WORKERS=2, SHUTDOWN_SECONDS=2)
    first = server.workers
    with Load(server.address, kept=16, fresh=16) as load:
        load.wait_for(100)
        for number in range(1, 21):
            write(page, b"page %d" % number)
            server.signal(signal.SIGHUP)
            wait_for_body(server, b"page %d" % number)
        load.wait_for(len(load.outcomes) + 100)
    server.settle()
    assert load.failures == []
    assert {outcome.body for outcome in load.outcomes} == {b"page %d" % n for n in range(21)}
    assert body(server) == b"page 20"
    processes.eventually(lambda: len(server.workers) == 2, 5, "the old workers end")
    assert not set(first) & set(server.workers)


def test_signals_that_come_faster_than_reloads_do_no_harm(
    start_server: StartServer, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    write(page, b"old")
    server = start_server(CUSTOM_FILE_PATH=page, RELOAD_SECONDS=0, SHUTDOWN_SECONDS=1)
    workers = len(server.workers)
    with Load(server.address, kept=4, fresh=4) as load:
        for _ in range(200):
            server.signal(signal.SIGHUP)
        write(page, b"new")
        server.signal(signal.SIGHUP)
        wait_for_body(server, b"new")
    assert load.failures == []
    processes.eventually(lambda: len(server.workers) == workers, 5, "the old workers end")


def test_kept_connections_are_let_go_after_a_reload(
    start_server: StartServer, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    write(page, b"old")
    server = start_server(CUSTOM_FILE_PATH=page, RELOAD_SECONDS=0)
    with server.client() as client:
        assert client.ask(headers=[FORWARDED]).body == b"old"
        write(page, b"new")
        server.signal(signal.SIGHUP)
        client.ends_within(8)
    wait_for_body(server, b"new")


def test_the_answer_being_sent_during_a_reload_arrives_whole(
    start_server: StartServer, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    large = b"old page\n" * 600_000
    write(page, large)
    server = start_server(CUSTOM_FILE_PATH=page, RELOAD_SECONDS=0)
    with server.client() as client:
        client.send(b"GET / HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n\r\n")
        client.buffer += client.socket.recv(1000)
        write(page, b"new")
        server.signal(signal.SIGHUP)
        wait_for_body(server, b"new")
        time.sleep(0.2)
        assert client.answer().body == large


def test_a_flipped_symlink_is_noticed_by_polling(start_server: StartServer, tmp_path: Path) -> None:
    # The way Kubernetes updates a mounted ConfigMap: ..data is a link that is replaced.
    volume = tmp_path / "volume"
    for name in ("..first", "..second", "..third"):
        (volume / name).mkdir(parents=True)
        (volume / name / "page.html").write_bytes(name.encode())
    (volume / "..data").symlink_to("..first")
    (volume / "page.html").symlink_to("..data/page.html")
    server = start_server(CUSTOM_FILE_PATH=volume / "page.html", RELOAD_SECONDS=1)
    assert body(server) == b"..first"
    for name in ("..second", "..third"):
        (volume / "..data_tmp").symlink_to(name)
        (volume / "..data_tmp").rename(volume / "..data")
        wait_for_body(server, name.encode())


def test_a_page_rewritten_in_place_is_noticed_by_polling(
    start_server: StartServer, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(b"one")
    server = start_server(CUSTOM_FILE_PATH=page, RELOAD_SECONDS=1)
    page.write_bytes(b"two")
    wait_for_body(server, b"two")


def test_without_polling_only_the_signal_reloads(start_server: StartServer, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    write(page, b"old")
    server = start_server(CUSTOM_FILE_PATH=page, RELOAD_SECONDS=0)
    write(page, b"new")
    time.sleep(1.5)
    assert body(server) == b"old"
    server.signal(signal.SIGHUP)
    wait_for_body(server, b"new")


def test_a_page_that_appears_in_the_working_directory_is_taken_by_a_reload(
    start_server: StartServer, tmp_path: Path
) -> None:
    server = start_server(working_directory=tmp_path, RELOAD_SECONDS=0)
    assert body(server) == PLAIN
    write(tmp_path / "under-maintenance.html", b"appeared")
    server.signal(signal.SIGHUP)
    wait_for_body(server, b"appeared")


@pytest.mark.parametrize("is_named", [True, False])
@pytest.mark.parametrize("seconds", [0, 1], ids=["by signal", "by polling"])
def test_a_deleted_page_gives_way(
    start_server: StartServer, tmp_path: Path, is_named: bool, seconds: int
) -> None:
    page = tmp_path / "under-maintenance.html"
    write(page, b"old")
    named = {"CUSTOM_FILE_PATH": page} if is_named else {}
    server = start_server(working_directory=tmp_path, RELOAD_SECONDS=seconds, **named)
    assert body(server) == b"old"
    page.unlink()
    if not seconds:
        server.signal(signal.SIGHUP)
    wait_for_body(server, PLAIN)
    lines = [line for line in server.log.splitlines() if "level=warning" in line]
    assert len(lines) == is_named
    write(page, b"back")
    if not seconds:
        server.signal(signal.SIGHUP)
    wait_for_body(server, b"back")


@pytest.mark.parametrize("kind", ["a directory", "unreadable", "larger than 16 MiB"])
@pytest.mark.parametrize("seconds", [0, 1], ids=["by signal", "by polling"])
def test_a_broken_page_leaves_the_old_one_in_service_and_one_log_line(
    start_server: StartServer, tmp_path: Path, kind: str, seconds: int
) -> None:
    page = tmp_path / "page.html"
    write(page, b"old")
    server = start_server(CUSTOM_FILE_PATH=page, RELOAD_SECONDS=seconds)
    before = len(server.log.splitlines())

    with server.unseen():
        page.unlink()
        if kind == "a directory":
            page.mkdir()
        elif kind == "unreadable":
            # A link to itself: not even root can read it.
            page.symlink_to(page)
        else:
            page.touch()
            os.truncate(page, 16 * 1024 * 1024 + 1)
    if not seconds:
        server.signal(signal.SIGHUP)

    def lines() -> list[str]:
        return [line for line in server.log.splitlines()[before:] if str(page) in line]

    processes.eventually(lambda: len(lines()) > 0, 5, "a line about it")
    # And none at the next looks.
    time.sleep(2.2 * seconds)
    assert body(server) == b"old"
    assert len(lines()) == 1, server.log

    if kind == "a directory":
        page.rmdir()
    else:
        page.unlink(missing_ok=True)
    write(page, b"mended")
    if not seconds:
        server.signal(signal.SIGHUP)
    wait_for_body(server, b"mended")
