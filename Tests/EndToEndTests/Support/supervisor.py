"""A test in the place of systemd: it holds the sockets that it hands over, hears what the service
says of itself, and is its journal."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
from pathlib import Path

import http1
import processes
from harness import BINARY, environment, free_port

# LISTEN_PID is the process that becomes the program.
START = 'LISTEN_PID=$$ exec "$0"'


class Supervisor:
    """Sockets by their names, which outlive every process that serves them."""

    def __init__(self, directory: Path, *names: str) -> None:
        self.directory = directory
        self.names = names
        self.sockets = [socket.create_server(("127.0.0.1", free_port())) for _ in names]
        for each in self.sockets:
            each.listen(4096)
        self._told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._told.bind(str(directory / "notify"))
        self._told.settimeout(10)
        self.running: list[subprocess.Popen[bytes]] = []

    @property
    def address(self) -> http1.Address:
        return self.sockets[0].getsockname()

    def start(self, stderr: int | None = None, **variables: object) -> subprocess.Popen[bytes]:
        # The first descriptor that is handed over is 3.
        first = 3
        copies = " ".join(f"{first + i}<&{s.fileno()}" for i, s in enumerate(self.sockets))
        with (self.directory / "log").open("ab") as log:
            process = subprocess.Popen(
                ["bash", "-c", f"exec {copies}; {START}" if copies else START, BINARY],
                env={
                    **environment(variables),
                    "NOTIFY_SOCKET": str(self.directory / "notify"),
                    "LISTEN_FDS": str(len(self.sockets)),
                    "LISTEN_FDNAMES": ":".join(self.names),
                },
                cwd=self.directory,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log if stderr is None else stderr,
                pass_fds=[each.fileno() for each in self.sockets],
            )
        self.running.append(process)
        return process

    def told(self) -> str:
        """The next that the service says of itself."""
        return self._told.recv(4096).decode()

    def restart(self, **variables: object) -> None:
        """As systemd does it: the old one has ended before the new one starts."""
        old = self.running[-1]
        old.send_signal(signal.SIGTERM)
        assert self.told() == "STOPPING=1"
        assert old.wait(10) == 0
        self.start(**variables)
        assert self.told() == "READY=1"

    def end(self) -> None:
        for process in self.running:
            if process.poll() is None:
                process.terminate()
        for process in self.running:
            process.wait(10)
        for each in [*self.sockets, self._told]:
            each.close()


class Journal:
    """A stream as systemd gives it to a service, with the variable that names it."""

    def __init__(self) -> None:
        self._reading, self.writing = socket.socketpair()
        found = os.fstat(self.writing.fileno())
        self.name = f"{found.st_dev}:{found.st_ino}"
        self._text = b""
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        while chunk := self._reading.recv(65536):
            self._text += chunk

    def wait_for(self, text: str) -> None:
        processes.eventually(lambda: text.encode() in self._text, 10, f"{text} is in the journal")

    def lines(self) -> list[str]:
        """All that was written, once everybody who writes has ended."""
        self.writing.close()
        self._reader.join(10)
        self._reading.close()
        return self._text.decode().splitlines()
