"""A session goes on without a full handshake: in every worker, in every process that shares the
file of ticket keys, and after a reload; no longer once its key has left the file."""

import contextlib
import os
import signal
import ssl
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import processes
import tls
from certificates import Authority, openssl
from harness import PLAIN, Server
from layouts import put

StartServer = Callable[..., Server]
FIRST, SECOND, THIRD = (os.urandom(80) for _ in range(3))


@pytest.fixture(params=tls.VERSIONS.values(), ids=tls.VERSIONS)
def client(request: pytest.FixtureRequest, authority: Authority) -> ssl.SSLContext:
    """A client of one version; sessions belong to it."""
    return tls.context(authority.certificate, request.param)


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    path = tmp_path / "ticket-keys"
    path.write_bytes(FIRST)
    return path


def connect(
    server: Server,
    client: ssl.SSLContext,
    session: ssl.SSLSession | None = None,
    name: str = "localhost",
) -> tuple[bool, ssl.SSLSession]:
    """Asks once; whether the session was resumed, and the one to resume next."""
    with tls.Client(server.tls_address, client, name, session=session) as connection:
        reused = connection.socket.session_reused
        assert connection.ask().body == PLAIN
        following = connection.socket.session
        connection.assert_ended()
    assert following is not None and following.has_ticket
    return reused, following


def reload(server: Server) -> None:
    """Reloads, and waits until only new workers are there."""
    before = set(server.workers)
    server.signal(signal.SIGHUP)
    processes.eventually(
        lambda: len(server.workers) == len(before) and not before & set(server.workers),
        8,
        "the old workers end",
    )


def test_a_session_is_resumed_again_and_again(tls_server: Server, client: ssl.SSLContext) -> None:
    reused, session = connect(tls_server, client)
    assert not reused
    for _ in range(20):
        reused, session = connect(tls_server, client, session)
        assert reused


def test_a_ticket_is_good_for_at_most_two_hours(tls_server: Server, client: ssl.SSLContext) -> None:
    _, session = connect(tls_server, client)
    assert 0 < session.ticket_lifetime_hint <= 7200


def test_every_worker_opens_the_ticket_of_another(
    start_tls_server: StartServer, client: ssl.SSLContext
) -> None:
    server = start_tls_server(WORKERS=4, HTTPS_KEEP_ALIVE="on")
    port = server.tls_address[1]
    with tls.Client(server.tls_address, client) as connection:
        connection.ask()
        session = connection.socket.session
    together = threading.Barrier(16)

    def resume(_: int) -> tls.Client:
        together.wait(5)
        return tls.Client(server.tls_address, client, session=session)

    busy: list[int] = []
    with ThreadPoolExecutor(16) as pool, contextlib.ExitStack() as stack:
        # On a busy machine one worker may be quick enough for all of a round.
        for _ in range(20):
            for connection in list(pool.map(resume, range(16))):
                stack.enter_context(connection)
                assert connection.socket.session_reused
                assert connection.ask().body == PLAIN
            busy = [worker for worker in server.workers if processes.client_ports(worker, port)]
            if len(busy) >= 2:
                break
    assert len(busy) >= 2, "one worker took every connection"


def test_another_process_with_the_same_file_of_keys_resumes(
    start_tls_server: StartServer, client: ssl.SSLContext, keys: Path
) -> None:
    first, second = (start_tls_server(TLS_TICKET_KEYS_PATH=keys) for _ in range(2))
    _, session = connect(first, client)
    for server in (second, first, second):
        reused, session = connect(server, client, session)
        assert reused


def test_another_process_without_the_file_does_not(
    start_tls_server: StartServer, client: ssl.SSLContext, keys: Path
) -> None:
    first, second = start_tls_server(TLS_TICKET_KEYS_PATH=keys), start_tls_server()
    for one, other in ((first, second), (second, first)):
        _, session = connect(one, client)
        assert not connect(other, client, session)[0]


@pytest.mark.parametrize("shared", [False, True], ids=["random keys", "file of keys"])
def test_a_session_outlives_a_reload(
    start_tls_server: StartServer, client: ssl.SSLContext, keys: Path, shared: bool
) -> None:
    server = start_tls_server(**({"TLS_TICKET_KEYS_PATH": keys} if shared else {}))
    _, session = connect(server, client)
    reload(server)
    reused, session = connect(server, client, session)
    assert reused
    reload(server)
    assert connect(server, client, session)[0]


