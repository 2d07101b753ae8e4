"""The commands of docs/replicas.md, run as they stand there, with two servers that share the keys:
a session begun at one is resumed at the other before, during and after a rotation."""

from __future__ import annotations

import re
import signal
import socket
import ssl
import subprocess
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from certificates import Authority
from files import REPOSITORY
from harness import Server, free_port
from processes import eventually

NAME = "app.example.com"


def commands() -> list[str]:
    """The blocks to be run, in their order."""
    text = (REPOSITORY / "docs" / "replicas.md").read_text()
    return [
        textwrap.dedent(block)
        for block in re.findall(r"^ *```sh\n(.*?)^ *```$", text, re.DOTALL | re.MULTILINE)
    ]


def run(block: str, directory: Path) -> None:
    # Whoever runs the tests can make files of their own group only.
    block = block.replace("sudo install", "install").replace(" -g 65532", "")
    subprocess.run(["bash", "-euc", block], cwd=directory, check=True, timeout=20)


class Replicas:
    def __init__(self, directory: Path, authority: Authority, keys: Path) -> None:
        self.context = ssl.create_default_context(cafile=str(authority.certificate))
        self.ports = [free_port(), free_port()]
        self.servers = []
        for number, port in enumerate(self.ports):
            place = directory / str(number)
            place.mkdir()
            server = Server(
                place,
                HTTPS_LISTEN=f"127.0.0.1:{port}",
                TLS_TICKET_KEYS_PATH=keys,
                RELOAD_SECONDS=0,
                **authority.pair(NAME).variables,
            )
            self.servers.append(server)
            server.wait_until_answering()

    def session(
        self, replica: int, offered: ssl.SSLSession | None = None
    ) -> tuple[ssl.SSLSession, bool]:
        """A connection's session, and whether it resumed the one offered."""
        raw = socket.create_connection(("127.0.0.1", self.ports[replica]), 5)
        with self.context.wrap_socket(raw, server_hostname=NAME, session=offered) as connection:
            connection.sendall(f"GET / HTTP/1.1\r\nHost: {NAME}\r\n\r\n".encode())
            while connection.recv(4096):
                pass
            return connection.session, connection.session_reused

    def resumes(self, first: int, second: int) -> bool:
        session, _ = self.session(first)
        return self.session(second, session)[1]

    def reload(self, replica: int) -> None:
        """One replica looks at the file, and has acted on it when this returns."""
        server = self.servers[replica]
        before = server.log.count("event=reloaded")
        server.signal(signal.SIGHUP)
        eventually(lambda: server.log.count("event=reloaded") > before, 5, "the keys are reloaded")
        assert "reload-failed" not in server.log

    def stop(self) -> None:
        for server in self.servers:
            try:
                server.stop()
            finally:
                server.kill()


@pytest.fixture
def making(tmp_path: Path) -> Path:
    run(commands()[0], tmp_path)
    return tmp_path / "ticket-keys"


@pytest.fixture
def replicas(tmp_path: Path, authority: Authority, making: Path) -> Iterator[Replicas]:
    made = Replicas(tmp_path, authority, making / "ticket.keys")
    yield made
    made.stop()


def test_the_commands_make_keys_that_only_their_group_reads(making: Path) -> None:
    keys = making / "ticket.keys"
    assert keys.stat().st_size == 80
    assert keys.stat().st_mode & 0o077 == 0o040 or keys.stat().st_mode & 0o077 == 0
    assert making.stat().st_mode & 0o7777 == 0o2750


def test_a_rotation_breaks_no_resumption_at_any_moment(replicas: Replicas, making: Path) -> None:
    assert replicas.resumes(0, 1) and replicas.resumes(1, 0)
    oldest, _ = replicas.session(0)
    steps = commands()[1:]
    assert len(steps) == 3
    for number, step in enumerate(steps):
        run(step, making)
        for replica in (0, 1):
            replicas.reload(replica)
            # While one has looked and the other has not, and afterwards.
            assert replicas.resumes(0, 1) and replicas.resumes(1, 0), f"step {number + 1}"
        assert replicas.session(0, oldest)[1] == (number < 2)
    assert sorted(path.name for path in making.iterdir()) == ["ticket.keys"]


def test_openssl_says_whether_two_replicas_share_the_keys(
    replicas: Replicas, tmp_path: Path
) -> None:
    text = (REPOSITORY / "docs" / "replicas.md").read_text()
    first, second = re.findall(r"^\$ (openssl s_client .+)$", text, re.MULTILINE)
    for number, (command, said) in enumerate(((first, "New"), (second, "Reused"))):
        command = command.replace(f"REPLICA-{number + 1}:443", f"127.0.0.1:{replicas.ports[number]}")
        done = subprocess.run(
            ["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, timeout=20
        )
        assert done.stdout.startswith(said), done.stderr
