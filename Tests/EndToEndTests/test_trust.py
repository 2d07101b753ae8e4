"""Who may say who the client is: a peer whose address can't be had is trusted by nobody, a unix
listener's peers are trusted by what it is, and behind a PROXY header the address that it names is
judged, not the hop's."""

from __future__ import annotations

import os
import signal
import socket
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

import http1
import tls
from certificates import Authority
from entries import client_of, entries
from harness import PLAIN, Server
from hops import LOCAL, proxy_header

StartServer = Callable[..., Server]

INVENTED = "198.51.100.66"
PEER = "127.0.0.1"
# No peer of these tests is in it.
ELSEWHERE = "192.0.2.0/24"
# Whom a PROXY header names, and whether X-Forwarded-For counts then.
TRUSTED = "127.0.0.1/32,10.0.0.0/8,fd00::/8"
NAMED = {
    "203.0.113.9": False,
    "127.0.0.2": False,
    "9.255.255.255": False,
    "11.0.0.0": False,
    "192.168.0.1": False,
    "2001:db8::9": False,
    "fe80::1": False,
    "10.0.0.0": True,
    "10.255.255.255": True,
    "127.0.0.1": True,
    "fd00::5": True,
}
# What a peer that goes away sends, to be taken for somebody else.
CLAIMS = {
    "X-Forwarded-For": [f"X-Forwarded-For: {INVENTED}"],
    "two lines": [f"X-Forwarded-For: {INVENTED}", "X-Forwarded-For: 127.0.0.1"],
    "a list": [f"X-Forwarded-For: {INVENTED}, 10.0.0.1"],
    "with Via and Forwarded": [
        f"X-Forwarded-For: {INVENTED}",
        f"Forwarded: for={INVENTED}",
        "Via: 1.1 proxy.example.com",
    ],
}
CONNECTIONS = 200


def reset_after(server: Server, *requests: bytes) -> None:
    """Connections that send one of these each and are reset, some while they are read, as many
    before anybody could look at them."""

    def send_and_reset(data: bytes) -> None:
        with http1.connect(server.address) as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.sendall(data)

    (worker,) = server.workers
    for number in range(CONNECTIONS):
        send_and_reset(requests[number % len(requests)])
    os.kill(worker, signal.SIGSTOP)
    try:
        for number in range(CONNECTIONS):
            send_and_reset(requests[number % len(requests)])
    finally:
        os.kill(worker, signal.SIGCONT)


def assert_nobody_was_invented(server: Server) -> None:
    # All that came before it has been handled.
    assert server.ask(target="/last").body == PLAIN
    server.stop()
    written = server.access_log.splitlines()
    assert "/last" in written[-1]
    lying = [line for line in written if INVENTED in line]
    assert not lying, f"{len(lying)} of {len(written)} lines, as {lying[0]}"
    assert INVENTED not in server.log


@pytest.mark.parametrize("fields", CLAIMS.values(), ids=CLAIMS)
@pytest.mark.parametrize("form", ["json", "common"])
def test_a_peer_that_has_reset_may_not_say_who_it_is(
    start_server: StartServer, form: str, fields: list[str]
) -> None:
    server = start_server(ACCESS_LOG=form, TRUSTED_PROXIES=ELSEWHERE, WORKERS=1)
    reset_after(server, http1.request(headers=fields))
    assert_nobody_was_invented(server)


@pytest.mark.parametrize("framing", ["a form", "a chunked body", "two requests", "beside refusals"])
def test_nor_with_any_other_request(start_server: StartServer, framing: str) -> None:
    server = start_server(ACCESS_LOG="json", TRUSTED_PROXIES=ELSEWHERE, WORKERS=1)
    fields = [f"X-Forwarded-For: {INVENTED}"]
    one = http1.request(headers=fields)
    reset_after(
        server,
        *{
            "a form": [http1.request("POST", "/", [*fields, "Content-Length: 4"], b"form")],
            "a chunked body": [
                http1.request("POST", "/", [*fields, "Transfer-Encoding: chunked"], b"0\r\n\r\n")
            ],
            "two requests": [one * 2],
            "beside refusals": [one, http1.request(headers=[*fields, "X-Own: \x00"])],
        }[framing],
    )
    assert_nobody_was_invented(server)


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_nor_by_a_proxy_header(start_server: StartServer, version: str) -> None:
    server = start_server(
        ACCESS_LOG="json",
        TRUSTED_PROXIES=ELSEWHERE,
        HTTP_PROXY_PROTOCOL="optional",
        WORKERS=1,
    )
    request = http1.request(headers=[f"X-Forwarded-For: {INVENTED}"])
    headers = (proxy_header(version, INVENTED), LOCAL[version])
    reset_after(server, *(header + request for header in headers))
    assert_nobody_was_invented(server)


