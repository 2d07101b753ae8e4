"""The scene of every play: an application that is up, down or hanging, under-maintenance with the
same certificate, clients that ask by name, and proxies as processes of the test."""

from __future__ import annotations

import http.client
import http.server
import socket
import ssl
import subprocess
import threading
import time
from pathlib import Path

from certificates import Authority, Pair
from harness import Server, free_port
from processes import patience

TERMINATED, PASSED_THROUGH = "www.example.com", "app.example.com"

# Traefik, talking to nobody else; and changes follow each other sooner than every two seconds.
TRAEFIK_ALONE = (
    "--global.checknewversion=false",
    "--global.sendanonymoususage=false",
    "--providers.providersthrottleduration=100ms",
)


class Application:
    """Answers 200 `application` in plain and by TLS; as `failing` with 503 of its own, as
    `hanging` it takes connections and answers nothing."""

    def __init__(self, pair: Pair, plain: int, tls: int) -> None:
        self.plain, self.tls = plain, tls
        self.state = "up"
        self._pair = pair
        self._servers: list[http.server.ThreadingHTTPServer] = []

    def start(self) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self._pair.certificate, self._pair.key)
        for port, secure in ((self.plain, None), (self.tls, context)):
            server = _Listener(("127.0.0.1", port), self, secure)
            threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
            self._servers.append(server)
        self.state = "up"

    def stop(self) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()
        for connection in [c for server in self._servers for c in server.connections]:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        self._servers.clear()


class _Listener(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(
        self, address: tuple[str, int], application: Application, context: ssl.SSLContext | None
    ) -> None:
        self.application, self.context = application, context
        self.connections: list[socket.socket] = []
        super().__init__(address, _Handler)

    def finish_request(self, request: socket.socket, client_address: object) -> None:
        self.connections.append(request)
        try:
            if self.context is not None:
                request = self.context.wrap_socket(request, server_side=True)
                self.connections.append(request)
            self.RequestHandlerClass(request, client_address, self)
        except OSError:
            pass


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        state = self.server.application.state
        while self.server.application.state == "hanging":
            time.sleep(0.05)
        self.send_response(503 if state == "failing" else 200)
        self.send_header("Content-Length", "11")
        self.end_headers()
        self.wfile.write(b"application")

    do_POST = do_GET

    def log_message(self, *_: object) -> None:
        pass


class Scene:
    """Application and under-maintenance, both with a certificate for both names."""

    def __init__(self, directory: Path, authority: Authority) -> None:
        self.directory = directory
        self.pair = authority.pair(TERMINATED, PASSED_THROUGH)
        self.context = ssl.create_default_context(cafile=str(authority.certificate))
        self.entry = free_port()
        self.application = Application(self.pair, free_port(), free_port())
        self.maintenance_tls = free_port()
        self.maintenance = Server(
            directory,
            HTTPS_LISTEN=f"127.0.0.1:{self.maintenance_tls}",
            **self.pair.variables,
        )
        self.maintenance.wait_until_answering()
        self._proxies: list[Proxy] = []

    @property
    def maintenance_plain(self) -> int:
        return self.maintenance.port

    def trust_anyone(self) -> None:
        self.context.check_hostname = False
        self.context.verify_mode = ssl.CERT_NONE

    def start_proxy(self, *command: object) -> Proxy:
        proxy = Proxy([str(word) for word in command], self.directory)
        self._proxies.append(proxy)
        return proxy

    def who(self, name: str, method: str = "GET") -> str:
        """Who answers under the name: `application`, `maintenance`, a status of the proxy's own,
        or `nobody`."""
        raw = None
        try:
            raw = socket.create_connection(("127.0.0.1", self.entry), 3)
            connection = http.client.HTTPConnection(name)
            connection.sock = self.context.wrap_socket(raw, server_hostname=name)
            body = b"text" if method == "POST" else None
            connection.request(method, "/any/path", body, {"Host": name})
            answer = connection.getresponse()
            body = answer.read()
            connection.close()
        except (OSError, http.client.HTTPException):
            return "nobody"
        finally:
            if raw is not None:
                raw.close()
        if answer.getheader("X-Maintenance-Mode") == "1" and answer.status == 503:
            return "maintenance"
        if answer.status == 200 and body == b"application":
            return "application"
        return str(answer.status)

    def expect(self, who: str, name: str, within: float = 15) -> None:
        """Waits until the one expected answers, and goes on answering."""
        deadline = time.monotonic() + patience(within)
        while (found := self.who(name)) != who:
            assert time.monotonic() < deadline, (
                f"{name}: {found}, not {who}, within {within} s\n{self.log}"
            )
            time.sleep(0.1)
        for _ in range(5):
            found = self.who(name)
            assert found == who, f"{name}: {found}, after {who} had answered\n{self.log}"

    def expect_an_error_of_the_proxy(self, name: str, within: float = 15) -> None:
        """Neither of the two gets the request, now and for a while."""
        deadline = time.monotonic() + patience(within)
        while self.who(name) in ("application", "maintenance"):
            assert time.monotonic() < deadline, f"{name} is still answered\n{self.log}"
            time.sleep(0.1)
        for _ in range(5):
            assert self.who(name) not in ("application", "maintenance"), self.log
            time.sleep(0.1)

    @property
    def log(self) -> str:
        return "\n".join(proxy.log for proxy in self._proxies)

    def stop(self) -> None:
        self.application.state = "up"
        for proxy in self._proxies:
            proxy.stop()
        self.application.stop()
        try:
            self.maintenance.stop()
        finally:
            self.maintenance.kill()


class Proxy:
    """A proxy in the foreground."""

    def __init__(self, command: list[str], directory: Path) -> None:
        self._log = directory / f"{Path(command[0]).name}.log"
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=directory, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    @property
    def log(self) -> str:
        return self._log.read_text(errors="replace")[-6000:]

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(5)
