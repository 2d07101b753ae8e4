"""What is counted: every answer under the right labels, hosts within their bound, and names that
Prometheus' own linter has nothing against."""

import os
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import admin
import floods
import http1
import processes
import tls
from admin import PREFIX
from certificates import Authority
from harness import FORWARDED, Server, free_port, run_command

StartServer = Callable[..., Server]


def test_names_and_form_are_what_promtool_wants(start_server: StartServer) -> None:
    _, private = admin.start(start_server)
    text = private.scrape().text
    result = subprocess.run(
        admin.promtool("check", "metrics"), input=text, capture_output=True, text=True, timeout=20)
    assert result.returncode == 0 and result.stderr == "", result.stderr
    assert all(line.split()[2].startswith(PREFIX) for line in text.splitlines() if line[0] == "#")


def test_answers_are_counted_by_listener_version_format_and_status(
    start_server: StartServer, authority: Authority, client: ssl.SSLContext,
    reachable_directory: Path,
) -> None:
    # Workers of a root that has become somebody else read it.
    challenges = reachable_directory / "acme"
    challenges.mkdir()
    (challenges / "token").write_text("proof")
    port = free_port()
    server, private = admin.start(
        start_server, HTTPS_LISTEN=f"127.0.0.1:{port}", ACME_DIRECTORY=challenges,
        CORS="https://a.example", **authority.pair().variables)
    before = private.scrape()
    for kind in ("text/html", "application/json", "application/xml", "text/plain"):
        server.ask(headers=[f"Accept: {kind}"])
    server.ask("HEAD")
    server.ask(headers=["Content-Type: application/grpc"])
    server.ask("OPTIONS", headers=["Origin: https://a.example", "Access-Control-Request-Method: PUT"])
    server.ask(target="/.well-known/acme-challenge/token")
    server.ask(target="/.well-known/acme-challenge/other")
    server.exchange(b"GET / HTTP/1.0\r\n\r\n")
    server.exchange(b"GET / HTTP/1.1\r\n\r\n")
    server.exchange(b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 70_000)
    server.exchange(b"GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: x\r\n\r\n")
    server.exchange(b"GET / HTTP/3.0\r\n\r\n")
    # A body that is waited for is one answer.
    server.ask("POST", headers=["Content-Length: 3"], body=b"abc")
    for _ in range(2):
        tls.ask(("127.0.0.1", port), client)
    with socket.create_connection(("127.0.0.1", server.port)) as h2c:
        h2c.sendall(floods.OPENING + floods.get(1))
        h2c.settimeout(5)
        received = b""
        while b"Under maintenance" not in received:
            received += h2c.recv(1 << 16)
    processes.eventually(
        lambda: private.scrape().total("connections_open") == 0, 5, "all have gone")
    after = private.scrape()

    def increase(**labels: str) -> float:
        return after.total("requests_total", **labels) - before.total("requests_total", **labels)

    plain = {"listener": "http", "protocol": "HTTP/1.1"}
    assert increase(**plain, format="html", code="503") == 1
    assert increase(**plain, format="json", code="503") == 1
    assert increase(**plain, format="xml", code="503") == 1
    assert increase(**plain, format="text", code="503") == 3
    assert increase(**plain, format="grpc", code="200") == 1
    assert increase(**plain, format="preflight", code="204") == 1
    assert increase(format="challenge", code="200") == 1
    assert increase(format="challenge", code="404") == 1
    assert increase(protocol="HTTP/1.0", format="text") == 1
    assert increase(format="refusal", code="400") == 1
    assert increase(format="refusal", code="431") == 1
    assert increase(format="refusal", code="501") == 1
    assert increase(format="refusal", code="505") == 1
    assert increase(listener="https", protocol="HTTP/1.1", code="503") == 2
    assert increase(listener="http", protocol="HTTP/2.0", code="503") == 1
    assert increase() == 18
    assert after.total("host_requests_total") - before.total("host_requests_total") == 18
    assert after.total("tls_handshakes_total") == 2
    assert after.total("connections_accepted_total") == after.total("connections_closed_total")
    assert after.total("connections_closed_total", listener="https", reason="answered") == 2
    assert after.total("sent_bytes_total", listener="http") > 10_000
    assert after.total("received_bytes_total", listener="https") > 500
    assert abs(after.total("last_request_timestamp_seconds") - time.time()) < 5
    assert after.total("serving") == 1
    assert after.total("memory_budget_bytes") > 1 << 20
    assert after.total("process_memory_bytes", role="worker") > 1 << 20
    names = after.of("certificate_expiry_timestamp_seconds")
    assert names and all(value > time.time() for value in names.values())


