"""What the access log says of the requests of a test; one worker writes them in their order."""

from __future__ import annotations

import itertools
import json
from collections import Counter

import processes
from harness import Server

_numbers = itertools.count(1)


def lines(server: Server, preamble: bytes = b"") -> list[str]:
    """All lines so far, without those of the questions whether it is up and all is written."""
    marker = f"/all-before-{next(_numbers)}"
    with server.client() as client:
        client.send(preamble)
        assert client.ask(target=marker).status == 503
    processes.eventually(
        lambda: marker in server.access_log and server.access_log.endswith("\n"),
        within=5,
        what="the access log is written",
    )
    written = server.access_log.splitlines()
    return [line for line in written[1:] if "/all-before-" not in line]


def entries(server: Server) -> list[dict]:
    """The same as JSON."""
    return list(map(json.loads, lines(server)))


def client_of(server: Server, target: str) -> str:
    """Who asked for the target, which only one did."""
    (entry,) = [entry for entry in entries(server) if entry["target"] == target]
    return entry["client"]


def targets(text: bytes) -> Counter[str]:
    """What each line names: all lines are whole."""
    assert text == b"" or text.endswith(b"\n")
    return Counter(json.loads(line)["target"] for line in text.splitlines())
