"""Whose page is sent, of those in the directory: the most specific one for the host, the format and
the language, which says what it varies by."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path

import pytest

import http1
import processes
from harness import Server
from pages import ACCEPT, APP, OTHER, OWN, SHOP, ask, content, write

StartServer = Callable[..., Server]

HTML = "text/html; charset=utf-8"
JSON = "application/json"
TEXT = "text/plain; charset=utf-8"
TYPES = {"html": HTML, "json": JSON, "txt": TEXT}
BUILT_IN = ""
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
