"""A real browser, Debian's Chromium, in front of the files of deploy/: one window shows the
application's page, the maintenance page after a reload, and the application's page again."""

from __future__ import annotations

from dataclasses import replace

import pytest

import processes
from browser import HOST, Browser
from deployments import DEPLOYMENTS, NAME, Deployment
from test_deploy_proxies import (  # noqa: F401, fixtures
    Stack,
    maintenance_variables,
    names,
    pair,
    stack,
)

APPLICATION, MAINTENANCE = "|application", "Under maintenance|Back soon"
KINDS = ["nginx terminated", "haproxy passthrough"]


def by_host(kind: str) -> Deployment:
    """The same file for the only name that the browser resolves."""
    deployment = DEPLOYMENTS[kind]
    return replace(deployment, replacements=deployment.replacements | {NAME: HOST})


@pytest.mark.parametrize("stack", [*map(by_host, KINDS)], ids=KINDS, indirect=True)
def test_application_maintenance_application_in_one_window(
    stack: Stack,  # noqa: F811
    browser: Browser,
) -> None:
    stack.start_application()
    stack.start_proxy()
    browser.open(f"https://{HOST}:{stack.proxy.port}/some/page")
    for _ in range(2):
        processes.eventually(lambda: browser.shows(APPLICATION), 8, "the application's page")
        stack.application.kill()
        processes.eventually(lambda: browser.shows(MAINTENANCE), 8, "the maintenance page")
        assert browser.shows(MAINTENANCE)
        stack.application.start()
    processes.eventually(lambda: browser.shows(APPLICATION), 8, "the application's page")
