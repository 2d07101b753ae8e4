"""HTTP/2 frame by frame: every frame of the server read, obeyed and noted, and nothing forgiven."""

from __future__ import annotations

import socket
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


@dataclass
class Answer(http1.Answer):
    """One response, and the frames it was made of. The body is whole bytes at its end."""

    frames: list[Frame] = field(default_factory=list)
    # What was sent of the stream before its end.
    is_whole: bool = False
    reset: int | None = None


class Connection:
    """The client's end of one, and what has come on it. It renews its windows as it reads, unless
    told not to."""

    def __init__(self, connection: socket.socket) -> None:
        self.socket = connection
        self.buffer = b""
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
        self._block: HeadersFrame | None = None

    def close(self) -> None:
        self.socket.close()

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

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
