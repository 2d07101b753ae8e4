"""Format, language and coding are what the request asks for, on both listeners, for every method,
in every order on one connection; HEAD tells of GET, and gzip holds what the plain body says."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest

import http1
from harness import FORWARDED, Server
from listeners import connect, content, each_listener, head
from preferences import FORMATS, HTML, lines

StartServer = Callable[..., Server]

LANGUAGES = {
    None: "en",
    "*": "en",
    "tlh, x-klingon": "en",
    "de": "de",
    "de-CH-1996, fr;q=0.9": "de",
    "fr;q=0.3, AR;q=0.8": "ar",
    "en;q=0, zh-TW": "zh-Hant",
    "pt": "pt-BR",
    "nn-NO": "nb",
}
# Whether the request takes gzip.
CODINGS = {
    None: False,
    "gzip": True,
    "gzip, deflate, br, zstd": True,
    "GZIP;q=0.1": True,
    "x-gzip": True,
    "*": True,
    "deflate, br": False,
    "identity": False,
    "gzip;q=0, *": False,
    "gzip;q=0.5, identity": False,
}


@each_listener
def test_every_combination_is_answered_in_its_terms(both: Server, listener: str) -> None:
    whole: dict[tuple, bytes] = {}
    with connect(both, listener) as client:
        for accept, language, coding in itertools.product(FORMATS, LANGUAGES, CODINGS):
            expected = FORMATS[accept]
            said = (accept, language, coding)
            answer = client.ask(headers=lines(*said))
            assert (answer.status, answer.closes) == (503, False), said
            assert answer.header("Content-Type") == expected, said
            is_html = expected == HTML
            assert answer.header("Content-Language") == (
                LANGUAGES[language] if is_html else None
            ), said
            assert answer.header("Content-Encoding") == (
                "gzip" if is_html and CODINGS[coding] else None
            ), said
            assert answer.header("Vary") == (
                "Accept, Accept-Language, Accept-Encoding" if is_html else "Accept"
            ), said
            # Of each kind one content, whatever it is wrapped in.
            kind = (expected, LANGUAGES[language] if is_html else None)
            assert content(answer) == whole.setdefault(kind, content(answer)), said

            only_head = client.ask("HEAD", headers=lines(*said))
            assert head(only_head) == head(answer), said
            assert only_head.header("Content-Length") == str(len(answer.body)), said
        assert client.is_kept()
    assert len(set(whole.values())) == len(whole) == 3 + len(set(LANGUAGES.values()))


@each_listener
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS", "TRACE", "BREW"])
def test_every_method_negotiates(both: Server, listener: str, method: str) -> None:
    with connect(both, listener) as client:
        for accept, expected in FORMATS.items():
            answer = client.ask(method, headers=lines(accept, "de", "gzip"))
            assert answer.header("Content-Type") == expected
            # On the page somebody who has sent something reads one sentence more.
            same = "HEAD" if method in ("GET", "HEAD") else "PUT"
            usual = client.ask(same, headers=lines(accept, "de", "gzip"))
            assert head(answer) == head(usual)


@each_listener
@pytest.mark.parametrize(
    "accepts",
    [
        ["text/html", "application/json"],
        ["image/png", "application/json"],
        ["text/html;q=0.5", "application/json;q=0.4", "text/xml;q=0.6"],
        ["*/*", "application/json"],
        ["application/json", "*/*"],
        ["*/*;q=0.1", "text/html;q=0.2", "*/*"],
        ["", "text/html"],
        ["text/html", ""],
        ["text/html", "*/*", "application/json"],
        ["application/json;q=0", "*/*"],
    ],
    ids=" + ".join,
)
def test_several_lines_are_one_list(both: Server, listener: str, accepts: list[str]) -> None:
    with connect(both, listener) as client:
        several = [f"Accept: {accept}" for accept in accepts]
        for between in ([], ["X-Between: 1"]):
            fields = [FORWARDED, *several[:1], *between, *several[1:]]
            expected = client.ask(headers=lines(", ".join(filter(None, accepts))))
            answer = client.ask(headers=fields)
            assert head(answer) == head(expected)
            assert answer.body == expected.body


@each_listener
def test_several_lines_of_languages_and_codings_are_one_list_each(
    both: Server, listener: str
) -> None:
    html = "Accept: text/html"
    with connect(both, listener) as client:
        fields = [FORWARDED, html, "Accept-Language: tlh", "accept-language: fr;q=0.5, de"]
        for more in ([], ["Accept-Language: *"]):
            assert client.ask(headers=[*fields, *more]).header("Content-Language") == "de"
        fields = [FORWARDED, html, "Accept-Encoding: gzip;q=0", "Accept-Encoding: *"]
        assert client.ask(headers=fields).header("Content-Encoding") is None
        fields = [FORWARDED, html, "Accept-Encoding: gzip", "Accept-Encoding: br"]
        assert client.ask(headers=fields).header("Content-Encoding") == "gzip"


@each_listener
@pytest.mark.parametrize("size", [None, 1, 7, 100, 1448])
def test_pipelined_requests_of_different_kinds_get_each_its_own(
    both: Server, listener: str, size: int | None
) -> None:
    kinds = [
        (method, lines(accept, language, coding))
        for accept, language, coding in zip(
            FORMATS, itertools.cycle(LANGUAGES), itertools.cycle(CODINGS)
        )
        for method in ("GET", "HEAD", "POST")
    ]
    requests = [
        (
            http1.request(method, "/", [*fields, "Content-Length: 4"], b"form")
            if method == "POST"
            else http1.request(method, "/", fields)
        )
        for method, fields in kinds
    ]
    with connect(both, listener) as client:
        alone = []
        for (method, _), data in zip(kinds, requests):
            client.send(data)
            alone.append(client.answer(method))
        data = b"".join(requests)
        for start in range(0, len(data), size or len(data)):
            client.send(data[start : start + (size or len(data))])
        for (method, _), expected in zip(kinds, alone):
            answer = client.answer(method)
            assert head(answer) == head(expected)
            # The seconds in a document may be another answer's.
            assert answer.body == expected.body
        assert client.is_kept()


@each_listener
@pytest.mark.parametrize("accept", ["text/html", "application/json", "text/xml", "text/plain"])
def test_a_request_with_a_body_negotiates_too(both: Server, listener: str, accept: str) -> None:
    fields = lines(accept, "fr", "gzip")
    with connect(both, listener) as client:
        expected = client.ask("POST", headers=fields)
        looked = content(client.ask(headers=fields))
        assert (content(expected) != looked) == (accept == "text/html")
        for length in (0, 1, 5000, 64 << 10):
            answer = client.ask("POST", "/", [*fields, f"Content-Length: {length}"], b"b" * length)
            assert head(answer) == head(expected)
            assert answer.body == expected.body
        # Head and body apart, and the body in two.
        for chunked in (False, True):
            framing = "Transfer-Encoding: chunked" if chunked else "Content-Length: 8"
            body = b"8\r\n--body--\r\n0\r\n\r\n" if chunked else b"--body--"
            for piece in (http1.request("PUT", "/", [*fields, framing]), body[:4], body[4:]):
                client.send(piece)
            answer = client.answer()
            assert head(answer) == head(expected)
            assert answer.body == expected.body
        # Too large to be waited for.
        length = 3 << 20
        client.send(http1.request("POST", "/", [*fields, f"Content-Length: {length}"]))
        client.send(b"b" * length)
        answer = client.answer()
        assert answer.closes
        assert content(answer) == content(expected)
        same = [line for line in answer.headers if line[0] not in ("Date", "Connection")]
        assert same == [line for line in expected.headers if line[0] not in ("Date", "Connection")]


@each_listener
def test_pages_of_every_size_arrive_whole_in_both_codings(
    start_tls_server: StartServer, tmp_path: Path, listener: str
) -> None:
    # Round what fits one packet, is copied behind its head, or is a record of TLS.
    for size in (1, 1024, 1025, 16_384, 16_385, 70_000):
        page = tmp_path / f"{size}.html"
        text = b"".join(b"<p>%x</p>\n" % (number * number) for number in range(size // 5))
        page.write_bytes((text + b"x" * size)[:size])
        server = start_tls_server(CUSTOM_FILE_PATH=page, HTTPS_KEEP_ALIVE="on")
        with connect(server, listener) as client:
            requests = []
            for coding in ("identity", "gzip") * 4:
                requests += [("GET", coding), ("HEAD", coding), ("POST", coding)]
            client.send(
                b"".join(
                    http1.request(method, "/", lines("text/html", None, coding))
                    for method, coding in requests
                )
            )
            for method, coding in requests:
                answer = client.answer(method)
                is_compressed = coding == "gzip" and size > 1024
                assert answer.header("Content-Encoding") == ("gzip" if is_compressed else None)
                if method != "HEAD":
                    assert content(answer) == page.read_bytes()
                    assert len(answer.body) < size or not is_compressed
            assert client.is_kept()
        server.stop()
