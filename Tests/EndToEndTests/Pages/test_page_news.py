"""An open page takes over what the operator says anew, without disturbing whoever reads it; and what he
gives it, colours, names, long words, leaves it readable."""

from __future__ import annotations

import http.server
import re
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

import processes
from accessibility import assert_nothing_beside_the_window, broken_rules, shown
from browser import HOST, Browser
from harness import REPOSITORY, Server, from_now

StartServer = Callable[..., Server]

pytestmark = pytest.mark.long
LINK = "https://status.example.com/"
MESSAGE = "We move house.\nWrite to help@example.com, or see https://example.com/move?a=1&b=2."
# What a visitor does: a link has the focus, words are selected, the page is scrolled.
BEGIN = """
    const link = document.querySelector(".links a");
    link.focus();
    getSelection().selectAllChildren(document.querySelector(arguments[0]));
    scrollTo(0, 40);
    window.isSame = true;
"""
STATE = """
    return [window.isSame === true, document.activeElement.href, String(getSelection()), scrollY,
        document.querySelector("main").getAttribute("aria-live")];
"""
ACCENTS = [
    "#000000", "#ffffff", "#ff0000", "#00ff00", "#0000ff", "#ffff00", "#777777", "#b04a17", "#123456",
    "#f0e0d0",
]  # fmt: skip
# The lowest contrast of a text with the page behind it: WCAG 2.2, 1.4.3.
CONTRAST = """
    const light = text => {
        const [red, green, blue] = text.match(/[\\d.]+/g).slice(0, 3).map(part => {
            const share = part / 255;
            return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const colour = element => getComputedStyle(element).color;
    const behind = light(getComputedStyle(document.body).backgroundColor);
    return arguments[0].map(accent => {
        document.documentElement.style.setProperty("--accent", accent);
        const texts = [...document.body.querySelectorAll("*")].filter(element =>
            element.checkVisibility() && [...element.childNodes].some(node => node.data?.trim()));
        const mark = getComputedStyle(document.querySelector(".until")).borderInlineStartColor;
        const ratios = texts.map(element => {
            const [low, high] = [light(colour(element)), behind].sort((a, b) => a - b);
            return (high + 0.05) / (low + 0.05);
        });
        return [Math.min(...ratios), ratios.length, mark];
    });
"""
LONG_WORDS = {
    "de": "Rechtsschutzversicherungsgesellschaften Donaudampfschifffahrtsgesellschaftskapitän",
    "fi": "lentokonesuihkuturbiinimoottoriapumekaanikkoaliupseerioppilas epäjärjestelmällistyttämättömyydellä",
    "th": "กรุงเทพมหานครอมรรัตนโกสินทร์มหินทรายุธยามหาดิลกภพนพรัตนราชธานีบูรีรมย์อุดมราชนิเวศน์มหาสถาน",
}


OWN_PAGES = (REPOSITORY / "docs" / "own-pages.md").read_text("utf-8")
SNIPPET, PLACES = re.findall(r"^```html\n(.*?)^```$", OWN_PAGES, re.M | re.S)
HOSTILE = "<img src=x onerror=\"document.title='run'\">{{7*7}}</h1><script>document.title='run'</script>"


class Application(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<title>Application</title>It is back.")

    def log_message(self, *_: object) -> None:
        pass


class Operator:
    """Says something else from time to time, at the same address."""

    def __init__(self, start_server: StartServer) -> None:
        self._start = start_server
        self.server: Server | None = None

    def says(self, **variables: object) -> None:
        variables = {"REFRESH": 1, **variables}
        if self.server is None:
            self.server = self._start(**variables)
            return
        self.server.stop()
        listen = self.server.variables["HTTP_LISTEN"]
        address = self.server.address
        self.server = self._start(address=address, HTTP_LISTEN=listen, **variables)

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.server.port}/"


def complaints(browser: Browser) -> list[str]:
    """But for looks in vain while nobody was there."""
    return [line for line in browser.complaints() if "ERR_CONNECTION_REFUSED" not in line]


def emulate(browser: Browser, **features: str) -> None:
    browser.command(
        "Emulation.setEmulatedMedia",
        features=[
            {"name": name.replace("_", "-"), "value": value} for name, value in features.items()
        ],
    )


