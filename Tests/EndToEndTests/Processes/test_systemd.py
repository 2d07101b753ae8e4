"""Proves that sockets handed over by systemd are served, plain and by TLS, that nothing else is
opened then, and that the units of deploy/systemd are valid and leave little exposed."""

from __future__ import annotations

import re
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import http1
import tls
from certificates import Authority
from harness import BINARY, REPOSITORY, environment, free_port
from processes import eventually

UNITS = REPOSITORY / "deploy" / "systemd"
EXPOSURE_LIMIT = 1.0


@contextmanager
def activated(
    directory: Path, addresses: list[int | Path], names: str, **variables: object
) -> Iterator[Path]:
    """The server behind systemd-socket-activate; gives the log of both."""
    log = directory / "log"
    listen = [f"--listen={a if isinstance(a, Path) else f'127.0.0.1:{a}'}" for a in addresses]
    settings = environment(variables)
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["systemd-socket-activate", *listen, f"--fdname={names}"]
            + [f"--setenv={name}={value}" for name, value in settings.items()]
            + [BINARY],
            stdin=subprocess.DEVNULL,
            stderr=output,
            cwd=directory,
        )
    try:
        eventually(lambda: log.read_text().count("Listening on") == len(listen), 5, "listening")
        yield log
    finally:
        process.terminate()
        assert process.wait(timeout=8) == 0


def test_sockets_that_were_handed_over_are_served_by_their_names(
    tmp_path: Path, authority: Authority, client: ssl.SSLContext
) -> None:
    plain, secure = free_port(), free_port()
    pair = authority.pair()
    with activated(tmp_path, [plain, secure], "http:https", **pair.variables) as log:
        assert http1.ask(("127.0.0.1", plain)).status == 503
        assert tls.ask(("127.0.0.1", secure), client).status == 503
        # The defaults, ports 80 and 443, are not opened besides.
        expected = [(f"127.0.0.1:{plain}", "http"), (f"127.0.0.1:{secure}", "https")]
        pattern = r"event=listening address=(\S+) protocol=(\S+)"
        # Who writes the log may be slower than who answers.
        eventually(lambda: len(re.findall(pattern, log.read_text())) >= 2, 5, "it is said")
        assert re.findall(pattern, log.read_text()) == expected



def test_a_private_listener_may_be_handed_over_too(tmp_path: Path) -> None:
    public, private = free_port(), free_port()
    with activated(tmp_path, [public, private], "http:admin"):
        assert http1.ask(("127.0.0.1", public)).status == 503
        assert http1.ask(("127.0.0.1", private), "GET", "/readyz").status == 200

        def is_counted() -> bool:
            metrics = http1.ask(("127.0.0.1", private), "GET", "/metrics").body
            return b'process_memory_bytes{role="master"} 0' not in metrics

        # The master looks when all has been started.
        eventually(is_counted, 5, "what the master takes")


def test_a_configured_address_is_opened_besides_what_was_handed_over(tmp_path: Path) -> None:
    inherited, own = free_port(), free_port()
    with activated(tmp_path, [inherited], "http", HTTP_LISTEN=f"127.0.0.1:{own}"):
        assert http1.ask(("127.0.0.1", inherited)).status == 503
        assert http1.ask(("127.0.0.1", own)).status == 503


def test_an_address_that_was_handed_over_isn_t_opened_again(tmp_path: Path) -> None:
    port = free_port()
    with activated(tmp_path, [port], "http", HTTP_LISTEN=f"127.0.0.1:{port}") as log:
        assert http1.ask(("127.0.0.1", port)).status == 503
        assert "listen-refused" not in log.read_text()


def test_a_unix_socket_that_was_handed_over_is_served_and_its_path_left_alone(
    tmp_path: Path,
) -> None:
    path = tmp_path / "socket"
    with activated(tmp_path, [path], "http"):
        assert http1.ask(str(path)).status == 503
    assert path.is_socket()


def test_unix_sockets_that_were_handed_over_are_known_by_their_paths(tmp_path: Path) -> None:
    """Configured as well, they are not opened again; the private one is private by its path."""
    public, private = tmp_path / "public", tmp_path / "private"
    with activated(
        tmp_path, [public, private], "one:other", HTTP_LISTEN=f"unix:{public}",
        ADMIN_LISTEN=f"unix:{private}",
    ) as log:
        assert http1.ask(str(public)).status == 503
        assert http1.ask(str(private), "GET", "/readyz").status == 200
        expected = [(f"unix:{public}", "http"), (f"unix:{private}", "admin")]
        pattern = r"event=listening address=(\S+) protocol=(\S+)"
        eventually(lambda: re.findall(pattern, log.read_text()) == expected, 5, "it is said")
        assert "listen-refused" not in log.read_text()


def test_the_units_are_valid(tmp_path: Path) -> None:
    units = []
    for unit in UNITS.glob("*.s*"):
        units.append(tmp_path / unit.name)
        text = unit.read_text().replace("/usr/local/bin/under-maintenance", str(BINARY))
        text = text.replace("/usr/local/libexec/under-maintenance", str(UNITS))
        units[-1].write_text(text)
    # The manual is there when the package is.
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, units)],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (verified.returncode, verified.stderr) == (0, "")


def test_the_service_leaves_little_exposed() -> None:
    rated = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", UNITS / "under-maintenance.service"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    exposure = re.search(r"Overall exposure level for \S+: ([\d.]+)", rated.stdout)
    assert exposure and float(exposure[1]) < EXPOSURE_LIMIT, rated.stdout + rated.stderr
