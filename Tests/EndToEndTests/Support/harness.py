"""Starts the server under test with a clean environment, and ends it by its own process id."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path

import http1
import processes
from ports import free_port

REPOSITORY = Path(__file__).resolve().parents[3]
BINARY = os.environ.get("UNDER_MAINTENANCE_BINARY", str(REPOSITORY / "build" / "under-maintenance"))
PLAIN = b"Under maintenance"
# What a proxy adds, and what keeps a connection under the rule `auto`.
FORWARDED = "X-Forwarded-For: 192.0.2.7"

# Exit codes of the commands.
WRONG_ARGUMENTS = 64
SYSTEM_REFUSED = 71
MISTAKES = 78


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
        """All that is said of what has been seen to happen, also by who acts first and tells then."""
        self.settle()
        return self._written(2, self.stderr_path)

    @property
    def access_log(self) -> str:
        """Workers write it once a second: a line is to be waited for."""
        return self._written(1, self.stdout_path)

    def lines(self, event: str, count: int | None = None, within: float = 5) -> list[str]:
        """Those of the log about an event. With a count they are waited for, and no more may come
        with them."""
        if count:
            self.wait_for_lines(event, count, within)
        self.settle()
        lines = self._lines(event)
        assert count in (None, len(lines)), self.log
        return lines

    def wait_for_lines(self, event: str, count: int = 1, within: float = 5) -> None:
        """Until there are so many lines about an event."""
        processes.eventually(
            lambda: len(self._lines(event)) >= count, within, f"{count} lines of {event}"
        )

    def _lines(self, event: str) -> list[str]:
        said = self._written(2, self.stderr_path).splitlines()
        return [line for line in said if f" event={event} " in f" {line} "]

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
        deadline = time.monotonic() + processes.patience(within)
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
        self.at_rest = self._held_descriptors()

    def settle(self) -> None:
        """Waits until the server has done, counted and said all that there is for it to do: all its
        processes sleep until something happens. Of a busy one that each has slept is enough, and
        again since then, for what it was given by the others; one that never sleeps isn't waited
        for longer."""
        deadline = time.monotonic() + 3
        rested: set[int] = set()
        rounds = 0
        while rounds < 3 and time.monotonic() < deadline:
            try:
                pids = processes.with_children(self.master)
            except ValueError:
                # It has ended.
                return
            # Whoever sleeps at both looks, and hasn't woken up between them, was asleep when the
            # others were: nobody had given anybody anything to do.
            first, second = ([processes.sleep(pid) for pid in pids] for _ in range(2))
            is_at_rest = first == second and None not in first
            # A list is whole unless somebody ends meanwhile.
            if is_at_rest and pids == processes.with_children(self.master):
                return
            rested.update(pid for pid, sleep in zip(pids, first) if sleep)
            if rested.issuperset(pids):
                rested.clear()
                rounds += 1
            time.sleep(0.005)

    @contextlib.contextmanager
    def unseen(self) -> Iterator[None]:
        """Files are changed in several steps, or in place, of which it sees nothing but the end."""
        self.signal(signal.SIGSTOP)
        processes.eventually(
            lambda: (processes.stat(self.master) or ["T"])[0] == "T", 5, "the master stands still"
        )
        yield
        self.signal(signal.SIGCONT)

    def signal(self, number: signal.Signals) -> None:
        os.kill(self.master, number)

    def wait(self, within: float) -> int:
        return self.process.wait(processes.patience(within))

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
                lambda: self._held_descriptors() <= self.at_rest,
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

    def _written(self, stream: int, path: Path) -> str:
        """What is there once the logger has written what is queued: it removes nothing before."""
        try:
            processes.wait_until_empty(self.master, stream)
        except ValueError:
            # It has ended.
            pass
        text = path.read_text(errors="replace")
        # Of a line that is just being written there may be half.
        return text[: text.rfind("\n") + 1] if self.process.poll() is None else text

    def _held_descriptors(self) -> int:
        """The highest count of a worker, of which none is on its way."""
        self.settle()
        return max(map(processes.descriptors, self.workers), default=0)


def _limit(descriptors: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))
