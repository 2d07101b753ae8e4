"""Proxies that pass TLS through by SNI, the application behind them, and a client that keeps its
connections."""

from __future__ import annotations

import subprocess
import sys

import requests
import requests.adapters

import application
import http1
import processes
from certificates import Authority, Pair
from harness import free_port

NAME = "app.example.test"
ELSEWHERE = "maintenance.example.test"

NGINX = """
upstream app {{
    server 127.0.0.1:{application} max_fails=1 fail_timeout=1s;
    server 127.0.0.1:{maintenance} backup;
}}
upstream maint {{ server 127.0.0.1:{maintenance}; }}
map $ssl_preread_server_name $to {{ app.example.test app; default maint; }}
server {{
    listen 127.0.0.1:{port};
    ssl_preread on;
    proxy_connect_timeout 1s;
    proxy_timeout 60s;
    proxy_pass $to;
    {proxy_protocol}
}}
"""

HAPROXY = """
frontend entry
    bind 127.0.0.1:{port}
    tcp-request inspect-delay 5s
    tcp-request content accept if {{ req.ssl_hello_type 1 }}
    use_backend app if {{ req.ssl_sni -i app.example.test }}
    default_backend maint
backend app
    option redispatch 1
    server app 127.0.0.1:{application} check inter 100ms fall 1 rise 1 {proxy_protocol}
    server maint 127.0.0.1:{maintenance} backup {proxy_protocol}
backend maint
    server maint 127.0.0.1:{maintenance} {proxy_protocol}
"""

SSLH = """
foreground: true;
timeout: 2;
listen: ( {{ host: "127.0.0.1"; port: "{port}"; }} );
protocols: (
    {{ name: "tls"; host: "127.0.0.1"; port: "{application}";
       sni_hostnames: [ "app.example.test" ]; }},
    {{ name: "tls"; host: "127.0.0.1"; port: "{maintenance}"; }}
);
"""

PROXIES = {
    "nginx": ("nginx stream", NGINX, ""),
    "nginx with PROXY": ("nginx stream", NGINX, "proxy_protocol on;"),
    "haproxy": ("haproxy tcp", HAPROXY, ""),
    "haproxy with PROXY": ("haproxy tcp", HAPROXY, "send-proxy-v2"),
}


class Application:
    """A process of its own, with the certificate that the maintenance server has too."""

    def __init__(self, pair: Pair) -> None:
        self.pair = pair
        self.port = free_port()
        self._process: subprocess.Popen | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, application.__file__, str(self.port), ""]
            + [str(self.pair.certificate), str(self.pair.key)],
            stdin=subprocess.DEVNULL,
        )
        processes.eventually(self._listens, 5, "the application listens")

    def _listens(self) -> bool:
        try:
            http1.connect(("127.0.0.1", self.port)).close()
        except ConnectionRefusedError:
            return False
        return True

    def kill(self) -> None:
        """Without a word to anyone."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(5)
            self._process = None


class ByName(requests.adapters.HTTPAdapter):
    """Asks 127.0.0.1 for a name, and verifies the certificate by that name."""

    def __init__(self, name: str) -> None:
        self._name = name
        super().__init__()

    def init_poolmanager(self, *arguments: object, **options: object) -> None:
        options |= {"server_hostname": self._name, "assert_hostname": self._name}
        super().init_poolmanager(*arguments, **options)


class Session:
    """A client with a pool of connections that are kept; it trusts the CA and nothing else."""

    def __init__(self, port: int, authority: Authority, name: str = NAME) -> None:
        self._session = requests.Session()
        # A CA bundle of the environment would go before the one below.
        self._session.trust_env = False
        self._session.verify = str(authority.certificate)
        self._session.mount("https://", ByName(name))
        self._url = f"https://127.0.0.1:{port}/some/page"
        self._name = name

    def ask(self, method: str = "GET") -> tuple[int, bytes]:
        body = b"form" if method == "POST" else None
        answer = self._session.request(
            method, self._url, data=body, headers={"Host": self._name}, timeout=5
        )
        return answer.status_code, answer.content

    def status(self) -> int | None:
        """None: the proxy had nobody to pass the connection to."""
        try:
            return self.ask()[0]
        except requests.exceptions.ConnectionError:
            return None
