"""Renewed certificates are taken by polling and by signal while clients shake hands without pause,
and none of them fails; half of a renewal never replaces a certificate that works."""

import itertools
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import layouts
import processes
import tls
from certificates import NAMES, Authority, Pair
from handshakes import Handshakes
from harness import Server

StartServer = Callable[..., Server]
ANYONE = tls.context()
SWAPS = 10
# Of polling once a second: the longest wait, and what loading and forking take on a busy machine.
POLLED_WITHIN = 1.0 + 0.8


class Place:
    """Where a certificate lies: as the default pair, or in a directory in one of the layouts."""

    def __init__(self, layout: str, directory: Path, pair: Pair) -> None:
        self.layout = layout
        self.directory = directory / "live"
        self.directory.mkdir()
        self.path = self.put(pair)

    @property
    def variables(self) -> dict[str, object]:
        if self.layout != "default pair":
            return {"TLS_CERTIFICATE_DIRECTORY": self.directory}
        key = self.path.with_name("privkey.pem")
        return {"TLS_CERTIFICATE_PATH": self.path, "TLS_KEY_PATH": key}

    def put(self, pair: Pair) -> Path:
        layout = "certbot" if self.layout == "default pair" else self.layout
        return layouts.put(pair, self.directory, "app", layout)


def wait_until_served(server: Server, pair: Pair, within: float) -> None:
    processes.eventually(
        lambda: tls.served(server.tls_address, ANYONE) == pair.der, within, "the new certificate"
    )


@pytest.fixture
def pairs(authority: Authority) -> list[Pair]:
    """Certificates for the same names, each with a key of its own."""
    return [authority.pair(*NAMES, days=60 + number) for number in range(4)]


@pytest.mark.parametrize("layout", [*layouts.DIRECTORY_LAYOUTS, "default pair"])
def test_renewals_under_load_fail_no_handshake(
    start_tls_server: StartServer,
    authority: Authority,
    pairs: list[Pair],
    tmp_path: Path,
    layout: str,
) -> None:
    place = Place(layout, tmp_path, pairs[0])
    server = start_tls_server(**place.variables, RELOAD_SECONDS=1, WORKERS=2, SHUTDOWN_SECONDS=2)
    with Handshakes(server.tls_address, authority) as load:
        processes.eventually(lambda: len(load.outcomes) > 0, 5, "the first handshake")
        place.put(pairs[1])
        wait_until_served(server, pairs[1], POLLED_WITHIN)
        for number in range(2, 2 + SWAPS):
            due = time.monotonic() + 0.05
            place.put(pairs[number % len(pairs)])
            server.signal(signal.SIGHUP)
            wait_until_served(server, pairs[number % len(pairs)], 5)
            time.sleep(max(0.0, due - time.monotonic()))
        processes.eventually(
            lambda: len(load.outcomes) > 5 * SWAPS, 20, "several handshakes for each renewal"
        )
    assert load.failures == []
    assert {outcome.certificate for outcome in load.outcomes} == {pair.der for pair in pairs}
    processes.eventually(lambda: len(server.workers) == 2, 5, "the old workers end")


HALVES = ["truncated certificate", "truncated key", "old key", "old certificate", "empty", "gone"]


def spoil(place: Place, old: Pair, new: Pair, kind: str) -> None:
    """What a renewal leaves when it is looked at, or given up, half-way."""
    key = place.path.with_name("privkey.pem")
    if place.layout == "NAME.pem":
        halves = {
            "truncated certificate": new.certificate.read_bytes()[:300],
            "truncated key": new.both[:-60],
            "old key": new.certificate.read_bytes() + old.key.read_bytes(),
            "old certificate": old.certificate.read_bytes() + new.key.read_bytes(),
            "empty": b"",
        }
        if kind in halves:
            layouts.replace(place.path, halves[kind])
        else:
            place.path.unlink()
        return
    if kind == "truncated certificate":
        layouts.replace(place.path, new.certificate.read_bytes()[:300])
    elif kind == "truncated key":
        layouts.replace(key, old.key.read_bytes()[:100])
    elif kind == "old key":
        layouts.replace(place.path, new.certificate.read_bytes())
    elif kind == "old certificate":
        layouts.replace(key, new.key.read_bytes())
    elif kind == "empty":
        layouts.replace(place.path, b"")
    else:
        key.unlink()


