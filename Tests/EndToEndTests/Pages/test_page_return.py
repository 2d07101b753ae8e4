"""The window of a visitor who waits: the built-in page gives way to the application as soon as that
is back behind its proxy, without a click, whatever the page was asked for with."""

from __future__ import annotations

import pytest

import processes
from browser import HOST, Browser
from stack import APPLICATION, APPLICATION_TEXT, Stack, each_in_a_browser

PATH = "/some/page?q=1"
POST = """
    const form = document.body.appendChild(document.createElement("form"));
    form.method = "post";
    form.action = arguments[0];
    form.submit();
"""


@pytest.fixture
def maintenance_variables() -> dict[str, object]:
    return {"REFRESH": 1}


def visit(stack: Stack, browser: Browser, address: str) -> None:
    stack.start_application()
    stack.start_proxy()
    stack.client(HOST).wait_for(APPLICATION)
    browser.open(f"https://{HOST}:{stack.proxy.port}{address}")
    processes.eventually(lambda: browser.shows(APPLICATION_TEXT), 8, "the application's page")


def shows_maintenance(browser: Browser) -> bool:
    return reloaded_if_lost(browser).has("main p.message")


def shows_application(browser: Browser) -> bool:
    return reloaded_if_lost(browser).has_come_to(APPLICATION_TEXT)


def reloaded_if_lost(browser: Browser) -> Browser:
    """What a proxy that is just turning round makes of a connection is its own affair; who is left with
    the browser's page of an error reloads."""
    if browser.has("body.neterror"):
        browser.reload()
    return browser


def reloaded_to_maintenance(browser: Browser) -> bool:
    browser.reload()
    return shows_maintenance(browser)


# Without scripts a page stays where its address has a fragment: a refresh only goes to that.
@each_in_a_browser
@pytest.mark.parametrize(
    ("fragment", "scripts"),
    [("", True), ("#part", True), ("", False)],
    ids=["plain", "fragment", "no scripts"],
)
def test_the_window_comes_back_to_the_application_by_itself(
    stack: Stack,
    browser: Browser,
    fragment: str,
    scripts: bool,
) -> None:
    if not scripts:
        browser.forbid_scripts()
    visit(stack, browser, PATH + fragment)
    address, steps = browser.url, browser.run("return history.length")
    assert address.endswith(PATH + fragment)
    stack.application.kill()
    processes.eventually(lambda: reloaded_to_maintenance(browser), 8, "the maintenance page")
    stack.application.start()
    processes.eventually(lambda: shows_application(browser), 20, "the application's page")
    assert browser.url == address
    assert browser.run("return history.length") == steps


@each_in_a_browser
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_form_sent_in_vain_is_not_sent_again(
    stack: Stack,
    browser: Browser,
    scripts: bool,
) -> None:
    if not scripts:
        browser.forbid_scripts()
    visit(stack, browser, "/form")
    stack.application.kill()
    # A browser asks again by itself where a page fails, but sends no form again: until the proxy has
    # noticed, it could be left with its own page of an error.
    client = stack.client(HOST)
    processes.eventually(lambda: client.status() == 503, 8, "the proxy has noticed")
    browser.run(POST, PATH)
    processes.eventually(lambda: shows_maintenance(browser), 8, "the maintenance page")
    stack.application.start()
    processes.eventually(lambda: shows_application(browser), 20, "the application's page")
    assert browser.url.endswith(PATH)
    methods = {request.split()[0] for request in stack.application.requests if PATH in request}
    assert "GET" in methods and methods <= {"GET", "HEAD"}
