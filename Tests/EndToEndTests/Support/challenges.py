"""ACME's HTTP challenges: a directory that answers one, and what everything else under their path
gets."""

from __future__ import annotations

from pathlib import Path

import pytest

import http1

PREFIX = "/.well-known/acme-challenge/"
TOKEN = "LoqXcYV8q5ONbJQxbmR7SCTNo3tiAXDfowyjxAjEuX0"
KEY_AUTHORIZATION = f"{TOKEN}.9jg46WB3rR_AHD-EBXdN7cBkH1WOu0tA3M9fm21mqTI".encode()


@pytest.fixture
def challenges(reachable_directory: Path) -> Path:
    """A directory that workers reach, with one answer in it."""
    directory = reachable_directory / "challenges"
    directory.mkdir(mode=0o755)
    put(directory, TOKEN, KEY_AUTHORIZATION)
    return directory


def put(directory: Path, token: str, content: bytes, mode: int = 0o644) -> Path:
    file = directory / token
    file.write_bytes(content)
    file.chmod(mode)
    return file


def assert_no_challenge(answer: http1.Answer, said: str = "") -> None:
    assert answer.status == 404, said
    assert b"/" not in answer.body and KEY_AUTHORIZATION not in answer.body
    for name in ("X-Maintenance-Mode", "Retry-After", "Location"):
        assert answer.header(name) is None
