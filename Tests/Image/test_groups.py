"""The group that OpenSSL 3.5 brings, X25519MLKEM768: spoken by the image with a client of Debian 13, the
one that the image was built on."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from containers import HTTPS, Container, store

Start = Callable[..., Container]
Ask = Callable[..., str]
REQUEST = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    """What `openssl s_client` of that Debian says."""
    container = store("from", "localhost/debian").strip()
    root = Path(store("mount", container).strip())

    def ask(*arguments: str) -> str:
        command = ["chroot", root, "openssl", "s_client", "-connect", ":".join(map(str, HTTPS))]
        client = subprocess.run(
            [*command, "-servername", "localhost", "-ign_eof", *arguments],
            input=REQUEST,
            capture_output=True,
            text=True,
            timeout=20,
        )
        return client.stdout + client.stderr

    yield ask
    store("rm", container)


@pytest.mark.parametrize(
    ("arguments", "agreed"),
    [
        ([], "Negotiated TLS1.3 group: X25519MLKEM768\n"),
        (["-groups", "X25519MLKEM768"], "Negotiated TLS1.3 group: X25519MLKEM768\n"),
        # A client that sends a share for another group is asked for nothing more.
        (["-groups", "*X25519:X25519MLKEM768"], "Peer Temp Key: X25519,"),
        (["-groups", "X25519"], "Peer Temp Key: X25519,"),
        (["-groups", "P-384"], "Peer Temp Key: ECDH, secp384r1,"),
        (["-tls1_2"], "Peer Temp Key: X25519,"),
    ],
)
def test_the_hybrid_group_comes_first(
    start: Start, ask: Ask, arguments: list[str], agreed: str
) -> None:
    start(TLS_SELF_SIGNED="localhost")
    said = ask(*arguments)
    assert "HTTP/1.1 503 " in said and agreed in said, said


def test_a_group_that_is_not_offered_is_refused(start: Start, ask: Ask) -> None:
    start(TLS_SELF_SIGNED="localhost")
    for group in ("MLKEM768", "SecP256r1MLKEM768", "X448"):
        said = ask("-groups", group)
        assert "HTTP/1.1 503 " not in said and "alert number 40" in said, (group, said)
