"""`check` for people and for programs, `render` for whoever wants to see the page: what they print,
and that nothing of it moves a terminal or names a secret."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import harness
from certificates import Authority
from harness import MISTAKES, PLAIN, WRONG_ARGUMENTS, Server, from_now, run_command

StartServer = Callable[..., Server]
LISTEN = {"HTTP_LISTEN": "127.0.0.1:8080"}


def checked(**variables: object) -> dict:
    completed = run_command("check", "--json", **{**LISTEN, **variables})
    assert completed.stderr == ""
    document = json.loads(completed.stdout)
    assert document["verdict"] == {
        0: "clean", 1: "would start, with warnings", MISTAKES: "would not start"
    }[completed.returncode]  # fmt: skip
    return document


def test_json_says_what_each_listener_page_and_certificate_would_be(
    authority: Authority, tmp_path: Path
) -> None:
    (tmp_path / "de.html").write_text("<p>ours")
    default = authority.pair("app.example.com", "*.example.com")
    document = checked(
        **default.variables,
        HTTPS_LISTEN="127.0.0.1:8443",
        HTTPS_PROXY_PROTOCOL="optional",
        PAGES_DIRECTORY=tmp_path,
        WORKERS=3,
    )
    assert document["verdict"] == "clean" and document["findings"] == []
    plain, tls = document["listeners"]
    assert plain["address"] == "127.0.0.1:8080" and plain["protocol"] == "http"
    assert tls["protocol"] == "https" and tls["proxyProtocol"] == "optional"
    (certificate,) = document["certificates"]
    assert certificate["path"] == str(default.certificate)
    assert certificate["names"] == ["app.example.com", "*.example.com"]
    assert certificate["key"] == "EC 256" and certificate["issuer"] == "CN=Test CA"
    assert certificate["daysLeft"] in (89, 90)
    assert certificate["notBefore"] < certificate["notAfter"]
    said = subprocess.run(
        ["openssl", "x509", "-noout", "-fingerprint", "-sha256", "-in", default.certificate],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert said.stdout.strip().endswith(certificate["fingerprint"])
    names = {entry["name"]: entry["certificates"] for entry in document["names"]}
    assert names == dict.fromkeys(("app.example.com", "*.example.com"), [str(default.certificate)])
    assert document["otherNames"] == [{"certificates": [str(default.certificate)]}]
    assert document["answer"] == [{"status": 503, "bytes": len(PLAIN), "from": "the built-in text"}]
    assert document["pages"] == [
        {
            "path": str(tmp_path / "de.html"),
            "audience": "every host in de; host de",
            "languages": None,
        },
        {"path": "built in", "audience": None, "languages": 51},
    ]
    assert document["workers"] == 3


def test_json_has_every_finding_with_its_cure() -> None:
    document = checked(STATUS_CODE=999, TRUSTED_PROXIES="everyone", COLOUR="red")
    by_variable = {entry["variable"]: entry for entry in document["findings"]}
    assert by_variable["UNDER_MAINTENANCE_STATUS_CODE"] == {
        "variable": "UNDER_MAINTENANCE_STATUS_CODE",
        "severity": "warning",
        "value": "999",
        "reason": "out of range",
        "cure": "accepted: 200–599; the default is used",
    }
    assert by_variable["UNDER_MAINTENANCE_TRUSTED_PROXIES"]["severity"] == "mistake"
    assert by_variable["UNDER_MAINTENANCE_COLOUR"]["value"] is None
    # What would not start has nothing to describe.
    described = {key: value for key, value in document.items() if value is not None}
    assert described.keys() == {"findings", "verdict"}


@pytest.mark.parametrize("arguments", [("check",), ("check", "--json"), ("serve",)], ids=" ".join)
@pytest.mark.parametrize(
    "value",
    [
        *(b"\x1b[31m", b"\x9b2J", b"\x07", b"a\x08\x08b", b"\xc2\x9b2J", b"\x7f"),
        *(b"\r\x1b]0;x\x07", "\u202e\u2067\u2068\u2066\u2028\u2029".encode()),
    ],
    ids=repr,
)
def test_no_control_byte_reaches_the_terminal(
    tmp_path: Path, arguments: tuple[str, ...], value: bytes
) -> None:
    (tmp_path / "pages").mkdir()
    (Path(tmp_path) / "pages" / "logo\x1b[31m.png").write_bytes(b"x")
    variables = {
        b"HTTP_LISTEN": b"localhost" + value, b"STATUS_CODE": value, b"LINK": value,
        b"CUSTOM_FILE_PATH": bytes(tmp_path) + b"/" + value, b"X" + value: b"1",
        b"PAGES_DIRECTORY": bytes(tmp_path / "pages"),
    }  # fmt: skip
    completed = subprocess.run(
        [harness.BINARY, *arguments],
        env={b"UNDER_MAINTENANCE_" + name: text for name, text in variables.items()},
        cwd="/", stdin=subprocess.DEVNULL, capture_output=True, timeout=10,
    )  # fmt: skip
    output = completed.stdout + completed.stderr
    text = output.decode()
    assert not set(text) & set("\u2028\u2029\u202e\u2066\u2067\u2068\u2069")
    assert not [c for c in text if ord(c) < 0x20 and c != "\n" or 0x7F <= ord(c) <= 0x9F]
    assert text.count("UNDER_MAINTENANCE_") >= 5


@pytest.mark.parametrize("name", ["TITLE", "MESSAGE", "LINK"])
def test_a_text_that_is_not_utf_8_is_a_warning_and_never_served(name: str) -> None:
    environment = {
        b"UNDER_MAINTENANCE_HTTP_LISTEN": b"127.0.0.1:8080",
        b"UNDER_MAINTENANCE_" + name.encode(): b"https://St\xf6rung.example/",
    }
    run = {"env": environment, "cwd": "/", "capture_output": True, "timeout": 10}
    completed = subprocess.run([harness.BINARY, "check"], **run)
    assert completed.returncode == 1
    assert b"St\\xF6rung" in completed.stdout
    for kind in ("html", "json", "xml"):
        rendered = subprocess.run([harness.BINARY, "render", "--format", kind], **run)
        assert rendered.returncode == 0
        assert "\ufffd" not in rendered.stdout.decode() and b"rung" not in rendered.stdout


def test_paths_that_are_not_utf_8_are_used_byte_by_byte(
    authority: Authority, tmp_path: Path
) -> None:
    folder = bytes(tmp_path) + b"/St\xf6rung"
    Path(folder.decode("utf-8", "surrogateescape")).mkdir()
    pair = authority.pair()
    files = {b"page.html": b"<p>found", b"key": pair.key.read_bytes()}
    files[b"certificate"] = pair.certificate.read_bytes()
    for name, content in files.items():
        with open(folder + b"/" + name, "wb") as file:
            file.write(content)
    variables = {
        b"CUSTOM_FILE_PATH": folder + b"/page.html", b"TLS_KEY_PATH": folder + b"/key",
        b"TLS_CERTIFICATE_PATH": folder + b"/certificate", b"HTTP_LISTEN": b"127.0.0.1:8080",
        b"ACME_DIRECTORY": folder, b"HTTPS_LISTEN": b"unix:" + folder + b"/x.sock",
    }  # fmt: skip
    completed = subprocess.run(
        [harness.BINARY, "check"],
        env={b"UNDER_MAINTENANCE_" + name: value for name, value in variables.items()},
        cwd="/", capture_output=True, timeout=10,
    )  # fmt: skip
    assert completed.returncode == 0, completed.stdout
    assert b"St\\xF6rung/page.html" in completed.stdout


@pytest.mark.parametrize(
    ("arguments", "accept"),
    [
        ([], "text/html"), (["--format", "html"], "text/html"),
        (["--format=json"], "application/json"), (["--format", "xml"], "application/xml"),
        (["--format", "text"], "text/plain"),
    ],
    ids=str,
)  # fmt: skip
def test_render_prints_what_is_served(
    start_server: StartServer, arguments: list[str], accept: str
) -> None:
    variables = {"TITLE": "Back <soon>", "UNTIL": from_now(days=1), "LINK": "https://a.example/"}
    variables["REFRESH"] = "7"
    server = start_server(**variables)
    for language in ("de", "ar", "xx"):
        served = server.ask(headers=[f"Accept: {accept}", f"Accept-Language: {language}"])
        rendered = run_command("render", "--language", language, *arguments, **variables)
        assert rendered.returncode == 0
        assert (rendered.stderr == "") == (language != "xx" or accept != "text/html")
        # Their seconds are told at different moments.
        if "retryAfter" in rendered.stdout:
            texts = (rendered.stdout, served.body.decode())
            assert len({text.split("retryAfter")[0] for text in texts}) == 1
        else:
            assert rendered.stdout.encode() == served.body


def test_render_knows_hosts_and_the_head(tmp_path: Path) -> None:
    (tmp_path / "shop.example.com.html").write_text("<p>shop")
    (tmp_path / "large.example.com.html").write_text("x" * 100_000)
    run = {"PAGES_DIRECTORY": tmp_path}
    assert run_command("render", "--host", "shop.example.com:8080", **run).stdout == "<p>shop"
    assert run_command("render", "--host=large.example.com", **run).stdout == "x" * 100_000
    assert "<!doctype html>" in run_command("render", **run).stdout
    head, _, body = run_command(
        "render", "--head", "--host", "shop.example.com", **run, STATUS_CODE="502"
    ).stdout.partition("\n\n")
    assert head.splitlines()[0] == "HTTP/1.1 502 Bad Gateway"
    assert "Content-Type: text/html; charset=utf-8" in head and "Content-Length: 7" in head
    assert body == "<p>shop"


def test_render_warns_on_stderr_and_stops_at_mistakes() -> None:
    completed = run_command("render", "--format", "text", STATUS_CODE="999")
    assert (completed.returncode, completed.stdout) == (0, PLAIN.decode())
    assert "UNDER_MAINTENANCE_STATUS_CODE=999" in completed.stderr
    completed = run_command("render", HTTP_LISTEN="localhost")
    assert (completed.returncode, completed.stdout) == (MISTAKES, "")
    assert "UNDER_MAINTENANCE_HTTP_LISTEN=localhost" in completed.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["render", "--format", "pdf"], ["render", "--format"], ["render", "x"],
        ["render", "--host", "a b"], ["render", "--host", "a\r\nX: y"], ["render", "--lang", "de"],
        ["render", "--language", "de\r\n\r\n"], ["check", "--yaml"], ["check", "--json", "x"],
        ["serve", "--json"], ["--version", "x"], ["--help", "x"],
    ],
    ids=str,
)  # fmt: skip
def test_wrong_arguments_are_64(arguments: list[str]) -> None:
    completed = run_command(*arguments)
    assert (completed.returncode, completed.stdout) == (WRONG_ARGUMENTS, "")
    assert "--help" in completed.stderr


def test_wrong_arguments_are_told_with_those_of_the_command() -> None:
    render = "--language de, --host a.example, --format html, json, xml or text, --head"
    for arguments, told in {
        ("srve",): "unknown command: srve; accepted: serve, check, healthcheck, render, --version",
        ("--json",): "unknown command: --json; accepted: serve, check, healthcheck, render, "
        "--version",
        ("serve", "8080"): "unknown argument: 8080; accepted: nothing",
        ("healthcheck", "http://a/"): "unknown argument: http://a/; accepted: nothing",
        ("--version", "x"): "unknown argument: x; accepted: nothing",
        ("check", "x"): "unknown argument: x; accepted: --json",
        ("check", "--json=1"): "unknown argument: --json=1; accepted: --json",
        ("render", "x"): f"unknown argument: x; accepted: {render}",
        ("render", "--lang", "de"): f"unknown argument: --lang; accepted: {render}",
        ("render", "--host"): f"no value behind --host; accepted: {render}",
        ("render", "--language="): f"no value behind --language; accepted: {render}",
        ("render", "--format", "pdf"): "no such --format: pdf; accepted: html, json, xml, text",
        ("render", "--host", "a/b"): "not a --host: a/b; accepted: a host's name, such as a.example",
        ("render", "--language", "\n"): "not a --language; accepted: such as de or pt-BR",
    }.items():
        completed = run_command(*arguments)
        assert (completed.returncode, completed.stdout) == (WRONG_ARGUMENTS, "")
        assert completed.stderr == f"under-maintenance: {told}; see --help\n"


def test_what_is_no_directory_is_not_listed_as_one(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "webroot").mkdir()
    for name, count in (("file", 0), ("nothing", 0), ("webroot", 1)):
        path = tmp_path / name
        text = run_command("check", ACME_DIRECTORY=path, **LISTEN).stdout
        assert [line.split()[-1] for line in text.splitlines() if "challenges " in line[:12]] == [
            str(path)
        ] * count
        assert checked(ACME_DIRECTORY=path)["challenges"] == (str(path) if count else None)


def test_the_addresses_of_a_certificate_are_among_its_names() -> None:
    names = "localhost,127.0.0.1,::1,2001:DB8::0:1,192.0.2.7"
    shown = ["localhost", "127.0.0.1", "::1", "2001:db8::1", "192.0.2.7"]
    (certificate,) = checked(TLS_SELF_SIGNED=names, HTTPS_LISTEN="127.0.0.1:8443")["certificates"]
    assert certificate["names"] == shown


@pytest.mark.parametrize("command", ["serve", "check", "healthcheck", "render", "--version"])
def test_every_command_has_help(command: str) -> None:
    completed = run_command(command, "--help")
    assert completed.returncode == 0
    assert completed.stdout == run_command("--help").stdout


def test_where_a_page_of_ones_own_is_sent_check_names_it(tmp_path: Path) -> None:
    (tmp_path / "under-maintenance.html").write_text("<p>ours")
    text = run_command("check", directory=tmp_path, **LISTEN).stdout
    (line,) = [line for line in text.splitlines() if line.startswith("page")]
    assert "under-maintenance.html" in line and "built in" not in line
    document = json.loads(run_command("check", "--json", directory=tmp_path, **LISTEN).stdout)
    assert [page["path"] for page in document["pages"]] == ["under-maintenance.html"]
