"""Whose page it is: name, logo and colour, and an announcement of hostile texts. Whatever is in them,
nothing of it is markup, runs or is fetched."""

from __future__ import annotations

import base64
import http.server
import json
import re
import signal
import subprocess
import threading
import xml.etree.ElementTree
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

import processes
from browser import HOST, Browser
from certificates import Authority
from harness import Server, free_port, run_command

StartServer = Callable[..., Server]
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"{}>{}</svg>'
SHAPE = '<path d="M1 1h7v7z"/>'
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SCRIPT = "<script>alert(1)</script>"
TEXTS = {
    "script": SCRIPT,
    "attribute": '"><img src=x onerror=alert(1)>',
    "apostrophe": "' onmouseover='alert(1)",
    "ends": f"</title></h1></p></main></style></noscript></script>{SCRIPT}",
    "comment": "--><svg onload=alert(1)><!--",
    "section": "]]><title>forged</title><![CDATA[",
    "entities": "&lt;b&gt; &amp;amp; &#60; &unknown; &",
    "member": '","forged":true,"x":"\\x',
    "templates": "{{7*7}} ${7*7} {seconds} %s #{7} <%= 7 %>",
    "header": "a%0d%0aSet-Cookie: forged=1",
    "override": "a\u202eb\u202dc",
    "isolates": "a\u2067b\u2066c",
    "controls": "a\tb\u0080c\u009b31md\u0085e",
    "separators": "a\u2028b\u2029c",
}
# As long as `en`, which is there.
LANGUAGES = [f"a{letter}" for letter in "bdeghijklnopqt"]
URLS = [
    *("javascript:alert(1)", "JaVaScRiPt:alert(1)", "java&#9;script:alert(1)", "vbscript:x"),
    *("data:text/html,<script>alert(1)</script>", "//a.example/", "/path", "file:///etc/passwd"),
    *('https://a"onclick="alert(1)', "https://a/<b>", "https://a/\u202egpj", "blob:https://a/b"),
    *("https://user:password@a/", "about:blank", "https:///a"),
]


class Elements(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, *sorted(name for name, _ in attributes)))


def test_hostile_texts_of_a_file_and_a_name_stay_texts(
    start_server: StartServer, tmp_path: Path
) -> None:
    file = tmp_path / "announcement.conf"

    def section(language: str, text: str) -> str:
        return f"[{language}]\ntitle = {text}\nmessage = {text}\nlink = https://a.example/ {text}\n"

    pairs = list(zip(LANGUAGES, TEXTS.values(), strict=True))
    file.write_text(section("aa", "plain") + "".join(section(*pair) for pair in pairs))
    server = start_server(ANNOUNCEMENT_PATH=file, BRAND=f"Us{SCRIPT}", WORKERS=1)
    assert "event=configuration-warning" not in server.log

    def page(language: str) -> str:
        fields = ["Accept: text/html", f"Accept-Language: {language}"]
        answer = server.ask(headers=fields)
        assert answer.header("Content-Language") == language
        assert "forged" not in str([value for _, value in answer.headers])
        return answer.body.decode()

    expected = Elements(page("aa")).found
    for language, text in pairs:
        shown = page(language)
        assert Elements(shown).found == expected
        assert not re.search("[\u202a-\u202e\x00-\x08\x0b-\x1f\x7f-\x9f]", shown)
        plain = re.sub(r"[\s\x00-\x1f\x7f-\x9f\u202a-\u202e]", "", text)
        # What is left open ends with the text.
        plain += "\u2069" * len(re.findall("[\u2066-\u2068]", text))
        fields = [f"Accept-Language: {language}"]
        problem = json.loads(server.ask(headers=["Accept: application/json", *fields]).body)
        root = xml.etree.ElementTree.fromstring(
            server.ask(headers=["Accept: text/xml", *fields]).body
        )
        texts = [problem["title"], problem["detail"], problem["links"][0]["text"]]
        texts += [root[1].text, root[3].text, root[4][0][1].text]
        assert {re.sub(r"\s", "", each) for each in texts} == {plain}
        assert set(problem) == {"type", "title", "status", "detail", "links", "retryAfter"}


