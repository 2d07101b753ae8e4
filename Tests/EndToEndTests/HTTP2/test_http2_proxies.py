"""Behind real proxies that speak HTTP/2 to what is behind them: the maintenance page while the
application is down, and the application again, for one client that never lets go of the proxy."""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import processes
from harness import Server, free_port
from proxies import Application, Proxy

StartServer = Callable[..., Server]

HAPROXY = """
backend app
    option httpchk GET /healthz
    option redispatch 1
    server app 127.0.0.1:{application} check inter 100ms fall 1 rise 1
    server maint 127.0.0.1:{maintenance} proto h2 backup
"""
HAPROXY_TLS = """
backend app
    option httpchk GET /healthz
    option redispatch 1
    # Says that it is a proxy: else the host would have to be that of the SNI.
    option forwardfor
    server app 127.0.0.1:{application} check inter 100ms fall 1 rise 1
    server maint 127.0.0.1:{maintenance_tls} ssl verify none sni str(localhost) alpn h2 backup
"""
TRAEFIK = """
entryPoints: {{entry: {{address: "127.0.0.1:{port}"}}}}
global: {{checkNewVersion: false, sendAnonymousUsage: false}}
providers: {{file: {{filename: "{directory}/dynamic.yaml"}}}}
"""
TRAEFIK_DYNAMIC = """
http:
  routers: {{all: {{rule: "PathPrefix(`/`)", service: both}}}}
  serversTransports: {{unverified: {{insecureSkipVerify: true}}}}
  services:
    both: {{failover: {{service: app, fallback: maint}}}}
    app:
      loadBalancer:
        healthCheck: {{path: /healthz, interval: 100ms, timeout: 90ms}}
        servers: [{{url: "http://127.0.0.1:{application}"}}]
    maint:
      loadBalancer:
        serversTransport: unverified
        servers: [{{url: "{fallback}"}}]
"""
ENVOY = """
static_resources:
  listeners:
    - address: {{socket_address: {{address: 127.0.0.1, port_value: {port}}}}}
      filter_chains:
        - filters:
            - name: envoy.filters.network.http_connection_manager
              typed_config:
                "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                stat_prefix: entry
                route_config:
                  virtual_hosts:
                    - name: all
                      domains: ["*"]
                      routes: [{{match: {{prefix: /}}, route: {{cluster: both}}}}]
                http_filters:
                  - name: envoy.filters.http.router
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router
  clusters:
    - name: both
      lb_policy: CLUSTER_PROVIDED
      cluster_type:
        name: envoy.clusters.aggregate
        typed_config:
          "@type": type.googleapis.com/envoy.extensions.clusters.aggregate.v3.ClusterConfig
          clusters: [app, maint]
    - name: app
      type: STATIC
      connect_timeout: 1s
      health_checks:
        - timeout: 1s
          interval: 0.1s
          no_traffic_interval: 0.1s
          unhealthy_threshold: 1
          healthy_threshold: 1
          http_health_check: {{path: /healthz}}
      load_assignment:
        cluster_name: app
        policy: {{overprovisioning_factor: 100000}}
        endpoints:
          - lb_endpoints:
              - endpoint: {{address: {{socket_address: {{address: 127.0.0.1, port_value: {application}}}}}}}
    - name: maint
      type: STATIC
      connect_timeout: 1s
      typed_extension_protocol_options:
        envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
          "@type": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions
          explicit_http_config: {{http2_protocol_options: {{}}}}
      load_assignment:
        cluster_name: maint
        endpoints:
          - lb_endpoints:
              - endpoint: {{address: {{socket_address: {{address: 127.0.0.1, port_value: {maintenance}}}}}}}
"""
NGHTTPX = """
frontend=127.0.0.1,{port};no-tls
backend=127.0.0.1,{maintenance};;proto=h2
workers=1
accesslog-file=/dev/null
errorlog-file={directory}/error.log
"""
NGHTTPX_TLS = """
frontend=127.0.0.1,{port};no-tls
backend=127.0.0.1,{maintenance_tls};;proto=h2;tls;sni=localhost
insecure=yes
workers=1
accesslog-file=/dev/null
errorlog-file={directory}/error.log
"""
KINDS = {
    "HAProxy, h2c": ("haproxy", HAPROXY),
    "HAProxy, h2": ("haproxy", HAPROXY_TLS),
    "Traefik, h2c": ("traefik", TRAEFIK),
    "Traefik, h2": ("traefik", TRAEFIK),
    "Envoy, h2c": ("envoy", ENVOY),
    "nghttpx, h2c": ("nghttpx", NGHTTPX),
    "nghttpx, h2": ("nghttpx", NGHTTPX_TLS),
}
WITH_APPLICATION = [kind for kind in KINDS if "nghttpx" not in kind]
# Larger than any proxy's buffer.
PAGE = b"<!doctype html><title>Under maintenance</title>" + bytes(range(32, 127)) * 2_000


