"""Behind a real proxy that passes TLS through by SNI: the application while it is up, the
maintenance page under the application's own certificate while it is down, and the application
again for the same client with its next request."""

import json
import subprocess
from collections.abc import Callable, Iterator

import pytest

import processes
import tls
from certificates import Authority, Pair
from harness import PLAIN, Server, free_port
from passthrough import ELSEWHERE, NAME, PROXIES, SSLH, Application, Session
from proxies import Proxy

StartServer = Callable[..., Server]
StartProxy = Callable[..., Proxy]
# More than any run comes to.
URLS = 100_000
# curl's exit codes for a certificate it doesn't accept.
UNVERIFIED = {"000 51", "000 60", "000 77", "000 83", "000 90", "000 91"}


@pytest.fixture
def pair(authority: Authority) -> Pair:
    return authority.pair(NAME, ELSEWHERE)


@pytest.fixture
def application(pair: Pair) -> Iterator[Application]:
    application = Application(pair)
    yield application
    application.kill()


@pytest.fixture
def maintenance(start_tls_server: StartServer, pair: Pair) -> Server:
    return start_tls_server(pair, HTTPS_PROXY_PROTOCOL="optional", ACCESS_LOG="json")


@pytest.fixture(params=PROXIES)
def proxy(
    request: pytest.FixtureRequest,
    application: Application,
    maintenance: Server,
    start_proxy: StartProxy,
) -> Proxy:
    kind, template, proxy_protocol = PROXIES[request.param]
    return start(start_proxy, kind, template, application, maintenance, proxy_protocol)


def start(
    start_proxy: StartProxy,
    kind: str,
    template: str,
    application: Application,
    maintenance: Server,
    proxy_protocol: str = "",
) -> Proxy:
    port = free_port()
    configuration = template.format(
        port=port,
        application=application.port,
        maintenance=maintenance.tls_address[1],
        proxy_protocol=proxy_protocol,
    )
    return start_proxy(kind, configuration, port)


def wait_for(proxy: Proxy, authority: Authority, status: int) -> None:
    """Until the proxy has noticed, by connections that are not those of the client under test."""
    processes.eventually(
        lambda: Session(proxy.port, authority).status() == status, 5, f"a {status}"
    )


def test_the_application_then_the_maintenance_page_then_the_application_again(
    application: Application, maintenance: Server, proxy: Proxy, authority: Authority, pair: Pair
) -> None:
    client = Session(proxy.port, authority)
    trusting = tls.context(authority.certificate)
    application.start()
    for _ in range(2):
        wait_for(proxy, authority, 200)
        for _ in range(5):
            assert client.ask() == (200, b"application")
        assert tls.served(("127.0.0.1", proxy.port), trusting, NAME) == pair.der
        application.kill()
        wait_for(proxy, authority, 503)
        for method in ("GET", "POST", "PUT", "DELETE", "GET"):
            assert client.ask(method) == (503, PLAIN)
        assert tls.served(("127.0.0.1", proxy.port), trusting, NAME) == pair.der
        application.start()
    wait_for(proxy, authority, 200)
    assert client.ask() == (200, b"application")
    assert "level=error" not in maintenance.log and "level=warning" not in maintenance.log


def test_one_curl_with_many_urls_follows_the_application(
    application: Application, proxy: Proxy, authority: Authority
) -> None:
    application.start()
    wait_for(proxy, authority, 200)
    # Forty a second; what became of each is on stderr, which curl doesn't buffer.
    curl = subprocess.Popen(
        ["curl", "-s", "--rate", "2400/m", "--max-time", "20", "-o", "/dev/null"]
        + ["--cacert", str(authority.certificate), "-w", "%{stderr}%{http_code} %{exitcode}\\n"]
        + ["--connect-to", f"{NAME}:443:127.0.0.1:{proxy.port}", f"https://{NAME}/[1-{URLS}]"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    lines: list[str] = []

    def follow(wanted: str, times: int = 10) -> None:
        """Its URLs until so many have come to what is wanted."""
        while times:
            lines.append(curl.stderr.readline().rstrip("\n"))
            assert lines[-1], f"curl has ended: {lines}"
            times -= lines[-1] == wanted

    try:
        follow("200 0")
        application.kill()
        follow("503 0")
        application.start()
        follow("200 0")
    finally:
        curl.kill()
        curl.communicate()
    # Between the kill and its discovery a connection may find nobody; what is answered is answered
    # under a certificate that curl has verified, or its exit code would not be 0.
    unanswered = [line for line in lines if line.startswith("000 ")]
    assert len(unanswered) <= 8 and not set(unanswered) & UNVERIFIED, unanswered
    answered = [line for line in lines if line not in unanswered]
    phases = [line for before, line in zip([None, *answered], answered) if line != before]
    assert phases == ["200 0", "503 0", "200 0"], lines


def test_other_names_get_the_maintenance_page_under_their_certificate(
    application: Application, proxy: Proxy, authority: Authority
) -> None:
    application.start()
    wait_for(proxy, authority, 200)
    assert Session(proxy.port, authority, ELSEWHERE).ask() == (503, PLAIN)


@pytest.mark.parametrize("kind", ["nginx with PROXY", "haproxy with PROXY"])
def test_the_client_named_by_the_proxy_is_in_the_access_log(
    start_proxy: StartProxy,
    application: Application,
    maintenance: Server,
    authority: Authority,
    kind: str,
) -> None:
    name, template, proxy_protocol = PROXIES[kind]
    proxy = start(start_proxy, name, template, application, maintenance, proxy_protocol)
    trusting = tls.context(authority.certificate)
    with tls.Client(("127.0.0.1", proxy.port), trusting, NAME, source="127.0.0.77") as client:
        assert client.ask(target="/named").body == PLAIN
        client.assert_ended()
    processes.eventually(lambda: "/named" in maintenance.access_log, 3, "it is in the log")
    (line,) = [line for line in maintenance.access_log.splitlines() if "/named" in line]
    assert "127.0.0.77" in json.loads(line).values()


def test_sslh_passes_a_name_to_the_maintenance_server(
    start_proxy: StartProxy, application: Application, maintenance: Server, authority: Authority
) -> None:
    proxy = start(start_proxy, "sslh", SSLH, application, maintenance)
    application.start()
    wait_for(proxy, authority, 200)
    client, other = Session(proxy.port, authority), Session(proxy.port, authority, ELSEWHERE)
    for _ in range(5):
        assert client.ask() == (200, b"application")
        assert other.ask() == (503, PLAIN)
