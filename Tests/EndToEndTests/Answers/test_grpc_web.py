"""A client of gRPC or gRPC-Web over HTTP/1 learns in its own terms that the service is
unavailable, and scripts of other sites may read it."""

from __future__ import annotations

import struct
from collections.abc import Callable

import pytest

from harness import PLAIN, Server
from listeners import connect, each_listener
from scripts import ORIGIN, SIMPLE, allowance, ask

StartServer = Callable[..., Server]

GRPC_EXPOSED = "Retry-After, X-Maintenance-Mode, grpc-status, grpc-message"


@each_listener
@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        ("application/grpc", "application/grpc"),
        ("application/grpc+proto", "application/grpc"),
        ("application/grpc-web", "application/grpc-web+proto"),
        ("application/grpc-web+proto", "application/grpc-web+proto"),
        ("Application/gRPC-Web+Proto; charset=utf-8", "application/grpc-web+proto"),
        ("application/grpc-web-text", "application/grpc-web-text+proto"),
        ("application/grpc-web-text+proto", "application/grpc-web-text+proto"),
    ],
)
def test_a_grpc_client_learns_that_the_service_is_unavailable(
    both: Server, listener: str, content_type: str, expected: str
) -> None:
    message = struct.pack(">BI", 0, 5) + b"hello"
    fields = [f"Content-Type: {content_type}", "Content-Length: 10", "X-Grpc-Web: 1"]
    with connect(both, listener) as client:
        for accept in ("application/grpc-web-text", "*/*", "text/html"):
            answer = ask(
                client, "POST", f"Origin: {ORIGIN}", f"Accept: {accept}", *fields, body=message
            )
            assert (answer.status, answer.body, answer.closes) == (200, b"", False)
            assert answer.header("Content-Type") == expected
            assert answer.header("Content-Length") == "0"
            assert answer.header("grpc-status") == "14"
            assert answer.header("grpc-message") == "Under maintenance"
            assert allowance(answer) == SIMPLE | {"Access-Control-Expose-Headers": GRPC_EXPOSED}
            assert answer.header("Vary") == "Origin"
            # Without a script: the same, and nothing of the protocol of scripts.
            answer = ask(client, "POST", f"Accept: {accept}", *fields, body=message)
            assert (answer.status, answer.header("grpc-status")) == (200, "14")
            assert allowance(answer) == {} and answer.header("Vary") is None
            # And the next one is an ordinary request.
            assert ask(client, "POST", "Content-Length: 2", body=b"{}").body == PLAIN
        preflight = [
            "Access-Control-Request-Method: POST",
            "Access-Control-Request-Headers: content-type,x-grpc-web,x-user-agent",
        ]
        assert ask(client, "OPTIONS", f"Origin: {ORIGIN}", *preflight).status == 204
        assert client.is_kept()


@pytest.mark.parametrize(
    "content_type", ["application/grp", "text/grpc", "xapplication/grpc", "grpc"]
)
def test_other_types_are_no_grpc(server: Server, content_type: str) -> None:
    answer = server.ask("POST", "/", [f"Content-Type: {content_type}", "Content-Length: 0"])
    assert (answer.status, answer.body) == (503, PLAIN)


def test_off_answers_grpc_all_the_same(start_server: StartServer) -> None:
    server = start_server(CORS="off", STATUS_CODE=500)
    answer = server.ask(
        "POST",
        "/",
        [f"Origin: {ORIGIN}", "Content-Type: application/grpc-web", "Content-Length: 0"],
    )
    assert (answer.status, answer.header("grpc-status"), allowance(answer)) == (200, "14", {})
