"""The formats of an answer at every status, those without content and refusals among them, and what
the documents say of the operator's texts."""

from __future__ import annotations

import json
import xml.etree.ElementTree
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest

import http1
from harness import PLAIN, Server, from_now
from listeners import connect, head
from preferences import FORMATS, TEXT, lines

StartServer = Callable[..., Server]


def test_a_refused_request_is_refused_in_plain_text_whatever_it_accepts(server: Server) -> None:
    for accept in ("text/html", "application/json", "text/xml"):
        data = http1.request(headers=[f"Accept: {accept}", "Content-Length: x"])
        (answer,) = server.exchange(data)
        assert (answer.status, answer.header("Content-Type")) == (400, TEXT)


@pytest.mark.parametrize("status", [200, 404, 429, 500, 503, 599])
def test_every_status_has_every_format(start_tls_server: StartServer, status: int) -> None:
    server = start_tls_server(STATUS_CODE=status, HTTPS_KEEP_ALIVE="on", RETRY_AFTER=77)
    advised = 77 if status in (429, 503) else None
    for listener in ("plain", "TLS"):
        with connect(server, listener) as client:
            for accept, expected in FORMATS.items():
                answer = client.ask(headers=lines(accept))
                assert (answer.status, answer.header("Content-Type")) == (status, expected)
                assert answer.header("Retry-After") == (advised and str(advised))
            problem = json.loads(client.ask(headers=lines("application/json")).body)
            assert problem["status"] == status
            assert problem.get("retryAfter") == advised
            answer = client.ask(headers=lines("text/xml"))
            document = xml.etree.ElementTree.fromstring(answer.body)
            members = {element.tag.rpartition("}")[2]: element.text for element in document}
            assert members["status"] == str(status)
            assert (int(members["retryAfter"]) if advised else None) == advised
            assert ("retryAfter" in members) == (advised is not None)


@pytest.mark.parametrize("status", [204, 205, 304])
def test_a_status_without_content_is_the_same_for_everybody(
    start_tls_server: StartServer, status: int
) -> None:
    server = start_tls_server(STATUS_CODE=status, HTTPS_KEEP_ALIVE="on")
    for listener in ("plain", "TLS"):
        with connect(server, listener) as client:
            # One more would be read as the next answer's first line.
            requests = [
                http1.request(method, "/", lines(accept, "de", "gzip"))
                for accept in FORMATS
                for method in ("GET", "HEAD", "POST")
            ]
            client.send(b"".join(requests))
            first = client.answer()
            assert first.status == status and first.body == b""
            for _ in requests[1:]:
                assert head(client.answer()) == head(first)
            for name in ("Content-Type", "Content-Encoding", "Content-Language", "Retry-After"):
                assert first.header(name) is None
            assert client.is_kept()


def test_the_documents_say_what_the_operator_says(start_server: StartServer) -> None:
    said = {
        "title": "Umzug & «mehr»",
        "detail": 'Wir ziehen um.\nBis "bald" <3',
        "until": from_now(hours=9),
    }
    link = "https://status.example.com/?a=1&b=2"
    there = datetime.fromisoformat(said["until"]).astimezone(timezone(timedelta(hours=5.5)))
    server = start_server(
        TITLE=said["title"], MESSAGE=said["detail"], LINK=link, UNTIL=there.isoformat()
    )
    answer = server.ask(headers=["Accept: application/json"])
    seconds = int(answer.header("Retry-After") or "")
    expected = {"type": "about:blank", "status": 503, "retryAfter": seconds, **said}
    assert json.loads(answer.body.decode("utf-8")) == expected | {"links": [{"href": link}]}

    answer = server.ask(headers=["Accept: application/xml"])
    document = xml.etree.ElementTree.fromstring(answer.body)
    assert document.tag == "{urn:ietf:rfc:7807}problem"
    members = {element.tag: element.text or "" for element in document}
    assert len(members) == len(document)
    assert members.pop("{urn:ietf:rfc:7807}links") == ""
    assert document.findtext("{*}links/{*}i/{*}href") == link
    namespaced = {f"{{urn:ietf:rfc:7807}}{name}": value for name, value in expected.items()}
    seconds_name = "{urn:ietf:rfc:7807}retryAfter"
    assert int(members.pop(seconds_name)) in range(seconds - 5, seconds + 1)
    namespaced.pop(seconds_name)
    assert members == {name: str(value) for name, value in namespaced.items()}

    page = server.ask(headers=["Accept: text/html", "Accept-Language: de"]).body.decode("utf-8")
    for text in ("Umzug &amp; «mehr»", said["until"], "https://status.example.com/?a=1&amp;b=2"):
        assert text in page
    # The text that is asked for by nobody in particular stays as it is.
    assert server.ask().body == PLAIN