@pytest.mark.parametrize("layout", ["NAME.pem", "certbot", "default pair"])
def test_half_a_renewal_leaves_the_old_certificate_and_one_line(
    start_tls_server: StartServer, pairs: list[Pair], tmp_path: Path, layout: str
) -> None:
    place = Place(layout, tmp_path, pairs[0])
    server = start_tls_server(**place.variables, RELOAD_SECONDS=0)
    turns = itertools.cycle(pairs)
    old = next(turns)
    for kind in HALVES:
        before = len(server.log.splitlines())

        def complaints() -> list[str]:
            lines = server.log.splitlines()[before:]
            return [line for line in lines if "level=error" in line or "level=warning" in line]

        spoil(place, old, next(turns), kind)
        server.signal(signal.SIGHUP)
        processes.eventually(lambda: len(complaints()) > 0, 2, f"a line about it: {kind}")
        for _ in range(5):
            assert tls.served(server.tls_address, ANYONE) == old.der, kind
            time.sleep(0.01)
        assert len(complaints()) == 1, (kind, server.log)
        assert str(place.path.parent) in complaints()[0], kind

        old = next(turns)
        place.put(old)
        server.signal(signal.SIGHUP)
        wait_until_served(server, old, 2)


@pytest.mark.parametrize("layout", ["NAME.crt", "default pair"])
def test_polling_says_once_what_is_wrong_and_takes_the_other_half(
    start_tls_server: StartServer, pairs: list[Pair], tmp_path: Path, layout: str
) -> None:
    place = Place(layout, tmp_path, pairs[0])
    server = start_tls_server(**place.variables, RELOAD_SECONDS=1)
    before = len(server.log.splitlines())
    layouts.replace(place.path, pairs[1].certificate.read_bytes())
    time.sleep(2.5)
    assert tls.served(server.tls_address, ANYONE) == pairs[0].der
    lines = [line for line in server.log.splitlines()[before:] if "another certificate" in line]
    assert len(lines) == 1, server.log
    place.put(pairs[1])
    wait_until_served(server, pairs[1], POLLED_WITHIN)


def test_without_polling_only_the_signal_renews(
    start_tls_server: StartServer, pairs: list[Pair], tmp_path: Path
) -> None:
    place = Place("NAME.crt", tmp_path, pairs[0])
    server = start_tls_server(**place.variables, RELOAD_SECONDS=0)
    place.put(pairs[1])
    time.sleep(1.3)
    assert tls.served(server.tls_address, ANYONE) == pairs[0].der
    server.signal(signal.SIGHUP)
    wait_until_served(server, pairs[1], 2)


def test_a_certificate_that_appears_in_the_directory_is_served_for_its_names(
    start_tls_server: StartServer, authority: Authority, tmp_path: Path
) -> None:
    server = start_tls_server(
        authority.pair(), TLS_CERTIFICATE_DIRECTORY=tmp_path, RELOAD_SECONDS=1
    )
    for number, layout in enumerate(layouts.DIRECTORY_LAYOUTS):
        layouts.put(authority.pair(f"app-{number}.test"), tmp_path, f"app-{number}", layout)
    for number in range(len(layouts.DIRECTORY_LAYOUTS)):
        der = authority.pair(f"app-{number}.test").der
        processes.eventually(
            lambda: tls.served(server.tls_address, ANYONE, f"app-{number}.test") == der, 3, "it"
        )
    assert "level=warning" not in server.log
