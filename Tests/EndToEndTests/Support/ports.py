"""Ports for listeners, of which no two tests that run at the same time get the same."""

from __future__ import annotations

import functools
import itertools
import socket
from collections.abc import Iterator

# Below the range that outgoing connections take theirs from.
PORT_BLOCKS = [range(first, first + 500) for first in range(12000, 32000, 500)]


def free_port() -> int:
    """A port that nobody else is given before the server opens it: other processes that run tests
    have blocks of their own, and this one comes round to it again only after all others."""
    _, ports = _own_ports()
    for port in itertools.islice(ports, len(PORT_BLOCKS[0])):
        with socket.socket() as probe:
            try:
                probe.bind(("0.0.0.0", port))
            except OSError:
                continue
            return port
    raise AssertionError("no free port")


@functools.cache
def _own_ports() -> tuple[socket.socket, Iterator[int]]:
    """A block of ports, held by a socket with a name for it until the process ends: names without
    a file belong to the network namespace, as ports do."""
    for block in PORT_BLOCKS:
        claim = socket.socket(socket.AF_UNIX)
        try:
            claim.bind(f"\0under-maintenance-test-ports-{block.start}")
        except OSError:
            claim.close()
            continue
        return claim, itertools.cycle(block)
    raise AssertionError("too many processes run tests: no block of ports is left")
