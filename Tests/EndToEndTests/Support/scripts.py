"""What scripts of other sites ask, and what they are told."""

from __future__ import annotations

import http1
from harness import FORWARDED

# The host's own, by another scheme.
ORIGIN = "https://app.example.com"
PREFLIGHT = ["Access-Control-Request-Method: PUT"]
SIMPLE = {
    "Access-Control-Allow-Origin": ORIGIN,
    "Access-Control-Allow-Credentials": "true",
    "Access-Control-Expose-Headers": "Retry-After, X-Maintenance-Mode",
}


def allowance(answer: http1.Answer) -> dict[str, str]:
    """The lines of the CORS protocol, each of them once."""
    lines = [line for line in answer.headers if line[0].startswith("Access-Control-")]
    assert len(dict(lines)) == len(lines)
    return dict(lines)


def ask(client: http1.Client, method: str, *fields: str, body: bytes = b"") -> http1.Answer:
    """As a proxy asks, which keeps its connection."""
    return client.ask(method, "/api", [FORWARDED, *fields], body)
