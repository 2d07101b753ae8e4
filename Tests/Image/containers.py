"""Images as buildah exports them, and containers of them as a strict runtime would run them:
read-only, as the image's user, without a capability and without anything but the image's files."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import tarfile
import time
from collections.abc import Sequence
from pathlib import Path

import http1
import processes

HERE = Path(__file__).resolve().parent
EXPORTED = HERE.parents[1] / "build" / "image" / "exported"
HTTP = ("127.0.0.1", 80)
HTTPS = ("127.0.0.1", 443)


def store(*arguments: object) -> str:
    """What a buildah command prints."""
    completed = subprocess.run(
        [HERE / "store", *map(str, arguments)], capture_output=True, text=True, timeout=60
    )
    assert completed.returncode == 0, completed.stderr
    return completed.stdout


class Image:
    """An image in the local storage, with its layers unpacked one over the other."""

    def __init__(self, name: str, exported: Path, root: Path) -> None:
        self.config = json.loads(store("inspect", "--type", "image", name))["Docker"]["config"]
        manifest = json.loads((exported / "manifest.json").read_text())
        self.layers = [
            exported / layer["digest"].removeprefix("sha256:") for layer in manifest["layers"]
        ]
        self.root = root
        root.mkdir()
        for layer in self.layers:
            with tarfile.open(layer) as archive:
                archive.extractall(root)

    @property
    def files(self) -> list[tarfile.TarInfo]:
        """Everything in the layers but directories."""
        found = []
        for layer in self.layers:
            with tarfile.open(layer) as archive:
                found += [member for member in archive if not member.isdir()]
        return found

    @property
    def bytes(self) -> int:
        """All layers, uncompressed."""
        return sum(layer.stat().st_size for layer in self.layers)


class Container:
    """An image's program in its own namespaces; the network is the tests' own. What is mounted is
    given as place inside: file or directory outside. `identity` is what setpriv is told instead of
    the image's user, `wrapper` what stands before everything."""

    def __init__(
        self,
        image: Image,
        log: Path,
        mounts: dict[str, Path] | None = None,
        identity: Sequence[str] | None = None,
        wrapper: Sequence[str] = (),
        address: http1.Address = HTTP,
        **variables: object,
    ) -> None:
        self.image = image
        self.mounts = mounts or {}
        self.identity, self.wrapper, self.address = identity, wrapper, address
        self.variables = variables
        self.log_path = log
        self.process: subprocess.Popen[bytes] | None = None

    def command(self, arguments: list[str]) -> list[str]:
        config = self.image.config
        user, _, group = config["User"].partition(":")
        environment = dict(entry.split("=", 1) for entry in config.get("Env") or [])
        for name, value in self.variables.items():
            environment[f"UNDER_MAINTENANCE_{name}"] = str(value)
        # The real user first: what it may read is decided by that one.
        identity = self.identity or [f"--reuid={user}", f"--regid={group}", "--clear-groups"]
        command = [*self.wrapper, "setpriv", *identity]
        command += ["bwrap", "--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts"]
        command += ["--as-pid-1", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
        command += ["--clearenv"]
        for name, value in environment.items():
            command += ["--setenv", name, value]
        for entry in sorted(self.image.root.iterdir()):
            command += ["--ro-bind", str(entry), f"/{entry.name}"]
        for inside, outside in self.mounts.items():
            command += ["--ro-bind", str(outside), inside]
        return [*command, "--remount-ro", "/", "--chdir", config["WorkingDir"], *arguments]

    def start(self) -> None:
        config = self.image.config
        with self.log_path.open("wb") as log:
            self.process = subprocess.Popen(
                self.command([*config["Entrypoint"], *(config.get("Cmd") or [])]),
                env={"PATH": os.environ["PATH"]},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + processes.patience(5)
        while True:
            assert self.process.poll() is None, f"ended at start:\n{self.log}"
            try:
                http1.ask(self.address)
                return
            except ConnectionRefusedError:
                assert time.monotonic() < deadline, f"no answer:\n{self.log}"
                time.sleep(0.01)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Another program of the image to its end, in the same place."""
        return subprocess.run(
            self.command([*self.image.config["Entrypoint"], *arguments]),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=10,
        )

    def healthcheck(self) -> int:
        """What the image's own HEALTHCHECK exits with, within its time."""
        kind, *arguments = self.image.config["Healthcheck"]["Test"]
        assert kind == "CMD"
        return subprocess.run(
            self.command(arguments),
            stdin=subprocess.DEVNULL,
            timeout=self.image.config["Healthcheck"]["Timeout"] / 1e9,
        ).returncode

    @property
    def log(self) -> str:
        return self.log_path.read_text(errors="replace")

    @property
    def first(self) -> int:
        """The process that is 1 inside; bwrap waits for it outside."""
        assert self.process is not None
        (pid,) = processes.children(self.process.pid)
        return pid

    @property
    def everyone(self) -> list[int]:
        return [self.first, *processes.children(self.first)]

    def signal(self, number: signal.Signals) -> None:
        os.kill(self.first, number)

    def stop(self, within: float = 8) -> int:
        """As `docker stop` does; the exit code."""
        assert self.process is not None
        self.signal(signal.SIGTERM)
        return self.process.wait(processes.patience(within))

    def kill(self) -> None:
        """For a container that a test has left; with its process 1, everyone in it ends."""
        if self.process is not None and self.process.poll() is None:
            for pid in processes.children(self.process.pid):
                os.kill(pid, signal.SIGKILL)
            self.process.wait(5)
