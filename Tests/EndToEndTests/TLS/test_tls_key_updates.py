"""KeyUpdate of TLS 1.3 (RFC 8446 §4.6.3): some are followed, a flood ends its own connection."""

from __future__ import annotations

import ctypes
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

import http1
from harness import PLAIN, Server

# Python's own module has no call for it.
LIBSSL = ctypes.CDLL("libssl.so.3")
POINTER = ctypes.c_void_p
for name, result, arguments in [
    ("TLS_client_method", POINTER, []),
    ("SSL_CTX_new", POINTER, [POINTER]),
    ("SSL_CTX_free", None, [POINTER]),
    ("SSL_new", POINTER, [POINTER]),
    ("SSL_free", None, [POINTER]),
    ("SSL_set_fd", ctypes.c_int, [POINTER, ctypes.c_int]),
    ("SSL_connect", ctypes.c_int, [POINTER]),
    ("SSL_key_update", ctypes.c_int, [POINTER, ctypes.c_int]),
    ("SSL_do_handshake", ctypes.c_int, [POINTER]),
    ("SSL_write", ctypes.c_int, [POINTER, ctypes.c_char_p, ctypes.c_int]),
    ("SSL_read", ctypes.c_int, [POINTER, ctypes.c_char_p, ctypes.c_int]),
]:
    function = getattr(LIBSSL, name)
    function.restype, function.argtypes = result, arguments
ONLY_OURS, BOTH = 0, 1


@contextmanager
def connected(server: Server) -> Iterator[tuple[socket.socket, int]]:
    context = LIBSSL.SSL_CTX_new(LIBSSL.TLS_client_method())
    with http1.connect(server.tls_address) as connection:
        connection.setblocking(True)
        session = LIBSSL.SSL_new(context)
        try:
            LIBSSL.SSL_set_fd(session, connection.fileno())
            assert LIBSSL.SSL_connect(session) == 1
            yield connection, session
        finally:
            LIBSSL.SSL_free(session)
            LIBSSL.SSL_CTX_free(context)


def is_updated(session: int, kind: int) -> bool:
    return LIBSSL.SSL_key_update(session, kind) == 1 and LIBSSL.SSL_do_handshake(session) == 1


@pytest.mark.parametrize("kind", [ONLY_OURS, BOTH])
def test_some_key_updates_are_followed(tls_server: Server, kind: int) -> None:
    with connected(tls_server) as (_, session):
        assert all(is_updated(session, kind) for _ in range(100))
        data = http1.request()
        assert LIBSSL.SSL_write(session, data, len(data)) == len(data)
        answer, piece = b"", ctypes.create_string_buffer(4096)
        while (count := LIBSSL.SSL_read(session, piece, 4096)) > 0:
            answer += piece.raw[:count]
        assert answer.startswith(b"HTTP/1.1 503") and answer.endswith(PLAIN)


@pytest.mark.parametrize("kind", [ONLY_OURS, BOTH])
def test_key_updates_without_end_end_the_connection(tls_server: Server, kind: int) -> None:
    with connected(tls_server) as (connection, session):
        count = 0
        while is_updated(session, kind):
            count += 1
            assert count < 20_000
            if count % 20 == 0:
                # What it answers is taken, unread.
                try:
                    while connection.recv(1 << 16, socket.MSG_DONTWAIT):
                        pass
                except BlockingIOError:
                    pass
                except OSError:
                    break
    assert tls_server.ask().body == PLAIN