def test_an_open_page_takes_over_what_is_new_and_leaves_the_rest(
    start_server: StartServer, browser: Browser
) -> None:
    operator = Operator(start_server)
    operator.says(LINK=LINK)
    browser.resize(400, 420)
    browser.open(operator.address)
    browser.run(BEGIN, ".message")
    before = browser.run(STATE)
    assert before[1] == LINK and before[2].startswith("This service") and before[4] == "polite"

    operator.says(LINK=LINK, TITLE="New <title> & more")
    processes.eventually(
        lambda: shown(browser, "h1") == "New <title> & more", 20, "the new title"
    )
    assert browser.run("return document.title") == "New <title> & more"
    state = browser.run(STATE)
    assert state[0] and state[1:3] == before[1:3] and state[3] == before[3], state
    assert browser.run("return document.querySelector('h1').getAttribute('lang')") == ""

    operator.says(LINK=LINK + "new", TITLE="New <title> & more", MESSAGE=MESSAGE, UNTIL=from_now(hours=5))
    processes.eventually(
        lambda: shown(browser, ".left") == "in about 5 hours", 20, "time and message"
    )
    state = browser.run(STATE)
    assert state[0] and state[1] == LINK + "new", f"the focus is where it was: {state}"
    assert shown(browser, ".message") == MESSAGE
    hrefs = browser.run("return [...document.querySelectorAll('.message a')].map(a => a.href)")
    assert hrefs == ["mailto:help@example.com", "https://example.com/move?a=1&b=2"]
    assert shown(browser, "footer") == "This page updates by itself."

    operator.says(REFRESH=0)
    processes.eventually(
        lambda: shown(browser, "h1") == "Under maintenance", 20, "its own words again"
    )
    assert shown(browser, ".until") is None and shown(browser, ".links") is None
    assert not shown(browser, "footer") and browser.run(STATE)[0]
    assert browser.run("return document.title") == "Under maintenance"
    assert complaints(browser) == []


def test_a_page_of_the_operators_takes_the_place_of_an_open_one(
    start_server: StartServer, browser: Browser, tmp_path: Path
) -> None:
    operator = Operator(start_server)
    operator.says()
    browser.open(operator.address)
    page = tmp_path / "own.html"
    page.write_text("<!doctype html><title>Own</title><p>Our own page.")
    operator.says(CUSTOM_FILE_PATH=page)
    processes.eventually(lambda: browser.has_come_to("Own|Our own page."), 20, "the own page")


def test_what_was_sent_is_spoken_of_as_long_as_the_page_is_open(
    start_server: StartServer, browser: Browser
) -> None:
    operator = Operator(start_server)
    operator.says(LINK=LINK)
    browser.speak("ar")
    # Its policy lets nothing be sent from the page itself.
    browser.open(f"data:text/html,<form method=post action='{operator.address}'></form>")
    browser.run("document.forms[0].submit()")
    processes.eventually(lambda: bool(shown(browser, ".sent")), 10, "the note")
    note = shown(browser, ".sent")
    assert broken_rules(browser) == []
    operator.says(LINK=LINK, UNTIL=from_now(hours=5), MESSAGE="Other words.")
    processes.eventually(lambda: bool(shown(browser, ".left")), 20, "the time")
    assert shown(browser, ".sent") == note and shown(browser, ".message") == "Other words."
    order = browser.run(
        "return [...document.querySelectorAll('main > :is(h1, .message, .sent, .until, .links)')]"
        ".map(element => element.className)"
    )
    assert order == ["", "message", "sent", "until", "links"]


def test_no_accent_makes_a_text_unreadable(start_server: StartServer, browser: Browser) -> None:
    server = start_server(UNTIL=from_now(hours=5), LINK=LINK, MESSAGE=MESSAGE)
    browser.open(f"http://{HOST}:{server.port}/")
    for scheme in ("light", "dark"):
        emulate(browser, prefers_color_scheme=scheme)
        plain = browser.run(CONTRAST, [*ACCENTS, ""])
        assert all(ratio >= 4.5 and count >= 7 for ratio, count, _ in plain), plain
        assert len({mark for _, _, mark in plain}) >= len(ACCENTS), "the accent is to be seen"
        for feature in ({"prefers_contrast": "more"}, {"forced_colors": "active"}):
            emulate(browser, prefers_color_scheme=scheme, **feature)
            strong = browser.run(CONTRAST, ACCENTS)
            assert all(ratio >= 7 for ratio, _, _ in strong), (feature, strong)
            assert len({mark for _, _, mark in strong}) == 1, "more contrast has no colours"
        assert broken_rules(browser) == []
    emulate(browser, prefers_reduced_motion="reduce")
    assert browser.run("return document.getAnimations().length") == 0


