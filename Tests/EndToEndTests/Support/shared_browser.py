"""The Chromium that the tests share: one for all of them, left empty by each, and what a run says
of it: the window of a test that failed, and where the screenshots are."""

from __future__ import annotations

from collections.abc import Generator, Iterator

import pytest

from browser import HOST, SCREENSHOTS, SITES, Browser
from certificates import Authority
from deployments import NAME

SCREENSHOT = "screenshot"


# One for all, since starting it takes as much as several tests; what it remembers is cleared after each.
@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory, authority: Authority) -> Iterator[Browser]:
    directory = tmp_path_factory.mktemp("chromium")
    # That of the servers, that of the deployments, and that of two sites.
    pairs = [authority.pair(), authority.pair(NAME, HOST), authority.pair(SITES)]
    browser = Browser(directory, pairs)
    yield browser
    browser.close()


@pytest.fixture
def browser(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Browser]:
    """An empty window; it is left before the servers are stopped."""
    yield chromium
    # The summary is written by another process, which gets the reports only.
    request.node.user_properties += [(SCREENSHOT, path) for path in chromium.screenshots]
    chromium.screenshots.clear()
    chromium.forget()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Who shares a Chromium shares a worker."""
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("chromium"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With a failure goes what the window shows."""
    report = yield
    browser = getattr(item, "funcargs", {}).get("browser")
    if browser and report.when == "call" and report.failed:
        try:
            shown = f"{browser.url}\n{browser.text()}"
        except Exception as error:
            shown = f"can't be asked: {error}"
        report.sections.append(("the window", shown))
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [report for kind in terminalreporter.stats.values() for report in kind]
    properties = [pair for report in reports for pair in getattr(report, "user_properties", ())]
    if taken := {path for name, path in properties if name == SCREENSHOT}:
        terminalreporter.write_line(f"{len(taken)} screenshots are in {SCREENSHOTS}")
