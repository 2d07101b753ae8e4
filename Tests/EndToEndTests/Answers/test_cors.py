"""Scripts of other sites may read every answer, after a preflight too, and learn nothing else: what
a request says comes back whole and well-formed or not at all, and in no answer but its own."""

from __future__ import annotations

import itertools
import select
import struct
from collections.abc import Callable

import pytest

import http1
from harness import FORWARDED, PLAIN, Server
from listeners import connect, each_listener, head

StartServer = Callable[..., Server]

ORIGIN = "https://app.example.com"
ORIGINS = [
    *(ORIGIN, "http://localhost:3000", "https://[2001:db8::1]:8443", "null", "http://192.0.2.1"),
    *("https://xn--bcher-kva.example", "chrome-extension://abcdefghijklmnop", "app+x.y-z://host_1"),
    "https://" + "a" * 504,
]
BAD_ORIGINS = [
    *("", "app.example.com", "https:", "https:/a", "javascript:alert(1)", "*", "nullnull"),
    *("https://a b", "https://a, https://b", "https://a,https://b", "null, null", "https://a;b"),
    *("https://a\tb", "https://a\xe4", "https://\xff", "https://a/", "https://a//b", "https://a?b"),
    *("https://user@a", 'https://a"', "https://a'", "https://<a>", "https://a\\b", "https://a%0d"),
    *("://a", "1https://a", "https://" + "a" * 505, "https://" + "a" * 10_000),
]
BAD_TOKENS = {
    "Method": ["PUT, DELETE", "P UT", "P\tT", "PUT;", "P\xffT", "P/T", '"PUT"', "(", "a" * 2049]
    + ["a" * 10_000],
    "Headers": ["x y", "x;y", "x\ty", "x,\xfcber", "\xff", "x:y", '"x"', "x, y z", "a" * 2049]
    + ["a" * 10_000, "x, " * 3500, "<script>"],
}
PREFLIGHT = ["Access-Control-Request-Method: PUT"]
SIMPLE = {
    "Access-Control-Allow-Origin": ORIGIN,
    "Access-Control-Allow-Credentials": "true",
    "Access-Control-Expose-Headers": "Retry-After, X-Maintenance-Mode",
}
GRPC_EXPOSED = "Retry-After, X-Maintenance-Mode, grpc-status, grpc-message"


def allowance(answer: http1.Answer) -> dict[str, str]:
    """The lines of the CORS protocol, each of them once."""
    lines = [line for line in answer.headers if line[0].startswith("Access-Control-")]
    assert len(dict(lines)) == len(lines)
    return dict(lines)


@pytest.fixture
def both(start_tls_server: StartServer) -> Server:
    """A server that keeps every connection, with both listeners."""
    return start_tls_server(HTTPS_KEEP_ALIVE="on", WORKERS=1)


def ask(client: http1.Client, method: str, *fields: str, body: bytes = b"") -> http1.Answer:
    """As a proxy asks, which keeps its connection."""
    return client.ask(method, "/api", [FORWARDED, *fields], body)


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


@each_listener
def test_what_is_no_origin_is_not_repeated(both: Server, listener: str) -> None:
    kinds = [("GET", []), ("POST", ["Content-Length: 0"]), ("OPTIONS", PREFLIGHT)]
    with connect(both, listener) as client:
        for origin, (method, fields) in itertools.product(BAD_ORIGINS, kinds):
            answer = ask(client, method, f"Origin: {origin}", *fields)
            assert (answer.status, answer.body, allowance(answer)) == (503, PLAIN, {}), origin
            assert answer.header("Vary") == "Accept", origin
            assert not origin or not any(origin in value for _, value in answer.headers), origin
        assert client.is_kept()


@each_listener
@pytest.mark.parametrize(("name", "values"), BAD_TOKENS.items(), ids=BAD_TOKENS)
def test_a_preflight_for_what_is_no_token_gets_no_leave(
    both: Server, listener: str, name: str, values: list[str]
) -> None:
    with connect(both, listener) as client:
        for value in values:
            asked = {"Method": "PUT", "Headers": "x-token"} | {name: value}
            fields = [f"Access-Control-Request-{key}: {text}" for key, text in asked.items()]
            answer = ask(client, "OPTIONS", f"Origin: {ORIGIN}", *fields)
            assert (answer.status, answer.body, allowance(answer)) == (503, PLAIN, SIMPLE), value
            assert not any(value in text for _, text in answer.headers), value
        assert client.is_kept()


