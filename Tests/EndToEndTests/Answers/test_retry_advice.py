"""When to come back: Retry-After counts down to the announced end and is spread out by the jitter,
and the number in JSON and XML is always the one of the same answer's header."""

from __future__ import annotations

import json
import time
import xml.etree.ElementTree
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime, parsedate_to_datetime

import pytest

import http1
import processes
from harness import FORWARDED, PLAIN, Server, from_now, run_command

StartServer = Callable[..., Server]

JSON = "Accept: application/json"
XML = "Accept: application/xml"
LONGEST_TITLE, LONGEST_MESSAGE = 1000, 4000


def moment(text: str) -> int:
    """Unix time of what UNTIL takes."""
    return int(datetime.fromisoformat(text).timestamp())


def date(answer: http1.Answer) -> int:
    return int(parsedate_to_datetime(answer.header("Date") or "").timestamp())


def advice(answer: http1.Answer) -> int:
    """The seconds, which a document says too."""
    value = answer.header("Retry-After") or ""
    if value.isdecimal():
        seconds = int(value)
    else:
        seconds = int(parsedate_to_datetime(value).timestamp()) - date(answer)
    kind = answer.header("Content-Type")
    if kind == "application/problem+json":
        said = json.loads(answer.body)["retryAfter"]
        assert type(said) is int
        assert said == seconds
    elif kind == "application/problem+xml":
        element = xml.etree.ElementTree.fromstring(answer.body).find("{*}retryAfter")
        assert element is not None and int(element.text or "") == seconds
    return seconds


def pipelined(server: Server, count: int, *fields: str) -> list[http1.Answer]:
    """The answers to the same request, over and over again on one connection."""
    with server.client() as client:
        client.send(http1.request(headers=[FORWARDED, *fields]) * count)
        return [client.answer() for _ in range(count)]


@pytest.mark.parametrize("status", [429, 503])
def test_it_counts_down_to_the_end_in_every_format(start_server: StartServer, status: int) -> None:
    until = from_now(hours=3)
    server = start_server(UNTIL=until, RETRY_AFTER=120, STATUS_CODE=status)
    seen = set()
    for _ in range(2):
        for accept in (JSON, XML, "Accept: text/html", "Accept: text/plain", "Accept: */*"):
            answer = server.ask(headers=[accept])
            assert answer.status == status
            assert date(answer) + advice(answer) == moment(until)
            seen.add(advice(answer))
        time.sleep(1.1)
    assert len(seen) > 1 and max(seen) <= 3 * 3600
    assert "level=warning" not in server.log


@pytest.mark.parametrize("retry_after", ["120", "date"])
def test_once_the_end_has_passed_retry_after_is_in_force_again(
    start_server: StartServer, retry_after: str
) -> None:
    until = from_now(seconds=4)
    far = datetime.now(timezone.utc).replace(microsecond=0) + timedelta(days=2)
    if retry_after == "date":
        retry_after = format_datetime(far, usegmt=True)
    server = start_server(UNTIL=until, RETRY_AFTER=retry_after)

    def is_over() -> bool:
        answer = server.ask(headers=[JSON])
        seconds = advice(answer)
        if date(answer) < moment(until):
            assert date(answer) + seconds == moment(until)
            return False
        assert answer.header("Retry-After") == retry_after
        assert json.loads(answer.body)["until"] == until
        return True

    processes.eventually(is_over, within=10, what="the end has passed")


@pytest.mark.parametrize(
    "value",
    ["soon", "tomorrow 18:00", "2026-13-01T00:00:00Z", "1800000000"]
    + ["2099-02-30T00:00:00Z", "2030-01-01", "2030-01-01T00:00:00", "2030-01-01T24:00:00Z"]
    + ["Wed, 21 Oct 2099 07:28:00 GMT", "2030-01-01T00:00:00+25:00", "9999-01-01T00:00:00Z"],
)
def test_an_end_that_is_none_is_a_warning_and_not_used(
    start_server: StartServer, value: str
) -> None:
    server = start_server(UNTIL=value, RETRY_AFTER=77)
    answer = server.ask(headers=[JSON])
    assert advice(answer) == 77
    assert "until" not in json.loads(answer.body)
    (line,) = [line for line in server.log.splitlines() if "level=warning" in line]
    assert "UNDER_MAINTENANCE_UNTIL" in line
    assert run_command("check", HTTP_LISTEN="127.0.0.1:8080", UNTIL=value).returncode == 1


def test_an_end_that_is_past_is_a_warning_and_stays_on_the_page(
    start_server: StartServer,
) -> None:
    past = "2020-01-01T00:00:00Z"
    server = start_server(UNTIL=past, RETRY_AFTER=77)
    answer = server.ask(headers=[JSON])
    assert advice(answer) == 77
    assert json.loads(answer.body)["until"] == past
    assert past.encode() in server.ask(headers=["Accept: text/html"]).body
    (line,) = [line for line in server.log.splitlines() if "level=warning" in line]
    assert "UNDER_MAINTENANCE_UNTIL" in line and "takes longer than planned" in line


