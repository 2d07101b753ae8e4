"""Over TLS comes what comes on the plain port, whatever the version and the kind of key; then the
connection ends with close_notify and FIN, unless it is to be kept. A PROXY header goes before."""

import socket
import ssl
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import http1
import processes
import tls
from certificates import Authority
from harness import FORWARDED, PLAIN, Server
from proxy_headers import HEADERS

StartServer = Callable[..., Server]
each_version = pytest.mark.parametrize("version", tls.VERSIONS.values(), ids=tls.VERSIONS)
LARGE = b"A line of a large page.\n" * 80_000


def comparable(answer: http1.Answer) -> tuple:
    varying = ("date", "connection")
    headers = [(name, value) for name, value in answer.headers if name.lower() not in varying]
    return answer.status, answer.reason, headers, answer.body


@pytest.mark.parametrize("key", ["ECDSA", "RSA"])
def test_the_answer_is_that_of_the_plain_port(
    start_tls_server: StartServer, authority: Authority, key: str
) -> None:
    server = start_tls_server(authority.pair(key=key))
    clients = [tls.context(authority.certificate, version) for version in tls.VERSIONS.values()]
    for headers in ([], [FORWARDED], ["Accept: text/html"], ["Accept: application/json"]):
        for method, body in (("GET", b""), ("HEAD", b""), ("POST", b"form"), ("BREW", b"")):
            fields = [*headers, f"Content-Length: {len(body)}"] if body else headers
            usual = comparable(server.ask(method, "/x?y", fields, body))
            for client in clients:
                with tls.Client(server.tls_address, client) as connection:
                    answer = connection.ask(method, "/x?y", fields, body)
                    assert answer.closes
                    connection.assert_ended()
                assert comparable(answer) == usual, (fields, method, client.minimum_version)


@each_version
@pytest.mark.parametrize("framing", ["length", "chunked"])
def test_curl_gets_the_answer_to_an_upload_of_100_megabytes(
    tls_server: Server,
    authority: Authority,
    tmp_path: Path,
    framing: str,
    version: ssl.TLSVersion,
) -> None:
    upload = tmp_path / "upload"
    with upload.open("wb") as file:
        file.truncate(100 << 20)
    coding = ["-H", "Transfer-Encoding: chunked"] if framing == "chunked" else []
    newest = {"TLSv1_2": "1.2", "TLSv1_3": "1.3"}[version.name]
    completed = subprocess.run(
        ["curl", "-sS", "--max-time", "20", "--tls-max", newest, "-T", str(upload), "-H", "Expect:"]
        + ["--cacert", str(authority.certificate), "-w", " %{http_code}", *coding]
        + [f"https://localhost:{tls_server.tls_address[1]}/upload"],
        capture_output=True,
    )
    assert completed.returncode == 0, completed.stderr
    assert completed.stdout == PLAIN + b" 503"


@each_version
@pytest.mark.parametrize("megabytes", [1, 15, 100])
def test_a_client_that_writes_all_before_it_reads_gets_the_answer_and_no_reset(
    tls_server: Server, authority: Authority, megabytes: int, version: ssl.TLSVersion
) -> None:
    client = tls.context(authority.certificate, version)
    with tls.Client(tls_server.tls_address, client, timeout=15) as connection:
        connection.send(http1.request("PUT", "/", [f"Content-Length: {megabytes << 20}"]))
        for _ in range(megabytes):
            connection.send(b"u" * (1 << 20))
        assert connection.answer().body == PLAIN
        connection.assert_ended()


@each_version
@pytest.mark.parametrize("pause", [0, 0.01], ids=["at once", "slowly"])
def test_a_large_page_arrives_whole(
    start_tls_server: StartServer,
    authority: Authority,
    tmp_path: Path,
    pause: float,
    version: ssl.TLSVersion,
) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(LARGE)
    server = start_tls_server(CUSTOM_FILE_PATH=page)
    client = tls.context(authority.certificate, version)
    with tls.Client(server.tls_address, client) as connection:
        if pause:
            connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 18)
        connection.send(http1.request(headers=["Accept: */*"]))
        for _ in range(30 if pause else 0):
            connection.buffer += connection.socket.recv(16384)
            time.sleep(pause)
        assert connection.answer().body == LARGE
        connection.assert_ended()


