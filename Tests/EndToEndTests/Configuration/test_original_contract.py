"""The variables, the file and the defaults of `TwiN/under-maintenance` work unchanged."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

import processes
from harness import FORWARDED, PLAIN, Server

StartServer = Callable[..., Server]
FAR_DATE = "Wed, 21 Oct 2099 07:28:00 GMT"


@pytest.mark.parametrize("status", [200, 404, 418, 429, 500, 502, 504, 599])
def test_the_status_code_is_the_configured_one(start_server: StartServer, status: int) -> None:
    answer = start_server(STATUS_CODE=status).ask()
    assert (answer.status, answer.body) == (status, PLAIN)


@pytest.mark.parametrize("status", ["199", "600", "abc", "-1", "5 03", ""])
def test_a_wrong_status_code_is_a_warning_and_503(start_server: StartServer, status: str) -> None:
    server = start_server(STATUS_CODE=status)
    assert server.ask().status == 503
    if status:
        assert "UNDER_MAINTENANCE_STATUS_CODE" in server.log


@pytest.mark.parametrize("value", ["0", "1", "300", "86400", FAR_DATE])
def test_retry_after_is_the_configured_one(start_server: StartServer, value: str) -> None:
    server = start_server(RETRY_AFTER=value)
    assert server.ask().header("Retry-After") == value
    assert "UNDER_MAINTENANCE_RETRY_AFTER" not in server.log


@pytest.mark.parametrize("value", ["soon", "-5", "1.5", "Wed, 21 Oct 2015 07:28:00 GMT"])
def test_a_wrong_retry_after_is_a_warning_and_300(start_server: StartServer, value: str) -> None:
    server = start_server(RETRY_AFTER=value)
    assert server.ask().header("Retry-After") == "300"
    assert "UNDER_MAINTENANCE_RETRY_AFTER" in server.log


@pytest.mark.parametrize("status", [200, 404, 429, 500, 502, 503, 504])
def test_retry_after_is_sent_only_with_503_and_429(start_server: StartServer, status: int) -> None:
    answer = start_server(STATUS_CODE=status, RETRY_AFTER=60).ask()
    assert answer.header("Retry-After") == ("60" if status in (429, 503) else None)


@pytest.mark.parametrize("status", [204, 304])
def test_a_status_without_content_keeps_the_connection_in_step(
    start_server: StartServer, status: int
) -> None:
    with start_server(STATUS_CODE=status).client() as client:
        for _ in range(3):
            answer = client.ask(headers=[FORWARDED])
            assert answer.status == status
            if status == 204:
                assert answer.header("Content-Length") is None
        assert client.is_kept()


def test_the_page_in_the_working_directory_is_served(
    start_server: StartServer, tmp_path: Path
) -> None:
    page = b"<!doctype html><title>Back soon</title>\n"
    (tmp_path / "under-maintenance.html").write_bytes(page)
    server = start_server(working_directory=tmp_path)
    answer = server.ask(headers=["Accept-Encoding: identity"])
    assert (answer.status, answer.body) == (503, page)
    assert answer.header("Content-Type") == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("page.html", "text/html"),
        ("page.htm", "text/html"),
        ("PAGE.HTML", "text/html"),
        ("page.txt", "text/plain"),
        ("page.json", "application/json"),
        ("page.xml", ("application/xml", "text/xml")),
    ],
)
def test_a_custom_file_is_served_with_the_type_of_its_extension(
    start_server: StartServer, tmp_path: Path, name: str, content_type: str | tuple[str, ...]
) -> None:
    file = tmp_path / name
    file.write_bytes(b'{"custom": "\xc3\xa4"}')
    answer = start_server(CUSTOM_FILE_PATH=file).ask(headers=["Accept: */*"])
    assert (answer.status, answer.body) == (503, file.read_bytes())
    assert (answer.header("Content-Type") or "").startswith(content_type)


def test_a_page_of_five_megabytes_arrives_whole(start_server: StartServer, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_bytes(b"".join(b"%09d\n" % number for number in range(500_000)))
    server = start_server(CUSTOM_FILE_PATH=file)
    with server.client() as client:
        for _ in range(3):
            answer = client.ask(headers=[FORWARDED, "Accept-Encoding: identity"])
            assert answer.body == file.read_bytes()
        assert client.ask("HEAD", headers=[FORWARDED]).body == b""
        assert client.is_kept()


@pytest.mark.parametrize("kind", ["missing", "empty", "directory", "larger than 16 MiB"])
def test_an_unreadable_page_is_a_warning_and_the_default(
    start_server: StartServer, tmp_path: Path, kind: str
) -> None:
    file = tmp_path / "page.html"
    if kind == "directory":
        file.mkdir()
    elif kind != "missing":
        file.touch()
        os.truncate(file, 0 if kind == "empty" else 16 * 1024 * 1024 + 1)
    server = start_server(CUSTOM_FILE_PATH=file)
    assert server.ask().body == PLAIN
    processes.eventually(lambda: str(file) in server.log, 1, "the log names the page")
