"""A browser with an open page follows the announcement's file, in its visitor's language, under the
operator's name, logo and colour."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import processes
from accessibility import assert_nothing_beside_the_window, broken_rules, shown
from browser import HOST, Browser
from harness import Server, from_now

StartServer = Callable[..., Server]

pytestmark = pytest.mark.long

LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="40" viewBox="0 0 12 4">'
    '<path d="M0 0h12v4H0z"/></svg>'
)
FIRST = "title = Moving\nmessage = To a larger house.\n\n[de]\ntitle = Umzug\n"
STYLE = """
    const style = name => getComputedStyle(document.querySelector(name));
    return [document.querySelector("img.logo").naturalWidth, document.querySelectorAll("svg").length,
        document.title, style(".until").borderInlineStartColor, document.documentElement.lang];
"""


def test_an_open_page_follows_the_file(
    start_server: StartServer, browser: Browser, tmp_path: Path
) -> None:
    (tmp_path / "logo.svg").write_text(LOGO)
    announcement = tmp_path / "announcement.conf"
    announcement.write_text(FIRST)
    server = start_server(
        ANNOUNCEMENT_PATH=announcement, LOGO_PATH=tmp_path / "logo.svg", BRAND="Müller & Co",
        ACCENT_COLOR="#0a7d55", UNTIL=from_now(hours=3), REFRESH=1, RELOAD_SECONDS=1, WORKERS=1,
    )  # fmt: skip
    browser.speak("de-AT,de")
    browser.open(f"http://{HOST}:{server.port}/")
    browser.run("window.isSame = true")
    width, drawings, title, mark, language = browser.run(STYLE)
    assert (width, drawings, language) == (120, 0, "de") and title == "Umzug · Müller & Co"
    assert mark == "rgb(10, 125, 85)"
    # What the section lacks is the common one's.
    assert shown(browser, "h1") == "Umzug" and shown(browser, ".message") == "To a larger house."
    processes.eventually(lambda: "3" in (shown(browser, ".left") or ""), 10, "what is left")
    assert_nothing_beside_the_window(browser)
    assert broken_rules(browser) == []

    announcement.write_text(
        FIRST + f"message = Wir packen.\nlink = https://a.example/ Stand\nuntil = {from_now(hours=6)}\n"
    )
    processes.eventually(lambda: shown(browser, ".message") == "Wir packen.", 15, "the words")
    assert "until" in server.log  # It stands in a section, where it has no place.
    announcement.write_text(f"until = {from_now(hours=6)}\n" + FIRST + "title = Bald fertig\n")
    processes.eventually(lambda: shown(browser, "h1") == "Bald fertig", 15, "another title")
    processes.eventually(lambda: "6" in (shown(browser, ".left") or ""), 15, "another end")
    assert browser.run("return [window.isSame, document.title]") == [
        True,
        "Bald fertig · Müller & Co",
    ]
    announcement.unlink()
    processes.eventually(lambda: shown(browser, "h1") not in (None, "Bald fertig"), 15, "its own")
    assert browser.run("return window.isSame") and broken_rules(browser) == []
    assert browser.complaints() == []