@pytest.mark.parametrize("by", ["signal", "polling"])
def test_a_session_ends_when_its_key_has_left_the_file(
    start_tls_server: StartServer, client: ssl.SSLContext, keys: Path, by: str
) -> None:
    seconds = 0 if by == "signal" else 1
    server = start_tls_server(TLS_TICKET_KEYS_PATH=keys, RELOAD_SECONDS=seconds)

    def rotate(content: bytes) -> None:
        before = set(server.workers)
        fresh = keys.with_name("fresh")
        fresh.write_bytes(content)
        fresh.rename(keys)
        if by == "signal":
            reload(server)
        else:
            processes.eventually(lambda: not before & set(server.workers), 8, "new workers")

    _, old = connect(server, client)
    rotate(SECOND + FIRST)
    reused, renewed = connect(server, client, old)
    assert reused
    rotate(THIRD + SECOND)
    assert not connect(server, client, old)[0]
    # The one that was given with the resumed connection is sealed by the key that was first then.
    assert connect(server, client, renewed)[0]


def test_a_file_of_half_a_key_leaves_the_keys_in_service(
    start_tls_server: StartServer, client: ssl.SSLContext, keys: Path
) -> None:
    server = start_tls_server(TLS_TICKET_KEYS_PATH=keys, RELOAD_SECONDS=0)
    _, session = connect(server, client)
    keys.write_bytes(SECOND[:40])
    server.signal(signal.SIGHUP)
    processes.eventually(lambda: f"path={keys}" in server.log, 2, "a line about it")
    assert connect(server, client, session)[0]


def test_a_session_is_resumed_under_a_renewed_certificate(
    start_tls_server: StartServer, authority: Authority, client: ssl.SSLContext, tmp_path: Path
) -> None:
    pair = authority.pair().copy(tmp_path / "app.crt", tmp_path / "app.key")
    server = start_tls_server(pair, RELOAD_SECONDS=0)
    _, session = connect(server, client)
    authority.pair(days=80).copy(pair.certificate, pair.key)
    reload(server)
    assert connect(server, client, session)[0]


def test_another_names_session_is_not_resumed(
    start_tls_server: StartServer, authority: Authority, client: ssl.SSLContext, tmp_path: Path
) -> None:
    put(authority.pair("a.example.test"), tmp_path, "a", "NAME.pem")
    put(authority.pair("b.example.test", "*.b.example.test"), tmp_path, "b", "NAME.pem")
    server = start_tls_server(TLS_CERTIFICATE_DIRECTORY=tmp_path, WORKERS=1)
    sessions = {}
    # Under a wildcard too: a session of TLS 1.2 has the name it was made under.
    for name in ("a.example.test", "b.example.test", "c.b.example.test", "d.b.example.test"):
        _, sessions[name] = connect(server, client, name=name)
    for made, session in sessions.items():
        for asked in sessions:
            assert connect(server, client, session, asked)[0] == (asked == made)


@pytest.mark.parametrize("version", ["tls1_2", "tls1_3"])
def test_openssl_resumes_a_session_it_has_saved(
    tls_server: Server, tmp_path: Path, version: str
) -> None:
    saved = str(tmp_path / "session")
    request = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
    arguments = (f"-{version}", "-servername", "localhost", "-ign_eof")
    port = tls_server.tls_address[1]
    assert "\nNew, " in tls.s_client(port, *arguments, "-sess_out", saved, commands=request)
    output = openssl("sess_id", "-in", saved, "-noout", "-text").stdout
    assert "TLS session ticket:" in output
    assert "\nReused, " in tls.s_client(port, *arguments, "-sess_in", saved, commands=request)


def test_a_broken_ticket_leads_to_a_full_handshake(
    start_tls_server: StartServer, client: ssl.SSLContext, keys: Path
) -> None:
    # The same name of the key with another secret: what is sealed can't be opened any more.
    server = start_tls_server(TLS_TICKET_KEYS_PATH=keys, RELOAD_SECONDS=0)
    _, session = connect(server, client)
    keys.write_bytes(FIRST[:16] + SECOND[16:])
    reload(server)
    reused, session = connect(server, client, session)
    assert not reused
    assert connect(server, client, session)[0]
