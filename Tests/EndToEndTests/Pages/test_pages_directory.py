"""Pages of the operator's own by host and language: the most specific one is sent, changes are
seen while the server runs, and a file that can't be used costs its own page and one warning."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import http1
import processes
from harness import PLAIN, Server, run_command
from privileges import needs_root

StartServer = Callable[..., Server]

HTML = "text/html; charset=utf-8"
JSON = "application/json"
TEXT = "text/plain; charset=utf-8"
TYPES = {"html": HTML, "json": JSON, "txt": TEXT}
ACCEPT = {"html": "text/html", "json": "application/json", "txt": "text/plain"}
BUILT_IN = ""
OWN = "Own page"
MEBIBYTE = 1 << 20

APP, SHOP, OTHER = "app.example.com", "shop.example.com", "other.example.com"
FILES = [
    *("app.example.com.html", "app.example.com.de.html", "app.example.com.pt-br.html"),
    *("app.example.com.txt", "shop.example.com.de.json", "shop.example.com.json"),
    *("text.example.com.de.txt", "UPPER.Example.Com.html", "localhost.html", "192.0.2.7.html"),
    *("[2001:db8::7].html", "de.html", "zh-Hant.html", "fr.txt", "de.json"),
]
# Whose page comes, of whatever is in the directory.
CHOICES = [
    (APP, "text/html", "en", "app.example.com.html"),
    (APP, "text/html", "de", "app.example.com.de.html"),
    (APP, "text/html", "de-AT", "app.example.com.de.html"),
    (APP, "text/html", "pt-BR, de;q=0.9", "app.example.com.pt-br.html"),
    (APP, "text/html", "pt", "app.example.com.html"),
    # Its own page without a language comes before another's in the right one.
    (APP, "text/html", "zh-Hant", "app.example.com.html"),
    (APP, "text/plain", "de", "app.example.com.txt"),
    (APP, "text/plain", "fr", "app.example.com.txt"),
    (APP, "application/json", "de", "de.json"),
    (APP, "application/json", "en", BUILT_IN),
    (APP, "text/xml", "de", BUILT_IN),
    (APP, "*/*", "en", "app.example.com.html"),
    (APP, "*/*", "de", "app.example.com.de.html"),
    (APP, None, None, "app.example.com.html"),
    (APP, "image/png", "de", BUILT_IN),
    (SHOP, "application/json", "en", "shop.example.com.json"),
    (SHOP, "application/problem+json", "de", "shop.example.com.de.json"),
    (SHOP, "*/*", "de", "shop.example.com.de.json"),
    (SHOP, "text/html", "de", "de.html"),
    (SHOP, "text/html", "en", BUILT_IN),
    (SHOP, "text/plain", "fr", "fr.txt"),
    ("text.example.com", "*/*", "de", "text.example.com.de.txt"),
    ("text.example.com", "*/*", "en", BUILT_IN),
    ("upper.example.com", "text/html", None, "UPPER.Example.Com.html"),
    ("localhost", "text/html", None, "localhost.html"),
    ("192.0.2.7", "text/html", None, "192.0.2.7.html"),
    ("[2001:db8::7]", "text/html", None, "[2001:db8::7].html"),
    (OTHER, "text/html", "de-CH", "de.html"),
    (OTHER, "text/html", "zh-TW", BUILT_IN),
    (OTHER, "text/html", "zh-Hant-HK", "zh-Hant.html"),
    (OTHER, "text/html", "en, de;q=0.5", BUILT_IN),
    (OTHER, "text/html", "de, en;q=0.5", "de.html"),
    (OTHER, "text/html", "fr", BUILT_IN),
    (OTHER, "text/html", None, BUILT_IN),
    (OTHER, "text/plain", "fr", "fr.txt"),
    (OTHER, "application/json", "de", "de.json"),
    (OTHER, "*/*", "de", "de.html"),
    (OTHER, None, None, BUILT_IN),
]


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


@pytest.mark.parametrize("custom", [False, True], ids=["alone", "beside a custom page"])
def test_the_most_specific_page_is_sent(
    start_server: StartServer, directory: Path, tmp_path: Path, custom: bool
) -> None:
    write(directory, *FILES)
    variables = {}
    if custom:
        (tmp_path / "custom.html").write_bytes(b"custom")
        variables["CUSTOM_FILE_PATH"] = tmp_path / "custom.html"
    server = start_server(PAGES_DIRECTORY=directory, **variables)
    assert "level=warning" not in server.log
    for host, accept, language, expected in CHOICES:
        answer = ask(server, host, accept, language)
        said = (host, accept, language)
        if expected:
            assert answer.body == content(expected), said
            assert answer.header("Content-Type") == TYPES[expected.rpartition(".")[2]], said
        elif custom and accept in ("text/html", "*/*", None):
            assert answer.body == b"custom", said
        else:
            assert OWN not in answer.body.decode(), said
            assert answer.header("Content-Type") != JSON, said
        assert (answer.status, answer.header("Retry-After")) == (503, "300"), said
        assert answer.header("Content-Security-Policy") is None or not expected, said


def test_who_leaves_the_format_open_gets_html_before_text_before_json(
    start_server: StartServer, directory: Path
) -> None:
    names = ["app.example.com.json", "app.example.com.txt", "app.example.com.html"]
    server = start_server(PAGES_DIRECTORY=directory, RELOAD_SECONDS=0)
    for name in names:
        write(directory, name)
        server.signal(signal.SIGHUP)
        for accept in (None, "*/*", "text/*, application/*"):
            processes.eventually(
                lambda: ask(server, APP, accept).body == content(name), 5, f"{accept} gets {name}"
            )


def test_a_page_says_its_language_and_what_it_varies_by(
    start_server: StartServer, directory: Path
) -> None:
    write(directory, "app.example.com.html", "app.example.com.de.html", "zh-Hant.html")
    server = start_server(PAGES_DIRECTORY=directory)
    for host, language, expected in [
        (APP, "de", "de"),
        (APP, "en", None),
        (OTHER, "zh-Hant", "zh-Hant"),
    ]:
        answer = ask(server, host, language=language)
        assert answer.header("Content-Language") == expected
        assert answer.header("Vary") == "Accept, Accept-Language"


@pytest.mark.parametrize("ending", ["html", "json", "txt"])
def test_where_a_language_has_a_page_its_absence_varies_by_language_too(
    start_server: StartServer, directory: Path, ending: str
) -> None:
    write(directory, f"de.{ending}", f"app.example.com.fr.{ending}")
    server = start_server(PAGES_DIRECTORY=directory)
    for host, language in [(OTHER, "de"), (OTHER, "en"), (OTHER, None), (APP, "fr"), (APP, "en")]:
        answer = ask(server, host, ACCEPT[ending], language)
        assert "Accept-Language" in (answer.header("Vary") or "").split(", "), (host, language)


@pytest.mark.parametrize(
    "host",
    ["APP.Example.COM", "app.example.com.", "app.example.com:80", "app.example.com:65535"]
    + ["aPP.example.com.:8080", "app.example.com:"],
)
def test_a_host_is_the_same_in_every_spelling(
    start_server: StartServer, directory: Path, host: str
) -> None:
    write(directory, "app.example.com.html")
    server = start_server(PAGES_DIRECTORY=directory)
    assert ask(server, host).body == content("app.example.com.html")


@pytest.mark.parametrize(
    "host",
    ["example.com", "xapp.example.com", "app.example.com.evil.example", "a.app.example.com"]
    + ["app.example.co", "app.example.comm", "app-example.com", "", "app.example.com.."],
)
def test_another_host_gets_the_built_in_page(
    start_server: StartServer, directory: Path, host: str
) -> None:
    write(directory, "app.example.com.html")
    server = start_server(PAGES_DIRECTORY=directory)
    answer = ask(server, host)
    assert OWN not in answer.body.decode()
    assert answer.header("Content-Security-Policy") or answer.status == 400


def test_the_host_of_the_target_wins_and_none_is_every_host(
    start_server: StartServer, directory: Path
) -> None:
    write(directory, "app.example.com.html", "shop.example.com.html")
    server = start_server(PAGES_DIRECTORY=directory)
    for target in (f"http://{SHOP}/path", f"HTTP://{SHOP.upper()}:8080/?q"):
        answer = server.ask("GET", target, ["Accept: text/html"], host=APP)
        assert answer.body == content("shop.example.com.html")
    answer = server.ask("GET", "/", ["Accept: text/html"], version="HTTP/1.0", host=None)
    assert OWN not in answer.body.decode()


def test_hosts_alternate_on_one_connection(start_server: StartServer, directory: Path) -> None:
    hosts = [f"host-{number}.example.com" for number in range(50)]
    write(directory, *(f"{host}.html" for host in hosts))
    server = start_server(PAGES_DIRECTORY=directory, HTTP_KEEP_ALIVE="on")
    with server.client() as client:
        client.send(b"".join(http1.request(host=host) for host in hosts * 4))
        for host in hosts * 4:
            assert client.answer().body == content(f"{host}.html")
        assert client.is_kept()


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
