"""HTTP/2 frame by frame: requests out, every frame of the server in, and nothing forgiven."""

from __future__ import annotations

import contextlib
import socket
import ssl
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

import hpack
from hyperframe.frame import (
    ContinuationFrame,
    DataFrame,
    Frame,
    GoAwayFrame,
    HeadersFrame,
    PingFrame,
    RstStreamFrame,
    SettingsFrame,
    WindowUpdateFrame,
)

import http1

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
EMPTY_SETTINGS = SettingsFrame().serialize()
LARGEST_WINDOW = (1 << 31) - 1
PROTOCOL_ERROR = 1


class Reset(Exception):
    """The server has reset the stream."""

    def __init__(self, code: int) -> None:
        super().__init__(f"RST_STREAM with code {code}")
        self.code = code


@dataclass
class Answer(http1.Answer):
    """One response, and the frames it was made of. The body is whole bytes at its end."""

    frames: list[Frame] = field(default_factory=list)
    # What was sent of the stream before its end.
    is_whole: bool = False
    reset: int | None = None


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


class Client:
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
        self.socket = connection
        self.buffer = b""
        self.encoder = hpack.Encoder()
        self.decoder = hpack.Decoder()
        self.answers: dict[int, Answer] = {}
        self.goaways: list[GoAwayFrame] = []
        self.pings: list[bytes] = []
        self.settings: dict[int, int] = {}
        self.renews = True
        self.renews_connection = True
        self.has_ended = False
        self.next_stream = 1
        self.send_window = 65_535
        self.stream_windows: dict[int, int] = {}
        self._received = 0
        self._block: HeadersFrame | None = None
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

    def close(self) -> None:
        self.socket.close()

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

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

    def read(self) -> Frame:
        """The next frame of the server; obeyed and noted."""
        frame = self._frame()
        if isinstance(frame, SettingsFrame):
            if "ACK" not in frame.flags:
                self.settings.update(frame.settings)
                self.send(SettingsFrame(flags=["ACK"]).serialize())
        elif isinstance(frame, PingFrame):
            if "ACK" in frame.flags:
                self.pings.append(frame.opaque_data)
            else:
                self.send(PingFrame(0, frame.opaque_data, flags=["ACK"]).serialize())
        elif isinstance(frame, GoAwayFrame):
            self.goaways.append(frame)
        elif isinstance(frame, WindowUpdateFrame):
            if frame.stream_id == 0:
                self.send_window += frame.window_increment
            elif frame.stream_id in self.stream_windows:
                self.stream_windows[frame.stream_id] += frame.window_increment
        elif isinstance(frame, RstStreamFrame):
            answer = self.answers.setdefault(frame.stream_id, Answer(0, "", [], b""))
            answer.reset = frame.error_code
        elif isinstance(frame, (HeadersFrame, ContinuationFrame)):
            self._take_block(frame)
        elif isinstance(frame, DataFrame):
            self._take_data(frame)
        return frame

    def _take_block(self, frame: HeadersFrame | ContinuationFrame) -> None:
        if isinstance(frame, HeadersFrame):
            assert self._block is None
            self._block = frame
        else:
            assert self._block is not None and self._block.stream_id == frame.stream_id
            self._block.data += frame.data
        if "END_HEADERS" not in frame.flags:
            return
        head, self._block = self._block, None
        assert head.stream_id % 2 and head.stream_id < self.next_stream, "nobody asked"
        assert head.stream_id not in self.answers, "two answers, or trailers"
        decoded = self.decoder.decode(head.data, raw=True)
        lines = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in decoded]
        assert lines[0][0] == ":status" and all(name[0] != ":" for name, _ in lines[1:])
        assert all(name == name.lower() for name, _ in lines)
        answer = Answer(int(lines[0][1]), "", lines[1:], b"", [head])
        answer.is_whole = "END_STREAM" in head.flags
        answer.body = b"" if answer.is_whole else bytearray()
        self.answers[head.stream_id] = answer

    def _take_data(self, frame: DataFrame) -> None:
        answer = self.answers[frame.stream_id]
        assert not answer.is_whole, "DATA behind the end of the stream"
        assert len(frame.data) <= 16_384
        answer.frames.append(frame)
        answer.body += frame.data
        answer.is_whole = "END_STREAM" in frame.flags
        if answer.is_whole:
            answer.body = bytes(answer.body)
            length = answer.header("content-length")
            assert length is None or int(length) == len(answer.body)
        if self.renews and frame.data:
            update = b""
            if self.renews_connection:
                update += WindowUpdateFrame(0, window_increment=len(frame.data)).serialize()
            if not answer.is_whole:
                update += WindowUpdateFrame(
                    frame.stream_id, window_increment=len(frame.data)
                ).serialize()
            self.send(update)

    def _frame(self) -> Frame:
        self._need(9)
        frame, length = Frame.parse_frame_header(memoryview(self.buffer[:9]))
        self._need(9 + length)
        frame.parse_body(memoryview(self.buffer[9 : 9 + length]))
        self.buffer = self.buffer[9 + length :]
        return frame

    def _need(self, count: int) -> None:
        while len(self.buffer) < count:
            chunk = self.socket.recv(1 << 16)
            if not chunk:
                self.has_ended = True
                raise http1.Incomplete(repr(self.goaways).encode() + self.buffer)
            self.buffer += chunk


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
