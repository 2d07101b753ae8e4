"""When it ends, as a visitor reads it: in his language, his zone, by the server's clock, on a small
screen and on paper; and what he reads when it takes longer."""

from __future__ import annotations

import base64
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

import processes
from accessibility import assert_nothing_beside_the_window, broken_rules, shown
from browser import HOST, Browser
from harness import REPOSITORY, Server, from_now

StartServer = Callable[..., Server]

pytestmark = pytest.mark.long
TRANSLATIONS = REPOSITORY / "Sources" / "Maintenance" / "Translations"
TAGS = sorted(
    tag
    for path in TRANSLATIONS.glob("*.swift")
    for tag in re.findall(r'^ +tag: "([^"]+)"', path.read_text("utf-8"), re.M)
)
# Of these Chromium knows nothing, or next to nothing.
UNKNOWN = {"bs", "eu", "gl", "is"}
LINK = "https://status.example.com/now"
LEFT = """
    for (let waits = 0; waits < 300; waits++) {
        const left = document.querySelector(".left");
        if (left?.textContent || left?.hidden) return left.hidden ? "" : left.textContent;
        await new Promise(resolve => setTimeout(resolve, 10));
    }
"""
# As the page would be told by its next look, and looked at.
MOVE = """
    const time = document.querySelector("time");
    return given[0].map(seconds => {
        time.dateTime = new Date(Date.now() + seconds * 1000).toISOString();
        dispatchEvent(new Event("pageshow"));
        return document.querySelector(".left").textContent;
    });
"""
MINUTE, HOUR, DAY = 60, 3600, 86400
LEFTS = {
    5: "1 minute", 50: "1 minute", 61: "2 minutes", 9 * MINUTE - 1: "9 minutes",
    9.5 * MINUTE: "10 minutes", 13 * MINUTE: "15 minutes", 58 * MINUTE: "60 minutes",
    92 * MINUTE: "90 minutes", 117 * MINUTE: "115 minutes", 118 * MINUTE: "2 hours",
    150.5 * MINUTE: "3 hours", 47 * HOUR: "47 hours", 47.6 * HOUR: "2 days", 60.1 * HOUR: "3 days",
    400 * DAY: "400 days",
}  # fmt: skip
OWN = {
    "is": {
        40: "eftir um það bil 1 mínútu", 30 * MINUTE: "eftir um það bil 30 mínútur",
        21 * HOUR: "eftir um það bil 21 klukkustund", 11 * HOUR: "eftir um það bil 11 klukkustundir",
        31 * DAY: "eftir um það bil 31 dag", 111 * DAY: "eftir um það bil 111 daga",
    },
    "gl": {
        40: "dentro de 1 minuto, aproximadamente", 21 * HOUR: "dentro de 21 horas, aproximadamente",
        21 * DAY: "dentro de 21 días, aproximadamente",
    },
    "eu": {40: "1 minutu barru, gutxi gorabehera", 3 * HOUR: "3 ordu barru, gutxi gorabehera"},
    "bs": {40: "otprilike za 1 min", 3 * HOUR: "otprilike za 3 h", 21 * DAY: "otprilike za 21 dan"},
    # Never "2 ம.", an abbreviation, nor "שעתיים (2)".
    "ta": {2 * HOUR: "சுமார் 2 மணிநேரத்தில்"},
    "he": {2 * HOUR: "בעוד שעתיים בערך"},
    "ar": {2 * HOUR: "خلال ساعتين تقريبًا"},
    "de-AT": {2 * DAY: "etwa in 2 Tagen"},
}  # fmt: skip


def address(server: Server) -> str:
    return f"http://{HOST}:{server.port}/"


def instant(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)


def morning() -> tuple[str, timedelta]:
    """A zone in which the day has just begun, and how far it is ahead."""
    hours = 8 - datetime.now(timezone.utc).hour
    hours += 24 if hours < -12 else 0
    return f"Etc/GMT{-hours:+d}", timedelta(hours=hours)


