"""A file in the directory that can't be used, for its content, size, kind or name, costs its own
page and one warning: of `check`, at the start and while the server runs."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import processes
from harness import PLAIN, Server, run_command
from pages import ACCEPT, APP, OWN, SHOP, about, ask, content, serves, write
from privileges import needs_root

StartServer = Callable[..., Server]

MEBIBYTE = 1 << 20
BAD = {
    "not UTF-8": lambda path: path.write_bytes(b"<p>\xc3\x28"),
    "half a character": lambda path: path.write_bytes(b"<p>\xe2\x82"),
    "empty": lambda path: path.touch(),
    "larger than 16 MiB": lambda path: (path.touch(), os.truncate(path, 17 * MEBIBYTE)),
    "a link to nothing": lambda path: path.symlink_to("nothing"),
    "a link to itself": lambda path: path.symlink_to(path.name),
    "a named pipe": lambda path: os.mkfifo(path),
}
each_bad = pytest.mark.parametrize("make_bad", BAD.values(), ids=BAD)


@each_bad
@pytest.mark.parametrize("ending", ["html", "json", "txt"])
def test_a_bad_file_is_one_warning_and_the_next_best_page_is_sent(
    start_server: StartServer, directory: Path, make_bad: Callable[[Path], object], ending: str
) -> None:
    accept = ACCEPT[ending]
    write(directory, f"de.{ending}", f"shop.example.com.{ending}")
    bad = directory / f"app.example.com.{ending}"
    make_bad(bad)
    server = start_server(PAGES_DIRECTORY=directory, RELOAD_SECONDS=0)
    assert ask(server, APP, accept, "de").body == content(f"de.{ending}")
    assert ask(server, SHOP, accept, "de").body == content(f"shop.example.com.{ending}")
    (line,) = about(server, bad)
    assert "level=warning" in line and "UNDER_MAINTENANCE_PAGES_DIRECTORY" in line
    assert server.log.count("level=warning") == 1

    bad.unlink()
    write(directory, bad.name)
    server.signal(signal.SIGHUP)
    processes.eventually(
        lambda: ask(server, APP, accept, "de").body == content(bad.name), 5, "the file is mended"
    )


@needs_root
def test_a_page_that_the_user_may_not_read_is_one_warning_too(reachable_directory: Path) -> None:
    pages = reachable_directory / "pages"
    write(pages, "app.example.com.html", "de.html")
    pages.chmod(0o755)
    (pages / "de.html").chmod(0o644)
    (pages / "app.example.com.html").chmod(0o600)
    server = Server(reachable_directory, user=54321, PAGES_DIRECTORY=pages, RELOAD_SECONDS=1)
    try:
        server.wait_until_answering()
        assert ask(server, APP, language="de").body == content("de.html")
        (line,) = about(server, pages / "app.example.com.html")
        assert "level=warning" in line and "54321" in line
        (pages / "app.example.com.html").chmod(0o644)
        serves(server, APP, content("app.example.com.html"))
        server.stop()
    finally:
        server.kill()


@each_bad
def test_a_file_gone_bad_keeps_the_page_it_had_and_one_log_line(
    start_server: StartServer, directory: Path, make_bad: Callable[[Path], object]
) -> None:
    write(directory, "app.example.com.html", "shop.example.com.html")
    server = start_server(PAGES_DIRECTORY=directory, RELOAD_SECONDS=0)
    page = directory / "app.example.com.html"
    page.unlink()
    make_bad(page)
    write(directory, "shop.example.com.html", text=b"changed")
    server.signal(signal.SIGHUP)
    serves(server, SHOP, b"changed")
    assert ask(server, APP).body == content(page.name)
    (line,) = about(server, page)
    assert "level=error event=reload-failed" in line
    assert "level=warning" not in server.log

    page.unlink()
    write(directory, page.name, text=b"mended")
    server.signal(signal.SIGHUP)
    serves(server, APP, b"mended")


def test_polling_says_once_what_is_bad_and_sees_it_mended(
    start_server: StartServer, directory: Path
) -> None:
    always = [f"always-{number}.example.com" for number in range(len(BAD))]
    later = [f"later-{number}.example.com" for number in range(len(BAD))]
    for host, make_bad in zip(always, BAD.values()):
        make_bad(directory / f"{host}.html")
    write(directory, *(f"{host}.html" for host in later), "good.example.com.html")
    server = start_server(PAGES_DIRECTORY=directory, RELOAD_SECONDS=1)
    time.sleep(2.2)
    for host in always:
        (line,) = about(server, directory / f"{host}.html")
        assert "level=warning" in line
        assert OWN not in ask(server, host).body.decode()

    for host, make_bad in zip(later, BAD.values()):
        bad = directory / f".{host}"
        make_bad(bad)
        bad.rename(directory / f"{host}.html")
    write(directory, "good.example.com.html", text=b"changed")
    serves(server, "good.example.com", b"changed")
    time.sleep(2.2)
    for host in later:
        lines = about(server, directory / f"{host}.html")
        # The server may have looked while the files were being changed.
        assert len(lines) in (1, 2) and all("event=reload-failed" in line for line in lines)
        assert ask(server, host).body == content(f"{host}.html")
    for host in always + later:
        (directory / f"{host}.html").unlink()
        write(directory, f"{host}.html", text=b"mended")
    for host in always + later:
        serves(server, host, b"mended")


def test_a_page_kept_for_a_bad_file_survives_many_reloads(
    start_server: StartServer, directory: Path
) -> None:
    write(directory, "app.example.com.html", "shop.example.com.html")
    server = start_server(PAGES_DIRECTORY=directory, RELOAD_SECONDS=0)
    (directory / "app.example.com.html").write_bytes(b"\xff")
    for number in range(5):
        write(directory, "shop.example.com.html", text=b"%d" % number)
        server.signal(signal.SIGHUP)
        serves(server, SHOP, b"%d" % number)
        assert ask(server, APP).body == content("app.example.com.html")
    lines = about(server, directory / "app.example.com.html")
    assert len(lines) == 5 and all("event=reload-failed" in line for line in lines)


def test_all_pages_together_are_64_mebibytes_at_most(
    start_server: StartServer, directory: Path
) -> None:
    hosts = [f"{letter}.example.com" for letter in "abcde"]
    for host in hosts:
        with (directory / f"{host}.txt").open("wb") as file:
            file.write(host.encode())
            file.truncate(15 * MEBIBYTE)
    server = start_server(PAGES_DIRECTORY=directory, RELOAD_SECONDS=0)
    lines = [line for line in server.log.splitlines() if "level=warning" in line]
    assert len(lines) == 1 and "64 MiB" in lines[0], server.log
    sent = {host: ask(server, host, "text/plain").body for host in hosts}
    (refused,) = [host for host, body in sent.items() if body == PLAIN]
    assert str(directory / f"{refused}.txt") in lines[0]
    for host in set(hosts) - {refused}:
        assert sent[host].startswith(host.encode()) and len(sent[host]) == 15 * MEBIBYTE

    # A smaller one finds room behind it.
    os.truncate(directory / f"{refused}.txt", 3 * MEBIBYTE)
    server.signal(signal.SIGHUP)
    processes.eventually(
        lambda: len(ask(server, refused, "text/plain").body) == 3 * MEBIBYTE, 10, "it fits"
    )


@pytest.mark.parametrize(
    "name",
    ["notes.md", "page.htm", "app.example.com", "app.example.com.xml", "README", "app.html.bak"]
    + ["app.example.com.HTML", "style.css"],
)
def test_a_name_that_is_no_page_s_is_a_warning(
    start_server: StartServer, directory: Path, name: str
) -> None:
    write(directory, "app.example.com.html", name)
    server = start_server(PAGES_DIRECTORY=directory)
    (line,) = [line for line in server.log.splitlines() if "level=warning" in line]
    assert str(directory / name) in line
    assert ask(server, APP).body == content("app.example.com.html")


def test_hidden_files_and_directories_are_passed_over(
    start_server: StartServer, directory: Path
) -> None:
    write(directory, "app.example.com.html", ".hidden.html", ".app.example.com.html.swp")
    write(directory / "sub.html", "inside.html")
    write(directory / ".git", "config")
    server = start_server(PAGES_DIRECTORY=directory)
    assert ask(server, APP).body == content("app.example.com.html")
    assert "level=warning" not in server.log


def test_check_lists_every_page_and_warns_of_every_bad_one(directory: Path) -> None:
    write(directory, "app.example.com.html", "app.example.com.de.html", "pt-BR.json", "fr.txt")
    variables = {"HTTP_LISTEN": "127.0.0.1:8080", "PAGES_DIRECTORY": directory}
    completed = run_command("check", **variables)
    assert completed.returncode == 0, completed.stdout
    lines = [line for line in completed.stdout.splitlines() if line.startswith("page ")]
    for name, *words in [
        ("app.example.com.html", "host app.example.com"),
        ("app.example.com.de.html", "host app.example.com in de"),
        ("pt-BR.json", "every host in pt-BR"),
        ("fr.txt", "every host in fr"),
    ]:
        (line,) = [line for line in lines if str(directory / name) in line]
        assert all(word in line for word in words), line
    assert any("built in" in line for line in lines)
    assert len(lines) == 5

    for number, make_bad in enumerate(BAD.values()):
        make_bad(directory / f"bad-{number}.example.com.html")
    write(directory, "notes.md")
    completed = run_command("check", **variables)
    assert completed.returncode == 1
    warnings = [line for line in completed.stdout.splitlines() if line.startswith("warning ")]
    assert len(warnings) == len(BAD) + 1, completed.stdout
    for name in [*(f"bad-{number}." for number in range(len(BAD))), "notes.md"]:
        assert len([line for line in warnings if f"/{name}" in line]) == 1
    assert run_command("check", **variables | {"PAGES_DIRECTORY": "/nowhere"}).returncode == 1