@pytest.mark.parametrize(
    "form",
    ["{0:%Y-%m-%dT%H:%M:%SZ}", "{0:%Y-%m-%dt%H:%M:%Sz}", "{0:%Y-%m-%d %H:%M:%S}+00:00"]
    + ["{0:%Y-%m-%dT%H:%M:%S}.999Z", "{1:%Y-%m-%dT%H:%M:%S}-03:30"],
)
def test_every_way_to_write_the_end_is_the_same_moment(
    start_server: StartServer, form: str
) -> None:
    end = datetime.now(timezone.utc).replace(microsecond=0) + timedelta(hours=30)
    server = start_server(UNTIL=form.format(end, end - timedelta(hours=3.5)))
    answer = server.ask(headers=[JSON])
    assert date(answer) + advice(answer) == int(end.timestamp())
    assert json.loads(answer.body)["until"] == f"{end:%Y-%m-%dT%H:%M:%SZ}"


@pytest.mark.parametrize("accept", [JSON, XML, "Accept: text/html", "Accept: */*"])
def test_jitter_spreads_the_answers_over_its_range(start_server: StartServer, accept: str) -> None:
    server = start_server(RETRY_AFTER=60, RETRY_JITTER=30)
    values = [advice(answer) for answer in pipelined(server, 200, accept)]
    assert min(values) >= 60 and max(values) <= 90
    assert len(set(values)) > 10


def test_jitter_comes_on_top_of_the_countdown_and_of_a_date(start_server: StartServer) -> None:
    end = datetime.now(timezone.utc).replace(microsecond=0) + timedelta(days=2)
    for variables in (
        {"UNTIL": f"{end:%Y-%m-%dT%H:%M:%SZ}"},
        {"RETRY_AFTER": format_datetime(end, usegmt=True)},
    ):
        server = start_server(RETRY_JITTER=3600, **variables)
        for accept in (JSON, XML):
            answers = pipelined(server, 200, accept)
            moments = {date(answer) + advice(answer) for answer in answers}
            assert min(moments) >= end.timestamp() and max(moments) <= end.timestamp() + 3600
            assert len(moments) > 50


def test_no_two_servers_roll_the_same(start_server: StartServer) -> None:
    rolled = []
    for _ in range(3):
        server = start_server(RETRY_JITTER=86_400, WORKERS=1)
        rolled.append([advice(answer) for answer in pipelined(server, 10)])
    assert len({tuple(values) for values in rolled}) == 3


def test_without_jitter_every_answer_says_the_same(server: Server) -> None:
    assert {advice(answer) for answer in pipelined(server, 200, JSON)} == {300}


@pytest.mark.parametrize("value", ["-1", "86401", "1.5", "a minute"])
def test_a_wrong_jitter_is_a_warning_and_none(start_server: StartServer, value: str) -> None:
    server = start_server(RETRY_JITTER=value)
    assert {advice(answer) for answer in pipelined(server, 50)} == {300}
    assert "UNDER_MAINTENANCE_RETRY_JITTER" in server.log


@pytest.mark.parametrize("status", [200, 404, 500])
def test_other_statuses_advise_nothing(start_server: StartServer, status: int) -> None:
    server = start_server(UNTIL=from_now(hours=1), RETRY_JITTER=30, STATUS_CODE=status)
    for accept in (JSON, XML, "Accept: text/html", "Accept: */*"):
        answer = server.ask(headers=[accept])
        assert answer.header("Retry-After") is None
        assert b"retryAfter" not in answer.body


def test_a_date_is_a_date_in_the_header_and_seconds_in_documents(
    start_server: StartServer,
) -> None:
    end = datetime.now(timezone.utc).replace(microsecond=0) + timedelta(hours=5)
    value = format_datetime(end, usegmt=True)
    server = start_server(RETRY_AFTER=value)
    for accept in (JSON, XML, "Accept: */*"):
        answer = server.ask(headers=[accept])
        assert answer.header("Retry-After") == value
        assert date(answer) + advice(answer) == int(end.timestamp())


@pytest.mark.parametrize("seconds", [0, 1, 2_147_483_648])
@pytest.mark.parametrize("jitter", [0, 86_400])
def test_the_least_and_the_most_fit_into_documents(
    start_server: StartServer, seconds: int, jitter: int
) -> None:
    server = start_server(RETRY_AFTER=seconds, RETRY_JITTER=jitter)
    for accept in (JSON, XML):
        for answer in pipelined(server, 20, accept):
            assert seconds <= advice(answer) <= seconds + jitter


@pytest.mark.parametrize("character", ["a", "<", "&", '"', "\\", "\u00e9", "\u65e5"])
def test_documents_are_whole_however_long_the_texts_are(
    start_server: StartServer, character: str
) -> None:
    bytes_each = len(character.encode())
    title = character * (LONGEST_TITLE // bytes_each)
    message = character * (LONGEST_MESSAGE // bytes_each)
    server = start_server(TITLE=title, MESSAGE=message, RETRY_AFTER=60, RETRY_JITTER=10)
    for accept in (JSON, XML):
        for answer in pipelined(server, 5, accept):
            assert 60 <= int(answer.header("Retry-After") or "") <= 70
            # Nothing is written into a document that isn't copied behind its head.
            if b"retryAfter" in answer.body or len(answer.body) <= 16 << 10:
                advice(answer)
            if accept == JSON:
                document = json.loads(answer.body)
            else:
                elements = xml.etree.ElementTree.fromstring(answer.body)
                document = {element.tag.rpartition("}")[2]: element.text for element in elements}
            assert (document["title"], document["detail"]) == (title, message)


def test_the_text_for_nobody_in_particular_carries_the_same_advice(
    start_server: StartServer,
) -> None:
    until = from_now(minutes=10)
    server = start_server(UNTIL=until)
    answer = server.ask()
    assert answer.body == PLAIN
    assert date(answer) + advice(answer) == moment(until)
