"""Visits reach the application again once it is back, with nginx that pools its connections in
front of a hop that chooses once a connection, and for visitors who call themselves proxies."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable, Iterator

import pytest

import http1
from conversations import OLD
from harness import Server, free_port
from hops import Splice
from processes import patience
from proxies import Application, Proxy

StartServer = Callable[..., Server]
StartProxy = Callable[..., Proxy]


@pytest.fixture
def application() -> Iterator[Application]:
    application = Application(free_port())
    yield application
    application.stop()


@pytest.fixture(params=["splice", "haproxy"])
def hop(
    request: pytest.FixtureRequest,
    application: Application,
    server: Server,
    start_proxy: StartProxy,
) -> Iterator[int]:
    """The port of a hop to the application, or to the server while that is down."""
    if request.param == "splice":
        splice = Splice(application.port, server.port)
        yield splice.port
        splice.stop()
        return
    port = free_port()
    configuration = f"""
frontend entry
    bind 127.0.0.1:{port}
    default_backend app
backend app
    option redispatch 1
    server app 127.0.0.1:{application.port} check inter 100ms fall 1 rise 1
    server maint 127.0.0.1:{server.port} backup
"""
    yield start_proxy("haproxy tcp", configuration, port).port


class Visitors:
    """Visitors in threads, each with a kept connection to the proxy: when each visit began, and its
    status, or 0 without an answer."""

    def __init__(self, port: int, count: int) -> None:
        self.visits: list[tuple[float, int]] = []
        self._port = port
        self._stopping = threading.Event()
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(count)]

    def __enter__(self) -> Visitors:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join(10)
            assert not thread.is_alive(), "a visitor hangs"

    def _run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=5)
        while not self._stopping.wait(0.05):
            asked = time.monotonic()
            try:
                connection.request("GET", "/some/page")
                response = connection.getresponse()
                response.read()
            except (OSError, http.client.HTTPException):
                connection.close()
                self.visits.append((asked, 0))
                continue
            self.visits.append((asked, response.status))
        connection.close()

    def wait_for(self, status: int) -> None:
        """Until it is the latest of all."""
        deadline = time.monotonic() + patience(5)
        while not self.visits or self.visits[-1][1] != status:
            assert time.monotonic() < deadline, f"no {status} yet: {self.visits[-3:]}"
            time.sleep(0.05)


def test_behind_nginx_and_a_tcp_hop_visits_reach_the_application_that_is_back(
    application: Application, hop: int, start_proxy: StartProxy
) -> None:
    visitors = 4
    port = free_port()
    pooling = f"""
        location / {{
            proxy_pass http://hop;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        }}
    }}
    upstream hop {{
        server 127.0.0.1:{hop} max_fails=0;
        keepalive 8;
    """
    start_proxy("nginx", pooling, port)
    with Visitors(port, visitors) as crowd:
        crowd.wait_for(503)
        application.start()
        back = time.monotonic()
        time.sleep(OLD + 3)
    late = [status for asked, status in crowd.visits if asked > back + OLD]
    # Pooled connections are no more than visitors; of each one answer.
    assert late.count(503) <= visitors, late
    assert late[-10:] == [200] * 10 and set(late) <= {200, 503}


@pytest.mark.parametrize("field", ["Via: 1.1 squid (squid/5.7)", "X-Forwarded-For: 203.0.113.9"])
def test_a_visitor_s_own_field_keeps_nobody_from_the_application(
    start_server: StartServer, application: Application, field: str
) -> None:
    server = start_server(TRUSTED_PROXIES="192.0.2.0/24")
    hop = Splice(application.port, server.port)
    try:
        with http1.Client(("127.0.0.1", hop.port)) as client:
            assert client.ask(headers=[field]).closes
            assert client.rest() == b""
        application.start()
        with http1.Client(("127.0.0.1", hop.port)) as client:
            client.send(http1.request(headers=[field]))
            assert client.rest().startswith(b"HTTP/1.0 200")
        assert hop.chosen == {"application": 1, "fallback": 1}
    finally:
        hop.stop()
