"""A large page through windows of every size, on several streams in turn, whole each time; and
slow readers, who cost next to nothing."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import http2
import tls
from certificates import Authority
from harness import Server, free_port
from hyperframe.frame import DataFrame, RstStreamFrame, SettingsFrame, WindowUpdateFrame
from listeners import content

StartServer = Callable[..., Server]
HTML = ["Accept: text/html"]
READERS, STREAMS = 100, 10


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """HTML of 2.5 MB; digits of chance leave about half of it when compressed."""
    file = tmp_path_factory.mktemp("page") / "page.html"
    file.write_text(f"<!doctype html><title>Large</title>\n{secrets.token_hex(1_250_000)}\n")
    return file


@pytest.fixture
def small(tmp_path: Path) -> Path:
    file = tmp_path / "small.html"
    file.write_text(f"<!doctype html><title>Small</title>\n{secrets.token_hex(150)}\n")
    return file


def serve(start: StartServer, page: Path) -> Server:
    return start(
        HTTP2="on", HTTPS_KEEP_ALIVE="on", HTTP_KEEP_ALIVE="on", WORKERS=1, CUSTOM_FILE_PATH=page
    )


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory, authority: Authority, large: Path
) -> Iterator[Server]:
    """Of the large page, which takes longer to compress than most tests to read."""
    directory = tmp_path_factory.mktemp("server")

    def start(**options: object) -> Server:
        listener = {"HTTPS_LISTEN": f"127.0.0.1:{free_port()}"}
        return Server(directory, **listener, **authority.pair().variables, **options)

    server = serve(start, large)
    try:
        server.wait_until_answering()
        yield server
        server.stop()
    finally:
        server.kill()


@pytest.fixture(params=["h2c", "h2"])
def dial(request: pytest.FixtureRequest) -> Callable[..., http2.Client]:
    def connect(server: Server, **options: object) -> http2.Client:
        if request.param == "h2c":
            return http2.connect(server.address, timeout=20, **options)
        context = tls.context(alpn=["h2"])
        return http2.connect_tls(server.tls_address, context, timeout=20, **options)

    return connect


@pytest.mark.parametrize("window", [1_000, 65_535, 1_000_000, http2.LARGEST_WINDOW])
def test_a_large_page_is_whole_at_every_window(
    server: Server, dial: Callable, large: Path, window: int
) -> None:
    """oven-sh/bun#40137: also where the window is never what it waits for."""
    both = max(window, 65_535)
    with dial(server, window=window, connection_window=both) as client:
        client.renews_connection = both < 1 << 24
        for coding in ("identity", "gzip"):
            fields = [*HTML, f"Accept-Encoding: {coding}"]
            answer = client.ask("GET", "/", fields, authority="localhost")
            assert content(answer) == large.read_bytes()
            assert max(len(frame.data) for frame in answer.frames[1:]) <= min(window, 16_384)
        answer = client.ask("HEAD", "/", HTML, authority="localhost")
        assert len(answer.frames) == 1
        assert answer.header("content-length") == str(large.stat().st_size)


def test_a_window_of_one_octet(
    start_tls_server: StartServer, dial: Callable, small: Path
) -> None:
    """tempesta-tech/tempesta#2627."""
    server = serve(start_tls_server, small)
    for question in ("text/html", "text/plain", "application/json", "application/xml"):
        with dial(server, window=1) as client:
            # Who says twice for each octet that he has read it is taken for a flood.
            client.renews_connection = False
            answer = client.ask("GET", "/", [f"Accept: {question}"], authority="localhost")
            assert all(len(frame.data) <= 1 for frame in answer.frames[1:])
            assert int(answer.header("content-length")) == len(answer.body)
            assert question != "text/html" or answer.body == small.read_bytes()


def test_no_window_at_all_until_settings_open_it(
    server: Server, dial: Callable, large: Path
) -> None:
    """oven-sh/bun#29962."""
    with dial(server, window=0) as client:
        stream = client.open("GET", "/", HTML, authority="localhost")
        head = client.open("HEAD", "/", HTML, authority="localhost")
        assert client.answer(head).status == 503
        client.ping()
        assert client.answers[stream].body == b""
        settings = {SettingsFrame.INITIAL_WINDOW_SIZE: 100_000}
        client.send(SettingsFrame(settings=settings).serialize())
        assert client.answer(stream).body == large.read_bytes()


def test_a_window_below_zero_is_filled_up_first(
    server: Server, dial: Callable, large: Path
) -> None:
    """h2o/h2o#1582."""
    with dial(server, window=50_000) as client:
        client.renews = False
        stream = client.open("GET", "/", HTML, authority="localhost")
        while stream not in client.answers or len(client.answers[stream].body) < 50_000:
            client.read()
        settings = {SettingsFrame.INITIAL_WINDOW_SIZE: 10}
        client.send(SettingsFrame(settings=settings).serialize())
        client.send(WindowUpdateFrame(stream, window_increment=49_990).serialize())
        client.ping()
        assert len(client.answers[stream].body) == 50_000
        client.send(WindowUpdateFrame(stream, window_increment=7).serialize())
        client.ping()
        client.is_kept(0.1)
        assert len(client.answers[stream].body) == 50_007
        client.send(WindowUpdateFrame(0, window_increment=1 << 30).serialize())
        client.send(WindowUpdateFrame(stream, window_increment=10_000_000).serialize())
        assert client.answer(stream).body == large.read_bytes()


