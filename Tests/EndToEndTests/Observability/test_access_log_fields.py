"""What a line of the access log says besides: listener, TLS, format, ids; what it doesn't say unless it
is asked to; and that GoAccess reads both forms."""

import json
import ssl
import subprocess
from collections.abc import Callable
from pathlib import Path

import processes
import tls
from certificates import Authority
from harness import REPOSITORY, Server, free_port

StartServer = Callable[..., Server]
DOCUMENT = REPOSITORY / "docs" / "observability.md"


def entries(server: Server, count: int) -> list[dict]:
    processes.eventually(
        lambda: server.access_log.count("\n") == count, 5, f"{count} lines are written")
    return [json.loads(line) for line in server.access_log.splitlines()]


def test_listener_tls_and_format(
    start_server: StartServer, authority: Authority, client: ssl.SSLContext
) -> None:
    port = free_port()
    server = start_server(
        ACCESS_LOG="json", WORKERS=1, HTTPS_LISTEN=f"127.0.0.1:{port}", **authority.pair().variables)
    tls.ask(("127.0.0.1", port), client)
    server.ask(headers=["Accept: application/json"])
    server.exchange(b"nonsense\r\n\r\n")
    _, secure, plain, refused = entries(server, 4)
    assert secure["listener"] == f"127.0.0.1:{port}"
    assert (secure["tls"], secure["sni"], secure["format"]) == ("TLSv1.3", "localhost", "text")
    assert plain["listener"] == f"127.0.0.1:{server.port}"
    assert (plain["tls"], plain["sni"], plain["format"]) == ("", "", "json")
    assert (refused["status"], refused["format"]) == (400, "refusal")


def test_queries_are_left_out_unless_they_are_asked_for(start_server: StartServer) -> None:
    for query, target in [("off", "/login"), ("on", "/login?token=hunter2")]:
        for form in ("json", "common"):
            server = start_server(ACCESS_LOG=form, ACCESS_LOG_QUERY=query)
            server.ask(target="/login?token=hunter2")
            processes.eventually(lambda: server.access_log.count("\n") == 2, 5, "it is written")
            assert ("hunter2" in server.access_log) == (query == "on")
            assert f"{target} " in server.access_log or f'"{target}"' in server.access_log


def test_an_id_is_logged_and_comes_back(start_server: StartServer) -> None:
    server = start_server(ACCESS_LOG="json", WORKERS=1)
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    for accept in ("text/plain", "text/html"):
        answer = server.ask(headers=[
            "X-Request-Id: 7d9f-1", f"traceparent: {parent}", f"Accept: {accept}"])
        assert answer.header("X-Request-Id") == "7d9f-1"
        assert answer.status == 503 and "Accept" in (answer.header("Vary") or "")
    # With a body that is waited for, and for a script of another site.
    answer = server.ask(
        "POST", headers=["X-Request-Id: b", "Origin: https://a.example", "Content-Length: 1"], body=b"x")
    assert answer.header("X-Request-Id") == "b"
    assert answer.header("Access-Control-Allow-Origin") == "https://a.example"
    for value in ("a b", 'a"b', "x" * 129, ""):
        assert server.ask(headers=[f"X-Request-Id: {value}"]).header("X-Request-Id") is None
    lines = entries(server, 8)
    assert [line["requestId"] for line in lines] == ["", "7d9f-1", "7d9f-1", "b", "", "", "", ""]
    assert [line["traceparent"] for line in lines[:3]] == ["", parent, parent]


def test_without_the_log_no_id_comes_back(server: Server) -> None:
    assert server.ask(headers=["X-Request-Id: a"]).header("X-Request-Id") is None


def test_goaccess_reads_both_forms(start_server: StartServer, tmp_path: Path) -> None:
    """The format of the JSON form is the one that the document gives."""
    (json_format,) = [
        line.removeprefix("log-format ")
        for line in DOCUMENT.read_text().splitlines() if line.startswith("log-format {")
    ]
    for form, words in [
        ("common", ["--log-format=COMMON"]),
        ("json", ["--date-format=%Y-%m-%d", "--time-format=%H:%M:%S", f"--log-format={json_format}"]),
    ]:
        server = start_server(ACCESS_LOG=form)
        for number in range(5):
            server.ask("POST" if number else "GET", f"/page-{number}")
        processes.eventually(lambda: server.access_log.count("\n") == 6, 5, "it is written")
        report = tmp_path / f"{form}.json"
        result = subprocess.run(
            ["/usr/bin/goaccess", str(server.stdout_path), "--no-global-config",
             f"--output={report}", *words],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30)
        assert result.returncode == 0, result.stderr
        parsed = json.loads(report.read_text())
        assert parsed["general"]["valid_requests"] == 6
        assert parsed["general"]["failed_requests"] == 0
        pages = {entry["data"] for entry in parsed["requests"]["data"]}
        assert {f"/page-{number}" for number in range(5)} <= pages
