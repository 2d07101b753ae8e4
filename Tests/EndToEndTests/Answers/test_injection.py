"""Hostile text, configured or sent, is text in whatever it comes out: no element, no member, no
header and no script comes of it."""

from __future__ import annotations

import html.parser
import json
import re
import xml.etree.ElementTree
from collections.abc import Callable

import pytest

import http1
from browser import HOST, Browser
from harness import Server, from_now, run_command

StartServer = Callable[..., Server]

HTML = "Accept: text/html"
SCRIPT = "<script>alert(1)</script>"
IMAGE = '"><img src=x onerror=alert(1)>'
PAYLOADS = {
    "script": SCRIPT,
    "attribute": IMAGE,
    "apostrophe": "' onmouseover='alert(1)",
    "ends": f"</title></h1></p></main></style></noscript></script>{SCRIPT}",
    "comment": "--><svg onload=alert(1)><!--",
    "section": "]]><title>forged</title><![CDATA[",
    "entities": "&lt;b&gt; &amp;amp; &#60; &unknown; &",
    "member": '","forged":true,"x":"\\',
    "escapes": "\\u0022 \\n \\",
    "separators": "a\u2028b\u2029c\ufeffd\u202ee",
    "templates": "{{7*7}} ${7*7} {seconds} %s %(title)s #{7} <%= 7 %>",
    "lines": "a\r\nSet-Cookie: forged=1\r\n\r\n<b>b</b>",
    "controls": "a\x01b\x08c\x0bd\x1b[31me\x7ff\u0085g",
}
each_payload = pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
EXECUTING_LINKS = {
    "javascript": "javascript:alert(1)",
    "capitals": "JaVaScRiPt:alert(1)",
    "space": " javascript:alert(1)",
    "tab": "java\tscript:alert(1)",
    "data": "data:text/html,<script>alert(1)</script>",
    "no scheme": "//status.example.com/",
    "path": "/status",
    "quote before": '"><a href="javascript:alert(1)">https://a.example.com/',
}
LINK = "https://status.example.com/"
ENDING_LINKS = {
    "element": f"{LINK}{IMAGE}",
    "attribute": f"{LINK}' onclick='alert(1)",
    "quotes": f"{LINK}?'onfocus='alert(1)'&lt;b&gt;",
    "ampersands": f"{LINK}?a=1&lt=2&quot;=3",
    "lines": f"{LINK}\r\n<b>",
}
FIELDS = {
    "host": "Host: {}",
    "language": "Accept-Language: {}",
    "language tag": "Accept-Language: de-{}",
    "type": "Accept: text/html, {}",
    "origin": "Origin: {}",
    "origin's host": "Origin: https://{}",
    "user agent": "User-Agent: {}",
    "referrer": "Referer: https://app.example.com/{}",
    "forwarded host": "X-Forwarded-Host: {}",
}
SENT = [SCRIPT, IMAGE, "]]>", "'\"", "a\x0bb", "a\x01b", "{seconds}", "a\rSet-Cookie: b"]
# What any answer may have.
NAMES = {
    *("Content-Type", "Content-Length", "Content-Language", "Content-Security-Policy"),
    *("Content-Encoding", "Retry-After", "Cache-Control", "X-Maintenance-Mode", "Vary"),
    *("X-Content-Type-Options", "Connection", "Date", "Access-Control-Allow-Origin"),
    *("Access-Control-Allow-Credentials", "Access-Control-Expose-Headers"),
    *("Access-Control-Allow-Methods", "Access-Control-Allow-Headers", "Access-Control-Max-Age"),
}
MEMBERS = {"type", "title", "status", "detail", "retryAfter"}
NOT_PLAIN = re.compile("[\x00-\x20\x7f-\xa0\ufffd\ud800-\udfff]+")


def plain(text: str) -> str:
    """Blanks, controls and what is no character are one blank: what they become is left open. What
    turns the order of letters round is nothing."""
    return NOT_PLAIN.sub(" ", re.sub("[\u202a-\u202e]", "", text)).strip()