@pytest.mark.parametrize(
    "line",
    [
        b"Origin: https://a\r\n X-Forged: 1",
        b"Origin: https://a\rX-Forged: 1",
        b"Origin: https://a\nX-Forged: 1",
        b"Origin: https://a\x00",
        b"Origin : https://a",
        b"Access-Control-Request-Method: PUT\r\n\tX-Forged: 1",
        b"Access-Control-Request-Headers: x\nX-Forged: 1",
        b"Access-Control-Request-Headers: x\rX-Forged: 1",
    ],
    ids=repr,
)
def test_a_torn_line_is_refused_and_not_repeated(server: Server, line: bytes) -> None:
    lines = [b"OPTIONS / HTTP/1.1", b"Host: a", f"Origin: {ORIGIN}".encode(), line]
    if line.startswith(b"Origin"):
        lines[2] = b"Access-Control-Request-Method: PUT"
    with server.client() as client:
        client.send(b"\r\n".join([*lines, b"", b""]))
        received = client.rest()
    assert received.startswith(b"HTTP/1.1 400 ")
    assert b"Forged" not in received and b"Access-Control" not in received


@pytest.mark.parametrize("byte", [0x01, 0x08, 0x0B, 0x1F, 0x7F], ids=hex)
def test_a_control_byte_is_never_repeated(server: Server, byte: int) -> None:
    value = b"https://a" + bytes([byte]) + b"b"
    for name in (b"Origin", b"Access-Control-Request-Method", b"Access-Control-Request-Headers"):
        lines = [b"OPTIONS / HTTP/1.1", b"Host: a", name + b": " + value]
        if name != b"Origin":
            lines.append(f"Origin: {ORIGIN}".encode())
        with server.client() as client:
            client.send(b"\r\n".join([*lines, b"", b""]))
            received = client.rest()
        assert received.startswith(b"HTTP/1.1 503 ")
        assert bytes([byte]) not in received


def test_a_repeated_origin_is_repeated_once_or_not_at_all(server: Server) -> None:
    for second in ("https://other.example.com", ORIGIN, "bad origin"):
        fields = [f"Origin: {ORIGIN}", f"Origin: {second}", *PREFLIGHT]
        for method in ("GET", "OPTIONS"):
            answer = server.ask(method, headers=fields)
            allowed = allowance(answer).get("Access-Control-Allow-Origin")
            assert allowed in (None, ORIGIN, "https://other.example.com")


@each_listener
@pytest.mark.parametrize("chunked", [False, True], ids=["length", "chunked"])
def test_an_answer_that_waits_for_its_body_keeps_its_lines(
    both: Server, listener: str, chunked: bool
) -> None:
    framing = "Transfer-Encoding: chunked" if chunked else "Content-Length: 8"
    body = b"8\r\n--body--\r\n0\r\n\r\n" if chunked else b"--body--"
    origins = [f"https://{number}.example.com" for number in range(8)]
    connections = [connect(both, listener) for _ in origins]
    try:
        for client, origin in zip(connections, origins):
            fields = [FORWARDED, f"Origin: {origin}", framing]
            client.send(http1.request("POST", "/api", fields))
        # All of one worker: somebody else's lines come in between.
        with connect(both, listener) as other:
            fields = [f"Origin: {ORIGIN}", "Access-Control-Request-Headers: x-other", *PREFLIGHT]
            assert ask(other, "OPTIONS", *fields).status == 204
        assert not select.select([client.socket for client in connections], [], [], 0.1)[0]
        for client, origin in reversed(list(zip(connections, origins))):
            client.send(body[:5])
            # The next request hangs on.
            client.send(body[5:] + http1.request(headers=[FORWARDED, "Origin: null"]))
            answer = client.answer()
            assert (answer.status, answer.body) == (503, PLAIN)
            assert allowance(answer) == SIMPLE | {"Access-Control-Allow-Origin": origin}
            assert allowance(client.answer())["Access-Control-Allow-Origin"] == "null"
            assert client.is_kept(0.05)
    finally:
        for client in connections:
            client.close()


def test_an_answer_whose_body_never_comes_has_its_lines(server: Server) -> None:
    with server.client() as client:
        fields = [FORWARDED, f"Origin: {ORIGIN}", "Content-Length: 20"]
        answer = client.ask("POST", "/", fields, b"half")
        assert (answer.closes, allowance(answer)) == (True, SIMPLE)
    # Nor does one wait for what is too large.
    with server.client() as client:
        answer = client.ask("POST", "/", [f"Origin: {ORIGIN}", f"Content-Length: {1 << 30}"])
        assert (answer.closes, allowance(answer)) == (True, SIMPLE)


