"""A proxy with a file of deploy/, the application and the fallback behind it, and clients of theirs;
the fixtures that start them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import requests

import processes
from application import PAGES
from browser import HOST
from certificates import Authority, Pair
from deployments import DEPLOYMENTS, HOSTS, NAME, Application, Deployment, NameServer, Proxy
from harness import Server
from passthrough import ByName

# Larger than any proxy's buffer, and of bytes that a changed one would show in.
PAGE = b"<!doctype html><title>Under maintenance</title><p>Back soon</p><!--" + b"".join(
    b"%x " % (number * number) for number in range(20_000)
) + b"-->"
APPLICATION = (200, PAGES[200], None)
MAINTENANCE = (503, PAGE, "300")

# What the browser shows of it.
APPLICATION_TEXT = "|application"

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

    def client(self, name: str = NAME) -> Client:
        return Client(self.proxy.port, self.authority, name)


class Client:
    """Keeps its connections, as a browser does, and trusts the CA only."""

    def __init__(self, port: int, authority: Authority, name: str) -> None:
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.verify = str(authority.certificate)
        self._session.mount("https://", ByName(name))
        self._name = name
        self._url = f"https://127.0.0.1:{port}/some/page"

    def ask(self, method: str = "GET") -> Seen:
        body = b"a form" if method in ("POST", "PUT") else None
        answer = self._session.request(
            method, self._url, data=body, headers={"Host": self._name}, timeout=10
        )
        return answer.status_code, answer.content, answer.headers.get("Retry-After")

    def status(self) -> int | None:
        """On a connection of its own; None where there was no answer."""
        self.let_go()
        try:
            return self.ask()[0]
        except requests.ConnectionError:
            return None

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


def by_host(kind: str) -> Deployment:
    """The same file for the only name that the browser resolves."""
    deployment = DEPLOYMENTS[kind]
    return replace(deployment, replacements=deployment.replacements | {NAME: HOST})


# One proxy of each sort: the browser's view of them takes long.
IN_A_BROWSER = ["nginx terminated", "haproxy passthrough"]
each_in_a_browser = pytest.mark.parametrize(
    "stack", [*map(by_host, IN_A_BROWSER)], ids=IN_A_BROWSER, indirect=True
)
