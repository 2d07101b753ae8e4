"""System calls that fail where a test wants them to: strace answers in the kernel's place, for a
program that links no library anybody could stand in front of."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import ssl
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import http1
import processes
import tls
from harness import PLAIN, Server

needs_tracing = pytest.mark.skipif(
    os.geteuid() != 0, reason="needs root to trace processes that show their memory to nobody"
)
# Calls that a loop which goes on trying may make while clients are looked at; one that spins makes
# thousands.
CALLS = 200


def command(injections: Sequence[str], trace: Path) -> list[str]:
    """`accept4:error=EMFILE:when=3+`, as strace(1) has it."""
    calls = ",".join(injection.partition(":")[0] for injection in injections)
    return ["strace", "-f", "-qq", "-o", str(trace), "-e", f"trace={calls}"] + [
        word for injection in injections for word in ("-e", f"inject={injection}")
    ]


def matches(pattern: str, line: str) -> bool:
    return re.search(pattern, line) is not None


@dataclass
class Trace:
    path: Path

    @property
    def injected(self) -> int:
        return self.path.read_text(errors="replace").count("(INJECTED)")


@contextlib.contextmanager
def injected(pid: int, injections: Sequence[str], trace: Path) -> Iterator[Trace]:
    """Has calls of a process fail for a while."""
    tracer = subprocess.Popen(
        [*command(injections, trace), "--attach", str(pid)], stderr=subprocess.PIPE
    )
    try:
        processes.eventually(
            lambda: tracer.poll() is not None or _tracer(pid) not in ("0", ""), 5, "it is traced"
        )
        # What fails first may end it.
        assert tracer.poll() is None or not processes.is_alive(pid), tracer.stderr.read()
        yield Trace(trace)
    finally:
        if tracer.poll() is None:
            tracer.send_signal(signal.SIGINT)
        tracer.wait(5)
        tracer.stderr.close()


def _tracer(pid: int) -> str:
    try:
        return processes.status(pid)["TracerPid"]
    except (FileNotFoundError, ProcessLookupError, KeyError):
        return ""


ANSWERED, CLOSED, WAITING = "answered", "closed", "waiting"


@dataclass
class Visitors:
    """One of each kind: a request in one piece, one in two, one over TLS."""

    server: Server
    waiting: list[tuple[str, http1.Client]] = field(default_factory=list)

    def look(self, seconds: float = 0.15) -> set[str]:
        """What becomes of each within that time: a right answer, an end, or nothing yet."""
        seen = set()
        for name in ("whole", "halves", "tls"):
            try:
                client = self._ask(name, seconds)
            except (OSError, http1.Incomplete):
                seen.add(f"{name} {CLOSED}")
                continue
            seen.add(f"{name} {self._outcome(name, client)}")
        return seen

    def meet(self) -> set[str]:
        """What becomes of them now, whoever it is."""
        return {outcome.split()[1] for outcome in self.look()}

    def _ask(self, name: str, seconds: float) -> http1.Client:
        if name == "tls":
            return _TLSClient(self.server.tls_address, seconds)
        client = http1.Client(self.server.address, seconds)
        data = http1.request()
        if name == "halves":
            client.send(data[:20])
            # The worker gets to see the first alone.
            client.is_kept(still=0.02)
            data = data[20:]
        client.send(data)
        return client

    def _outcome(self, name: str, client: http1.Client) -> str:
        try:
            answer = client.answer()
        except TimeoutError:
            self.waiting.append((name, client))
            return WAITING
        except (OSError, http1.Incomplete):
            client.close()
            return CLOSED
        client.close()
        assert (answer.status, answer.body) == (503, PLAIN)
        return ANSWERED

    def conclude(self) -> None:
        """Whoever waited has its answer now, or an end."""
        for name, client in self.waiting:
            client.socket.settimeout(5)
            assert self._outcome(name, client) in (ANSWERED, CLOSED)
        self.waiting = []


class _TLSClient(http1.Client):
    """Its handshake may have to wait too."""

    def __init__(self, address: http1.Address, seconds: float) -> None:
        super().__init__(address, seconds)
        self.socket = tls.context().wrap_socket(self.socket, do_handshake_on_connect=False)

    def answer(self, method: str = "GET") -> http1.Answer:
        try:
            self.socket.do_handshake()
            self.socket.sendall(http1.request())
            return super().answer(method)
        except ssl.SSLWantReadError as error:
            raise TimeoutError from error