def test_long_words_and_foreign_names_keep_to_the_page(
    start_server: StartServer, browser: Browser
) -> None:
    browser.resize(320, 568, scale=2, mobile=True)
    for language, words in LONG_WORDS.items():
        server = start_server(TITLE=words, MESSAGE=words + " https://example.com/" + "long" * 30)
        browser.speak(language)
        browser.open(f"http://{HOST}:{server.port}/")
        assert_nothing_beside_the_window(browser)
        style = "return getComputedStyle(document.querySelector(arguments[0])).hyphens"
        assert browser.run(style, "h1") == "auto" and browser.run(style, ".message a") == "none"
    server = start_server(TITLE="Acme Cloud 24/7", UNTIL=from_now(hours=5), LINK=LINK)
    browser.speak("ar")
    browser.open(f"http://{HOST}:{server.port}/")
    lefts, rights = browser.run(
        "document.querySelector('h1').insertAdjacentHTML('beforebegin',"
        "'<p class=brand><bdi>Acme GmbH &amp; Co. KG</bdi></p>');"
        "const range = document.createRange();"
        "const boxes = ['.brand', 'h1', '.message', '.until', '.links'].map(name => {"
        "range.selectNodeContents(document.querySelector(name)); return range.getBoundingClientRect()});"
        "return [boxes.map(box => box.left), boxes.map(box => box.right)]"
    )
    assert max(rights) - min(rights) < 30, "what is Latin begins at the right, too"
    assert broken_rules(browser) == []


def test_without_scripts_all_is_there(start_server: StartServer, browser: Browser) -> None:
    until = from_now(days=1)
    server = start_server(UNTIL=until, LINK=LINK, MESSAGE=MESSAGE, REFRESH=0)
    browser.forbid_scripts()
    browser.open(f"http://{HOST}:{server.port}/")
    assert shown(browser, "time") == f"{until[:10]} {until[11:16]} UTC"
    assert not shown(browser, ".left") and shown(browser, ".overdue") is None
    assert len(browser.run("return [...document.querySelectorAll('main a')]")) == 3


def test_a_page_of_ones_own_is_filled_and_gives_way_by_one_line(
    start_server: StartServer, browser: Browser, tmp_path: Path
) -> None:
    assert SNIPPET.count("\n") == 1
    page = tmp_path / "own.html"
    page.write_text(
        "<!doctype html><html lang=en><title>Own</title><p id=braces>{{ title }}</p>"
        + PLACES + "<p data-maintenance=left hidden></p>" + SNIPPET.replace("=30000", "=500")
    )  # fmt: skip
    operator = Operator(start_server)
    operator.says(CUSTOM_FILE_PATH=page, TITLE="Umbau", MESSAGE=HOSTILE)
    assert "level=warning" not in operator.server.log
    browser.open(operator.address)
    filled = "[data-maintenance={}]".format
    processes.eventually(lambda: shown(browser, filled("title")) == "Umbau", 10, "the title")
    assert shown(browser, filled("message")) == HOSTILE
    assert not shown(browser, filled("until")) and not shown(browser, filled("left"))
    operator.says(CUSTOM_FILE_PATH=page, TITLE=HOSTILE, UNTIL=from_now(hours=5))
    processes.eventually(lambda: shown(browser, filled("left")) == "in 5 hours", 20, "the end")
    assert shown(browser, filled("title")) == HOSTILE and shown(browser, "#braces") == "{{ title }}"
    assert re.search(r"20\d\d at \d", shown(browser, filled("until")) or "")
    assert browser.run("return [document.title, document.images.length]") == ["Own", 0]
    assert complaints(browser) == []
    operator.server.stop()
    application = http.server.ThreadingHTTPServer(operator.server.address, Application)
    thread = threading.Thread(target=application.serve_forever, args=(0.05,))
    thread.start()
    try:
        processes.eventually(
            lambda: browser.has_come_to("Application|It is back."), 20, "the application"
        )
    finally:
        application.shutdown()
        application.server_close()
        thread.join()