def test_streams_take_turns(server: Server, dial: Callable, large: Path) -> None:
    with dial(server, window=65_535, connection_window=1_000_000) as client:
        data, streams = b"", []
        for _ in range(5):
            stream, more = client.request("GET", "/", HTML, authority="localhost")
            data, streams = data + more, [*streams, stream]
        client.send(data)
        order = []
        while not all(s in client.answers and client.answers[s].is_whole for s in streams):
            frame = client.read()
            if isinstance(frame, DataFrame):
                order.append(frame.stream_id)
        for stream in streams:
            assert client.answers[stream].body == large.read_bytes()
        # None is served out before the others.
        assert set(order[: len(order) // 4]) == set(streams)


def test_streams_that_are_reset_leave_the_others_whole(
    server: Server, dial: Callable, large: Path
) -> None:
    with dial(server) as client:
        streams = [client.open("GET", "/", HTML, authority="localhost") for _ in range(6)]
        while not all(stream in client.answers for stream in streams):
            client.read()
        for stream in streams[::2]:
            client.send(RstStreamFrame(stream, error_code=8).serialize())
        for stream in streams[1::2]:
            assert client.answer(stream).body == large.read_bytes()
        assert client.ask(authority="localhost").status == 503


def test_small_answers_overtake_large_ones(
    server: Server, dial: Callable, large: Path
) -> None:
    with dial(server) as client:
        stream = client.open("GET", "/", HTML, authority="localhost")
        client.read()
        small = client.ask("GET", "/", ["Accept: application/json"], authority="localhost")
        assert small.status == 503
        assert not client.answers[stream].is_whole
        assert client.answer(stream).body == large.read_bytes()


def test_the_h2_library_reads_it_whole(server: Server, large: Path) -> None:
    """Another judge of every frame: flow control too."""
    import h2.config
    import h2.connection
    import h2.events

    with socket.create_connection(server.address, 20) as connection:
        session = h2.connection.H2Connection(h2.config.H2Configuration(header_encoding=None))
        session.initiate_connection()
        lines = http2.fields(headers=HTML)
        bodies = {stream: b"" for stream in (1, 3, 5)}
        for stream in bodies:
            session.send_headers(stream, lines, end_stream=True)
        ended: set[int] = set()
        while ended != bodies.keys():
            connection.sendall(session.data_to_send())
            for event in session.receive_data(connection.recv(1 << 16)):
                if isinstance(event, h2.events.DataReceived):
                    bodies[event.stream_id] += event.data
                    session.acknowledge_received_data(
                        event.flow_controlled_length, event.stream_id
                    )
                elif isinstance(event, h2.events.StreamEnded):
                    ended.add(event.stream_id)
        assert set(bodies.values()) == {large.read_bytes()}


def anonymous_memory(server: Server) -> int:
    """Bytes of no file that the worker holds."""
    (worker,) = server.workers
    lines = Path(f"/proc/{worker}/smaps_rollup").read_text().splitlines()
    (line,) = [line for line in lines if line.startswith("Anonymous:")]
    return int(line.split()[1]) * 1024


@pytest.fixture
def readers() -> Iterator[list[http2.Client]]:
    """What a test puts here is closed, whatever happens."""
    opened: list[http2.Client] = []
    yield opened
    for reader in opened:
        reader.close()


@pytest.mark.parametrize("stopped_by", ["their windows", "the kernel"])
def test_slow_readers_share_one_page(
    start_tls_server: StartServer, large: Path, readers: list[http2.Client], stopped_by: str
) -> None:
    server = serve(start_tls_server, large)
    at_rest = anonymous_memory(server)
    window = 1_000 if stopped_by == "their windows" else http2.LARGEST_WINDOW
    for _ in range(READERS):
        raw = socket.socket()
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        raw.settimeout(20)
        raw.connect(server.address)
        reader = http2.Client(raw, window=window, connection_window=max(window, 65_535))
        readers.append(reader)
        reader.send(b"".join(reader.request("GET", "/", HTML)[1] for _ in range(STREAMS)))
    for reader in readers:
        while 1 not in reader.answers:
            reader.read()
    each = (anonymous_memory(server) - at_rest) / READERS
    print(f"{each:.0f} bytes a reader of {STREAMS} streams")
    assert each < 8192
    for reader in readers[::25]:
        reader.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        if stopped_by == "their windows":
            settings = {SettingsFrame.INITIAL_WINDOW_SIZE: http2.LARGEST_WINDOW}
            reader.send(SettingsFrame(settings=settings).serialize())
            reader.send(WindowUpdateFrame(0, window_increment=1 << 30).serialize())
        reader.renews = False
        for stream in range(1, STREAMS * 2, 2):
            assert reader.answer(stream).body == large.read_bytes()
