"""A real browser, Debian's Chromium, in front of the files of deploy/: one window shows the
application's page, the maintenance page after a reload, and the application's page again."""

from __future__ import annotations

import processes
from browser import HOST, Browser
from stack import APPLICATION, APPLICATION_TEXT, Stack, each_in_a_browser

MAINTENANCE = "Under maintenance|Back soon"


@each_in_a_browser
def test_application_maintenance_application_in_one_window(
    stack: Stack, browser: Browser
) -> None:
    stack.start_application()
    stack.start_proxy()
    stack.client(HOST).wait_for(APPLICATION)
    browser.open(f"https://{HOST}:{stack.proxy.port}/some/page")
    for _ in range(2):
        processes.eventually(lambda: browser.shows(APPLICATION_TEXT), 8, "the application's page")
        stack.application.kill()
        processes.eventually(lambda: browser.shows(MAINTENANCE), 8, "the maintenance page")
        assert browser.shows(MAINTENANCE)
        stack.application.start()
    processes.eventually(lambda: browser.shows(APPLICATION_TEXT), 8, "the application's page")