def test_a_link_that_is_no_address_is_left_out_with_a_warning(tmp_path: Path) -> None:
    (tmp_path / "a.conf").write_text("".join(f"link = {url} Text\n" for url in URLS))
    given = {"ANNOUNCEMENT_PATH": "a.conf", "HTTP_LISTEN": "127.0.0.1:8080"}
    told = run_command("check", directory=tmp_path, **given).stdout
    for number in range(1, len(URLS) + 1):
        assert f"=a.conf: line {number}, link" in told
    assert "password@" not in told and "\u202e" not in told
    said = run_command("render", directory=tmp_path, **given).stdout
    assert "href=" not in said.split("</head>")[1]


NO_LOGOS = {
    "a page": (b"<html><svg xmlns='http://www.w3.org/2000/svg'/></html>", "neither SVG, PNG nor"),
    "a JPEG": (b"\xff\xd8\xff\xe0", "neither SVG, PNG nor WebP; convert it to one of these"),
    "a GIF": (b"GIF89a", "neither SVG, PNG nor"),
    "words": (b"logo", "neither SVG, PNG nor"),
    "nothing": (b"", "the file is empty"),
    "half a PNG": (PNG[: len(PNG) // 2], "an image without its end; copy it beside, whole"),
    "half an SVG": (SVG.format("", SHAPE)[:-9].encode(), "an image without its end"),
    "half a WebP": (b"RIFF\xff\0\0\0WEBPVP8 ", "an image without its end"),
    "SVG of HTML": (b"<svg><path/></svg>", "SVG without its namespace"),
    "too much": (PNG + bytes(65_537), "larger than 64 KiB; give a smaller file"),
    "nowhere": (None, "No such file or directory"),
}


@pytest.mark.parametrize("name", NO_LOGOS)
def test_what_is_no_logo_is_a_warning_and_the_sun_stays(tmp_path: Path, name: str) -> None:
    content, reason = NO_LOGOS[name]
    if content is not None:
        (tmp_path / "logo").write_bytes(content)
    given = {"LOGO_PATH": "logo", "HTTP_LISTEN": "127.0.0.1:8080"}
    checked = run_command("check", directory=tmp_path, **given)
    (line,) = [line for line in checked.stdout.splitlines() if line.startswith("warning")]
    assert f"LOGO_PATH=logo: {reason}" in line and line.endswith("until then it is left out")
    assert checked.returncode == 1
    page = run_command("render", directory=tmp_path, **given).stdout
    assert "<img" not in page and 'class="sun"' in page


def test_a_logo_is_changed_kept_and_taken_away_without_a_restart(
    start_server: StartServer, tmp_path: Path
) -> None:
    logo = tmp_path / "logo"
    logo.write_text(SVG.format("", SHAPE))
    server = start_server(LOGO_PATH=logo, BRAND="A & B", RELOAD_SECONDS=0, WORKERS=1)

    def source() -> str:
        page = server.ask(headers=["Accept: text/html"]).body.decode()
        return "".join(re.findall(r'<img class="logo" src="(.*?)" alt="A &amp; B">', page))

    def reload_until(beginning: str) -> None:
        server.signal(signal.SIGHUP)
        processes.eventually(lambda: source()[:22] == beginning[:22], 5, beginning)
        # The one before it answers nobody any more.
        server.settle()

    assert unquote(source()) == "data:image/svg+xml," + logo.read_text()
    logo.write_bytes(PNG)
    reload_until("data:image/png;base64,")
    assert base64.b64decode(source()[22:]) == PNG
    logo.write_text("words")
    server.signal(signal.SIGHUP)
    processes.eventually(lambda: "event=reload-failed" in server.log, 5, "it is told")
    assert base64.b64decode(source()[22:]) == PNG
    logo.unlink()
    reload_until("")


@pytest.mark.parametrize("tls", [False, True], ids=["plain", "TLS"])
def test_a_page_with_a_large_logo_arrives_whole_over_every_protocol(
    start_server: StartServer, tmp_path: Path, authority: Authority, tls: bool
) -> None:
    logo = tmp_path / "logo"
    logo.write_bytes(PNG + bytes(range(256)) * 200)
    pair = authority.pair("localhost")
    port = free_port()
    server = start_server(
        LOGO_PATH=logo,
        HTTPS_LISTEN=f"127.0.0.1:{port}",
        TLS_CERTIFICATE_PATH=pair.certificate,
        TLS_KEY_PATH=pair.key,
        HTTP2="on",
        WORKERS=1,
    )
    url = f"https://localhost:{port}/" if tls else f"http://localhost:{server.port}/"
    pages = set()
    for version in ("--http1.1", "--http2" if tls else "--http2-prior-knowledge"):
        for coding in ((), ("--compressed",)):
            options = ("--silent", "--insecure", "--header", "Accept: text/html", version, *coding)
            fetched = subprocess.run(
                ["curl", *options, url], capture_output=True, timeout=20, check=True
            )
            pages.add(fetched.stdout)
    (page,) = pages
    assert base64.b64encode(logo.read_bytes()) in page and page.endswith(b"</html>\n")


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[tuple[str, list[str]]]:
    """A site that a logo would have things fetched from, and what was. It has the logo too."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            if self.path != "/logo":
                return self.send_error(404)
            self.send_response(200)
            self.send_header("Content-Type", "image/svg+xml")
            self.end_headers()
            self.wfile.write((tmp_path / "logo").read_bytes())

        def log_message(self, *_: object) -> None:
            pass

    site = http.server.ThreadingHTTPServer(("127.0.0.1", free_port()), Handler)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{site.server_port}", asked
    site.shutdown()
    site.server_close()


@pytest.mark.long
def test_a_browser_shows_a_hostile_logo_and_runs_and_fetches_nothing_of_it(
    start_server: StartServer, browser: Browser, elsewhere: tuple[str, list[str]], tmp_path: Path
) -> None:
    site, asked = elsewhere
    mark = "top.document.title = 'forged'"
    contents = {
        "script": f"<script>{mark}</script>",
        "script of a site": f'<script href="{site}/script"/>',
        "HTML": '<foreignObject width="9" height="9"><body xmlns="http://www.w3.org/1999/xhtml">'
        f'<img src="{site}/html" onerror="{mark}"/><iframe src="{site}/frame"/></body>'
        "</foreignObject>",
        "image": f'<image href="{site}/image" width="9" height="9"/>',
        "use": f'<use href="{site}/use#a"/>',
        "style": f'<style>@import url("{site}/style"); path {{ fill: url({site}/fill#a) }}</style>',
        "font": f"<style>@font-face {{ font-family: a; src: url({site}/font) }}</style>"
        '<text font-family="a" y="9">a</text>',
        "animation": f'<a href="javascript:{mark}"><set attributeName="x" onbegin="{mark}"/></a>',
    }
    hostile = "".join(contents.values())
    logo = tmp_path / "logo"
    logo.write_text(SVG.format(f' onload="{mark}" width="90" height="90"', SHAPE + hostile))
    server = start_server(
        LOGO_PATH=logo, BRAND='"><script>alert(1)</script>', ACCENT_COLOR="#0a7d55", WORKERS=1
    )
    browser.open(f"http://{HOST}:{server.port}/")
    seen = browser.run(
        "const logo = document.querySelector('p.brand > img.logo');"
        "return [document.title, logo.complete, logo.naturalWidth, logo.alt,"
        " document.querySelectorAll('main svg, main script').length,"
        " getComputedStyle(document.documentElement).getPropertyValue('--accent').trim(),"
        " document.querySelector('meta[name=theme-color]').content]"
    )
    brand = '"><script>alert(1)</script>'
    title = f"Under maintenance · {brand}"
    assert seen == [title, True, 90, brand, 0, "#0a7d55", "#0a7d55"]
    assert browser.complaints() == [] and asked == []
    for features in ({"prefers-contrast": "more"}, {"forced-colors": "active"}):
        listed = [{"name": name, "value": value} for name, value in features.items()]
        browser.command("Emulation.setEmulatedMedia", features=listed)
        accent = "return getComputedStyle(document.documentElement).getPropertyValue('--accent')"
        assert browser.run(accent).strip() != "#0a7d55"
    # On its own the same file would: what holds it is that it is an image.
    browser.open(f"{site}/logo")
    processes.eventually(lambda: "/image" in asked, 10, "it is fetched where it may be")
