"""Starts the server under test with a clean environment, and ends it by its own process id."""

from __future__ import annotations

import array
import fcntl
import functools
import itertools
import os
import resource
import signal
import socket
import stat
import subprocess
import termios
import time
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path

import http1
import processes

REPOSITORY = Path(__file__).resolve().parents[3]
BINARY = os.environ.get("UNDER_MAINTENANCE_BINARY", str(REPOSITORY / "build" / "under-maintenance"))
PLAIN = b"Under maintenance"
# What a proxy adds, and what keeps a connection under the rule `auto`.
FORWARDED = "X-Forwarded-For: 192.0.2.7"

# Exit codes of the commands.
WRONG_ARGUMENTS = 64
SYSTEM_REFUSED = 71
MISTAKES = 78


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


def from_now(**duration: float) -> str:
    """A time to come, as UNTIL takes it."""
    moment = datetime.now(timezone.utc) + timedelta(**duration)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def environment(variables: dict[str, object]) -> dict[str, str]:
    return {f"UNDER_MAINTENANCE_{name}": str(value) for name, value in variables.items()}


def run_command(
    *arguments: str,
    directory: Path | str = "/",
    timeout: float = 10,
    user: int | None = None,
    **variables: object,
) -> subprocess.CompletedProcess[str]:
    """Runs a command of the binary to its end."""
    return subprocess.run(
        [BINARY, *arguments],
        env=environment(variables),
        cwd=directory,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout,
        user=user,
        group=user,
        extra_groups=None if user is None else [],
    )


class Server:
    """One running server: the process started is its master, unless a wrapper forks."""

    def __init__(
        self,
        directory: Path,
        *,
        address: http1.Address | None = None,
        working_directory: Path | None = None,
        wrapper: Sequence[str] = (),
        wrapper_forks: bool = False,
        preamble: bytes = b"",
        descriptor_limit: int | None = None,
        user: int | None = None,
        stdout: int | None = None,
        stderr: int | None = None,
        extra_environment: dict[str, str] | None = None,
        **variables: object,
    ) -> None:
        self.directory = directory
        self.preamble = preamble
        self.wrapper_forks = wrapper_forks
        if address is None and "HTTP_LISTEN" not in variables:
            address = ("127.0.0.1", free_port())
            variables["HTTP_LISTEN"] = f"127.0.0.1:{address[1]}"
        assert address is not None, "a listener of the test's own needs its address too"
        self.address = address
        self.variables = variables
        self.stdout_path = directory / "stdout"
        self.stderr_path = directory / "stderr"
        with self.stdout_path.open("wb") as out, self.stderr_path.open("wb") as err:
            self.process = subprocess.Popen(
                [*wrapper, BINARY],
                env={**environment(variables), **(extra_environment or {})},
                cwd=working_directory or directory,
                stdin=subprocess.DEVNULL,
                stdout=out if stdout is None else stdout,
                stderr=err if stderr is None else stderr,
                start_new_session=True,
                user=user,
                group=user,
                extra_groups=None if user is None else [],
                preexec_fn=None if descriptor_limit is None else _limit(descriptor_limit),
            )
        self.at_rest: int | None = None
        self._is_gone = False
        self._clients: list[http1.Client] = []

    @property
    def port(self) -> int:
        assert not isinstance(self.address, str)
        return self.address[1]

    @property
    def tls_address(self) -> http1.Address:
        """Of the first TLS listener."""
        host, _, port = str(self.variables["HTTPS_LISTEN"]).partition(",")[0].rpartition(":")
        return host, int(port)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        self._settle(2)
        return self.stderr_path.read_text(errors="replace")

    @property
    def access_log(self) -> str:
        self._settle(1)
        return self.stdout_path.read_text(errors="replace")

    @property
    def master(self) -> int:
        if self.wrapper_forks:
            (master,) = processes.children(self.process.pid)
            return master
        return self.process.pid

    @property
    def workers(self) -> list[int]:
        return [pid for pid in processes.children(self.master) if not processes.is_logger(pid)]

    @property
    def loggers(self) -> list[int]:
        """Those that write standard error and, if there is an access log, standard output."""
        return [pid for pid in processes.children(self.master) if processes.is_logger(pid)]

    def client(self, timeout: float = 5, source: str | None = None) -> http1.Client:
        """A connection; one the test leaves open is closed before the server is stopped."""
        client = http1.Client(self.address, timeout, source)
        self._clients.append(client)
        return client

    def ask(self, *arguments: object, **options: object) -> http1.Answer:
        return http1.ask(self.address, *arguments, **options)

    def exchange(self, data: bytes, timeout: float = 5) -> list[http1.Answer]:
        return http1.exchange(self.address, data, timeout)

    def wait_until_answering(self, within: float = 5) -> None:
        deadline = time.monotonic() + within
        while True:
            assert self.process.poll() is None, f"ended at start:\n{self.log}"
            try:
                with self.client() as client:
                    client.send(self.preamble + http1.request())
                    client.answer()
                break
            except (ConnectionRefusedError, FileNotFoundError):
                assert time.monotonic() < deadline, f"no answer within {within} s:\n{self.log}"
                time.sleep(0.01)
        self.at_rest = self._settled_descriptors()

    def signal(self, number: signal.Signals) -> None:
        os.kill(self.master, number)

    def wait(self, within: float) -> int:
        return self.process.wait(within)

    def stop(self) -> None:
        """Ends the server and judges it: descriptors, exit code, no process left."""
        for client in self._clients:
            client.close()
        if self.process.poll() is None:
            self.assert_at_rest()
            self.signal(signal.SIGTERM)
            assert self.wait(within=8) == 0, self.log
        self.assert_gone()

    def assert_gone(self) -> None:
        processes.eventually(
            lambda: not processes.members_of_session(self.process.pid),
            within=2,
            what="every process of the server ends with it",
        )
        self._is_gone = self.process.returncode is not None

    def assert_at_rest(self) -> None:
        """Every worker's descriptors are back at the count they had before the first client."""
        if self.at_rest is not None:
            processes.eventually(
                lambda: self._settled_descriptors() <= self.at_rest,
                within=5,
                what=f"the descriptors return to {self.at_rest} a worker",
            )

    def kill(self) -> None:
        """For a server that did not end as asked; only processes of its own session."""
        if self._is_gone:
            return
        for pid in processes.members_of_session(self.process.pid):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.process.wait(5)
        self.assert_gone()

    def _settle(self, stream: int) -> None:
        """Waits until the logger has written what is queued: it removes nothing before."""
        try:
            queue = os.open(f"/proc/{self.master}/fd/{stream}", os.O_RDONLY | os.O_NONBLOCK)
        except (OSError, ValueError):
            # It has ended.
            return
        try:
            deadline = time.monotonic() + 1
            while stat.S_ISFIFO(os.fstat(queue).st_mode) and time.monotonic() < deadline:
                queued = array.array("i", [0])
                fcntl.ioctl(queue, termios.FIONREAD, queued)
                if queued[0] == 0:
                    break
                time.sleep(0.005)
        finally:
            os.close(queue)

    def _settled_descriptors(self) -> int:
        """The highest count of a worker, read until two looks agree."""
        previous = -1
        while (count := max(map(processes.descriptors, self.workers), default=0)) != previous:
            previous = count
            time.sleep(0.01)
        return count


def _limit(descriptors: int):
    def apply() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))

    return apply