def test_a_page_behind_a_reader_that_leaves_does_no_harm(
    start_tls_server: StartServer, client: ssl.SSLContext, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(LARGE)
    server = start_tls_server(CUSTOM_FILE_PATH=page)
    for _ in range(20):
        with tls.Client(server.tls_address, client) as connection:
            connection.send(http1.request(headers=["Accept: */*"]))
            connection.socket.recv(1000)
    assert tls.ask(server.tls_address, client).status == 503


@each_version
def test_keep_alive_on_keeps_the_connection(
    start_tls_server: StartServer, authority: Authority, version: ssl.TLSVersion
) -> None:
    server = start_tls_server(HTTPS_KEEP_ALIVE="on")
    client = tls.context(authority.certificate, version)
    with tls.Client(server.tls_address, client) as connection:
        for number in range(20):
            answer = connection.ask("POST", f"/{number}", ["Content-Length: 3"], b"abc")
            assert (answer.status, answer.body, answer.closes) == (503, PLAIN, False)
        assert connection.is_kept()
        assert connection.ask(headers=["Connection: close"]).closes
        connection.assert_ended()


@each_version
def test_pipelined_requests_are_answered_in_order(
    start_tls_server: StartServer, authority: Authority, version: ssl.TLSVersion
) -> None:
    server = start_tls_server(HTTPS_KEEP_ALIVE="on")
    client = tls.context(authority.certificate, version)
    with tls.Client(server.tls_address, client) as connection:
        methods = ["GET", "HEAD", "POST", "DELETE"] * 25
        connection.send(b"".join(http1.request(method) for method in methods))
        for method in methods:
            assert connection.answer(method).body == (b"" if method == "HEAD" else PLAIN)
        assert connection.is_kept()


def test_without_keep_alive_the_first_of_pipelined_requests_is_answered(
    tls_server: Server, client: ssl.SSLContext
) -> None:
    with tls.Client(tls_server.tls_address, client) as connection:
        connection.send(http1.request() * 5)
        assert connection.answer().closes
        connection.assert_ended()


@pytest.mark.parametrize("mode", ["optional", "required"])
@pytest.mark.parametrize("name", ["v1 TCP4", "v2 TCP4", "v2 TCP4 with TLVs", "v2 LOCAL"])
def test_a_proxy_header_before_the_handshake_names_the_client(
    start_tls_server: StartServer, client: ssl.SSLContext, name: str, mode: str
) -> None:
    header, address = HEADERS[name]
    server = start_tls_server(HTTPS_PROXY_PROTOCOL=mode, ACCESS_LOG="json")
    with tls.Client(server.tls_address, client, preamble=header) as connection:
        assert connection.ask(target="/behind").body == PLAIN
        connection.assert_ended()
    piecewise = tls.Piecewise(client, "localhost")
    with http1.connect(server.tls_address) as raw:
        # Header and ClientHello in one segment.
        raw.sendall(header + piecewise.first_flight())
        assert PLAIN in piecewise.exchange(raw, http1.request(target="/behind"), 1 << 16)
    processes.eventually(lambda: server.access_log.count("/behind") == 2, 3, "two log lines")
    lines = [line for line in server.access_log.splitlines() if "/behind" in line]
    assert all(f'"{address}"' in line for line in lines), lines


def test_optional_takes_a_handshake_without_a_proxy_header(
    start_tls_server: StartServer, client: ssl.SSLContext
) -> None:
    server = start_tls_server(HTTPS_PROXY_PROTOCOL="optional")
    assert tls.ask(server.tls_address, client).body == PLAIN


@pytest.mark.parametrize(
    ("mode", "header"),
    [("required", ""), ("off", "v1 TCP4"), ("off", "v2 TCP4")],
    ids=["required and none", "off and v1", "off and v2"],
)
def test_a_proxy_header_against_the_configuration_ends_the_connection(
    start_tls_server: StartServer, client: ssl.SSLContext, mode: str, header: str
) -> None:
    server = start_tls_server(HTTPS_PROXY_PROTOCOL=mode)
    with pytest.raises((ssl.SSLError, ConnectionError)):
        preamble = HEADERS[header][0] if header else b""
        tls.Client(server.tls_address, client, preamble=preamble)


@pytest.mark.parametrize("mode", ["off", "optional"])
def test_plain_http_on_the_tls_port_gets_the_503_in_plain(
    start_tls_server: StartServer, mode: str
) -> None:
    server = start_tls_server(HTTPS_PROXY_PROTOCOL=mode, HTTPS_KEEP_ALIVE="on")
    for method in ("GET", "POST", "HEAD"):
        with http1.Client(server.tls_address) as connection:
            answer = connection.ask(method, headers=[FORWARDED])
            assert answer.closes
            assert connection.rest() == b""
        assert comparable(answer) == comparable(server.ask(method, headers=[FORWARDED]))
