"""Pages of the operator's own by host and language: put into a directory, asked for, and told of in
the log."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import http1
import processes
from harness import Server

ACCEPT = {"html": "text/html", "json": "application/json", "txt": "text/plain"}
OWN = "Own page"
APP, SHOP, OTHER = "app.example.com", "shop.example.com", "other.example.com"


def content(name: str) -> bytes:
    text = f"{OWN} {name} \u2013 d\u00e9j\u00e0 vu\n"
    return (json.dumps(text, ensure_ascii=False) if name.endswith(".json") else text).encode()


def write(directory: Path, *names: str, text: bytes | None = None) -> None:
    """Each in one step, so that nobody ever reads half of it; its name is its content."""
    directory.mkdir(exist_ok=True)
    for name in names:
        fresh = directory / ".fresh"
        fresh.write_bytes(content(name) if text is None else text)
        fresh.rename(directory / name)


def ask(
    server: Server, host: str | None, accept: str | None = "text/html", language: str | None = None
) -> http1.Answer:
    fields = [f"Accept: {accept}"] if accept is not None else []
    fields += [f"Accept-Language: {language}"] if language is not None else []
    return server.ask(headers=fields, host=host)


def serves(server: Server, host: str, expected: bytes | None) -> None:
    """Waits until the host's page is that, or the built-in one."""
    processes.eventually(
        lambda: (
            (ask(server, host).body == expected)
            if expected is not None
            else ask(server, host).header("Content-Security-Policy") is not None
        ),
        within=5,
        what=f"{host} gets {expected!r}",
    )
    # Those that were loaded before answer nobody any more.
    server.settle()


def about(server: Server, path: Path) -> list[str]:
    """The lines on what is wrong with it."""
    lines = [line for line in server.log.splitlines() if str(path) in line]
    return [line for line in lines if "event=reloaded" not in line]


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    pages = tmp_path / "pages"
    pages.mkdir()
    return pages
