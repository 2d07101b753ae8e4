"""A client of HTTP/2: requests, well-formed or not, and their answers."""

from __future__ import annotations

import contextlib
import socket
import ssl
import time
from collections.abc import Iterable

import hpack
from hyperframe.frame import DataFrame, HeadersFrame, PingFrame, SettingsFrame, WindowUpdateFrame

import http1
from http2_connection import Answer, Connection

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
EMPTY_SETTINGS = SettingsFrame().serialize()
LARGEST_WINDOW = (1 << 31) - 1
PROTOCOL_ERROR = 1


class Reset(Exception):
    """The server has reset the stream."""

    def __init__(self, code: int) -> None:
        super().__init__(f"RST_STREAM with code {code}")
        self.code = code


def fields(
    method: str = "GET",
    target: str = "/",
    headers: Iterable[str] = (),
    *,
    authority: str | None = "app.example.com",
    scheme: str = "http",
) -> list[tuple[str, str]]:
    """A request's; header lines are given as over HTTP/1."""
    pseudo = [(":method", method)]
    if method != "CONNECT":
        pseudo += [(":scheme", scheme), (":path", target)]
    if authority is not None:
        pseudo.append((":authority", authority))
    lines = (line.partition(":") for line in headers)
    return pseudo + [(name.lower(), value.strip()) for name, _, value in lines]


class Client(Connection):
    """One connection, by prior knowledge unless the socket has had ALPN. It renews its windows as
    it reads, unless told how large they are."""

    def __init__(
        self,
        connection: socket.socket,
        *,
        preamble: bytes = b"",
        window: int | None = None,
        connection_window: int | None = None,
        greets: bool = True,
    ) -> None:
        super().__init__(connection)
        self.encoder = hpack.Encoder()
        if greets:
            wanted = {} if window is None else {SettingsFrame.INITIAL_WINDOW_SIZE: window}
            data = preamble + PREFACE + SettingsFrame(settings=wanted).serialize()
            if connection_window is not None and connection_window > 65_535:
                data += WindowUpdateFrame(
                    0, window_increment=connection_window - 65_535
                ).serialize()
            self.send(data)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def open(
        self,
        *arguments: object,
        ends: bool = True,
        body: bytes | None = None,
        raw: list[tuple[str, str]] | None = None,
        **options: object,
    ) -> int:
        """Sends a request, with its body if that is one frame's; the stream it is on."""
        stream, data = self.request(*arguments, ends=ends, body=body, raw=raw, **options)
        self.send(data)
        return stream

    def request(
        self,
        *arguments: object,
        ends: bool = True,
        body: bytes | None = None,
        raw: list[tuple[str, str]] | None = None,
        **options: object,
    ) -> tuple[int, bytes]:
        """The bytes of a request, and its stream."""
        stream = self.next_stream
        self.next_stream += 2
        if isinstance(self.socket, ssl.SSLSocket):
            options.setdefault("scheme", "https")
        block = self.encoder.encode(raw or fields(*arguments, **options))
        frame = HeadersFrame(stream, block, flags=["END_HEADERS"])
        if ends and body is None:
            frame.flags.add("END_STREAM")
        data = frame.serialize()
        if body is not None:
            data += DataFrame(stream, body, flags=["END_STREAM"] if ends else []).serialize()
        return stream, data

    def ask(self, *arguments: object, **options: object) -> Answer:
        """Sends a request and reads its answer."""
        return self.answer(self.open(*arguments, **options))

    def answer(self, stream: int) -> Answer:
        """The whole answer on the stream, whatever else comes before its end."""
        while True:
            answer = self.answers.get(stream)
            if answer is not None and answer.is_whole:
                return answer
            if answer is not None and answer.reset is not None:
                raise Reset(answer.reset)
            self.read()

    def reset_code(self, stream: int) -> int:
        """With which the server resets the stream without an answer."""
        try:
            answer = self.answer(stream)
        except Reset as reset:
            return reset.code
        raise AssertionError(f"answered with {answer.status}")

    def upload(self, stream: int, content: bytes) -> None:
        """The body in frames, as fast as the server's windows let it go; answers are read on the
        way. Ends the stream. The server's SETTINGS have been read."""
        self.stream_windows[stream] = self.settings.get(SettingsFrame.INITIAL_WINDOW_SIZE, 65_535)
        sent = 0
        while sent < len(content):
            room = min(self.send_window, self.stream_windows[stream], 16_384)
            if room <= 0:
                self.read()
                continue
            piece = content[sent : sent + room]
            sent += len(piece)
            self.send_window -= len(piece)
            self.stream_windows[stream] -= len(piece)
            ends = ["END_STREAM"] if sent == len(content) else []
            self.send(DataFrame(stream, piece, flags=ends).serialize())
        if not content:
            self.send(DataFrame(stream, b"", flags=["END_STREAM"]).serialize())

    def ping(self, octets: bytes = b"question") -> None:
        """Asks, and reads until it is answered: what was sent before has been looked at."""
        self.send(PingFrame(0, octets).serialize())
        while octets not in self.pings:
            self.read()
        self.pings.remove(octets)

    def rest(self) -> None:
        """Reads until the server ends the connection; what came is in the properties."""
        with contextlib.suppress(http1.Incomplete):
            while True:
                self.read()

    def is_kept(self, still: float = 0.2) -> bool:
        """Whether the connection stays open for a moment, without a farewell."""
        before = self.socket.gettimeout()
        deadline = time.monotonic() + still
        try:
            while (left := deadline - time.monotonic()) > 0:
                self.socket.settimeout(left)
                self.read()
        except TimeoutError:
            pass
        except http1.Incomplete:
            return False
        finally:
            self.socket.settimeout(before)
        return not self.goaways


def connect(address: http1.Address, timeout: float = 5, **options: object) -> Client:
    """In clear, by prior knowledge."""
    return Client(http1.connect(address, timeout), **options)


def connect_tls(
    address: http1.Address,
    context: ssl.SSLContext,
    name: str | None = "localhost",
    *,
    timeout: float = 5,
    source: str | None = None,
    **options: object,
) -> Client:
    """Over TLS; the server must choose `h2`."""
    raw = http1.connect(address, timeout, source)
    raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        connection = context.wrap_socket(raw, server_hostname=name, suppress_ragged_eofs=False)
        assert connection.selected_alpn_protocol() == "h2"
    except BaseException:
        raw.close()
        raise
    return Client(connection, **options)
