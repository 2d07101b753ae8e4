"""A proxy whose application comes back just when a preflight has been answered in its place."""

from __future__ import annotations

import http.server
import socket
import threading

import http1


class Application(http.server.BaseHTTPRequestHandler):
    """Allows nothing to pages of other origins, and does whatever it is asked."""

    def answer(self) -> None:
        self.server.seen.append(f"{self.command} {self.path}")
        self.send_response(405 if self.command == "OPTIONS" else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = answer

    def log_message(self, *_: object) -> None:
        pass


class Returning:
    """One request a connection: they go to the fallback until it has answered a preflight, and from
    then on to the application."""

    def __init__(self, fallback: http1.Address) -> None:
        self.is_back = False
        self._fallback = fallback
        self._application = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Application)
        self._application.seen = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._threads = [
            threading.Thread(target=self._application.serve_forever, args=(0.05,), daemon=True),
            threading.Thread(target=self._accept, daemon=True),
        ]

    @property
    def port(self) -> int:
        return self._listening.getsockname()[1]

    @property
    def seen(self) -> list[str]:
        """What the application was asked."""
        return self._application.seen

    def __enter__(self) -> Returning:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._application.shutdown()
        self._application.server_close()
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._pass_on, args=(client,), daemon=True).start()

    def _pass_on(self, client: socket.socket) -> None:
        with client:
            client.settimeout(10)
            try:
                request = whole_request(client)
                target = self._application.server_address if self.is_back else self._fallback
                with socket.create_connection(target, 5) as server:
                    server.sendall(request)
                    answer = b""
                    while data := server.recv(65536):
                        answer += data
            except OSError:
                return
            if request.startswith(b"OPTIONS "):
                self.is_back = True
            client.sendall(answer)


def whole_request(client: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        data += receive(client)
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [
        int(line.partition(b":")[2])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length:")
    ]
    while len(body) < sum(lengths):
        more = receive(client)
        data += more
        body += more
    return data


def receive(client: socket.socket) -> bytes:
    data = client.recv(65536)
    if not data:
        raise ConnectionResetError("the client is gone")
    return data