class Document(html.parser.HTMLParser):
    """The elements of a page with the names of their attributes, and the texts in them."""

    def __init__(self, answer: http1.Answer) -> None:
        super().__init__()
        self.elements: list[tuple] = []
        self.links: list[str] = []
        self.texts: dict[str, str] = {}
        self._element = ""
        assert answer.header("Content-Type") == "text/html; charset=utf-8"
        self.feed(answer.body.decode("utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        # An own text is of an unknown language and direction.
        names = {name for name, _ in attributes} - {"lang", "dir"}
        self.elements.append((tag, *sorted(names)))
        self._element = ".".join([tag, dict(attributes).get("class") or ""]).rstrip(".")
        self.links += [value for name, value in attributes if name == "href" and tag == "a"]

    def handle_endtag(self, tag: str) -> None:
        self._element = ""

    def handle_data(self, data: str) -> None:
        self.texts[self._element] = self.texts.get(self._element, "") + data


def page(server: Server, *fields: str) -> Document:
    return Document(server.ask(headers=[HTML, *fields]))


@each_payload
@pytest.mark.parametrize("language", ["en", "ar"])
def test_texts_are_texts_in_the_page(
    start_server: StartServer, payload: str, language: str
) -> None:
    field = f"Accept-Language: {language}"
    expected = page(start_server(TITLE="title", MESSAGE="message", LINK=LINK), field)
    document = page(start_server(TITLE=payload, MESSAGE=payload, LINK=LINK), field)
    for element in ("title", "h1", "p.message"):
        assert plain(document.texts.pop(element)) == plain(payload)
        assert expected.texts.pop(element) in ("title", "message")
    assert document.elements == expected.elements
    assert document.texts == expected.texts
    assert document.links == [LINK]


@each_payload
def test_texts_are_texts_in_json(start_server: StartServer, payload: str) -> None:
    server = start_server(TITLE=payload, MESSAGE=payload)
    answer = server.ask(headers=["Accept: application/json"])
    problem = json.loads(answer.body.decode("utf-8"))
    assert plain(problem["title"]) == plain(problem["detail"]) == plain(payload)
    assert set(problem) == MEMBERS


@each_payload
def test_texts_are_texts_in_xml(start_server: StartServer, payload: str) -> None:
    server = start_server(TITLE=payload, MESSAGE=payload)
    answer = server.ask(headers=["Accept: application/xml"])
    answer.body.decode("utf-8")
    problem = [
        (element.tag.rpartition("}")[2], element.text or "")
        for element in xml.etree.ElementTree.fromstring(answer.body)
    ]
    members = dict(problem)
    assert len(members) == len(problem)
    assert plain(members["title"]) == plain(members["detail"]) == plain(payload)
    assert set(members) == MEMBERS


@each_payload
@pytest.mark.parametrize("accepted", ["text/html", "application/json", "text/xml", "text/plain"])
def test_texts_are_in_no_header(start_server: StartServer, payload: str, accepted: str) -> None:
    answer = start_server(TITLE=payload, MESSAGE=payload, LINK=LINK).ask(
        headers=[f"Accept: {accepted}", "Origin: https://app.example.com"]
    )
    assert answer.status == 503 and answer.names <= NAMES


@pytest.mark.parametrize("link", EXECUTING_LINKS.values(), ids=EXECUTING_LINKS)
def test_a_link_that_is_no_address_of_the_web_is_left_out_with_a_warning(
    start_server: StartServer, link: str
) -> None:
    server = start_server(LINK=link)
    document = page(server)
    assert document.links == []
    assert document.elements == page(start_server()).elements
    assert "UNDER_MAINTENANCE_LINK" in server.log


@pytest.mark.parametrize("link", ENDING_LINKS.values(), ids=ENDING_LINKS)
def test_a_link_stays_in_its_attribute(start_server: StartServer, link: str) -> None:
    server = start_server(LINK=link)
    document = page(server)
    if document.links:
        assert plain(document.links[0]) == plain(link)
        assert document.elements == page(start_server(LINK=LINK)).elements
    else:
        assert document.elements == page(start_server()).elements
        assert "UNDER_MAINTENANCE_LINK" in server.log


@pytest.mark.parametrize("until", [SCRIPT, "{}" + IMAGE, "{}\n{}", "{}\x01"])
def test_a_time_that_is_none_is_left_out_with_a_warning(
    start_server: StartServer, until: str
) -> None:
    server = start_server(UNTIL=until.format(*[from_now(hours=1)] * 2))
    assert page(server).elements == page(start_server()).elements
    assert "UNDER_MAINTENANCE_UNTIL" in server.log


@pytest.mark.parametrize("link", ["a\nverdict clean\nb", "\x1b[31mred", "\x9b31m", '" forged="'])
def test_a_warning_about_a_value_is_one_line_of_text(start_server: StartServer, link: str) -> None:
    usual = start_server(LINK="none").log
    log = start_server(LINK=link).log
    assert len(log.splitlines()) == len(usual.splitlines())
    told = run_command("check", LINK=link, HTTP_LISTEN="127.0.0.1:1").stdout
    usual = run_command("check", LINK="none", HTTP_LISTEN="127.0.0.1:1").stdout
    assert "UNDER_MAINTENANCE_LINK" in told
    assert len(told.splitlines()) == len(usual.splitlines())
    for text in (log, told):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", text), text


@pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS)
@pytest.mark.parametrize("accepted", ["text/html", "application/json", "text/xml"])
def test_what_a_request_says_is_not_said_again(server: Server, field: str, accepted: str) -> None:
    name = field.partition(":")[0]
    own = {"Host": "Host: app.example.com", "Accept": f"Accept: {accepted}"}
    # `de` with something behind it may count as German.
    usual = [
        server.ask(headers=[kind, f"Accept-Language: {language}"]).body
        for kind in (own["Accept"], HTML)
        for language in ("en", "de")
    ]
    for payload in SENT:
        fields = [value for key, value in own.items() if key != name]
        (answer,) = server.exchange(
            http1.request(headers=[*fields, field.format(payload)], host=None)
        )
        assert answer.status in (400, 503) and answer.names <= NAMES
        assert answer.status == 400 or answer.body in usual
        said = {key: value for key, value in answer.headers if payload in value}
        # An origin is repeated as a whole or not at all.
        origin = field.format(payload).partition(": ")[2]
        assert said in ({}, {"Access-Control-Allow-Origin": origin})


@pytest.mark.parametrize("payload", [*SENT, "a b", '"', "a,<b>", "{}", "a\xff"])
@pytest.mark.parametrize("name", ["Method", "Headers"])
def test_a_preflight_repeats_tokens_only(server: Server, name: str, payload: str) -> None:
    asked = {"Method": "PUT", "Headers": "x-token"} | {name: payload}
    fields = [f"Access-Control-Request-{key}: {value}" for key, value in asked.items()]
    data = http1.request("OPTIONS", "/", ["Origin: https://app.example.com", *fields])
    (answer,) = server.exchange(data)
    assert answer.status in (204, 400, 503) and answer.names <= NAMES
    for key in ("Methods", "Headers"):
        value = answer.header(f"Access-Control-Allow-{key}") or "none"
        # RFC 9110 §5.6.2, a list of them.
        assert re.fullmatch(r"[-!#$%&'*+.^_`|~0-9A-Za-z]+(, ?[-!#$%&'*+.^_`|~0-9A-Za-z]+)*", value)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_browser_shows_the_texts_and_runs_nothing(
    start_server: StartServer, browser: Browser, language: str
) -> None:
    payload = " ".join(PAYLOADS[name] for name in PAYLOADS if name != "controls")
    browser.speak(language)
    counts = []
    for title, link in (("title", LINK), (payload, ENDING_LINKS["quotes"])):
        server = start_server(TITLE=title, MESSAGE=title, LINK=link)
        # The address too, as a script would see it.
        browser.open(f"http://{HOST}:{server.port}/{SCRIPT}?{IMAGE}#{IMAGE}")
        counts.append(browser.run("return document.querySelectorAll('*').length"))
    shown = browser.run(
        "return ['title', 'h1', 'p.message'].map(name => document.querySelector(name).textContent)"
    )
    assert [plain(text) for text in shown] == [plain(payload)] * 3
    assert counts[0] == counts[1]
    assert browser.complaints() == []