def test_ten_thousand_hosts_are_no_more_than_65_series(
    start_server: StartServer, tmp_path: Path
) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    for number in range(70):
        (pages / f"h{number:02}.example.com.html").write_text(f"page {number}")
    server, private = admin.start(start_server, PAGES_DIRECTORY=pages, HTTP_KEEP_ALIVE="on", WORKERS=1)
    with server.client() as client:
        for start in range(0, 10_000, 100):
            client.send(b"".join(
                http1.request(host=f"x{number}.example.net") for number in range(start, start + 100)))
            for _ in range(100):
                client.answer()
        for number in range(70):
            client.ask(host=f"H{number:02}.Example.com:{80 + number}")
            client.ask(host=f"h{number:02}.example.com.")
    hosts = private.scrape().of("host_requests_total")
    assert len(hosts) == 65
    counts = {dict(key[1])["host"]: count for key, count in hosts.items()}
    assert counts.pop("other") == 10_000 + 1 + 2 * 6
    assert set(counts.values()) == {2}


def test_names_of_certificates_are_counted_by_name_and_by_wildcard(
    start_server: StartServer, authority: Authority, client: ssl.SSLContext
) -> None:
    port = free_port()
    _, private = admin.start(
        start_server, HTTPS_LISTEN=f"127.0.0.1:{port}",
        # Two are called like rows that are always there.
        **authority.pair("shop.example.com", "*.example.org", "other", "default").variables)
    for name, host in [("shop.example.com", "shop.example.com"), ("a.example.org", "a.example.org"),
                       ("b.example.org", "B.example.org"), ("c.example.org", "elsewhere.test"), ("other", "other")]:
        with tls.Client(("127.0.0.1", port), client, name) as visitor:
            visitor.ask(host=host)
    hosts = private.scrape().of("host_requests_total")
    assert {dict(key[1])["host"]: count for key, count in hosts.items()} == {
        "shop.example.com": 1, "*.example.org": 2, "other": 3, "default": 0}


def test_a_healthcheck_is_no_visit(start_server: StartServer) -> None:
    server, private = admin.start(start_server)
    before = private.scrape()
    result = run_command("healthcheck", HTTP_LISTEN=server.variables["HTTP_LISTEN"])
    assert result.returncode == 0
    after = private.scrape()
    assert after.total("requests_total") == before.total("requests_total")
    assert after.total("host_requests_total") == before.total("host_requests_total")
    # By way of a proxy, or with more in its name, it is somebody else's.
    agent = "User-Agent: under-maintenance-healthcheck"
    server.ask("HEAD", headers=[agent, FORWARDED])
    server.ask("HEAD", headers=[agent + "x"])
    assert private.scrape().total("requests_total") == before.total("requests_total") + 2


def test_handshakes_that_fail_say_why(
    start_server: StartServer, authority: Authority, client: ssl.SSLContext
) -> None:
    port = free_port()
    _, private = admin.start(
        start_server, HTTPS_LISTEN=f"127.0.0.1:{port}", **authority.pair().variables)

    def fails(context: ssl.SSLContext) -> None:
        with socket.create_connection(("127.0.0.1", port), 5) as connection:
            try:
                context.wrap_socket(connection, server_hostname="localhost").recv(1)
            except (ssl.SSLError, ConnectionError):
                pass

    fails(ssl.create_default_context())
    fails(tls.context(alpn=["acme-tls/1"]))
    with socket.create_connection(("127.0.0.1", port), 5) as connection:
        connection.sendall(b"\x01nonsense that is long enough")
        connection.recv(100)
    with socket.create_connection(("127.0.0.1", port), 5) as connection:
        connection.sendall(b"\x16\x03\x01\x02\x00\x01")
    processes.eventually(
        lambda: private.scrape().total("tls_handshakes_failed_total", reason="aborted") == 1, 3,
        "one went away")
    samples = private.scrape()
    for reason in ("certificate", "alpn", "not_tls"):
        assert samples.total("tls_handshakes_failed_total", reason=reason) == 1, samples.text
    assert samples.total("tls_handshakes_failed_total") == 4
    assert samples.total("connections_open") == 0


