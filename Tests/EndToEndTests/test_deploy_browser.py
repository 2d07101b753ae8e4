"""A real browser, Debian's Chromium, in front of the files of deploy/: one window shows the
application's page, the maintenance page after a reload, and the application's page again."""

from __future__ import annotations

import base64
import hashlib
import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import requests

import processes
from certificates import Pair, openssl
from deployments import DEPLOYMENTS, NAME, Deployment, accepts, end
from harness import free_port
from test_deploy_proxies import Stack, names, pair, stack  # noqa: F401, fixtures

HOST = "localhost"
APPLICATION, MAINTENANCE = "|application", "Under maintenance|Back soon"
KINDS = ["nginx terminated", "haproxy passthrough"]


def by_host(kind: str) -> Deployment:
    """The same file for the only name that the browser resolves."""
    deployment = DEPLOYMENTS[kind]
    return replace(deployment, replacements=deployment.replacements | {NAME: HOST})


class Browser:
    """Chromium, by the WebDriver protocol. It resolves no name but localhost, and accepts no
    certificate but the one it is told of."""

    def __init__(self, directory: Path, pair: Pair) -> None:
        self._port = free_port()
        self._session = ""
        self._client = requests.Session()
        self._client.trust_env = False
        self._process = subprocess.Popen(
            ["chromedriver", f"--port={self._port}"],
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(directory)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        processes.eventually(lambda: accepts(self._port), 10, "chromedriver listens")
        arguments = [
            "--headless=new",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--no-first-run",
            "--no-proxy-server",
            f"--user-data-dir={directory}/profile",
            f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {HOST}, EXCLUDE 127.0.0.1",
            f"--ignore-certificate-errors-spki-list={key_digest(pair)}",
            # Its sandbox refuses root.
            *(["--no-sandbox"] if os.geteuid() == 0 else []),
        ]
        options = {"goog:chromeOptions": {"args": arguments}}
        answer = self._command("", {"capabilities": {"alwaysMatch": options}})
        self._session = f"/{answer['sessionId']}"

    def open(self, url: str) -> None:
        self._command("/url", {"url": url})

    def reload(self) -> None:
        self._command("/refresh", {})

    def text(self) -> str:
        script = "return document.title + '|' + document.body.innerText"
        return self._command("/execute/sync", {"script": script, "args": []})

    def shows(self, wanted: str) -> bool:
        self.reload()
        return self.text() == wanted

    def close(self) -> None:
        try:
            if self._session:
                self._client.delete(self._url(""), timeout=10)
        finally:
            self._client.close()
            end(self._process)

    def _url(self, path: str) -> str:
        return f"http://127.0.0.1:{self._port}/session{self._session}{path}"

    def _command(self, path: str, content: object) -> object:
        answer = self._client.post(self._url(path), json=content, timeout=30)
        assert answer.ok, answer.text[:500]
        return answer.json()["value"]


def key_digest(pair: Pair) -> str:
    public = pair.key.with_suffix(".public.der")
    openssl("pkey", "-in", pair.key, "-pubout", "-outform", "der", "-out", public)
    return base64.b64encode(hashlib.sha256(public.read_bytes()).digest()).decode()


@pytest.fixture
def browser(tmp_path: Path, pair: Pair) -> Iterator[Browser]:
    directory = tmp_path / "browser"
    directory.mkdir()
    browser = Browser(directory, pair)
    yield browser
    browser.close()


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