@contextmanager
def clock_ahead(browser: Browser, seconds: float) -> Iterator[None]:
    source = (
        "{ const Real = Date; globalThis.Date = class extends Real {"
        "constructor(...given) { given.length ? super(...given) : super(globalThis.Date.now()) }"
        f"static now() {{ return Real.now() + {seconds * 1000} }} }}; }}"
    )
    added = browser.command("Page.addScriptToEvaluateOnNewDocument", source=source)
    yield
    browser.command("Page.removeScriptToEvaluateOnNewDocument", identifier=added["identifier"])


def clock(moment: datetime) -> str:
    return f"{moment.hour % 12 or 12}:{moment:%M} {moment:%p}"


def time_text(browser: Browser) -> str:
    """Blanks of several kinds are in it."""
    return " ".join((shown(browser, ".until time") or "").split())


@pytest.mark.parametrize("hours", [3, -3, 24, -24])
def test_a_wrong_clock_says_what_a_right_one_says(
    start_server: StartServer, browser: Browser, hours: float
) -> None:
    zone, ahead = morning()
    until = from_now(hours=5)
    server = start_server(UNTIL=until)
    browser.live_in(zone)
    with clock_ahead(browser, hours * HOUR):
        browser.open(address(server))
        assert browser.run_async(LEFT) == "in about 5 hours"
        assert time_text(browser) == clock(instant(until) + ahead), "of today: without its date"
        assert shown(browser, ".until .overdue") is None
        # Later looks of the script go by the server's clock, too.
        browser.run("dispatchEvent(new Event('pageshow'))")
        assert shown(browser, ".until .left") == "in about 5 hours"


def test_a_slow_clock_does_not_put_off_that_it_takes_longer(
    start_server: StartServer, browser: Browser
) -> None:
    server = start_server(UNTIL=from_now(seconds=2))
    time.sleep(2.1)
    with clock_ahead(browser, -3 * HOUR):
        browser.open(address(server))
        assert browser.run_async(LEFT) == ""
        assert shown(browser, ".until .overdue") == "It is taking a little longer than planned."
        assert broken_rules(browser) == []


def test_without_looks_the_visitors_own_clock_counts(
    start_server: StartServer, browser: Browser
) -> None:
    server = start_server(UNTIL=from_now(hours=5), REFRESH=0)
    with clock_ahead(browser, -2 * HOUR):
        browser.open(address(server))
        assert shown(browser, ".until .left") == "in about 7 hours"


# None of them has summer time.
ZONES = {
    "Asia/Kolkata": 5.5, "Pacific/Honolulu": -10, "Asia/Kathmandu": 5.75, "Etc/GMT-14": 14,
    "America/Phoenix": -7, "UTC": 0,
}  # fmt: skip


def test_the_time_is_the_visitors(start_server: StartServer, browser: Browser) -> None:
    until = from_now(days=5)
    server = start_server(UNTIL=until)
    for zone, hours in ZONES.items():
        browser.live_in(zone)
        browser.open(address(server))
        local = instant(until) + timedelta(hours=hours)
        text = time_text(browser)
        day = f"{local:%A}, {local:%B} {local.day}"
        assert text.startswith(f"{day} at {clock(local)} "), (zone, text)
        assert text.split()[-1] not in ("AM", "PM"), f"{text} names its zone"
    moment, role = browser.run(
        "return [document.querySelector('.until time').dateTime,"
        "document.querySelector('.until .left').getAttribute('role')]"
    )
    assert instant(moment) == instant(until) and role == "timer"


def test_what_is_left_is_said_as_people_say_it(
    start_server: StartServer, browser: Browser
) -> None:
    server = start_server(UNTIL=from_now(hours=5))
    for language, lefts in {"en": {s: f"in about {t}" for s, t in LEFTS.items()}, **OWN}.items():
        browser.speak(language)
        browser.open(address(server))
        assert browser.run_async(LEFT)
        told = [" ".join(text.split()) for text in browser.run_async(MOVE, list(lefts))]
        assert told == list(lefts.values()), language


