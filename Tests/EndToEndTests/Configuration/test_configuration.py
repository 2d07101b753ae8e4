"""Every mistake is reported in one run, with the right exit code, and `check` agrees; what still
leaves a right answer possible is a warning, and the service starts."""

import re
import socket
import subprocess
from collections.abc import Callable, Iterator

import pytest

from certificates import Authority
from harness import (
    BINARY,
    MISTAKES,
    PLAIN,
    REPOSITORY,
    SYSTEM_REFUSED,
    WRONG_ARGUMENTS,
    Server,
    environment,
    free_port,
    run_command,
)

StartServer = Callable[..., Server]


def subject(line: str) -> str | None:
    """The variable a line is about; another one may follow as a suggestion."""
    match = re.search(r"UNDER_MAINTENANCE_\w+", line)
    return match and match[0]


@pytest.fixture
def busy_port() -> Iterator[int]:
    """A port somebody else listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.mark.parametrize("command", ["serve", "check"])
def test_all_mistakes_and_warnings_are_reported_in_one_run(command: str) -> None:
    completed = run_command(
        command,
        HTTP_LISTEN="999.1.1.1:80,127.0.0.1:99999",
        STATUS_CODE=999,
        STATUS_COD=503,
        RETRY_AFTER="soon",
        TRUSTED_PROXIES="10.0.0.0/8,10.0.0.0/40",
        HTTP_KEEP_ALIVE="maybe",
        CUSTOM_FILE_PATH="/nowhere/page.html",
    )
    output = completed.stderr + completed.stdout
    assert completed.returncode == MISTAKES, output
    for name, value in [
        ("UNDER_MAINTENANCE_HTTP_LISTEN", "999.1.1.1:80"),
        ("UNDER_MAINTENANCE_HTTP_LISTEN", "127.0.0.1:99999"),
        ("UNDER_MAINTENANCE_STATUS_CODE", "999"),
        ("UNDER_MAINTENANCE_STATUS_COD", "UNDER_MAINTENANCE_STATUS_CODE"),
        ("UNDER_MAINTENANCE_RETRY_AFTER", "soon"),
        ("UNDER_MAINTENANCE_TRUSTED_PROXIES", "10.0.0.0/40"),
        ("UNDER_MAINTENANCE_HTTP_KEEP_ALIVE", "maybe"),
        ("UNDER_MAINTENANCE_CUSTOM_FILE_PATH", "/nowhere/page.html"),
    ]:
        lines = [line for line in output.splitlines() if subject(line) == name and value in line]
        assert len(lines) == 1, f"{name} {value}:\n{output}"


def test_an_address_in_use_is_named_with_the_cure_and_71(busy_port: int) -> None:
    completed = run_command(HTTP_LISTEN=f"127.0.0.1:{busy_port}")
    assert completed.returncode == SYSTEM_REFUSED
    (line,) = [line for line in completed.stderr.splitlines() if str(busy_port) in line]
    assert f"127.0.0.1:{busy_port}" in line
    assert "EADDRINUSE" in line or "in use" in line or "98" in line


def test_every_address_in_use_is_named_in_one_run(busy_port: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as second:
        other = second.getsockname()[1]
        completed = run_command(HTTP_LISTEN=f"127.0.0.1:{busy_port},127.0.0.1:{other}")
    assert completed.returncode == SYSTEM_REFUSED
    assert f"127.0.0.1:{busy_port}" in completed.stderr
    assert f"127.0.0.1:{other}" in completed.stderr


def test_an_address_in_use_does_not_hide_a_warning(busy_port: int) -> None:
    completed = run_command(HTTP_LISTEN=f"127.0.0.1:{busy_port}", STATUS_CODE=999, COLOUR="red")
    assert completed.returncode == SYSTEM_REFUSED
    for text in (f"127.0.0.1:{busy_port}", "UNDER_MAINTENANCE_STATUS_CODE", "_COLOUR"):
        assert text in completed.stderr


@pytest.mark.parametrize(
    "value",
    ["http", "127.0.0.1", "127.0.0.1:", "-1", "65536", "[::1:80", "[::g]:80", "unix:", "a b:80"]
    + ["1.2.3:80", "1.2.3.4.5:80", "127.0.0.1:80:80", "off,8080", "8080,,8081", "192.0.2.999:80"],
)
def test_a_wrong_address_is_a_mistake(value: str) -> None:
    for command in ("serve", "check"):
        completed = run_command(command, HTTP_LISTEN=value)
        assert completed.returncode == MISTAKES, (command, completed)
        assert "UNDER_MAINTENANCE_HTTP_LISTEN" in completed.stderr + completed.stdout


@pytest.mark.parametrize(
    "value",
    ["10.0.0.1/33", "proxy", "::/129", "10.0.0.0/-1", "10.0.0/8", "10.0.0.0/8 192.168.0.0/16"],
)
def test_a_wrong_trusted_network_is_a_mistake(value: str) -> None:
    assert run_command("check", HTTP_LISTEN="8080", TRUSTED_PROXIES=value).returncode == MISTAKES


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({}, 0),
        ({"STATUS_CODE": 200, "RETRY_AFTER": 60, "ACCESS_LOG": "json", "WORKERS": 2}, 0),
        ({"STATUS_CODE": 700}, 1),
        ({"STATUS_KODE": 503}, 1),
        ({"CUSTOM_FILE_PATH": "/nowhere"}, 1),
        ({"ACCESS_LOG": "xml"}, 1),
        ({"WORKERS": 0}, 1),
        ({"WORKERS": 65}, 1),
        ({"SHUTDOWN_SECONDS": "long"}, 1),
        ({"TRUSTED_PROXIES": "everyone"}, 78),
        ({"TRUSTED_PROXIES": "everyone", "STATUS_CODE": 700}, 78),
    ],
    ids=str,
)
def test_check_says_0_for_clean_1_for_warnings_and_78_for_mistakes(
    variables: dict, code: int
) -> None:
    completed = run_command("check", HTTP_LISTEN="127.0.0.1:8080", **variables)
    assert completed.returncode == code, completed
    if code != MISTAKES:
        assert "127.0.0.1:8080" in completed.stdout


def test_check_opens_no_port(busy_port: int) -> None:
    assert run_command("check", HTTP_LISTEN=f"127.0.0.1:{busy_port}").returncode == 0


def test_warnings_do_not_keep_the_service_from_starting(start_server: StartServer) -> None:
    server = start_server(STATUS_CODE="abc", STATUS_COD=1, RETRY_AFTER="soon", WORKERS="many")
    answer = server.ask()
    assert (answer.status, answer.header("Retry-After"), answer.body) == (503, "300", PLAIN)
    for name in ("STATUS_CODE", "STATUS_COD", "RETRY_AFTER", "WORKERS"):
        assert f"UNDER_MAINTENANCE_{name}" in server.log


@pytest.mark.parametrize(
    "arguments",
    [["frobnicate"], ["--port", "80"], ["serve", "now"], ["check", "it"], [""], ["-x"], ["Serve"]],
    ids=" ".join,
)
def test_wrong_arguments_are_64_and_point_to_help(arguments: list[str]) -> None:
    completed = run_command(*arguments)
    assert completed.returncode == WRONG_ARGUMENTS
    assert "--help" in completed.stderr


def test_help_is_one_screen_and_names_every_command() -> None:
    completed = run_command("--help")
    assert completed.returncode == 0 and completed.stderr == ""
    for word in ("serve", "check", "healthcheck", "--version", "UNDER_MAINTENANCE_", "HTTP_LISTEN"):
        assert word in completed.stdout
    assert len(completed.stdout.splitlines()) <= 55
    assert max(map(len, completed.stdout.splitlines())) <= 100


def test_the_documents_list_the_variables_as_help_does() -> None:
    checked = subprocess.run(
        [REPOSITORY / "bench" / "variables", "--check", BINARY], capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stderr


def test_version_names_the_program() -> None:
    completed = run_command("--version")
    assert completed.returncode == 0
    assert completed.stdout.startswith("under-maintenance ")


def test_serve_is_what_runs_without_arguments(start_server: StartServer) -> None:
    port = free_port()
    server = start_server(
        wrapper=["/bin/sh", "-c", 'exec "$0" serve'],
        HTTP_LISTEN=str(port),
        address=("127.0.0.1", port),
    )
    assert server.ask().status == 503


@pytest.mark.parametrize("command", ["serve", "check"])
@pytest.mark.parametrize(
    "name", ["TLS_KEY_PATH", "TLS_KEY_PASSPHRASE_PATH", "TLS_TICKET_KEYS_PATH"]
)
@pytest.mark.parametrize(
    "content",
    ["-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg/kqhkiG.9w\n", "MIIEvQIBADANBg/kqhkiG", "hunter2"],
    ids=["PEM", "Base64", "a word"],
)
def test_a_secret_in_place_of_its_path_reaches_no_output(
    authority: Authority, command: str, name: str, content: str
) -> None:
    variables = {**authority.pair().variables, name: content}
    completed = run_command(
        command, HTTP_LISTEN="127.0.0.1:8080", HTTPS_LISTEN="127.0.0.1:8443", **variables
    )
    output = completed.stdout + completed.stderr
    assert completed.returncode == MISTAKES, output
    assert f"UNDER_MAINTENANCE_{name}" in output
    for word in ("BEGIN", "MIIE", "kqhkiG", "hunter2"):
        assert word not in output


def test_a_server_that_would_listen_nowhere_is_a_mistake() -> None:
    assert run_command(HTTP_LISTEN="off").returncode == MISTAKES


@pytest.mark.parametrize("name", ["STATUS_COD", "STATUSCODE", "RETRY_AFTR", "HTTP_LISTENS"])
def test_an_unknown_variable_is_a_warning_with_the_nearest_name(name: str) -> None:
    nearest = {"S": "STATUS_CODE", "R": "RETRY_AFTER", "H": "HTTP_LISTEN"}[name[0]]
    (unknown,) = environment({name: 1})
    completed = run_command("check", HTTP_LISTEN="127.0.0.1:8080", **{name: 1})
    output = completed.stdout + completed.stderr
    assert completed.returncode == 1
    lines = [line for line in output.splitlines() if unknown in line]
    assert len(lines) == 1 and f"UNDER_MAINTENANCE_{nearest}" in lines[0].replace(unknown, "", 1)
