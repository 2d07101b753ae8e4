"""Scripts of other sites may read every answer, whatever its status, and a preflight gets leave for
what it asks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from harness import PLAIN, Server
from listeners import connect, each_listener, head
from scripts import ORIGIN, PREFLIGHT, SIMPLE, allowance, ask

StartServer = Callable[..., Server]

ORIGINS = [
    *(ORIGIN, "http://localhost:3000", "https://[2001:db8::1]:8443", "null", "http://192.0.2.1"),
    *("https://xn--bcher-kva.example", "chrome-extension://abcdefghijklmnop", "app+x.y-z://host_1"),
    "https://" + "a" * 504,
]


@each_listener
@pytest.mark.parametrize("origin", ORIGINS, ids=lambda origin: origin[:40])
def test_every_origin_may_read_the_answer(both: Server, listener: str, origin: str) -> None:
    with connect(both, listener) as client:
        for method in ("GET", "POST", "PUT", "HEAD", "OPTIONS"):
            for accept, varies in [
                ("*/*", "Accept, Origin"),
                ("application/json", "Accept, Origin"),
                ("text/html", "Accept, Accept-Language, Accept-Encoding, Origin"),
            ]:
                answer = ask(client, method, f"Origin: {origin}", f"Accept: {accept}")
                assert (answer.status, answer.closes) == (503, False)
                assert allowance(answer) == SIMPLE | {"Access-Control-Allow-Origin": origin}
                assert answer.header("Vary") == varies
                # The rest is what everybody gets.
                usual = ask(client, method, f"Accept: {accept}")
                assert answer.body == usual.body
                assert allowance(usual) == {}
                assert usual.header("Vary") == varies.removesuffix(", Origin")
                own = {*allowance(answer), "Vary"}
                others = [line for line in head(answer)[2] if line[0] not in own]
                assert others == [line for line in head(usual)[2] if line[0] != "Vary"]
        assert client.is_kept()


@each_listener
@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("PUT", None),
        ("DELETE", "authorization"),
        ("PATCH", "content-type,x-csrf-token"),
        ("X-OWN!", "x-a, X-B ,x-c"),
        ("GET", "a" * 2048),
        ("M" * 2048, "x"),
        ("QUERY", ""),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_preflight_gets_leave_for_what_it_asks(
    both: Server, listener: str, method: str, headers: str | None
) -> None:
    fields = [f"Origin: {ORIGIN}", f"Access-Control-Request-Method: {method}"]
    if headers is not None:
        fields.append(f"Access-Control-Request-Headers: {headers}")
    with connect(both, listener) as client:
        answer = ask(client, "OPTIONS", *fields)
        assert (answer.status, answer.reason, answer.closes) == (204, "No Content", False)
        expected = {
            "Access-Control-Allow-Origin": ORIGIN,
            "Access-Control-Allow-Credentials": "true",
            "Access-Control-Allow-Methods": method,
            "Access-Control-Max-Age": "0",
        }
        if headers:
            expected["Access-Control-Allow-Headers"] = headers
        assert allowance(answer) == expected
        assert answer.header("Vary") == (
            "Access-Control-Request-Method, Access-Control-Request-Headers, Origin"
        )
        for name in ("Content-Length", "Content-Type", "Retry-After"):
            assert answer.header(name) is None
        assert client.is_kept()
        # What a browser does next.
        answer = ask(client, "PUT", f"Origin: {ORIGIN}", "Content-Length: 2", body=b"{}")
        assert (answer.status, answer.body, allowance(answer)) == (503, PLAIN, SIMPLE)


@pytest.mark.parametrize(
    ("method", "fields"),
    [
        ("OPTIONS", [f"Origin: {ORIGIN}"]),
        ("OPTIONS", PREFLIGHT),
        ("OPTIONS", [f"Origin: {ORIGIN}", "Access-Control-Request-Headers: x"]),
        ("OPTIONS", [f"Origin: {ORIGIN}", "Access-Control-Request-Method:"]),
        ("OPTIONS", ["Origin: https://a b", *PREFLIGHT]),
        ("GET", [f"Origin: {ORIGIN}", *PREFLIGHT]),
        ("POST", [f"Origin: {ORIGIN}", *PREFLIGHT]),
        ("options", [f"Origin: {ORIGIN}", *PREFLIGHT]),
    ],
    ids=str,
)
def test_what_is_no_preflight_gets_the_maintenance_answer(
    server: Server, method: str, fields: list[str]
) -> None:
    answer = server.ask(method, "/api", fields)
    assert (answer.status, answer.body) == (503, PLAIN)
    assert "Access-Control-Allow-Methods" not in allowance(answer)


@pytest.mark.parametrize("status", [200, 204, 304, 429, 500])
def test_every_status_may_be_read(start_server: StartServer, status: int) -> None:
    server = start_server(STATUS_CODE=status, HTTP_KEEP_ALIVE="on")
    with server.client() as client:
        for _ in range(2):
            answer = ask(client, "GET", f"Origin: {ORIGIN}", "Accept: application/json")
            assert (answer.status, allowance(answer)) == (status, SIMPLE)
            has_content = status not in (204, 304)
            assert answer.header("Vary") == ("Accept, Origin" if has_content else "Origin")
            answer = ask(client, "OPTIONS", f"Origin: {ORIGIN}", *PREFLIGHT)
            assert answer.status == 204
            assert allowance(answer)["Access-Control-Allow-Methods"] == "PUT"
