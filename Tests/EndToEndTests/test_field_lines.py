"""A list field may stand on several lines, with empty ones among them, and says what it would say
on one: the client of X-Forwarded-For, what a proxy is known by, what a preflight asks leave for,
what a client prefers, and the options of Connection."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

import http1
from entries import client_of, entries
from harness import FORWARDED, PLAIN, Server, free_port
from listeners import connect, content, each_listener
from proxies import Proxy

StartServer = Callable[..., Server]
StartProxy = Callable[..., Proxy]

PEER = "127.0.0.1"
# X-Forwarded-For line by line, and whom the trusted proxies among them vouch for.
CLIENTS = {
    "a proxy behind the client's": (["203.0.113.9", "10.0.0.1"], "203.0.113.9"),
    "what the client invented goes before": (["192.0.2.66", "203.0.113.9"], "203.0.113.9"),
    "a list and a line": (["203.0.113.9, 10.0.0.1", "10.0.0.2"], "203.0.113.9"),
    "a line and a list": (["203.0.113.9", "192.168.0.1,10.0.0.2"], "203.0.113.9"),
    "three lines of lists": (
        ["192.0.2.66, 192.0.2.67", "203.0.113.9, 10.0.0.1", "172.16.0.1, 10.0.0.2"],
        "203.0.113.9",
    ),
    "none but proxies": (["10.0.0.3", "10.0.0.2", "10.0.0.1"], "10.0.0.3"),
    "an empty line at the end": (["203.0.113.9", ""], "203.0.113.9"),
    "an empty line before": (["", "203.0.113.9"], "203.0.113.9"),
    "empty lines everywhere": (["", "203.0.113.9", "", " \t", "10.0.0.1", ""], "203.0.113.9"),
    "empty elements": (["203.0.113.9,", " , 10.0.0.1 ,,", ","], "203.0.113.9"),
    "nothing but empty lines": (["", "", ","], PEER),
    "IPv6": (["2001:db8::9", "fd00::1", "[fe80::1]:443"], "2001:db8::9"),
    "ports": (["203.0.113.9:50123", "10.0.0.1:80, [fd00::1]:80"], "203.0.113.9"),
    "a word left of the client": (["unknown", "203.0.113.9", "10.0.0.1"], "203.0.113.9"),
    "150 proxies": (["203.0.113.9", *["10.0.0.1"] * 150], "203.0.113.9"),
}


@pytest.fixture
def server(start_tls_server: StartServer) -> Server:
    """A server with both listeners that keeps its connections and logs."""
    return start_tls_server(ACCESS_LOG="json", HTTPS_KEEP_ALIVE="on", WORKERS=1)


def spread(name: str, values: list[str]) -> list[str]:
    """A line for each, among lines of other fields, its name written in every way."""
    names = [name, name.lower(), name.upper()]
    fields = []
    for number, value in enumerate(values):
        fields += [f"{names[number % 3]}: {value}"] + ["X-Other: 198.51.100.1, x"] * (number < 20)
    return fields


def ask(client: http1.Client, method: str, *fields: str, target: str = "/") -> http1.Answer:
    """As a proxy asks, which keeps its connection."""
    return client.ask(method, target, ["Via: 1.1 proxy.example.com", *fields])


@each_listener
def test_the_client_is_found_over_all_lines(server: Server, listener: str) -> None:
    with connect(server, listener) as client:
        for number, (lines, _) in enumerate(CLIENTS.values()):
            fields = spread("X-Forwarded-For", lines)
            assert ask(client, "GET", *fields, target=f"/{number}").status == 503
        # The line of an earlier request is none of this one's.
        ask(client, "GET", target="/none")
    found = {entry["target"]: entry["client"] for entry in entries(server)}
    assert found.pop("/none") == PEER
    assert dict(zip(CLIENTS, found.values())) == {
        name: expected for name, (_, expected) in CLIENTS.items()
    }


@pytest.mark.parametrize("size", [1, 40])
def test_lines_that_arrive_in_pieces_are_one_list(server: Server, size: int) -> None:
    fields = spread("X-Forwarded-For", ["203.0.113.9, 10.0.0.1", "", "10.0.0.2"])
    data = http1.request(target="/pieces", headers=fields)
    with server.client() as client:
        for start in range(0, len(data), size):
            client.send(data[start : start + size])
            time.sleep(0.0005)
        assert client.answer().body == PLAIN
    assert client_of(server, "/pieces") == "203.0.113.9"


@pytest.mark.parametrize("proxy", ["haproxy", "haproxy behind nginx"])
def test_the_line_that_haproxy_appends_hides_nobody(
    server: Server, start_proxy: StartProxy, proxy: str
) -> None:
    entry = free_port()
    start_proxy(
        "haproxy",
        f"backend app\n    option forwardfor\n    server maint 127.0.0.1:{server.port}",
        entry,
    )
    if proxy == "haproxy behind nginx":
        port = free_port()
        forwarded = "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;"
        location = f"location / {{ {forwarded} proxy_pass http://127.0.0.1:{entry}; }}"
        start_proxy("nginx", location, port)
        entry = port
    own = ["X-Forwarded-For: 203.0.113.9"]
    for target, fields, source in (("/own", own, PEER), ("/source", [], "127.0.0.77")):
        with http1.Client(("127.0.0.1", entry), source=source) as client:
            client.send(http1.request(target=target, headers=[*fields, "Connection: close"]))
            assert client.rest().startswith(b"HTTP/1.1 503 ")
    assert client_of(server, "/own") == "203.0.113.9"
    # HAProxy without nginx writes one line only.
    assert client_of(server, "/source") == "127.0.0.77"


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded", "Via"])
def test_a_proxy_is_known_by_any_of_its_lines(server: Server, name: str) -> None:
    value = {"X-Forwarded-For": "192.0.2.7", "Forwarded": "for=192.0.2.7", "Via": "1.1 a"}[name]
    for values in ([value, value], ["", value], [value, ""], [value, "", f", {value}"]):
        with server.client() as client:
            answer = client.ask(headers=spread(name, values))
            assert (answer.status, answer.closes) == (503, False), values
            assert client.is_kept(0.05)


# What a preflight asks leave for, line by line. The origin is the host's own on another port.
PREFLIGHT = [
    "Origin: http://app.example.com:3000",
    "Access-Control-Request-Method: PUT",
]
ASKED = {
    "two lines": ["x-a", "x-b"],
    "another order": ["x-b", "x-a"],
    "a list and a line": ["content-type, x-a", "authorization"],
    "a line and a list": ["authorization", "content-type,x-a"],
    "an empty line between": ["x-a", "", "x-b"],
    "an empty line before": ["", "x-a"],
    "an empty line behind": ["x-a", ""],
    "empty elements": ["x-a,", " , x-b,,", ","],
    "letters of either case": ["X-A", "x-a", "Content-Type"],
    "characters of every token": ["!#$%&'*+-.^_`|~", "0x"],
    "thirty lines": [f"x-{number}" for number in range(30)],
    "2000 bytes": ["a" * 1000, "b" * 998],
}
NOT_ASKED = {
    "a space inside, first": ["x y", "x-a"],
    "a space inside, last": ["x-a", "x y"],
    "outside ASCII, first": ["\xfcber", "x-a"],
    "a colon, in the middle": ["x-a", "x:y", "x-b"],
    "markup, first": ["<script>", "x-a"],
    "a control byte, first": ["x\x01", "x-a"],
    "a control byte, last": ["x-a", "x\x7f"],
    "too much in all": ["a" * 1000, "b" * 1000, "c" * 1000],
    "too much in the first": ["a" * 2049, "x-a"],
    "too many": ["x-name-of-twenty-byte"] * 150,
}


def names(value: str | None) -> list[str]:
    return [name.strip() for name in (value or "").split(",") if name.strip()]


@each_listener
def test_a_preflight_gets_leave_for_all_its_lines(server: Server, listener: str) -> None:
    allowed = {}
    with connect(server, listener) as client:
        for name, lines in ASKED.items():
            fields = [*PREFLIGHT, *spread("Access-Control-Request-Headers", lines)]
            answer = ask(client, "OPTIONS", *fields)
            assert answer.status == 204, name
            allowed[name] = names(answer.header("Access-Control-Allow-Headers"))
            # And no other request does.
            answer = ask(client, "OPTIONS", *PREFLIGHT)
            assert answer.header("Access-Control-Allow-Headers") is None
    assert allowed == {name: names(",".join(lines)) for name, lines in ASKED.items()}


@each_listener
def test_a_preflight_keeps_its_lines_until_its_body_has_come(server: Server, listener: str) -> None:
    with connect(server, listener) as client:
        for name, lines in ASKED.items():
            fields = [*PREFLIGHT, *spread("Access-Control-Request-Headers", lines)]
            client.send(http1.request("OPTIONS", "/", [FORWARDED, *fields, "Content-Length: 4"]))
            time.sleep(0.02)
            client.send(b"body")
            answer = client.answer("OPTIONS")
            assert answer.status == 204
            allowed = names(answer.header("Access-Control-Allow-Headers"))
            assert allowed == names(",".join(lines)), name


@each_listener
def test_a_preflight_with_one_line_that_is_no_list_of_tokens_gets_no_leave(
    server: Server, listener: str
) -> None:
    allowed = {}
    with connect(server, listener) as client:
        for name, lines in NOT_ASKED.items():
            fields = [*PREFLIGHT, *spread("Access-Control-Request-Headers", lines)]
            answer = ask(client, "OPTIONS", *fields)
            leave = {"Access-Control-Allow-Headers", "Access-Control-Allow-Methods"}
            allowed[name] = (answer.status, answer.names & leave)
    assert allowed == dict.fromkeys(NOT_ASKED, (503, set()))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["text/html"], "text/html"),
        (["text/plain;q=0.1", "text/html"], "text/html"),
        (["text/html", "text/plain;q=0.1"], "text/html"),
        (["text/html;q=0.1", "", "application/json"], "application/problem+json"),
        (["", "application/json", ""], "application/problem+json"),
        (["image/png", "application/xml;q=0.5, text/html;q=0.4"], "application/problem+xml"),
    ],
)
def test_accept(server: Server, lines: list[str], expected: str) -> None:
    with server.client() as client:
        answer = ask(client, "GET", *spread("Accept", lines))
        assert (answer.header("Content-Type") or "").partition(";")[0] == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["de;q=0.5", "fr"], "fr"),
        (["fr", "de;q=0.5"], "fr"),
        (["", "it", ""], "it"),
        (["tlh", "", "es;q=0.2, pl;q=0.3"], "pl"),
    ],
)
def test_accept_language(server: Server, lines: list[str], expected: str) -> None:
    with server.client() as client:
        answer = ask(client, "GET", "Accept: text/html", *spread("Accept-Language", lines))
        assert answer.header("Content-Language") == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["br", "gzip"], "gzip"),
        (["gzip", "br"], "gzip"),
        (["", "gzip;q=0.1", "identity;q=0"], "gzip"),
        (["gzip;q=0", "br"], None),
        (["br", "", "gzip;q=0"], None),
    ],
)
def test_accept_encoding(server: Server, lines: list[str], expected: str | None) -> None:
    with server.client() as client:
        answer = ask(client, "GET", "Accept: text/html", *spread("Accept-Encoding", lines))
        assert answer.header("Content-Encoding") == expected


@pytest.mark.parametrize(
    "lines",
    [
        ["close", "keep-alive"],
        ["keep-alive", "close"],
        ["close", "", "TE"],
        ["", "upgrade, Close", ""],
        ["x\x01", "close"],
    ],
)
def test_connection_says_close_on_any_of_its_lines(server: Server, lines: list[str]) -> None:
    fields = [FORWARDED, *spread("Connection", lines)]
    (answer,) = server.exchange(http1.request(headers=fields) * 2)
    assert (answer.status, answer.closes) == (503, True)


def test_all_lists_of_one_request_are_told_apart(server: Server) -> None:
    lists = {
        "X-Forwarded-For": ["203.0.113.9", "", "10.0.0.1"],
        "Accept": ["text/plain;q=0.1", "", "text/html"],
        "Accept-Language": ["en;q=0.1", "de", ""],
        "Accept-Encoding": ["br", "gzip"],
        "Via": ["1.1 a", "1.1 b"],
        "Forwarded": ["for=192.0.2.7", "for=192.0.2.8"],
        "Connection": ["keep-alive", ""],
    }
    # A line of each in turn, as no sender would put them.
    fields = [
        f"{name}: {values[turn]}"
        for turn in range(3)
        for name, values in lists.items()
        if turn < len(values)
    ]
    with server.client() as client:
        for turn in range(3):
            answer = client.ask(target=f"/all-{turn}", headers=fields)
            assert (answer.status, answer.closes) == (503, False)
            assert answer.header("Content-Language") == "de"
            assert answer.header("Content-Encoding") == "gzip"
            assert b"<!doctype html>" in content(answer)[:100].lower()
            assert client.ask(headers=[FORWARDED, "Accept: */*"]).body == PLAIN
    for turn in range(3):
        assert client_of(server, f"/all-{turn}") == "203.0.113.9"
