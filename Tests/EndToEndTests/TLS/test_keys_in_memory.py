"""What is secret stands in no process' memory longer than it is used, in no core file, and is shown to
no other process."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import processes
import tls
from certificates import Authority, openssl
from harness import Server, run_command
from privileges import NOBODY, needs_root

StartServer = Callable[..., Server]
PASSPHRASE = "correct-horse-battery-staple"
MAPPING = re.compile(r"([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \S+ *(.*)")


def mappings(pid: int) -> list[tuple[int, int, str, str]]:
    """Where, what is allowed and what it is, of everything that is or was written."""
    lines = Path(f"/proc/{pid}/maps").read_text().splitlines()
    found = [MAPPING.fullmatch(line).groups() for line in lines]
    return [
        (int(start, 16), int(end, 16), allowed, name)
        for start, end, allowed, name in found
        if "w" in allowed or "s" in allowed
    ]


def memory(pid: int) -> bytes:
    return b"\0".join(read(pid, start, end) for start, end, *_ in mappings(pid))


def read(pid: int, start: int, end: int) -> bytes:
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as file:
        return os.pread(file.fileno(), end - start, start)


def everybody(server: Server) -> list[int]:
    return processes.members_of_session(server.process.pid)


@pytest.fixture
def secrets(authority: Authority, tmp_path: Path) -> tuple[dict[str, object], dict[str, bytes]]:
    """Variables that name files, and what must not be found."""
    pair = authority.encrypted(authority.pair(), PASSPHRASE)
    (tmp_path / "passphrase").write_text(PASSPHRASE + "\n")
    folder = tmp_path / "certificates"
    folder.mkdir()
    both = authority.pair("b.example.test", key="RSA")
    (folder / "both.pem").write_bytes(both.certificate.read_bytes() + both.key.read_bytes())
    (tmp_path / "tickets").write_bytes(tickets := os.urandom(160))
    searched = {"the passphrase": PASSPHRASE.encode(), "a ticket key of the file": tickets[:80]}
    for name, key in (("encrypted", pair.key), ("plain", both.key)):
        lines = key.read_bytes().splitlines()[1:-1]
        searched |= {f"line {number} of the {name} key": line for number, line in enumerate(lines)}
        # What is decoded: the structure round the numbers that OpenSSL keeps.
        arguments = ("-in", key, "-passin", f"pass:{PASSPHRASE}", "-outform", "DER")
        der = subprocess.run(
            ["openssl", "pkey", *map(str, arguments)], capture_output=True, check=True
        ).stdout
        searched[f"the decoded {name} key"] = der[:48]
    variables = {
        "TLS_CERTIFICATE_PATH": pair.certificate,
        "TLS_KEY_PATH": pair.key,
        "TLS_KEY_PASSPHRASE_PATH": tmp_path / "passphrase",
        "TLS_CERTIFICATE_DIRECTORY": folder,
        "TLS_TICKET_KEYS_PATH": tmp_path / "tickets",
    }
    return variables, searched


@needs_root
def test_files_of_secrets_leave_nothing_behind(
    start_tls_server: StartServer,
    secrets: tuple[dict[str, object], dict[str, bytes]],
    authority: Authority,
) -> None:
    variables, searched = secrets
    ticket_key = searched.pop("a ticket key of the file")
    server = start_tls_server(None, WORKERS=2, RELOAD_SECONDS=0, **variables)
    for _ in range(2):
        for name in ("localhost", "b.example.test"):
            with tls.Client(
                server.tls_address, tls.context(authority.certificate), name=name
            ) as client:
                client.ask()
        pids = everybody(server)
        assert len(pids) == 4
        for pid in pids:
            found = memory(pid)
            assert [name for name, bytes in searched.items() if bytes in found] == []
            # Once, where it is used.
            assert found.count(ticket_key) == (0 if processes.is_logger(pid) else 1)
        before = set(server.workers)
        server.signal(signal.SIGHUP)
        processes.eventually(lambda: not before & set(everybody(server)), 8, "new workers")
        # What was loaded before goes with the last of the reload.
        server.settle()


@needs_root
def test_random_ticket_keys_are_shared_and_nowhere_else(
    start_tls_server: StartServer, authority: Authority
) -> None:
    server = start_tls_server(WORKERS=2)
    context = tls.context(authority.certificate)
    session = None
    for _ in range(6):
        with tls.Client(server.tls_address, context, session=session) as client:
            client.ask()
            session = client.socket.session
    # What workers may only read; they have it where the master has it.
    ((start, end, _, _),) = [each for each in mappings(server.workers[0]) if each[2] == "r--s"]
    keys = set()
    for pid in (server.master, *server.workers):
        allowed = "rw-s" if pid == server.master else "r--s"
        assert (start, end, allowed) in [each[:3] for each in mappings(pid)]
        keys.add(key := read(pid, start, start + 80))
        found = memory(pid)
        for part in (key[16:48], key[48:80]):
            assert found.count(part) == 1
        # Left out of core files: VM_DONTDUMP.
        (flags,) = re.findall(
            rf"^{start:08x}-{end:08x} .*?^VmFlags: (.*?)$",
            Path(f"/proc/{pid}/smaps").read_text(), re.DOTALL | re.MULTILINE,
        )
        assert "dd" in flags.split()
    assert len(keys) == 1
    assert any(keys.pop())


@needs_root
@pytest.mark.parametrize("access_log", ["off", "json"])
def test_nobody_else_sees_the_memory(start_tls_server: StartServer, access_log: str) -> None:
    server = start_tls_server(WORKERS=2, ACCESS_LOG=access_log)
    look = "import sys; open(f'/proc/{sys.argv[1]}/mem', 'rb')"
    for pid in everybody(server):
        assert re.search(
            r"^Max core file size +0 +0 ", Path(f"/proc/{pid}/limits").read_text(), re.MULTILINE
        )
        # Of the same user: were it dumpable, its owner would be that user.
        assert Path(f"/proc/{pid}/mem").stat().st_uid == 0
        refused = subprocess.run(
            [sys.executable, "-c", look, str(pid)], user=NOBODY, group=NOBODY, capture_output=True
        )
        assert b"PermissionError" in refused.stderr
    for pid in server.workers:
        os.kill(pid, signal.SIGSEGV)
        processes.eventually(lambda: not processes.is_alive(pid), 5, "it is gone")
    assert run_command("healthcheck", **server.variables).returncode == 0
