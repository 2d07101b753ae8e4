"""Two sites under one wildcard certificate behind a proxy that passes TLS through by SNI: Chromium
uses a connection to the one for the other, and still neither shows the other's page."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import processes
from application import __file__ as APPLICATION
from browser import SITES, Browser
from certificates import Authority, Pair
from deployments import accepts, end
from harness import Server, free_port

StartServer = Callable[..., Server]
UP, DOWN = (SITES.replace("*", name) for name in ("up", "down"))
BY_SNI = """
frontend tls
    bind 127.0.0.1:{port}
    tcp-request inspect-delay 5s
    tcp-request content accept if {{ req.ssl_hello_type 1 }}
    use_backend up if {{ req.ssl_sni -i {up} }}
    default_backend down
backend up
    server app 127.0.0.1:{application}
backend down
    server maint 127.0.0.1:{maintenance}
"""
PART = """
    const frame = document.body.appendChild(document.createElement("iframe"));
    await new Promise(done => { frame.onload = done; frame.src = arguments[0]; });
    return "loaded";
"""


@pytest.fixture
def pair(authority: Authority) -> Pair:
    return authority.pair(SITES)


@pytest.fixture
def application(pair: Pair) -> Iterator[int]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, APPLICATION, str(port), "", pair.certificate, pair.key],
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    processes.eventually(lambda: accepts(port), 10, "the application listens")
    yield port
    end(process)


@pytest.mark.parametrize("keep_alive", ["on", "off"])
def test_neither_shows_the_page_of_the_other(
    start_tls_server: StartServer,
    start_proxy: Callable[..., object],
    application: int,
    pair: Pair,
    browser: Browser,
    keep_alive: str,
) -> None:
    server = start_tls_server(
        pair, HTTP2="on", HTTPS_KEEP_ALIVE=keep_alive, ACCESS_LOG="common", WORKERS=1
    )
    port = free_port()
    configuration = BY_SNI.format(
        port=port, up=UP, application=application, maintenance=server.tls_address[1]
    )
    start_proxy("haproxy tcp", configuration, port)
    for _ in range(3):
        browser.open(f"https://{DOWN}:{port}/page")
        assert browser.run("return !!document.querySelector('main p.message')")
        spoken = "return performance.getEntriesByType('navigation')[0].nextHopProtocol"
        assert browser.run(spoken) == "h2"
        browser.open(f"https://{UP}:{port}/page")
        assert browser.text() == "|application"

    def refused() -> list[str]:
        return [line for line in server.access_log.splitlines() if '/page HTTP/2.0" 421 ' in line]

    if keep_alive == "on":
        # It has tried; where connections are let go, there is none to try.
        processes.eventually(lambda: refused() != [], 5, "a request for the other site")
