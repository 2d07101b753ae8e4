"""When an HTTP/2 connection is kept, and how it is let go: GOAWAY announces it, what is under way
is answered, and the end is no reset."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import http1
import http2
import processes
import tls
from harness import FORWARDED, PLAIN, Server
from hyperframe.frame import DataFrame, GoAwayFrame

StartServer = Callable[..., Server]
VIA = "Via: 1.1 proxy"
AGE = 5


def assert_farewell(client: http2.Client, last: int) -> None:
    """Announced, then with the number of the last request, then the end."""
    client.rest()
    announced, final = client.goaways
    assert (announced.last_stream_id, announced.error_code) == (http2.LARGEST_WINDOW, 0)
    assert (final.last_stream_id, final.error_code) == (last, 0)


@pytest.fixture(params=["h2c", "h2"])
def dial(request: pytest.FixtureRequest) -> Callable[[Server], http2.Client]:
    def connect(server: Server) -> http2.Client:
        if request.param == "h2c":
            return http2.connect(server.address, timeout=8)
        return http2.connect_tls(server.tls_address, tls.context(alpn=["h2"]), timeout=8)

    return connect


@pytest.fixture
def auto(start_tls_server: StartServer) -> Server:
    return start_tls_server(HTTP2="on", WORKERS=1)


def test_a_client_of_its_own_is_let_go_after_its_first_answers(
    auto: Server, dial: Callable
) -> None:
    with dial(auto) as client:
        assert client.ask(authority="localhost").body == PLAIN
        assert_farewell(client, 1)


@pytest.mark.parametrize("page_bytes", [1, 16_000, 16_384, 20_000, 100_000, 200_000])
def test_the_farewell_comes_with_the_end_of_the_answer(
    start_tls_server: StartServer, tmp_path: Path, page_bytes: int
) -> None:
    """Go's client gives up a request with a body for which it has chosen the connection while the
    farewell comes in: Traefik says 500 then."""
    page = tmp_path / "page.html"
    page.write_bytes(b"x" * page_bytes)
    server = start_tls_server(HTTP2="on", WORKERS=1, CUSTOM_FILE_PATH=page)
    context = tls.context(alpn=["h2"])
    farewell = GoAwayFrame(0, last_stream_id=http2.LARGEST_WINDOW).serialize()
    with http2.connect_tls(
        server.tls_address, context, window=300_000, connection_window=300_000
    ) as client:
        client.open(headers=["Accept: text/html"], authority="localhost")
        record = b""
        while farewell not in record:
            # One record of TLS at most.
            record = client.socket.recv(65_536)
            assert record, "no farewell"
        assert record.endswith(farewell) and len(record) > len(farewell)


def test_requests_on_the_way_are_answered(auto: Server, dial: Callable) -> None:
    with dial(auto) as client:
        assert client.ask(authority="localhost").body == PLAIN
        # Before it has seen the farewell.
        for stream in (3, 5, 7):
            assert client.ask(authority="localhost").body == PLAIN
        assert_farewell(client, 7)


def test_nothing_but_another_goaway_comes_behind_a_goaway(auto: Server, dial: Callable) -> None:
    """Python's h2 takes it for an error of the connection, and forgets the answer it has read."""
    with dial(auto) as client:
        client.ping()
        stream = client.open("POST", ends=False, authority="localhost")
        # More than a window: it is renewed.
        client.upload(stream, bytes(3_000_000))
        assert client.answer(stream).body == PLAIN
        while not client.goaways:
            client.read()
        with pytest.raises(http1.Incomplete):
            while True:
                assert isinstance(client.read(), GoAwayFrame)


def test_who_multiplexes_without_an_end_is_let_go_too(auto: Server, dial: Callable) -> None:
    with dial(auto) as client:
        upload = client.open("POST", ends=False, authority="localhost")
        client.answer(upload)
        deadline = time.monotonic() + 5
        while not client.goaways:
            assert time.monotonic() < deadline
            assert client.ask(authority="localhost").body == PLAIN
            time.sleep(0.05)
        client.send(DataFrame(upload, b"", flags=["END_STREAM"]).serialize())
        client.rest()
        assert client.goaways[-1].last_stream_id == client.next_stream - 2


def test_an_upload_under_way_ends_first(auto: Server, dial: Callable) -> None:
    with dial(auto) as client:
        stream = client.open("POST", ends=False, authority="localhost")
        assert client.answer(stream).body == PLAIN
        client.is_kept(0.2)
        for _ in range(20):
            client.send(DataFrame(stream, bytes(1000)).serialize())
            client.is_kept(0.02)
        assert not client.has_ended and client.answers[stream].reset is None
        client.send(DataFrame(stream, b"", flags=["END_STREAM"]).serialize())
        assert_farewell(client, stream)


def test_keep_alive_keeps_it(start_tls_server: StartServer, dial: Callable) -> None:
    server = start_tls_server(HTTP2="on", HTTPS_KEEP_ALIVE="on", HTTP_KEEP_ALIVE="on")
    with dial(server) as client:
        for _ in range(10):
            assert client.ask(authority="localhost").body == PLAIN
        assert client.is_kept(1.5)
        assert client.ask(authority="localhost").body == PLAIN


