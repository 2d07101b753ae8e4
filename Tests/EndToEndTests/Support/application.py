"""The application behind a proxy: run as a process, so that it can be killed like one. It speaks what
proxies and their checks need of HTTP: to start Python's own server takes three times as long."""

from __future__ import annotations

import io
import socket
import sys
import threading

# What it does, by what its file of behaviour says.
HEALTHY, UNHEALTHY, BROKEN = "healthy", "unhealthy", "broken"
PAGES = {200: b"application", 503: b"out of order"}
HEAD = b"HTTP/1.1 %d Said\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n"


def main(port: str, directory: str, certificate: str = "", key: str = "") -> None:
    """`directory`, if there is one, holds its behaviour, and is told of requests; without `key`,
    `certificate` holds that too."""
    context = None
    if certificate:
        import ssl  # Takes longer than all else; most have no use for it.

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key or None)
    with socket.create_server(("127.0.0.1", int(port)), backlog=128) as listening:
        while True:
            client, _ = listening.accept()
            given = (client, context, directory)
            threading.Thread(target=converse, args=given, daemon=True).start()


def converse(client: socket.socket, context: object, directory: str) -> None:
    try:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        skip_proxy_header(client)
        if context is not None:
            client = context.wrap_socket(client, server_side=True)
        with client.makefile("rb") as reader:
            while answers(reader, client, directory):
                pass
    except OSError:
        # Health checks connect and leave.
        pass
    finally:
        client.close()


def skip_proxy_header(connection: socket.socket) -> None:
    """Version 1 or 2, before the handshake where there is one."""
    start = connection.recv(16, socket.MSG_PEEK | socket.MSG_WAITALL)
    if start.startswith(b"PROXY "):
        while connection.recv(1) not in (b"\n", b""):
            pass
    elif start.startswith(b"\r\n\r\n\x00\r\nQUIT\n"):
        content = int.from_bytes(start[14:16], "big")
        connection.recv(16 + content, socket.MSG_WAITALL)


def answers(reader: io.BufferedReader, client: socket.socket, directory: str) -> bool:
    """Answers the next request; whether there may be another."""
    method, path, version = reader.readline().split() or (b"", b"", b"")
    if not method:
        return False
    fields = {}
    while line := reader.readline().strip():
        name, _, value = line.partition(b":")
        fields[name.lower()] = value.strip()
    reader.read(int(fields.get(b"content-length", 0)))
    behaviour = HEALTHY
    if directory:
        with open(f"{directory}/requests", "ab") as requests:
            requests.write(b"%b %b\n" % (method, path))
        with open(f"{directory}/behaviour") as file:
            behaviour = file.read()
    failing = behaviour == BROKEN or (behaviour == UNHEALTHY and path == b"/healthz")
    status = 503 if failing else 200
    page = PAGES[status]
    # Head and body leave together: whoever kills it in between would leave half an answer.
    client.sendall(HEAD % (status, len(page)) + (b"" if method == b"HEAD" else page))
    return version == b"HTTP/1.1" and fields.get(b"connection", b"").lower() != b"close"


if __name__ == "__main__":
    main(*sys.argv[1:])
