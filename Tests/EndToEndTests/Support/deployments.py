"""The files of deploy/ run as they are, but for addresses, paths and intervals; the name server and
the application that they expect."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

import application
import http1
import processes
from application import BROKEN, HEALTHY, UNHEALTHY
from harness import REPOSITORY, free_port

NAME = "app.example.com"
# Never resolved by a real name server; the tests' own one knows them.
HOSTS = {"app": "app.invalid", "maint": "maint.invalid"}


@dataclass(frozen=True)
class Deployment:
    """A configuration file and everything that is replaced in it; each text must be there."""

    file: str
    command: tuple[str, ...]
    replacements: dict[str, str]
    passthrough: bool = False
    # Behaviours of an application that answers, upon which the proxy falls back.
    falls_back_when: tuple[str, ...] = ()

    def render(self, values: dict[str, object]) -> str:
        text = (REPOSITORY / "deploy" / self.file).read_text()
        for old, new in self.replacements.items():
            assert old in text, f"{self.file} has no {old!r}"
            text = text.replace(old, new.format(**values))
        return text


NGINX = ("nginx", "-e", "{directory}/log", "-g", "daemon off;", "-c", "{file}")
NGINX_PATHS = {"/run/nginx.pid": "{directory}/pid", "/var/log/nginx/": "{directory}/"}
HAPROXY = ("haproxy", "-db", "-f", "{file}")
HAPROXY_NAMES = {
    "127.0.0.11:53": "127.0.0.1:{name_server}",
    "timeout resolve 1s": "timeout resolve 100ms",
}

DEPLOYMENTS = {
    "nginx terminated": Deployment(
        "nginx/terminated.conf",
        NGINX,
        NGINX_PATHS
        | {
            "/etc/nginx/certs/app.example.com.crt": "{certificate}",
            "/etc/nginx/certs/app.example.com.key": "{key}",
            "resolver 127.0.0.11 valid=2s": "resolver 127.0.0.1:{name_server} valid=1s",
            "listen 443": "listen 127.0.0.1:{port}",
            "app:8080": "{app}:{application}",
            "maint:80": "{maint}:{maintenance}",
        },
        falls_back_when=(BROKEN,),
    ),
    "nginx passthrough": Deployment(
        "nginx/passthrough.conf",
        NGINX,
        NGINX_PATHS
        | {
            "listen 443": "listen 127.0.0.1:{port}",
            "app:443": "127.0.0.1:{application}",
            "maint:443": "127.0.0.1:{maintenance_tls}",
            "fail_timeout=5s": "fail_timeout=1s",
        },
        passthrough=True,
    ),
    "haproxy terminated": Deployment(
        "haproxy/terminated.cfg",
        HAPROXY,
        HAPROXY_NAMES
        | {
            "/etc/haproxy/certs/app.example.com.pem": "{both}",
            "bind :443": "bind 127.0.0.1:{port}",
            "app:8080": "{app}:{application}",
            "maint:80": "{maint}:{maintenance}",
            "inter 2s": "inter 100ms",
        },
        falls_back_when=(UNHEALTHY, BROKEN),
    ),
    "haproxy passthrough": Deployment(
        "haproxy/passthrough.cfg",
        HAPROXY,
        HAPROXY_NAMES
        | {
            "bind :443": "bind 127.0.0.1:{port}",
            "app:443": "{app}:{application}",
            "maint:443": "{maint}:{maintenance_tls}",
            "inter 2s": "inter 100ms",
        },
        passthrough=True,
        falls_back_when=(UNHEALTHY, BROKEN),
    ),
    "caddy": Deployment(
        "caddy/Caddyfile",
        ("caddy", "run", "--adapter", "caddyfile", "--config", "{file}"),
        {
            "localhost:2019": "127.0.0.1:{other_port}",
            "http_port 80": "http_port {redirect_port}",
            "https_port 443": "https_port {port}\n\tdefault_bind 127.0.0.1",
            "/etc/caddy/certs/app.example.com.crt": "{certificate}",
            "/etc/caddy/certs/app.example.com.key": "{key}",
            "app:8080": "127.0.0.1:{application}",
            "maint:80": "127.0.0.1:{maintenance}",
            "health_interval 2s": "health_interval 100ms",
        },
        falls_back_when=(UNHEALTHY, BROKEN),
    ),
    "apache": Deployment(
        "apache/httpd.conf",
        ("apache2", "-DFOREGROUND", "-f", "{file}"),
        {
            "/run/apache2/apache2.pid": "{directory}/pid",
            "/var/log/apache2/error.log": "{directory}/error.log",
            "/etc/apache2/certs/app.example.com.crt": "{certificate}",
            "/etc/apache2/certs/app.example.com.key": "{key}",
            "Listen 443": "Listen 127.0.0.1:{port}",
            "*:443": "127.0.0.1:{port}",
            "app:8080": "127.0.0.1:{application}",
            "maint:80": "127.0.0.1:{maintenance}",
        },
        falls_back_when=(BROKEN,),
    ),
}


class Proxy:
    """A real proxy in the foreground with a file of deploy/."""

    def __init__(self, deployment: Deployment, directory: Path, values: dict[str, object]) -> None:
        self.port = free_port()
        self._log = directory / "log"
        file = directory / Path(deployment.file).name
        values = values | {
            "port": self.port,
            "other_port": free_port(),
            "redirect_port": free_port(),
            "directory": directory,
            "file": file,
        }
        file.write_text(deployment.render(values))
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [word.format(**values) for word in deployment.command],
                # Debian's places of system programs; Caddy's place for what it keeps.
                env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(directory)},
                cwd=directory,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def log(self) -> str:
        return self._log.read_text(errors="replace")

    def wait_until_listening(self) -> None:
        def listens() -> bool:
            assert self._process.poll() is None, self.log
            return accepts(self.port)

        processes.eventually(listens, 10, "the proxy listens")

    def stop(self) -> None:
        end(self._process)


class Application:
    """The application as a process of its own, so that it can be killed like one."""

    def __init__(self, directory: Path, certificate: Path | None = None) -> None:
        self.port = free_port()
        self._directory = directory
        self._arguments = [self.port, directory, *([certificate] if certificate else [])]
        self._process: subprocess.Popen | None = None

    def start(self, behaviour: str = HEALTHY) -> None:
        self.behave(behaviour)
        self._process = subprocess.Popen(
            [sys.executable, application.__file__, *map(str, self._arguments)],
            stdin=subprocess.DEVNULL,
        )
        processes.eventually(lambda: accepts(self.port), 5, "the application listens")

    def behave(self, behaviour: str) -> None:
        new = self._directory / "behaviour.new"
        new.write_text(behaviour)
        new.rename(self._directory / "behaviour")

    @property
    def requests(self) -> list[str]:
        """Method and target of each, since it was first started."""
        return (self._directory / "requests").read_text().splitlines()

    def kill(self) -> None:
        """Without a word to anyone."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(5)
            self._process = None


