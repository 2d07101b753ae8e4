"""The operator's one page for every host: text that is UTF-8 or a file as it is, beside pages of a
directory."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

import processes
from harness import PLAIN, Server
from pages import APP, OTHER, about, ask, serves, write

StartServer = Callable[..., Server]


def test_pages_cost_the_custom_page_nothing_and_the_other_way_round(
    start_server: StartServer, directory: Path, tmp_path: Path
) -> None:
    write(directory, "app.example.com.html")
    custom = tmp_path / "custom.html"
    custom.write_bytes(b"custom")
    server = start_server(PAGES_DIRECTORY=directory, CUSTOM_FILE_PATH=custom, RELOAD_SECONDS=0)
    custom.unlink()
    write(directory, "app.example.com.html", text=b"new")
    server.signal(signal.SIGHUP)
    serves(server, APP, b"new")
    # A page that is deleted gives way, as one of the directory's does.
    serves(server, OTHER, None)
    custom.write_bytes(b"new custom")
    (directory / "app.example.com.html").write_bytes(b"\xff")
    server.signal(signal.SIGHUP)
    serves(server, OTHER, b"new custom")
    assert ask(server, APP).body == b"new"
    assert server.log.count("event=reload-failed") == 1


@pytest.mark.parametrize("name", ["page.html", "page.txt", "page.json", "page.xml", "page.svg"])
def test_a_custom_page_that_is_not_utf_8_is_a_warning_and_not_used(
    start_server: StartServer, tmp_path: Path, name: str
) -> None:
    custom = tmp_path / name
    custom.write_bytes("<p>Wartung f\u00fcr Sie".encode("latin-1"))
    server = start_server(CUSTOM_FILE_PATH=custom, RELOAD_SECONDS=0)
    (line,) = about(server, custom)
    assert "level=warning" in line and "UTF-8" in line
    assert "UNDER_MAINTENANCE_CUSTOM_FILE_PATH" in line
    assert server.ask().body == PLAIN
    # Nor does a page that was good give way to it.
    text = "<p>Wartung f\u00fcr Sie"
    good = (json.dumps(text) if name.endswith(".json") else text).encode()
    custom.write_bytes(good)
    server.signal(signal.SIGHUP)
    processes.eventually(lambda: server.ask().body == good, 5, "the page is there")
    custom.write_bytes(b"\xff")
    server.signal(signal.SIGHUP)
    processes.eventually(lambda: "event=reload-failed" in server.log, 5, "the reload fails")
    assert server.ask().body == good


def test_a_custom_page_that_is_no_text_is_taken_as_it_is(
    start_server: StartServer, tmp_path: Path
) -> None:
    picture = tmp_path / "page.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    server = start_server(CUSTOM_FILE_PATH=picture)
    answer = server.ask(headers=["Accept: */*", "Accept-Encoding: gzip"])
    assert answer.body == picture.read_bytes()
    assert answer.header("Content-Type") == "image/png"
