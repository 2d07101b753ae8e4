"""Connections that are held open, and the memory of a server meanwhile."""

import os
import shutil
import socket
import time

import measure
from measure import Failed, OUTPUT


def settled(peer):
    """The memory of a server once it has stopped changing."""
    last, same = None, 0
    for _ in range(40):
        time.sleep(0.05)
        now = measure.smaps(peer.tree())
        same = same + 1 if now == last else 0
        if same == 3:
            break
        last = now
    return now


def connect(peer, number, deadline):
    """Open connections, as many as the server takes before the deadline."""
    sockets = []
    while len(sockets) < number and time.monotonic() < deadline:
        try:
            sockets.append(socket.create_connection(("127.0.0.1", peer.port), timeout=2))
        except OSError as error:
            for one in sockets:
                one.close()
            raise Failed(f"connection {len(sockets) + 1}: {error}") from None
    return sockets


def private_copy(program):
    """A copy of our program that nobody else runs: pages of the file that another process maps too
    would count by half only, and those of a file just written as dirty."""
    copy = OUTPUT / "memory-server"
    shutil.copy(program, copy)
    with open(copy, "rb") as file:
        os.fsync(file.fileno())
    return copy
