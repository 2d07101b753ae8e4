"""What is said on the private listener, and the exposition as samples."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import http1
from harness import Server, free_port

PREFIX = "under_maintenance_"
SAMPLE = re.compile(r'([a-z_]+)(?:\{((?:[a-z]+="(?:[^"\\]|\\.)*",?)*)\})? ([0-9]+(?:\.[0-9]+)?)')
LABEL = re.compile(r'([a-z]+)="((?:[^"\\]|\\.)*)"')

Key = tuple[str, tuple[tuple[str, str], ...]]


class Samples(dict[Key, float]):
    """The value of each series of one scrape."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
        self.types: dict[str, str] = {}
        for line in text.splitlines():
            if line.startswith("# TYPE "):
                _, _, name, kind = line.split(" ")
                assert name not in self.types, f"{name} is there twice"
                self.types[name] = kind
            if line.startswith("#"):
                continue
            match = SAMPLE.fullmatch(line)
            assert match, line
            name, labels, value = match.groups()
            key = (name, tuple(sorted(LABEL.findall(labels or ""))))
            assert key not in self, f"{line} is there twice"
            self[key] = float(value)

    def total(self, name: str, **labels: str) -> float:
        """Over all series of the family with these labels."""
        return sum(self.of(name, **labels).values())

    def of(self, name: str, **labels: str) -> dict[Key, float]:
        return {
            key: value
            for key, value in self.items()
            if key[0] == PREFIX + name and labels.items() <= dict(key[1]).items()
        }

    @property
    def counters(self) -> dict[Key, float]:
        return {key: value for key, value in self.items() if self.types[key[0]] == "counter"}


class Admin:
    """The private listener of a server."""

    def __init__(self, server: Server, address: http1.Address) -> None:
        self.server = server
        self.address = address

    def get(self, path: str, method: str = "GET") -> http1.Answer:
        return http1.ask(self.address, method, path)

    def scrape(self, at_once: bool = False) -> Samples:
        """What has been counted once all that was seen to happen is: an answer leaves before its
        connection has ended."""
        if not at_once:
            self.server.settle()
        answer = self.get("/metrics")
        assert answer.status == 200
        assert answer.header("Content-Type") == "text/plain; version=0.0.4; charset=utf-8"
        return Samples(answer.body.decode())


def start(start_server: Callable[..., Server], **variables: object) -> tuple[Server, Admin]:
    port = free_port()
    server = start_server(ADMIN_LISTEN=f"127.0.0.1:{port}", **variables)
    return server, Admin(server, ("127.0.0.1", port))


def promtool(*words: str | Path) -> list[str]:
    return ["/usr/bin/promtool", *map(str, words)]
