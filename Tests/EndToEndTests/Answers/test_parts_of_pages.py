"""What a browser fetches for a page gets the plain text, since nobody would see a page there; what it
shows gets one. Over HTTP/1 and HTTP/2, with pages of the operator's and without."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import http2
import processes
from browser import Browser
from harness import PLAIN, Server

StartServer = Callable[..., Server]
OWN = b"<!doctype html><title>Own</title><p>Own page"
PARTS = [
    *("audio", "audioworklet", "font", "image", "manifest", "paintworklet", "report", "script"),
    *("serviceworker", "sharedworker", "style", "track", "video", "worker", "xslt"),
]
SHOWN = ["document", "iframe", "frame", "embed", "object", "empty"]
# The second is what Chromium says of an image, the third of everything else it has no wish for.
ACCEPTED = ["text/html", "image/avif,image/webp,image/apng,image/*,*/*;q=0.8", "*/*"]


def over_http_1(server: Server, fields: list[str]) -> bytes:
    return server.ask(headers=fields).body


def over_http_2(server: Server, fields: list[str]) -> bytes:
    with http2.connect(server.address) as client:
        return client.ask("GET", "/", fields).body


@pytest.fixture(params=[over_http_1, over_http_2], ids=["HTTP/1", "HTTP/2"])
def ask(request: pytest.FixtureRequest) -> Callable[[Server, list[str]], bytes]:
    return request.param


def test_parts_get_the_plain_text(
    start_server: StartServer, tmp_path: Path, ask: Callable[[Server, list[str]], bytes]
) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(OWN)
    for server in (start_server(), start_server(CUSTOM_FILE_PATH=page)):
        for accepted in ACCEPTED:
            for part in PARTS:
                fields = [f"Accept: {accepted}", f"Sec-Fetch-Dest: {part}"]
                assert ask(server, fields) == PLAIN, fields


def test_what_is_shown_is_a_page(
    start_server: StartServer, tmp_path: Path, ask: Callable[[Server, list[str]], bytes]
) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(OWN)
    built_in, own = start_server(), start_server(CUSTOM_FILE_PATH=page)
    for shown in SHOWN:
        field = f"Sec-Fetch-Dest: {shown}"
        assert b"<!doctype html>" in ask(built_in, ["Accept: text/html", field]).lower()
        assert ask(built_in, ["Accept: */*", field]) == PLAIN
        for accepted in ACCEPTED:
            assert ask(own, [f"Accept: {accepted}", field]) == OWN


def test_what_chromium_asks_for_itself(
    start_server: StartServer, tmp_path: Path, browser: Browser
) -> None:
    """Its own words, for a page of the operator's whose parts are asked for here too."""
    page = tmp_path / "page.html"
    page.write_bytes(
        OWN + b"<link rel=stylesheet href=/s.css><script src=/s.js></script><img src=/i.png>"
        b"<iframe src=/frame></iframe>"
    )
    server = start_server(CUSTOM_FILE_PATH=page, ACCESS_LOG="json")
    browser.open(f"{server.url.replace('127.0.0.1', 'localhost')}/page")
    asked = {"/page", "/frame", "/s.css", "/s.js", "/i.png"}

    def sizes() -> dict[str, int]:
        lines = map(json.loads, server.access_log.splitlines())
        return {line["target"]: line["bytes"] for line in lines if line["target"] in asked}

    processes.eventually(lambda: set(sizes()) == asked, 10, "all are asked for and logged")
    whole = page.stat().st_size
    parts = dict.fromkeys(["/s.css", "/s.js", "/i.png"], len(PLAIN))
    assert sizes() == {"/page": whole, "/frame": whole, **parts}
