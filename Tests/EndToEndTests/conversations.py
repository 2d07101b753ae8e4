"""Requests of a proxy that keeps its connections, of every kind that is answered in a way of its
own, alone and pipelined; and whether their answers say that the connection ends."""

from __future__ import annotations

from dataclasses import dataclass

import http1
from harness import FORWARDED

CHUNKED = b"5;name=value\r\nhello\r\n0\r\nX-Trailer: 1\r\n\r\n"
# Seconds after a first answer, and so more than five after the accept from which the server counts.
OLD = 5.5
# Of a challenge, which a server must have been given.
TOKEN = "LoqXcYV8q5ONbJQxbmR7SCTNo3tiAXDfowyjxAjEuX0"


@dataclass(frozen=True)
class Kind:
    """A request of a proxy, which is kept."""

    data: bytes
    status: int = 503

    @property
    def method(self) -> str:
        return self.data.split(b" ", 1)[0].decode()


def kind(method: str, *fields: str, body: bytes = b"", status: int = 503, **options: str) -> Kind:
    return Kind(http1.request(method, headers=[FORWARDED, *fields], body=body, **options), status)


GET = kind("GET")
FORM = kind("POST", "Content-Length: 4", body=b"form")
STREAM = kind("POST", "Transfer-Encoding: chunked", body=CHUNKED)
KINDS = {
    "GET": GET,
    "HEAD": kind("HEAD"),
    "a form": FORM,
    "an empty form": kind("POST", "Content-Length: 0"),
    "a chunked body": STREAM,
    "64 KiB": kind("PUT", "Content-Length: 65536", body=b"b" * 65536),
    "the page": kind("GET", "Accept: text/html", "Accept-Encoding: gzip", "Accept-Language: de"),
    "JSON": kind("PATCH", "Accept: application/json"),
    "HTTP/1.0": kind("GET", "Connection: keep-alive", version="HTTP/1.0"),
    "a script of another site": kind("GET", "Origin: https://www.example.org"),
    "a preflight": kind(
        "OPTIONS",
        "Origin: http://app.example.com:3000",
        "Access-Control-Request-Method: PUT",
        status=204,
    ),
    "gRPC": kind(
        "POST", "Content-Type: application/grpc-web", "Content-Length: 5", body=bytes(5), status=200
    ),
    "a challenge": kind("GET", target=f"/.well-known/acme-challenge/{TOKEN}", status=200),
}
PIPELINES = {
    "two": [GET, GET],
    "eight": [GET] * 8,
    "with HEAD": [GET, KINDS["HEAD"], GET, KINDS["HEAD"]],
    "forms": [FORM] * 5,
    "chunked bodies": [STREAM] * 5,
    "a form before": [FORM, GET, GET],
    "a form behind": [GET, GET, FORM],
    "a chunked body behind": [GET, FORM, STREAM],
    "everything": [GET, FORM, KINDS["HEAD"], STREAM, KINDS["a preflight"], KINDS["gRPC"], GET],
    "pages": [KINDS["the page"]] * 3,
    "a challenge behind": [GET, KINDS["a challenge"]],
}


def ask(client: http1.Client, asked: Kind) -> bool:
    """Whether the answer, which has to come, is the last."""
    client.send(asked.data)
    return is_last(client, asked)


def is_last(client: http1.Client, asked: Kind) -> bool:
    answer = client.answer(asked.method)
    assert answer.status == asked.status
    return answer.closes


def lasts(client: http1.Client, asked: list[Kind]) -> list[bool]:
    """For each answer whether it is the last; the connection ends with it, without a reset."""
    closes = []
    for one in asked:
        closes.append(is_last(client, one))
        if closes[-1]:
            break
    assert client.rest() == b""
    return closes


def only_the_last(count: int) -> list[bool]:
    return [False] * (count - 1) + [True]


def all_that_come(client: http1.Client) -> list[bool]:
    """For every answer that comes until the server ends the connection whether it says close."""
    client.buffer += client.rest()
    closes = []
    while client.buffer:
        closes.append(is_last(client, GET))
    return closes
