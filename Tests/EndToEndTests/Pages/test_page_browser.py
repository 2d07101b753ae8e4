"""The built-in page in a real browser, Debian's Chromium: how it reads in light and dark, on a
phone, from right to left and at 400 %; what it asks the server, and when it asks nothing."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest

import processes
from accessibility import assert_nothing_beside_the_window, broken_rules, shown
from browser import HOST, Browser
from harness import Server, from_now

StartServer = Callable[..., Server]

LINK = "https://status.example.com/"
TARGET = "/some/page?q=1"
UP = ("GET", "/")
ARABIC = re.compile("[\u0600-\u06ff]")
# Posts as the form of an application would.
FORM = "data:text/html,<form method=post action='{url}'><input name=a value=b></form>"
SUBMIT = "document.forms[0].submit()"


@dataclass(frozen=True)
class Look:
    """How a visitor looks at the page."""

    scheme: str = "light"
    width: int = 1280
    height: int = 800
    scale: float = 1
    mobile: bool = False
    language: str = "en-US"
    until: bool = True

    def apply(self, browser: Browser) -> None:
        browser.prefer(self.scheme)
        browser.resize(self.width, self.height, scale=self.scale, mobile=self.mobile)
        browser.speak(self.language)

    @property
    def variables(self) -> dict[str, object]:
        until = {"UNTIL": from_now(hours=2.5)} if self.until else {}
        return {"LINK": LINK, **until}


LOOKS = {
    "light": Look(until=False),
    "dark": Look(scheme="dark", until=False),
    "phone": Look(width=390, height=844, scale=3, mobile=True),
    "rtl": Look(language="ar"),
    # What is left of 1280 × 1024.
    "zoom": Look(width=320, height=256, scale=4),
    "until": Look(),
}
pytestmark = pytest.mark.long
each_look = pytest.mark.parametrize("name", LOOKS)


def address(server: Server, scheme: str = "http") -> str:
    port = server.port if scheme == "http" else server.tls_address[1]
    return f"{scheme}://{HOST}:{port}{TARGET}"


def requests(server: Server) -> list[tuple[str, str]]:
    """Method and target of each request but that of whether the server is up."""
    lines = [line for line in server.access_log.splitlines(keepends=True) if line.endswith("\n")]
    asked = [(entry["method"], entry["target"]) for entry in map(json.loads, lines)]
    # Each worker writes when it is ready: what was asked first need not stand first.
    if UP not in asked:
        return []
    asked.remove(UP)
    return asked


def wait_for(server: Server, wanted: list[str]) -> None:
    """Until the requests, all for the same page, are these or begin with these."""
    expected = [(method, TARGET) for method in wanted]
    processes.eventually(
        lambda: len(requests(server)) >= len(wanted), 20, f"{wanted}, but {requests(server)}"
    )
    assert requests(server)[: len(wanted)] == expected


@pytest.mark.parametrize("scheme", ["http", "https"])
@each_look
def test_the_page_is_whole_in_every_look(
    start_tls_server: StartServer, browser: Browser, name: str, scheme: str
) -> None:
    look = LOOKS[name]
    server = start_tls_server(ACCESS_LOG="json", ACCESS_LOG_QUERY="on", **look.variables)
    look.apply(browser)
    browser.open(address(server, scheme))
    language, direction = browser.run(
        "const root = document.documentElement; return [root.lang, root.dir]"
    )
    title = browser.run("return document.title")
    assert shown(browser, "h1") == title
    if look.language == "ar":
        assert (language, direction) == ("ar", "rtl")
        assert ARABIC.search(title)
    else:
        assert (language, direction, title) == ("en", "ltr", "Under maintenance")
    assert shown(browser, "main p.message") and shown(browser, "footer [role=status]")
    assert shown(browser, "main .links a")
    assert bool(shown(browser, "main .until time")) == look.until
    assert_nothing_beside_the_window(browser)
    if scheme == "http":
        browser.screenshot(f"page-{name}")
    assert browser.complaints() == []
    # The page needs nothing but itself, and the server's clock where it shows a time.
    wanted = ["GET"] * (2 if look.until else 1)
    wait_for(server, wanted)
    assert len(requests(server)) == len(wanted)


def test_light_and_dark_differ(start_server: StartServer, browser: Browser) -> None:
    server = start_server()
    colours = []
    for scheme in ("light", "dark"):
        browser.prefer(scheme)
        browser.open(address(server))
        colours.append(
            browser.run(
                "const of = element => { const style = getComputedStyle(element);"
                "return [style.color, style.backgroundColor] };"
                "return [...of(document.documentElement), ...of(document.body)]"
            )
        )
    assert colours[0] != colours[1]


@pytest.mark.parametrize("name", ["phone", "zoom"])
def test_a_long_word_does_not_widen_the_page(
    start_server: StartServer, browser: Browser, name: str
) -> None:
    server = start_server(TITLE="Unter" + "brechung" * 20, MESSAGE="wartung" * 50)
    LOOKS[name].apply(browser)
    browser.open(address(server))
    assert_nothing_beside_the_window(browser)


def test_the_page_asks_for_itself_and_nothing_else(
    start_server: StartServer, browser: Browser
) -> None:
    server = start_server(REFRESH=1, ACCESS_LOG="json", ACCESS_LOG_QUERY="on", WORKERS=1)
    browser.open(address(server))
    browser.run(
        "window.changes = 0; new MutationObserver(records => changes += records.length)"
        ".observe(document, {subtree: true, childList: true, characterData: true})"
    )
    wait_for(server, ["GET"] * 4)
    assert browser.run("return changes") == 0, "what hasn't changed is left as it is"
    assert shown(browser, "h1") == "Under maintenance"
    assert browser.complaints() == []


def test_a_tab_in_the_background_asks_nothing_until_it_is_looked_at(
    start_server: StartServer, browser: Browser
) -> None:
    server = start_server(REFRESH=1, ACCESS_LOG="json", ACCESS_LOG_QUERY="on", WORKERS=1)
    tab = browser.new_tab()
    browser.open(address(server))
    wait_for(server, ["GET", "GET"])
    browser.run(
        "window.states = [];"
        "document.addEventListener('visibilitychange', () => states.push(document.visibilityState))"
    )
    browser.new_tab()
    # What was under way, and the log's delay.
    time.sleep(1.5)
    before = len(requests(server))
    time.sleep(4)
    assert len(requests(server)) == before
    browser.switch_to(tab)
    assert browser.run("return states") == ["hidden", "visible"]
    wait_for(server, ["GET"] * (before + 2))


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_refresh_0_asks_nothing_and_says_nothing(
    start_server: StartServer, browser: Browser, scripts: bool
) -> None:
    server = start_server(REFRESH=0, ACCESS_LOG="json", ACCESS_LOG_QUERY="on", WORKERS=1)
    if not scripts:
        browser.forbid_scripts()
    browser.open(address(server))
    time.sleep(3)
    assert requests(server) == [("GET", TARGET)]
    assert shown(browser, "main p.message")
    assert not browser.run("return !!document.querySelector('footer, [role=status]')")


def test_without_scripts_the_page_comes_back_by_get(
    start_server: StartServer, browser: Browser
) -> None:
    server = start_server(REFRESH=1, ACCESS_LOG="json", ACCESS_LOG_QUERY="on", WORKERS=1)
    browser.forbid_scripts()
    browser.open(address(server))
    wait_for(server, ["GET"] * 4)
    assert shown(browser, "main p.message")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_page_that_answered_a_post_says_so_and_never_posts_again(
    start_server: StartServer, browser: Browser, scripts: bool
) -> None:
    server = start_server(REFRESH=2, ACCESS_LOG="json", ACCESS_LOG_QUERY="on", WORKERS=1)
    browser.open(FORM.format(url=address(server)))
    if not scripts:
        browser.forbid_scripts()
    browser.run(SUBMIT)
    wait_for(server, ["POST"])
    assert "may not have arrived" in (shown(browser, "main .sent") or "")
    wait_for(server, ["POST", "GET", "GET"])
    assert shown(browser, "main p.message")
    # Those who run no script have loaded the page anew.
    assert bool(shown(browser, "main .sent")) == scripts


def test_the_link_is_reached_by_the_keyboard_and_shows_it(
    start_server: StartServer, browser: Browser
) -> None:
    server = start_server(LINK=LINK)
    browser.open(address(server))
    browser.press("Tab")
    focused = browser.run(
        "const element = document.activeElement, style = getComputedStyle(element),"
        "box = element.getBoundingClientRect();"
        "return {link: element.matches('main .links a:focus-visible'),"
        "href: element.getAttribute('href'), ring: style.outlineStyle,"
        "width: parseFloat(style.outlineWidth), size: Math.min(box.width, box.height)}"
    )
    assert focused["link"] and focused["href"] == LINK
    assert focused["ring"] != "none" and focused["width"] >= 1
    # WCAG 2.2, 2.5.8, which the rules below don't cover.
    assert focused["size"] >= 24


@pytest.mark.parametrize("name", ["light", "dark", "rtl", "phone", "until"])
def test_no_rule_of_accessibility_is_broken(
    start_server: StartServer, browser: Browser, name: str
) -> None:
    look = LOOKS[name]
    server = start_server(**look.variables)
    look.apply(browser)
    browser.open(address(server))
    assert broken_rules(browser) == []