def test_off_lets_a_proxy_go_too(start_tls_server: StartServer, dial: Callable) -> None:
    server = start_tls_server(HTTP2="on", HTTP_KEEP_ALIVE="off")
    with dial(server) as client:
        assert client.ask("GET", "/", [VIA], authority="localhost").body == PLAIN
        assert_farewell(client, 1)


@pytest.mark.parametrize("field", [FORWARDED, VIA, "Forwarded: for=192.0.2.7"])
def test_a_proxy_is_kept_until_its_fifth_second(auto: Server, field: str) -> None:
    with http2.connect(auto.address) as client:
        began = time.monotonic()
        for _ in range(10):
            assert client.ask("GET", "/", [field]).body == PLAIN
        assert client.is_kept(max(0.1, AGE - 0.5 - (time.monotonic() - began)))
        assert client.ask("GET", "/", [field]).body == PLAIN
        assert client.is_kept(max(0.1, AGE + 0.5 - (time.monotonic() - began)))
        # What is under way together is answered together; nothing that is sent afterwards.
        data, streams = b"", []
        for _ in range(10):
            stream, more = client.request("GET", "/", [field])
            data, streams = data + more, [*streams, stream]
        client.send(data)
        assert all(client.answer(stream).body == PLAIN for stream in streams)
        assert_farewell(client, streams[-1])


def test_a_proxy_that_is_not_trusted_is_let_go(start_server: StartServer) -> None:
    server = start_server(TRUSTED_PROXIES="192.0.2.1")
    with http2.connect(server.address) as client:
        assert client.ask("GET", "/", [VIA]).body == PLAIN
        assert_farewell(client, 1)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=["SIGTERM", "SIGHUP"])
@pytest.mark.parametrize("asked", [0, 3])
def test_idle_connections_are_told_of_the_end(
    start_tls_server: StartServer, dial: Callable, number: signal.Signals, asked: int
) -> None:
    server = start_tls_server(HTTP2="on", HTTPS_KEEP_ALIVE="on", HTTP_KEEP_ALIVE="on", WORKERS=1)
    (worker,) = server.workers
    with dial(server) as client:
        client.ping()
        for _ in range(asked):
            client.ask(authority="localhost")
        assert client.is_kept(0.2)
        server.signal(number)
        assert_farewell(client, max(0, asked * 2 - 1))
    if number == signal.SIGHUP:
        processes.eventually(lambda: worker not in server.workers, 5, "the old worker ends")
        with dial(server) as client:
            assert client.ask(authority="localhost").body == PLAIN
    else:
        assert server.wait(5) == 0


def test_an_answer_under_way_outlives_the_signal(
    start_tls_server: StartServer, dial: Callable, tmp_path_factory: pytest.TempPathFactory
) -> None:
    page = tmp_path_factory.mktemp("page") / "page.html"
    page.write_text("<!doctype html>" + "x" * 3_000_000)
    server = start_tls_server(
        HTTP2="on", HTTPS_KEEP_ALIVE="on", HTTP_KEEP_ALIVE="on", WORKERS=1, CUSTOM_FILE_PATH=page
    )
    with dial(server) as client:
        stream = client.open("GET", "/", ["Accept: text/html"], authority="localhost")
        while stream not in client.answers or not client.answers[stream].body:
            client.read()
        server.signal(signal.SIGTERM)
        assert client.answer(stream).body == page.read_bytes()
        assert_farewell(client, stream)
    assert server.wait(5) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=["SIGTERM", "SIGHUP"])
def test_a_farewell_behind_a_shut_window_reaches_its_own_client_and_nobody_else(
    auto: Server, number: signal.Signals
) -> None:
    with (
        http2.connect(auto.address, window=0) as client,
        http1.connect(auto.address) as other,
    ):
        # Its answer can't end, so the farewell that it is owed hasn't been said when a second is over.
        client.open("GET", "/", ["Accept: text/html"], authority="localhost")
        other.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Half")
        time.sleep(1.3)
        auto.signal(number)
        auto.settle()
        other.sendall(b": whole\r\n\r\n")
        answer = b""
        while piece := other.recv(4096):
            answer += piece
        assert answer.startswith(b"HTTP/1.1 503 ") and answer.endswith(PLAIN)
        while not client.goaways:
            client.read()


def test_an_answer_that_is_held_comes_before_a_second_reload_ends_its_worker(
    auto: Server,
) -> None:
    clients = [http2.connect(auto.address) for _ in range(3)]
    streams = [
        client.open("POST", "/", ["Content-Length: 10"], authority="localhost", ends=False)
        for client in clients
    ]
    for _ in range(2):
        auto.settle()
        auto.signal(signal.SIGHUP)
    for client, stream in zip(clients, streams, strict=True):
        while stream not in client.answers:
            client.read()
        client.close()