class NameServer:
    """What Docker's is to its containers: 127.0.0.1 for the names it knows, else NXDOMAIN."""

    def __init__(self) -> None:
        self.known = {HOSTS["maint"]}
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def stop(self) -> None:
        # An empty datagram ends the thread.
        self._socket.sendto(b"", self._socket.getsockname())
        self._thread.join(5)
        self._socket.close()

    def _serve(self) -> None:
        while query := self._socket.recvfrom(4096):
            data, client = query
            if not data:
                return
            self._socket.sendto(self._answer(data), client)

    def _answer(self, query: bytes) -> bytes:
        labels, at = [], 12
        while length := query[at]:
            labels.append(query[at + 1 : at + 1 + length].decode().lower())
            at += 1 + length
        question = query[12 : at + 5]
        known = ".".join(labels) in self.known
        # Type A; the name is that of the question; for one second.
        record = b"\xc0\x0c\0\1\0\1\0\0\0\1\0\4\x7f\0\0\1"
        answers = [record] if known and question[-4:-2] == b"\0\1" else []
        flags = b"\x81\x80" if known else b"\x81\x83"
        counts = b"\0\1" + bytes([0, len(answers)]) + b"\0\0\0\0"
        return query[:2] + flags + counts + question + b"".join(answers)


def accepts(port: int) -> bool:
    try:
        http1.connect(("127.0.0.1", port)).close()
    except ConnectionRefusedError:
        return False
    return True


def end(process: subprocess.Popen) -> None:
    """Ends a process that leads a session, and what is left of the session."""
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        pass
    for pid in processes.members_of_session(process.pid):
        try:
            os.kill(pid, 9)
        except ProcessLookupError:
            pass
    process.wait(5)