@pytest.fixture
def application() -> Iterator[Application]:
    application = Application(free_port())
    yield application
    application.stop()


@pytest.fixture
def server(start_tls_server: StartServer, tmp_path: Path) -> Server:
    page = tmp_path / "page.html"
    page.write_bytes(PAGE)
    return start_tls_server(HTTP2="on", CUSTOM_FILE_PATH=page, ACCESS_LOG="common", WORKERS=1)


@pytest.fixture
def client(
    request: pytest.FixtureRequest,
    application: Application,
    server: Server,
    start_proxy: Callable[..., Proxy],
    tmp_path: Path,
) -> Iterator[http.client.HTTPConnection]:
    """A kept connection to the proxy."""
    kind, template = KINDS[request.param]
    port = free_port()
    values = {
        "port": port,
        "directory": tmp_path,
        "application": application.port,
        "maintenance": server.port,
        "maintenance_tls": server.tls_address[1],
        "fallback": f"h2c://127.0.0.1:{server.port}"
        if "h2c" in request.param
        else f"https://127.0.0.1:{server.tls_address[1]}",
    }
    (tmp_path / "dynamic.yaml").write_text(TRAEFIK_DYNAMIC.format(**values))
    start_proxy(kind, template.format(**values), port)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    yield connection
    connection.close()


def ask(
    client: http.client.HTTPConnection, method: str = "GET", body: bytes | None = None
) -> tuple[int, bytes]:
    fields = {"Accept": "text/html", "Host": "app.example.com"}
    client.request(method, "/some/page", body=body, headers=fields)
    response = client.getresponse()
    return response.status, response.read()


def wait_for(client: http.client.HTTPConnection, wanted: tuple[int, bytes]) -> None:
    """Until the proxy has noticed; what it says meanwhile is its own affair."""
    deadline = time.monotonic() + processes.patience(15)
    seen: object = None
    while seen != wanted:
        assert time.monotonic() < deadline, f"no {wanted[0]}, but {str(seen)[:200]}"
        try:
            seen = ask(client)
        except (OSError, http.client.HTTPException) as error:
            client.close()
            seen = error
        time.sleep(0.05)


@pytest.mark.parametrize(("client", "kind"), list(zip(KINDS, KINDS)), indirect=["client"], ids=KINDS)
def test_every_method_gets_the_page(
    server: Server, client: http.client.HTTPConnection, kind: str
) -> None:
    # nghttpx ends a connection whose answer comes before the body's end, by a reset: small bodies
    # are waited for.
    sizes = (0, 7, 65_536) if "nghttpx" in kind else (0, 7, 100_000, 3_000_000)
    wait_for(client, (503, PAGE))
    for _ in range(3):
        assert ask(client) == (503, PAGE)
        assert ask(client, "HEAD") == (503, b"")
        for size in sizes:
            for method in ("POST", "PUT"):
                assert ask(client, method, bytes(size)) == (503, PAGE), (method, size)
                client.close()
        assert ask(client, "DELETE") == (503, PAGE)

    def lines() -> list[str]:
        return [line for line in server.access_log.splitlines() if "/some/page" in line]

    processes.eventually(lambda: len(lines()) > 20, 5, "the access log is written")
    assert all('/some/page HTTP/2.0" 503 ' in line for line in lines())


@pytest.mark.parametrize("client", WITH_APPLICATION, indirect=True)
def test_the_application_is_back_for_everybody(
    application: Application, client: http.client.HTTPConnection
) -> None:
    for _ in range(2):
        application.start()
        wait_for(client, (200, b"application"))
        application.stop()
        wait_for(client, (503, PAGE))
        # Past the age at which the connection behind the proxy is let go.
        end = time.monotonic() + 6
        while time.monotonic() < end:
            assert ask(client) == (503, PAGE)
            assert ask(client, "POST", b"form") == (503, PAGE)
            time.sleep(0.05)
