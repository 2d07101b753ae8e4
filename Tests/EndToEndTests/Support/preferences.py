"""What a request may prefer, and the format that it is answered in."""

from __future__ import annotations

from harness import FORWARDED

TEXT = "text/plain; charset=utf-8"
HTML = "text/html; charset=utf-8"
JSON = "application/problem+json"
XML = "application/problem+xml"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
FORMATS = {
    None: TEXT,
    "": TEXT,
    "*/*": TEXT,
    "*": TEXT,
    "text/*": TEXT,
    "text/plain": TEXT,
    "image/png, font/woff2": TEXT,
    "application/json;q=0, */*": TEXT,
    "text/html;q=0, text/*": TEXT,
    "text/html": HTML,
    "TEXT/HTML; charset=utf-8; q=1.0": HTML,
    "text/html, */*;q=0.1": HTML,
    "text/plain;q=0.9, text/html;q=0.901": HTML,
    BROWSER: HTML,
    "application/json": JSON,
    "application/problem+json": JSON,
    "application/vnd.api+json": JSON,
    "application/*": JSON,
    "application/json, text/plain, */*": JSON,
    'text/html;q=0.5, application/json;x="a,b;q=0"': JSON,
    "application/xml": XML,
    "text/xml": XML,
    "application/problem+xml;q=0.3, text/html;q=0.2": XML,
}


def lines(
    accept: str | None = None, language: str | None = None, coding: str | None = None
) -> list[str]:
    """Those of a request that come from a proxy, which keeps its connection."""
    preferences = {"Accept": accept, "Accept-Language": language, "Accept-Encoding": coding}
    fields = [f"{name}: {value}" for name, value in preferences.items() if value is not None]
    return [FORWARDED, *fields]
