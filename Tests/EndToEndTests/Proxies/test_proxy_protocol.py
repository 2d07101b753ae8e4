"""The PROXY header, versions 1 and 2: taken from trusted peers only, before anything else, whole
or in pieces; the address it names is the client of the access log."""

import json
import time
from collections.abc import Callable

import pytest

import http1
import processes
from harness import PLAIN, Server
from proxy_headers import CLIENT, CLIENT_6, HEADERS, INET, SIGNATURE, version_2

StartServer = Callable[..., Server]
BROKEN = {
    "v1 without an address": b"PROXY TCP4\r\n",
    "v1 with a wrong address": b"PROXY TCP4 999.0.2.1 192.0.2.1 1 2\r\n",
    "v1 with a wrong port": b"PROXY TCP4 192.0.2.1 192.0.2.1 1 65536\r\n",
    "v1 with the other family": b"PROXY TCP6 192.0.2.1 192.0.2.1 1 2\r\n",
    "v1 ended by LF": b"PROXY TCP4 192.0.2.1 192.0.2.1 1 2\n",
    "v1 past 107 bytes": b"PROXY UNKNOWN " + b"x" * 200 + b"\r\n",
    "v2 with a wrong version": SIGNATURE + b"\x11\x11\x00\x0c" + INET,
    "v2 with an unknown command": SIGNATURE + b"\x2f\x11\x00\x0c" + INET,
    "v2 too short for its family": version_2(1, 0x11, INET[:8]),
}


def clients_in_log(server: Server) -> list[str]:
    """The client addresses of the access log, once it has been written."""
    entries: list[dict] = []

    def written() -> bool:
        entries[:] = map(json.loads, server.access_log.splitlines())
        return any("/proxied" in entry.values() for entry in entries)

    processes.eventually(written, 3, "the request is in the access log")
    proxied = [entry for entry in entries if "/proxied" in entry.values()]
    known = {CLIENT, CLIENT_6, "127.0.0.1"}
    return [str(value) for entry in proxied for value in entry.values() if value in known]


@pytest.mark.parametrize("mode", ["optional", "required"])
@pytest.mark.parametrize("piecewise", [False, True], ids=["whole", "byte by byte"])
@pytest.mark.parametrize("name", HEADERS)
def test_a_header_is_taken_and_its_address_logged(
    start_server: StartServer, name: str, piecewise: bool, mode: str
) -> None:
    header, client_address = HEADERS[name]
    server = start_server(
        HTTP_PROXY_PROTOCOL=mode, ACCESS_LOG="json", preamble=HEADERS["v2 LOCAL"][0]
    )
    data = header + http1.request(target="/proxied")
    with server.client() as client:
        if piecewise:
            for byte in data[: len(header) + 2]:
                client.send(bytes([byte]))
                time.sleep(0.0005)
            data = data[len(header) + 2 :]
        client.send(data)
        assert client.answer().body == PLAIN
    assert clients_in_log(server) == [client_address]


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_header_is_never_followed_by_503(start_server: StartServer, name: str) -> None:
    server = start_server(HTTP_PROXY_PROTOCOL="required", preamble=b"PROXY UNKNOWN\r\n")
    answers = server.exchange(BROKEN[name] + http1.request())
    assert all(answer.status == 400 for answer in answers)


def test_required_closes_a_connection_without_a_header(start_server: StartServer) -> None:
    server = start_server(HTTP_PROXY_PROTOCOL="required", preamble=b"PROXY UNKNOWN\r\n")
    assert all(answer.status == 400 for answer in server.exchange(http1.request()))


def test_optional_serves_a_connection_without_a_header(start_server: StartServer) -> None:
    assert start_server(HTTP_PROXY_PROTOCOL="optional").ask().body == PLAIN


@pytest.mark.parametrize("header", [HEADERS["v1 TCP4"][0], HEADERS["v2 TCP4"][0]], ids=["v1", "v2"])
def test_off_takes_a_header_for_a_malformed_request(server: Server, header: bytes) -> None:
    assert all(answer.status in (400, 505) for answer in server.exchange(header + http1.request()))


@pytest.mark.parametrize("header", [HEADERS["v1 TCP4"][0], HEADERS["v2 TCP4"][0]], ids=["v1", "v2"])
def test_an_untrusted_peer_may_not_name_another_client(
    start_server: StartServer, header: bytes
) -> None:
    server = start_server(
        HTTP_PROXY_PROTOCOL="optional", TRUSTED_PROXIES="10.0.0.0/8", ACCESS_LOG="json"
    )
    assert all(answer.status in (400, 505) for answer in server.exchange(header + http1.request()))
    assert server.ask(target="/proxied").body == PLAIN
    assert clients_in_log(server) == ["127.0.0.1"]
    assert CLIENT not in server.access_log


def test_each_trusted_network_is_looked_at(start_server: StartServer) -> None:
    server = start_server(
        HTTP_PROXY_PROTOCOL="optional",
        TRUSTED_PROXIES="10.0.0.0/8, ::1/128,127.0.0.2/32",
        ACCESS_LOG="json",
    )
    header = HEADERS["v1 TCP4"][0]
    with server.client(source="127.0.0.2") as client:
        client.send(header + http1.request(target="/proxied"))
        assert client.answer().body == PLAIN
    assert clients_in_log(server) == [CLIENT]
    with server.client(source="127.0.0.3") as client:
        client.send(header + http1.request())
        client.buffer += client.rest()
        assert not client.buffer or client.answer().status in (400, 505)


def test_a_kept_connection_takes_one_header_only(start_server: StartServer) -> None:
    server = start_server(HTTP_PROXY_PROTOCOL="optional", HTTP_KEEP_ALIVE="on")
    header = HEADERS["v1 TCP4"][0]
    with server.client() as client:
        client.send(header + http1.request())
        assert client.answer().status == 503
        client.send(header + http1.request())
        assert client.answer().status in (400, 505)


def test_a_header_that_never_ends_is_cut_off(start_server: StartServer) -> None:
    server = start_server(HTTP_PROXY_PROTOCOL="required", preamble=b"PROXY UNKNOWN\r\n")
    with server.client(timeout=15) as client:
        client.send(b"PROXY TCP4 192")
        assert client.ends_within(13) > 7