def test_in_every_language_the_time_is_in_the_first_screen(
    start_server: StartServer, browser: Browser
) -> None:
    assert len(TAGS) == 51
    server = start_server(UNTIL=from_now(days=3, hours=2), LINK=LINK)
    browser.resize(320, 568, scale=2, mobile=True)
    seen = set()
    for tag in TAGS:
        browser.speak(tag)
        browser.open(address(server))
        left = browser.run_async(LEFT)
        language, bottom, text = browser.run(
            "return [document.documentElement.lang,"
            "document.querySelector('.left').getBoundingClientRect().bottom,"
            "document.querySelector('time').textContent]"
        )
        assert language == tag
        assert 0 < bottom <= 568, tag
        assert left and not re.search(r"[{}|]|undefined|NaN", left), (tag, left)
        assert bool(re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d ", text)) == (tag in UNKNOWN), (tag, text)
        seen.add(text + left)
        assert_nothing_beside_the_window(browser)
    assert len(seen) == len(TAGS)
    assert browser.complaints() == []


def test_nothing_moves_while_it_loads(start_server: StartServer, browser: Browser) -> None:
    server = start_server(UNTIL=from_now(hours=5), LINK=LINK)
    browser.resize(390, 844, scale=2, mobile=True)
    browser.open(address(server))
    assert browser.run_async(LEFT)
    shifts = browser.run_async(
        "const shifts = []; new PerformanceObserver(list => shifts.push(...list.getEntries()))"
        ".observe({type: 'layout-shift', buffered: true});"
        "await new Promise(resolve => setTimeout(resolve, 200));"
        "return [shifts.map(shift => shift.value), document.getAnimations().length]"
    )
    assert shifts == [[], 0]


def test_on_paper_stand_date_and_addresses_and_nothing_that_needs_a_screen(
    start_server: StartServer, browser: Browser, tmp_path: Path
) -> None:
    zone, ahead = morning()
    until = from_now(hours=5)
    server = start_server(
        UNTIL=until, LINK=LINK, TITLE="Umbau", MESSAGE="Ask help@example.com, see https://example.com/x."
    )
    browser.live_in(zone)
    browser.open(address(server))
    assert browser.run_async(LEFT)
    assert time_text(browser) == clock(instant(until) + ahead)
    pdf = tmp_path / "page.pdf"
    pdf.write_bytes(base64.b64decode(browser.command("Page.printToPDF")["data"]))
    text = subprocess.run(
        ["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True
    ).stdout
    words = " ".join(text.split())
    local = instant(until) + ahead
    assert f"{local:%A}, {local:%B} {local.day}, {local.year} at {clock(local)}" in words
    assert f"Status page {LINK}" in words
    assert "Umbau" in words and "Ask help@example.com, see https://example.com/x." in words
    assert "in about" not in words and "updates by itself" not in words
    assert text.count("\f") == 1, "one sheet"
    assert time_text(browser) == clock(local), "the screen is as it was"


def test_once_the_time_has_passed_the_page_says_so_until_there_is_another(
    start_server: StartServer, browser: Browser
) -> None:
    server = start_server(UNTIL=from_now(seconds=6), REFRESH=1)
    browser.open(address(server))
    assert shown(browser, ".until .overdue") is None
    processes.eventually(
        lambda: bool(shown(browser, ".until .overdue")), 20, "the page says that it takes longer"
    )
    assert not shown(browser, ".until .left")
    server.stop()
    start_server(
        address=server.address, HTTP_LISTEN=server.variables["HTTP_LISTEN"],
        UNTIL=from_now(hours=2), REFRESH=1,
    )  # fmt: skip
    processes.eventually(
        lambda: shown(browser, ".until .left") == "in about 2 hours", 20, "the new end"
    )
    assert shown(browser, ".until .overdue") is None
