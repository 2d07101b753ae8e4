"""Real proxies in front of the server, and an application for them to fail over from."""

from __future__ import annotations

import http.server
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from processes import patience

PROGRAMS = Path(sys.executable).parent

NGINX = """
daemon off;
user root;
worker_processes 1;
pid {directory}/pid;
error_log {directory}/error.log;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_max_body_size 0;
    client_body_temp_path {directory}/body;
    proxy_temp_path {directory}/proxy;
    fastcgi_temp_path {directory}/fastcgi;
    uwsgi_temp_path {directory}/uwsgi;
    scgi_temp_path {directory}/scgi;
    server {{
        listen 127.0.0.1:{port};
        {configuration}
    }}
}}
"""

HAPROXY = """
global
    maxconn 512
defaults
    mode http
    timeout connect 2s
    timeout client 30s
    timeout server 30s
frontend entry
    bind 127.0.0.1:{port}
    default_backend app
{configuration}
"""

NGINX_STREAM = """
daemon off;
user root;
worker_processes 1;
pid {directory}/pid;
error_log {directory}/error.log;
load_module /usr/lib/nginx/modules/ngx_stream_module.so;
events {{ worker_connections 512; }}
stream {{
{configuration}
}}
"""

HAPROXY_TCP = """
global
    maxconn 512
defaults
    mode tcp
    # Also the pause before another attempt.
    timeout connect 200ms
    timeout client 30s
    timeout server 30s
{configuration}
"""

# What stands round the part under test, by the kind of proxy.
TEMPLATES = {
    "nginx": NGINX,
    "nginx stream": NGINX_STREAM,
    "haproxy": HAPROXY,
    "haproxy tcp": HAPROXY_TCP,
    **dict.fromkeys(["sslh", "nghttpx", "envoy", "traefik"], "{configuration}"),
}


class Proxy:
    """A real proxy in the foreground, with a configuration round the part under test."""

    def __init__(self, kind: str, configuration: str, port: int, directory: Path) -> None:
        self.kind = kind
        self.port = port
        self.log_path = directory / "log"
        # Envoy and Traefik go by the ending.
        file = directory / "configuration.yaml"
        file.write_text(
            TEMPLATES[kind].format(directory=directory, port=port, configuration=configuration)
        )
        command = {
            "nginx": ["/usr/sbin/nginx", "-p", str(directory), "-c", str(file)],
            "haproxy": ["/usr/sbin/haproxy", "-db", "-f", str(file)],
            "sslh": ["/usr/sbin/sslh-select", f"-F{file}"],
            "nghttpx": ["/usr/sbin/nghttpx", f"--conf={file}"],
            # Those from PyPI are beside the interpreter.
            "envoy": [PROGRAMS / "envoy", "--use-dynamic-base-id", "--concurrency", "1"]
            + ["--log-level", "warning", "--config-path", file],
            "traefik": [PROGRAMS / "traefik", f"--configfile={file}"],
        }[kind.partition(" ")[0]]
        with self.log_path.open("wb") as log:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def wait_until_listening(self) -> None:
        deadline = time.monotonic() + patience(15)
        while True:
            assert self.process.poll() is None, self.log_path.read_text()
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except ConnectionRefusedError:
                assert time.monotonic() < deadline, f"{self.kind} does not listen"
                time.sleep(0.02)

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(5)


class Application:
    """The application that is up or down; it answers 200 `application` to everything."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._server: http.server.ThreadingHTTPServer | None = None

    def start(self) -> None:
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), _Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "11")
        self.end_headers()
        self.wfile.write(b"application")

    def log_message(self, *_: object) -> None:
        pass
