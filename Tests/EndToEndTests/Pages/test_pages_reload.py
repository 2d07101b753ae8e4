"""Pages in the directory that come, change and go are seen while the server runs, and so is the
directory itself."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import processes
from harness import Server
from pages import APP, OTHER, SHOP, about, ask, content, serves, write

StartServer = Callable[..., Server]


@pytest.mark.parametrize("seconds", [0, 1], ids=["by signal", "by polling"])
def test_pages_that_come_change_and_go_are_seen(
    start_server: StartServer, directory: Path, seconds: int
) -> None:
    server = start_server(PAGES_DIRECTORY=directory, RELOAD_SECONDS=seconds)
    page = directory / "app.example.com.html"

    def now_serves(expected: bytes | None) -> None:
        if not seconds:
            server.signal(signal.SIGHUP)
        serves(server, APP, expected)

    serves(server, APP, None)
    write(directory, page.name)
    now_serves(content(page.name))
    write(directory, page.name, text=b"changed")
    now_serves(b"changed")
    with server.unseen():
        page.write_bytes(b"in place")
    now_serves(b"in place")
    write(directory, "shop.example.com.html")
    page.rename(directory / "other.example.com.html")
    now_serves(None)
    serves(server, SHOP, content("shop.example.com.html"))
    serves(server, OTHER, b"in place")
    for file in directory.iterdir():
        file.unlink()
    if not seconds:
        server.signal(signal.SIGHUP)
    serves(server, SHOP, None)
    serves(server, OTHER, None)
    assert "level=warning" not in server.log and "reload-failed" not in server.log


@pytest.mark.parametrize("beside", ["bad.example.com.html", "notes.md"])
def test_a_page_that_goes_is_gone_though_all_that_is_left_cannot_be_used(
    start_server: StartServer, directory: Path, beside: str
) -> None:
    write(directory, "app.example.com.html")
    write(directory, beside, text=b"\xff")
    server = start_server(PAGES_DIRECTORY=directory, RELOAD_SECONDS=0)
    serves(server, APP, content("app.example.com.html"))
    (directory / "app.example.com.html").unlink()
    server.signal(signal.SIGHUP)
    serves(server, APP, None)


def test_a_swapped_volume_of_kubernetes_is_noticed_by_polling(
    start_server: StartServer, directory: Path
) -> None:
    # What a mounted ConfigMap looks like: every file is a link through ..data, which is swapped;
    # links are added and removed when the map has other keys.
    generations = {
        "..first": {"app.example.com.html": b"first"},
        "..second": {"app.example.com.html": b"second", "shop.example.com.html": b"shop"},
        "..third": {"shop.example.com.html": b"third"},
    }
    for generation, files in generations.items():
        (directory / generation).mkdir()
        for name, text in files.items():
            (directory / generation / name).write_bytes(text)

    def publish(generation: str) -> None:
        (directory / "..data_tmp").symlink_to(generation)
        (directory / "..data_tmp").rename(directory / "..data")
        for name in generations[generation]:
            if not (directory / name).is_symlink():
                (directory / name).symlink_to(f"..data/{name}")
        for link in directory.iterdir():
            if not link.name.startswith(".") and link.name not in generations[generation]:
                link.unlink()

    publish("..first")
    server = start_server(PAGES_DIRECTORY=directory, RELOAD_SECONDS=1)
    serves(server, APP, b"first")
    serves(server, SHOP, None)
    publish("..second")
    serves(server, APP, b"second")
    serves(server, SHOP, b"shop")
    publish("..third")
    serves(server, SHOP, b"third")
    serves(server, APP, None)


@pytest.mark.parametrize("kind", ["missing", "a file", "a link to itself"])
def test_a_directory_that_is_none_is_a_warning_until_it_is_there(
    start_server: StartServer, tmp_path: Path, kind: str
) -> None:
    directory = tmp_path / "later"
    if kind == "a file":
        directory.touch()
    elif kind != "missing":
        directory.symlink_to(directory)
    server = start_server(PAGES_DIRECTORY=directory, RELOAD_SECONDS=1)
    assert ask(server, APP).header("Content-Security-Policy")
    time.sleep(2.2)
    (line,) = about(server, directory)
    assert "level=warning" in line and "UNDER_MAINTENANCE_PAGES_DIRECTORY" in line
    directory.unlink(missing_ok=True)
    write(directory, "app.example.com.html")
    serves(server, APP, content("app.example.com.html"))


def test_a_directory_that_goes_away_leaves_its_pages_in_service(
    start_server: StartServer, directory: Path
) -> None:
    write(directory, "app.example.com.html")
    server = start_server(PAGES_DIRECTORY=directory, RELOAD_SECONDS=0)
    away = directory.rename(directory.with_name("away"))
    server.signal(signal.SIGHUP)
    processes.eventually(lambda: "event=reload-failed" in server.log, 5, "the reload fails")
    assert ask(server, APP).body == content("app.example.com.html")
    (line,) = about(server, directory)
    away.rename(directory)
    write(directory, "app.example.com.html", text=b"back")
    server.signal(signal.SIGHUP)
    serves(server, APP, b"back")
