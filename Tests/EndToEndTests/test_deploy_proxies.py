"""The files of deploy/ in real proxies: the application while it is up, the maintenance page once it
is killed or fails its health check, and the application again."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

import processes
from certificates import Authority, Pair
from deployments import (
    BROKEN,
    DEPLOYMENTS,
    HEALTHY,
    HOSTS,
    NAME,
    PAGES,
    UNHEALTHY,
    Application,
    Deployment,
    NameServer,
    Proxy,
)
from harness import Server
from passthrough import ByName

# Larger than any proxy's buffer, and of bytes that a changed one would show in.
PAGE = b"<!doctype html><title>Under maintenance</title><p>Back soon</p><!--" + b"".join(
    b"%x " % (number * number) for number in range(20_000)
) + b"-->"
APPLICATION = (200, PAGES[200], None)
MAINTENANCE = (503, PAGE, "300")
METHODS = ("GET", "POST", "PUT", "DELETE", "GET")

Seen = tuple[int, bytes, "str | None"]


class Stack:
    """A proxy of deploy/, the application and the fallback behind it."""

    def __init__(
        self,
        deployment: Deployment,
        application: Application,
        names: NameServer,
        authority: Authority,
        start_proxy: Callable[[], Proxy],
    ) -> None:
        self.deployment = deployment
        self.application = application
        self.names = names
        self.authority = authority
        self._start_proxy = start_proxy

    def start_application(self) -> None:
        self.application.start()
        self.names.known.add(HOSTS["app"])

    def start_proxy(self) -> None:
        self.proxy = self._start_proxy()

    def client(self) -> Client:
        return Client(self.proxy.port, self.authority)


class Client:
    """Keeps its connections, as a browser does, and trusts the CA only."""

    def __init__(self, port: int, authority: Authority) -> None:
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.verify = str(authority.certificate)
        self._session.mount("https://", ByName(NAME))
        self._url = f"https://127.0.0.1:{port}/some/page"

    def ask(self, method: str = "GET") -> Seen:
        body = b"a form" if method in ("POST", "PUT") else None
        answer = self._session.request(
            method, self._url, data=body, headers={"Host": NAME}, timeout=10
        )
        return answer.status_code, answer.content, answer.headers.get("Retry-After")

    def let_go(self) -> None:
        """Closes the connections that were kept."""
        self._session.close()

    def wait_for(self, wanted: Seen, within: float = 8, *, kept: bool = True) -> None:
        """Until the proxy has noticed; what it says until then is its own affair."""
        answer: object = None

        def answered() -> bool:
            nonlocal answer
            if not kept:
                self.let_go()
            try:
                answer = self.ask()
            except requests.ConnectionError as error:
                answer = error
            return answer == wanted

        try:
            processes.eventually(answered, within, f"{wanted[0]}")
        except AssertionError as error:
            raise AssertionError(f"{error}, but {str(answer)[:300]}") from None


@pytest.fixture
def pair(authority: Authority) -> Pair:
    return authority.pair(NAME, "localhost")


@pytest.fixture
def names() -> Iterator[NameServer]:
    names = NameServer()
    yield names
    names.stop()


@pytest.fixture
def maintenance_variables(tmp_path: Path) -> dict[str, object]:
    """Of the fallback; another file may have a fixture of this name."""
    page = tmp_path / "page.html"
    page.write_bytes(PAGE)
    return {"CUSTOM_FILE_PATH": page}


@pytest.fixture(params=DEPLOYMENTS.values(), ids=DEPLOYMENTS)
def stack(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    start_tls_server: Callable[..., Server],
    authority: Authority,
    pair: Pair,
    names: NameServer,
    maintenance_variables: dict[str, object],
) -> Iterator[Stack]:
    deployment = request.param
    maintenance = start_tls_server(pair, **maintenance_variables)
    both = tmp_path / "both.pem"
    both.write_bytes(pair.both)
    application = Application(tmp_path, both if deployment.passthrough else None)
    started: list[Proxy] = []

    def start_proxy() -> Proxy:
        directory = tmp_path / "proxy"
        directory.mkdir()
        values = HOSTS | {
            "application": application.port,
            "maintenance": maintenance.port,
            "maintenance_tls": maintenance.tls_address[1],
            "name_server": names.port,
            "certificate": pair.certificate,
            "key": pair.key,
            "both": both,
        }
        started.append(Proxy(deployment, directory, values))
        started[0].wait_until_listening()
        return started[0]

    yield Stack(deployment, application, names, authority, start_proxy)
    application.kill()
    for proxy in started:
        proxy.stop()


def test_up_killed_unhealthy_and_back_for_one_client(stack: Stack) -> None:
    stack.start_application()
    stack.start_proxy()
    client = stack.client()
    client.wait_for(APPLICATION)
    for _ in range(2):
        for method in METHODS:
            assert client.ask(method) == APPLICATION
        stack.application.kill()
        # A connection kept through to the application ends with it, which the client has to hear.
        time.sleep(0.1)
        # With the very first request: no error in between.
        for method in METHODS:
            assert client.ask(method) == MAINTENANCE
        stack.application.start()
        client.wait_for(APPLICATION)
    for behaviour in (UNHEALTHY, BROKEN):
        stack.application.behave(behaviour)
        if behaviour in stack.deployment.falls_back_when:
            # Where TLS is passed through, a kept connection is the application's for as long as
            # that answers.
            client.wait_for(MAINTENANCE, kept=not stack.deployment.passthrough)
            for method in METHODS:
                assert client.ask(method) == MAINTENANCE
        else:
            # As the README says: nobody asks for the application's health.
            time.sleep(0.5)
            own = 503 if behaviour == BROKEN else 200
            assert client.ask() == (own, PAGES[own], None)
        stack.application.behave(HEALTHY)
        client.wait_for(APPLICATION)


def test_absent_from_the_start_and_never_without_the_fallback(stack: Stack) -> None:
    stack.start_proxy()
    client = stack.client()
    client.wait_for(MAINTENANCE)
    # Many intervals of every check.
    until = time.monotonic() + 2.5
    while time.monotonic() < until:
        for method in METHODS:
            assert client.ask(method) == MAINTENANCE
            assert stack.client().ask(method) == MAINTENANCE
        time.sleep(0.02)
    stack.start_application()
    client.wait_for(APPLICATION)


def test_curl(stack: Stack, authority: Authority) -> None:
    def curl(*arguments: str) -> tuple[bytes, bytes]:
        completed = subprocess.run(
            ["curl", "-sS", "--max-time", "10", "--cacert", str(authority.certificate), "-i"]
            + ["--connect-to", f"{NAME}:443:127.0.0.1:{stack.proxy.port}", *arguments]
            + [f"https://{NAME}/some/page"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
        )
        head, _, body = completed.stdout.partition(b"\r\n\r\n")
        return head.lower(), body

    stack.start_application()
    stack.start_proxy()
    stack.client().wait_for(APPLICATION)
    head, body = curl()
    assert b" 200" in head.splitlines()[0] and body == PAGES[200]
    stack.application.kill()
    for arguments in ([], ["--data", "a form"], ["--http1.0", "--no-alpn"], ["--compressed"]):
        head, body = curl(*arguments)
        assert b" 503" in head.splitlines()[0], head
        for line in (b"retry-after: 300", b"cache-control: no-store", b"x-maintenance-mode: 1"):
            assert head.splitlines().count(line) == 1, head
        assert body == PAGE
    assert b" 503" in curl("--head")[0].splitlines()[0]
    stack.application.start()
    stack.client().wait_for(APPLICATION)
    assert curl()[1] == PAGES[200]