def test_reloads_and_the_last_good_one(start_server: StartServer, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("one")
    server, private = admin.start(start_server, CUSTOM_FILE_PATH=page, RELOAD_SECONDS=0)
    first = private.scrape()
    assert first.total("last_reload_failed") == 0 and first.total("reloads_total") == 0
    assert abs(first.total("last_reload_timestamp_seconds") - time.time()) < 10
    page.write_bytes(b"\xff\xfe")
    server.signal(signal.SIGHUP)
    processes.eventually(
        lambda: private.scrape().total("reloads_total", result="failure") == 1, 5, "it is refused")
    failed = private.scrape()
    assert failed.total("last_reload_failed") == 1
    page.write_text("two")
    server.signal(signal.SIGHUP)
    processes.eventually(
        lambda: private.scrape().total("reloads_total", result="success") == 1, 5, "it is loaded")
    assert private.scrape().total("last_reload_failed") == 0


def test_a_reload_of_one_file_mends_no_other(
    start_server: StartServer, authority: Authority, tmp_path: Path
) -> None:
    """Who slips the announcement meanwhile still has a certificate to renew."""
    page, news = tmp_path / "page.html", tmp_path / "news"
    page.write_text("one")
    news.write_text("title = One")
    pair = authority.pair()
    certificate = tmp_path / "changing.crt"
    certificate.write_bytes(pair.certificate.read_bytes())
    server, private = admin.start(
        start_server, HTTPS_LISTEN=f"127.0.0.1:{free_port()}", CUSTOM_FILE_PATH=page,
        ANNOUNCEMENT_PATH=news, RELOAD_SECONDS=1, TLS_CERTIFICATE_PATH=certificate,
        TLS_KEY_PATH=pair.key)

    def failed_after(path: Path, content: bytes, result: str) -> float:
        before = private.scrape().total("reloads_total", result=result)
        path.write_bytes(content)
        processes.eventually(
            lambda: private.scrape().total("reloads_total", result=result) == before + 1, 8,
            f"{result} after {path.name}")
        return private.scrape().total("last_reload_failed")

    whole = private.scrape().total("last_reload_timestamp_seconds")
    assert failed_after(certificate, b"broken", "failure") == 1
    assert failed_after(page, b"two", "success") == 1
    assert failed_after(news, b"title = Two", "success") == 1
    assert private.scrape().total("last_reload_timestamp_seconds") == whole
    assert failed_after(page, b"\xff\xfe", "failure") == 1
    assert failed_after(certificate, pair.certificate.read_bytes(), "success") == 1
    assert failed_after(page, b"three", "success") == 0
    server.stop()


def test_lines_that_a_worker_takes_with_it_are_counted_too(start_server: StartServer) -> None:
    reading, writing = os.pipe()
    server, private = admin.start(start_server, ACCESS_LOG="json", WORKERS=1, stdout=writing)
    os.close(writing)
    data = http1.request(target="/" + "p" * 100, headers=[FORWARDED])
    with server.client() as client:
        # More than pipes and memory hold, of which some are dropped at once.
        for _ in range(4000):
            client.send(data)
            client.answer()
        dropped = private.scrape().total("log_lines_dropped_total", stream="stdout")
        # These wait in the worker's memory, whose reader takes nothing more.
        for _ in range(3):
            client.send(data)
            client.answer()
    # It waits for the reader as long as it may: until there is a further generation.
    for generation in (1, 2):
        server.signal(signal.SIGHUP)
        server.wait_for_lines("reloaded", generation)
    processes.eventually(
        lambda: private.scrape().total("log_lines_dropped_total", stream="stdout") > dropped + 3, 8,
        "what the old worker held is counted")
    os.close(reading)


def test_lines_that_nobody_reads_are_counted_by_whoever_drops_them(
    start_server: StartServer,
) -> None:
    # A full disk refuses what a logger writes.
    with open("/dev/full", "wb") as full:
        server, private = admin.start(start_server, ACCESS_LOG="json", stdout=full.fileno())
        server.ask()
        processes.eventually(
            lambda: private.scrape().total("log_lines_dropped_total", stream="stdout") >= 2, 5,
            "the logger counts")
        assert private.scrape().total("log_lines_dropped_total", stream="stderr") == 0
