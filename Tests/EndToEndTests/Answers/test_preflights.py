"""Preflights are approved for the host's own pages and for the origins that are listed, and for
nobody else: the request that follows may reach the application. Who reads is another matter."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import http1
from harness import FORWARDED, PLAIN, Server
from listeners import connect, each_listener, head
from scripts import ORIGIN, PREFLIGHT, SIMPLE, allowance, ask

StartServer = Callable[..., Server]

STRANGERS = [
    *("https://evil.example", "https://app.example.com.evil.example", "https://example.com", "null"),
    *("http://localhost:3000", "http://127.0.0.1", "https://evil.example:443"),
    *("chrome-extension://app.example.com", "https://xapp.example.com", "https://app.example.co"),
]
OTHERS = [ORIGIN, *STRANGERS, "http://[2001:db8::1]:8443", "", "*", "https://a b", "nullnull"]


@each_listener
def test_off_gives_leave_to_nobody(start_tls_server: StartServer, listener: str) -> None:
    server = start_tls_server(CORS="off", HTTPS_KEEP_ALIVE="on")
    with connect(server, listener) as client:
        for origin in OTHERS:
            for method, fields in [("GET", []), ("OPTIONS", PREFLIGHT)]:
                answer = ask(client, method, f"Origin: {origin}", *fields)
                usual = ask(client, method)
                assert (head(answer), answer.body) == (head(usual), usual.body)
                assert allowance(answer) == {} and answer.header("Vary") == "Accept"
        assert client.is_kept()


def preflight(client: http1.Client, origin: str, **options: object) -> http1.Answer:
    return client.ask("OPTIONS", "/api", [FORWARDED, f"Origin: {origin}", *PREFLIGHT], **options)


@each_listener
@pytest.mark.parametrize("value", ["on", "*", "true", "https://listed.example", "off", "false"])
def test_a_stranger_s_preflight_is_not_approved(
    start_tls_server: StartServer, listener: str, value: str
) -> None:
    server = start_tls_server(CORS=value, HTTPS_KEEP_ALIVE="on", WORKERS=1)
    reads = value in ("on", "*", "true")
    with connect(server, listener) as client:
        for origin in STRANGERS:
            expected = SIMPLE | {"Access-Control-Allow-Origin": origin} if reads else {}
            for fields in ([], ["Access-Control-Request-Headers: x-token"]):
                answer = ask(client, "OPTIONS", f"Origin: {origin}", *fields, *PREFLIGHT)
                assert (answer.status, answer.body) == (503, PLAIN), origin
                assert allowance(answer) == expected
            assert allowance(ask(client, "GET", f"Origin: {origin}")) == expected
        assert client.is_kept()
    hints = [line for line in server.log.splitlines() if "preflight-denied" in line]
    # One a minute, which says whom and what to do.
    assert len(hints) == 1
    assert f"origin={STRANGERS[0]} " in hints[0] and "UNDER_MAINTENANCE_CORS" in hints[0]


@each_listener
@pytest.mark.parametrize("value", ["{}", "*, {}", "https://other.example,{},*", " {} "])
def test_a_listed_origin_reads_and_preflights(
    start_tls_server: StartServer, listener: str, value: str
) -> None:
    listed = "https://listed.example:8443"
    server = start_tls_server(
        CORS=value.format(listed.upper()), HTTPS_KEEP_ALIVE="on", WORKERS=1
    )
    with connect(server, listener) as client:
        answer = preflight(client, listed)
        assert answer.status == 204
        lines = allowance(answer)
        assert lines["Access-Control-Allow-Origin"] == listed
        assert lines["Access-Control-Allow-Credentials"] == "true"
        assert lines["Access-Control-Max-Age"] == "0"
        answer = ask(client, "GET", f"Origin: {listed}")
        assert allowance(answer) == SIMPLE | {"Access-Control-Allow-Origin": listed}
        for other in ("http://listed.example:8443", "https://listed.example"):
            assert preflight(client, other).status == 503
            assert bool(allowance(ask(client, "GET", f"Origin: {other}"))) == ("*" in value)
        # The host's own pages are the same operator's.
        assert preflight(client, ORIGIN).status == 204
    assert "configuration-warning" not in server.log


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize(
    "host", ["app.example.com", "app.example.com:8080", "APP.example.com", "app.example.com."]
)
def test_the_host_s_own_pages_preflight(server: Server, scheme: str, host: str) -> None:
    for port in ("", ":3000", ":65535"):
        with server.client() as client:
            answer = preflight(client, f"{scheme}://app.example.com{port}", host=host)
        assert answer.status == 204
    with server.client() as client:
        assert preflight(client, f"{scheme}://app.example.com", host="example.com").status == 503


@pytest.mark.parametrize("value", ["maybe", "onn", "https://*.example.com", "null", "example.com"])
def test_a_value_that_cannot_be_read_is_a_warning_and_off(
    start_server: StartServer, value: str
) -> None:
    server = start_server(CORS=value)
    for origin in (ORIGIN, "null"):
        assert allowance(server.ask(headers=[f"Origin: {origin}"])) == {}
        assert server.ask("OPTIONS", "/", [f"Origin: {origin}", *PREFLIGHT]).status == 503
    (line,) = [line for line in server.log.splitlines() if "configuration-warning" in line]
    assert "UNDER_MAINTENANCE_CORS" in line and value in line