def test_an_answer_in_the_middle_of_a_body_survives_what_others_do(server: Server) -> None:
    with server.client() as client:
        fields = [FORWARDED, f"Origin: {ORIGIN}", *PREFLIGHT, "Content-Length: 4"]
        client.send(http1.request("OPTIONS", "/", fields) + b"ab")
        for _ in range(20):
            assert server.ask(headers=["Origin: null"]).status == 503
        client.send(b"cd")
        answer = client.answer()
        assert answer.status == 204
        assert allowance(answer)["Access-Control-Allow-Origin"] == ORIGIN


@each_listener
@pytest.mark.parametrize("size", [None, 1, 50, 1448])
def test_pipelined_requests_of_different_origins_get_each_its_own(
    both: Server, listener: str, size: int | None
) -> None:
    asked = []
    origins = itertools.cycle([ORIGIN, None, "null", "https://a b", "http://localhost:3000"])
    for number, origin in zip(range(60), origins):
        method = ("GET", "OPTIONS", "POST", "HEAD")[number % 4]
        fields = [FORWARDED] + ([f"Origin: {origin}"] if origin else [])
        fields += [f"Access-Control-Request-Method: M{number}"] if method == "OPTIONS" else []
        fields += ["Content-Length: 3"] if method == "POST" else []
        data = http1.request(method, "/", fields, b"abc" if method == "POST" else b"")
        allowed = origin if origin and " " not in origin else None
        asked.append((method, allowed, number, data))
    data = b"".join(data for _, _, _, data in asked)
    with connect(both, listener) as client:
        for start in range(0, len(data), size or len(data)):
            client.send(data[start : start + (size or len(data))])
        for method, allowed, number, _ in asked:
            answer = client.answer(method)
            lines = allowance(answer)
            assert lines.get("Access-Control-Allow-Origin") == allowed
            is_leave = method == "OPTIONS" and allowed is not None
            assert answer.status == (204 if is_leave else 503)
            assert lines.get("Access-Control-Allow-Methods") == (f"M{number}" if is_leave else None)
        assert client.is_kept()


def test_the_longest_lines_in_a_long_pipeline_arrive_whole(both: Server) -> None:
    origin = "https://" + "a" * 504
    fields = [
        FORWARDED,
        f"Origin: {origin}",
        f"Access-Control-Request-Method: {'M' * 2048}",
        f"Access-Control-Request-Headers: {'h' * 2048}",
    ]
    with connect(both, "plain") as client:
        for count in (1, 10, 40):
            client.send(http1.request("OPTIONS", "/", fields) * count)
            for _ in range(count):
                lines = allowance(client.answer())
                assert lines["Access-Control-Allow-Origin"] == origin
                assert lines["Access-Control-Allow-Methods"] == "M" * 2048
                assert lines["Access-Control-Allow-Headers"] == "h" * 2048
        assert client.is_kept()


@each_listener
def test_off_gives_leave_to_nobody(start_tls_server: StartServer, listener: str) -> None:
    server = start_tls_server(CORS="off", HTTPS_KEEP_ALIVE="on")
    with connect(server, listener) as client:
        for origin in ORIGINS + BAD_ORIGINS:
            for method, fields in [("GET", []), ("OPTIONS", PREFLIGHT)]:
                answer = ask(client, method, f"Origin: {origin}", *fields)
                usual = ask(client, method)
                assert (head(answer), answer.body) == (head(usual), usual.body)
                assert allowance(answer) == {} and answer.header("Vary") == "Accept"
        assert client.is_kept()


@pytest.mark.parametrize("value", ["maybe", "onn"])
def test_a_wrong_value_is_a_warning_and_turns_nothing_on(
    start_server: StartServer, value: str
) -> None:
    server = start_server(CORS=value)
    assert allowance(server.ask(headers=[f"Origin: {ORIGIN}"])) == {}
    assert "UNDER_MAINTENANCE_CORS" in server.log


@pytest.mark.parametrize("value", ["ON ", "true", "Yes", "1", "'on'"])
def test_every_word_for_on_is_on(start_server: StartServer, value: str) -> None:
    server = start_server(CORS=value)
    assert allowance(server.ask(headers=[f"Origin: {ORIGIN}"])) == SIMPLE
    assert "UNDER_MAINTENANCE_CORS" not in server.log


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