def test_a_peer_that_has_reset_is_not_told_as_a_unix_socket(start_server: StartServer) -> None:
    server = start_server(ACCESS_LOG="json", TRUSTED_PROXIES=ELSEWHERE, WORKERS=1)
    reset_after(server, http1.request(target="/reset"))
    assert "unix" not in {entry["client"] for entry in entries(server)}


@pytest.mark.parametrize("networks", [ELSEWHERE, "127.0.0.0/8"])
def test_a_unix_listener_s_peers_are_trusted(
    start_server: StartServer, tmp_path: Path, networks: str
) -> None:
    path = str(tmp_path / "socket")
    server = start_server(
        HTTP_LISTEN=f"unix:{path}",
        address=path,
        ACCESS_LOG="json",
        TRUSTED_PROXIES=networks,
        HTTP_PROXY_PROTOCOL="optional",
        WORKERS=1,
    )
    with server.client() as client:
        client.ask(target="/forwarded", headers=["X-Forwarded-For: 203.0.113.9"])
        client.ask(target="/forwarded/6", headers=["X-Forwarded-For: 2001:db8::9"])
    assert client_of(server, "/forwarded") == "203.0.113.9"
    assert client_of(server, "/forwarded/6") == "2001:db8::9"
    for version in ("v1", "v2"):
        with server.client() as client:
            client.send(proxy_header(version, "203.0.113.9"))
            assert client.ask(target=f"/{version}").body == PLAIN
        assert client_of(server, f"/{version}") == "203.0.113.9"
    # One that has gone, too.
    reset_after(server, http1.request(target="/gone", headers=["X-Forwarded-For: 203.0.113.9"]))
    gone = [entry["client"] for entry in entries(server) if entry["target"] == "/gone"]
    assert set(gone) <= {"203.0.113.9"}


@pytest.mark.parametrize("listener", ["plain", "unix", "TLS"])
@pytest.mark.parametrize("version", ["v1", "v2"])
def test_behind_a_proxy_header_the_address_it_names_is_judged(
    start_tls_server: StartServer,
    authority: Authority,
    tmp_path: Path,
    listener: str,
    version: str,
) -> None:
    path = str(tmp_path / "socket")
    address = {"HTTP_LISTEN": f"unix:{path}", "address": path} if listener == "unix" else {}
    server = start_tls_server(
        ACCESS_LOG="json",
        HTTP_PROXY_PROTOCOL="optional",
        HTTPS_PROXY_PROTOCOL="optional",
        TRUSTED_PROXIES=TRUSTED,
        WORKERS=1,
        **address,
    )

    def ask(preamble: bytes, target: str) -> str:
        if listener == "TLS":
            context = tls.context(authority.certificate)
            client = tls.Client(server.tls_address, context, preamble=preamble)
        else:
            client = server.client()
            client.send(preamble)
        with client:
            lines = ["X-Forwarded-For: 198.51.100.1, 198.51.100.7", "X-Forwarded-For: 10.0.0.1"]
            assert client.ask(target=target, headers=lines).body == PLAIN
        return client_of(server, target)

    found = {
        named: ask(proxy_header(version, named), f"/{number}")
        for number, named in enumerate(NAMED)
    }
    assert found == {
        named: "198.51.100.7" if counts else named for named, counts in NAMED.items()
    }
    # It names nobody: the hop itself is judged.
    assert ask(LOCAL[version], "/local") == "198.51.100.7"


def test_an_untrusted_hop_s_local_header_makes_nobody_trusted(start_server: StartServer) -> None:
    server = start_server(
        ACCESS_LOG="json", HTTP_PROXY_PROTOCOL="optional", TRUSTED_PROXIES=ELSEWHERE, WORKERS=1
    )
    with server.client() as client:
        client.send(LOCAL["v2"])
        assert client.ask(target="/local", headers=[f"X-Forwarded-For: {INVENTED}"]).closes
    assert client_of(server, "/local") == PEER
