"""Load and frames of HTTP/2: what the commands share."""

import re
import struct
import time

import measure
from measure import CLIENT_CPU, Failed

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
LARGEST_WINDOW = (1 << 31) - 1


def load(peer, *, count, seconds, connections=1, depth=1, fields=(), path="", more=()):
    """Runs h2load on the client's CPU: so many requests, all of which must be answered 503."""
    words = ["taskset", "-c", CLIENT_CPU, "h2load", "--requests", count, "--clients", connections,
             "--max-concurrent-streams", depth, *more]
    for field in fields:
        words += ["--header", field]
    printed = measure.run([*words, peer.url.rstrip("/") + "/" + path], timeout=seconds + 30)
    found = re.search(r"status codes: (\d+) 2xx, (\d+) 3xx, (\d+) 4xx, (\d+) 5xx", printed)
    if not found or int(found[4]) != count:
        raise Failed(f"{found[4] if found else 'no'} right answers of {count}")


def rate(peer, **how):
    """Requests that are answered in a second, from a short run."""
    began = time.monotonic()
    load(peer, count=2000, seconds=30, **how)
    return 2000 / (time.monotonic() - began)


def frame(type, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", type, flags, stream) + payload


def opening(window=None):
    """Preface and SETTINGS; with a window, of streams and of the connection, as large as it gets."""
    if window is None:
        return PREFACE + frame(4, 0, 0)
    settings = frame(4, 0, 0, struct.pack(">HI", 4, window))
    return PREFACE + settings + frame(8, 0, 0, struct.pack(">I", LARGEST_WINDOW - 65535))


def get(stream, accept="*/*"):
    """A request as clients make them: what doesn't change goes into the table."""
    fields = b"\x82\x86\x84"
    for index, value in ((1, "localhost"), (58, "h2load nghttp2/1.52.0"), (19, accept)):
        fields += bytes([0x40 | index, len(value)]) + value.encode()
    return frame(1, 5, stream, fields)


ACKNOWLEDGEMENT = frame(4, 1, 0)
