"""What every refusal has in common."""

import http1


def assert_refused(answer: http1.Answer, status: int) -> None:
    """One plain line that says why, for nobody's cache, and the connection's end."""
    assert answer.status == status
    assert answer.closes
    assert answer.header("Content-Type") == "text/plain; charset=utf-8"
    assert answer.header("Cache-Control") == "no-store"
    text = answer.body.decode()
    assert text and text.isprintable()
