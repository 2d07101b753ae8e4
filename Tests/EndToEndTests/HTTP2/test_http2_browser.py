"""Chromium over HTTP/2: the page, and a script's request to its own site."""

from __future__ import annotations

from collections.abc import Callable

from browser import Browser
from harness import Server

ASK = "const answer = await fetch('/api', {method: 'POST', body: 'x'.repeat(100000)});"


def test_the_page_and_a_script(start_tls_server: Callable[..., Server], browser: Browser) -> None:
    server = start_tls_server(HTTP2="on")
    browser.open(f"https://localhost:{server.tls_address[1]}/")
    for _ in range(2):
        spoken = "return performance.getEntriesByType('navigation')[0].nextHopProtocol"
        assert browser.run(spoken) == "h2"
        assert "Under maintenance" in browser.run("return document.body.innerHTML")
        assert browser.run_async(ASK + "return answer.status") == 503
        browser.reload()
