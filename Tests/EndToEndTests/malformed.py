"""Requests that a strict server refuses, each with the words for what is wrong with it."""

from harness import FORWARDED

HOST = "Host: app.example.com"


def head(*lines: str) -> bytes:
    """A request with these header lines, which would be kept if it were well-formed."""
    return "\r\n".join(["POST / HTTP/1.1", HOST, FORWARDED, *lines, "", ""]).encode("latin-1")


def line(text: str) -> bytes:
    return f"{text}\r\n{HOST}\r\n{FORWARDED}\r\n\r\n".encode("latin-1")


REFUSED = {
    "length and chunked": head("Content-Length: 5", "Transfer-Encoding: chunked"),
    "chunked and length": head("Transfer-Encoding: chunked", "Content-Length: 5"),
    "two differing lengths": head("Content-Length: 5", "Content-Length: 6"),
    "a list of differing lengths": head("Content-Length: 5, 6"),
    "a length with a plus": head("Content-Length: +5"),
    "a negative length": head("Content-Length: -5"),
    "a hexadecimal length": head("Content-Length: 0x5"),
    "a length with a space inside": head("Content-Length: 5 5"),
    "a length with a letter": head("Content-Length: 5b"),
    "an empty length": head("Content-Length:"),
    "a length past 64 bits": head("Content-Length: 18446744073709551621"),
    "a coding other than chunked": head("Transfer-Encoding: gzip"),
    "identity": head("Transfer-Encoding: identity"),
    "chunked that is not final": head("Transfer-Encoding: chunked, identity"),
    "chunked that is not final, in two lines": head(
        "Transfer-Encoding: chunked", "Transfer-Encoding: identity"
    ),
    "chunked twice": head("Transfer-Encoding: chunked, chunked"),
    "quoted chunked": head('Transfer-Encoding: "chunked"'),
    "chunked after a vertical tab": head("Transfer-Encoding: \x0bchunked"),
    "chunked with a parameter": head("Transfer-Encoding: chunked;q=1"),
    "an empty coding": head("Transfer-Encoding:"),
    "a space before the colon of a framing field": head("Transfer-Encoding : chunked"),
    "a space before the colon": head("X-A : 1"),
    "a tab before the colon": head("Content-Length\t: 5"),
    "a folded line": head("X-A: 1", " folded: 2"),
    "a line folded by a tab": head("X-A: 1", "\tfolded"),
    "a first line that is folded": b"GET / HTTP/1.1\r\n Host: a\r\nHost: a\r\n\r\n",
    "a line without a colon": head("no colon here"),
    "an empty name": head(": value"),
    "a name with a space": head("X A: 1"),
    "a name with a bracket": head("X(A): 1"),
    "a name outside ASCII": head("X-\xe4: 1"),
    "bare LF everywhere": b"GET / HTTP/1.1\nHost: a\nVia: x\n\n",
    "bare LF after a field": head("X-A: 1\nX-B: 2"),
    "bare LF at the end": b"GET / HTTP/1.1\r\nHost: a\r\nVia: x\r\n\n",
    "bare CR in a value": head("X-A: 1\rX-B: 2"),
    "CR CR LF": head("X-A: 1\r"),
    "NUL in a value": head("X-A: 1\x002"),
    "NUL in a name": head("X\x00A: 1"),
    "NUL in the target": line("GET /a\x00b HTTP/1.1"),
    "no host": f"GET / HTTP/1.1\r\n{FORWARDED}\r\n\r\n".encode(),
    "two hosts": head("Host: other.example.com"),
    "the same host twice": head(HOST),
    "two spaces after the method": line("GET  / HTTP/1.1"),
    "a tab in the request line": line("GET\t/ HTTP/1.1"),
    "a space at the end of the request line": line("GET / HTTP/1.1 "),
    "a space before the method": line(" GET / HTTP/1.1"),
    "a space in the target": line("GET /a b HTTP/1.1"),
    "no target": line("GET HTTP/1.1"),
    "no version": line("GET /"),
    "a method that is not a token": line("G@T / HTTP/1.1"),
    "no method": line(" / HTTP/1.1"),
    "a version with two digits": line("GET / HTTP/1.10"),
    "a version without a dot": line("GET / HTTP/11"),
    "another protocol": line("GET / ICAP/1.0"),
    "a lower-case protocol": line("GET / http/1.1"),
    "five empty lines": b"\r\n" * 5 + line("GET / HTTP/1.1"),
}
# The head of these is well-formed and answered; the connection must end at the broken body.
BROKEN_CHUNKS = {
    "a size that is no number": b"zz\r\nhello\r\n",
    "a size with a plus": b"+5\r\nhello\r\n",
    "a size with a minus": b"-5\r\nhello\r\n",
    "a size with a prefix": b"0x5\r\nhello\r\n",
    "a size past 64 bits": b"10000000000000005\r\nhello\r\n",
    "an empty size": b"\r\nhello\r\n",
    "a space before the size": b" 5\r\nhello\r\n",
    "bare LF after the size": b"5\nhello\r\n",
    "bare CR after the size": b"5\rhello\r\n",
    "bare LF in an extension": b"5;a\nb\r\nhello\r\n",
    "no line end after the data": b"5\r\nhelloworld\r\n",
    "bare LF after the data": b"5\r\nhello\n",
    "a trailer that is folded": b"0\r\nX-A: 1\r\n folded\r\n\r\n",
    "a trailer with a bare LF": b"0\r\nX-A: 1\n\r\n",
    "bare LF at the end": b"0\r\n\n",
}
