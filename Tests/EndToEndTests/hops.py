"""Hops that choose once a connection, as a Kubernetes Service or a TCP load balancer does, and the
PROXY header that such a hop may write in front of the bytes."""

from __future__ import annotations

import ipaddress
import select
import socket
import struct
import threading

SIGNATURE = b"\r\n\r\n\x00\r\nQUIT\n"
# Says nothing about anybody.
LOCAL = {"v1": b"PROXY UNKNOWN\r\n", "v2": SIGNATURE + b"\x20\x00\x00\x00"}


def proxy_header(version: str, client: str) -> bytes:
    """Names the client, and an address of ours of its family."""
    address = ipaddress.ip_address(client)
    ours = ipaddress.ip_address("192.0.2.1" if address.version == 4 else "2001:db8::1")
    if version == "v1":
        return f"PROXY TCP{address.version} {client} {ours} 51234 80\r\n".encode()
    content = address.packed + ours.packed + struct.pack("!HH", 51234, 80)
    family = 0x11 if address.version == 4 else 0x21
    return SIGNATURE + struct.pack("!BBH", 0x21, family, len(content)) + content


class Splice:
    """Connects each client to the application if that listens, else to the fallback, and from then
    on moves bytes only."""

    def __init__(self, application: int, fallback: int) -> None:
        self._targets = {"application": application, "fallback": fallback}
        # How many connections went where.
        self.chosen = dict.fromkeys(self._targets, 0)
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port: int = self._listener.getsockname()[1]
        self._stopping = threading.Event()
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def stop(self) -> None:
        """Ends with its connections."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(5)
            assert not thread.is_alive(), "the hop hangs"
        self._listener.close()

    def _accept(self) -> None:
        while not self._stopping.is_set():
            if not select.select([self._listener], [], [], 0.1)[0]:
                continue
            client, _ = self._listener.accept()
            for name, port in self._targets.items():
                try:
                    server = socket.create_connection(("127.0.0.1", port), 5)
                except ConnectionRefusedError:
                    continue
                self.chosen[name] += 1
                thread = threading.Thread(target=self._pump, args=(client, server), daemon=True)
                self._threads.append(thread)
                thread.start()
                break
            else:
                client.close()

    def _pump(self, client: socket.socket, server: socket.socket) -> None:
        other = {client: server, server: client}
        sending = {client, server}
        with client, server:
            while sending and not self._stopping.is_set():
                for end in select.select(list(sending), [], [], 0.1)[0]:
                    try:
                        if data := end.recv(1 << 16):
                            other[end].sendall(data)
                            continue
                        sending.remove(end)
                        other[end].shutdown(socket.SHUT_WR)
                    except OSError:
                        return
