"""Behind a real nginx and a real HAProxy: the application while it is up, the maintenance page
while it is down, and the application again, for one client that never lets go of the proxy."""

import http.client
import time
from collections.abc import Callable, Iterator

import pytest

from harness import PLAIN, Server, free_port
from processes import patience
from proxies import Application, Proxy

NGINX_BY_STATUS = """
location / {{
    proxy_pass http://127.0.0.1:{application};
    proxy_connect_timeout 2s;
    proxy_intercept_errors on;
    error_page 502 503 504 = @maint;
}}
location @maint {{
    proxy_intercept_errors off;
    proxy_pass http://127.0.0.1:{maintenance};
}}
"""

HAPROXY_BY_HEALTH = """
backend app
    option httpchk GET /healthz
    option redispatch 1
    server app 127.0.0.1:{application} check inter 100ms fall 1 rise 1
    server maint 127.0.0.1:{maintenance} backup
"""


@pytest.fixture
def application() -> Iterator[Application]:
    application = Application(free_port())
    yield application
    application.stop()


@pytest.fixture(params=["nginx", "haproxy"])
def client(
    request: pytest.FixtureRequest,
    application: Application,
    server: Server,
    start_proxy: Callable[..., Proxy],
) -> Iterator[http.client.HTTPConnection]:
    """A keep-alive connection to the proxy."""
    template = {"nginx": NGINX_BY_STATUS, "haproxy": HAPROXY_BY_HEALTH}[request.param]
    port = free_port()
    ports = {"application": application.port, "maintenance": server.port}
    start_proxy(request.param, template.format(**ports), port)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    yield connection
    connection.close()


def ask(client: http.client.HTTPConnection, method: str = "GET") -> tuple[int, bytes, str | None]:
    client.request(method, "/some/page", body=b"form" if method == "POST" else None)
    response = client.getresponse()
    return response.status, response.read(), response.headers["Retry-After"]


def wait_for(client: http.client.HTTPConnection, status: int, within: float = 5) -> None:
    """Until the proxy has noticed; what it says meanwhile is its own affair."""
    deadline = time.monotonic() + patience(within)
    while ask(client)[0] != status:
        assert time.monotonic() < deadline, f"no {status} within {within} s"
        time.sleep(0.05)


def test_the_application_then_the_maintenance_page_then_the_application_again(
    application: Application, client: http.client.HTTPConnection
) -> None:
    for _ in range(2):
        application.start()
        wait_for(client, 200)
        for _ in range(10):
            assert ask(client) == (200, b"application", None)
        application.stop()
        wait_for(client, 503)
        for method in ("GET", "POST", "GET", "PUT", "DELETE") * 4:
            assert ask(client, method) == (503, PLAIN, "300")


def test_nothing_but_the_maintenance_page_while_the_application_never_came_up(
    client: http.client.HTTPConnection,
) -> None:
    wait_for(client, 503)
    for _ in range(50):
        assert ask(client) == (503, PLAIN, "300")
