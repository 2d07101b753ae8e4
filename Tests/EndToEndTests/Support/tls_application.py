"""The application behind a proxy that passes TLS through: run as a process, so that it can be
killed like one. Answers 200 `application` to everything and keeps its connections."""

from __future__ import annotations

import http.server
import socket
import ssl
import sys


class Listener(http.server.ThreadingHTTPServer):
    """Takes a PROXY header, version 1 or 2, before the handshake where there is one."""

    daemon_threads = True
    context: ssl.SSLContext

    def finish_request(self, request: socket.socket, client_address: object) -> None:
        request.settimeout(10)
        try:
            skip_proxy_header(request)
            with self.context.wrap_socket(request, server_side=True) as connection:
                self.RequestHandlerClass(connection, client_address, self)
        except OSError:
            # Health checks connect and leave.
            pass


def skip_proxy_header(connection: socket.socket) -> None:
    start = connection.recv(16, socket.MSG_PEEK | socket.MSG_WAITALL)
    if start.startswith(b"PROXY "):
        while connection.recv(1) not in (b"\n", b""):
            pass
    elif start.startswith(b"\r\n\r\n\x00\r\nQUIT\n"):
        content = int.from_bytes(start[14:16], "big")
        connection.recv(16 + content, socket.MSG_WAITALL)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    # Head and body leave together: whoever kills it in between would leave half an answer.
    wbufsize = -1

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "11")
        self.end_headers()
        self.wfile.write(b"application")

    def log_message(self, *_: object) -> None:
        pass


if __name__ == "__main__":
    port, certificate, key = sys.argv[1:]
    Listener.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    Listener.context.load_cert_chain(certificate, key)
    with Listener(("127.0.0.1", int(port)), Handler) as listener:
        listener.serve_forever()
