"""Every block of every document does what it says. Commands are run as they stand, with stand-ins
for what needs a cluster, a daemon or a system of its own (commands.py), unless PLAYED says where they
are played or EXCUSED why they can't be."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from certificates import Authority
from files import REPOSITORY
from harness import BINARY
from runners import BY_LANGUAGE, SPECIAL, entry
from prose import Block, blocks, documents

BLOCKS = [found for document in documents() for found in blocks(document)]

CLONED = (
    *("deploy", "certs/dev/make", "Dockerfile", "README.md"),
    "Sources/UnderMaintenance/Command/Program.swift",
)

# By document and beginning. Elsewhere in the tests, with real programs:
PLAYED = {
    ("README.md", "docker build"): "Image/test_newcomer.py",
    ("README.md", "services:"): "Deploy/test_readme.py",
    ("README.md", "maintenance:"): "Deploy/test_readme.py",
    ("README.md", "make run"): "Deploy/test_readme.py",
    ("README.md", "curl --location --remote-name"): "Package/test_newcomer.py",
    ("README.md", "curl --location https"): "Package/test_newcomer.py",
    ("docs/announcement.md", "# announcement.conf"): "Deploy/test_announcement.py",
    ("docs/announcement.md", "services:"): "Deploy/test_announcement.py",
    ("docs/debian.md", "sudo systemd-run"): "Package/test_installed.py",
    ("docs/debian.md", "sudo mkdir"): "Package/test_installed.py",
    ("docs/debian.md", "sudo ln"): "Package/test_installed.py",
    ("docs/image.md", "FROM under-maintenance"): "Image/test_image.py",
    ("docs/own-pages.md", "<script"): "EndToEndTests/Pages/test_page_news.py",
    ("docs/own-pages.md", "<h1"): "EndToEndTests/Pages/test_page_news.py",
    ("docs/replicas.md", "sudo install"): "Deploy/test_replicas.py",
    ("docs/replicas.md", "umask 027"): "Deploy/test_replicas.py",
    ("docs/replicas.md", "cp new.key"): "Deploy/test_replicas.py",
    ("docs/replicas.md", "$ openssl s_client"): "Deploy/test_replicas.py",
}
# By a word in it.
EXCUSED = {
    "cosign verify": "a released version and its registry are needed",
    "docker secret": "no Swarm was run",
}


def test_every_entry_is_of_a_block() -> None:
    for table in (PLAYED, SPECIAL):
        for key in table:
            assert any(entry({key: True}, found) for found in BLOCKS), key
    for word in EXCUSED:
        assert any(word in found.text for found in BLOCKS), word
    for file in PLAYED.values():
        assert (REPOSITORY / "Tests" / file).exists(), file


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    (tmp_path / "tools").mkdir()
    return tmp_path / "tools"


@pytest.fixture
def place(tmp_path: Path, authority: Authority) -> Path:
    """As much of a clone as commands touch, and the files that the documents speak of."""
    place = tmp_path / "clone"
    place.mkdir()
    for name in CLONED:
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (REPOSITORY / name).is_dir() else shutil.copy
        copy(REPOSITORY / name, place / name)
    pair = authority.pair("app.example.com", "localhost")
    for folder in (place, place / "tls", place / "certs"):
        folder.mkdir(exist_ok=True)
        shutil.copy(pair.certificate, folder / "tls.crt")
        shutil.copy(pair.key, folder / "tls.key")
    (place / "ticket.keys").write_bytes(bytes(80))
    (place / "build").mkdir(exist_ok=True)
    shutil.copy(BINARY, place / "build")
    return place


@pytest.mark.parametrize("found", BLOCKS, ids=lambda found: found.name)
def test_a_block_does_what_it_says(found: Block, place: Path, tools: Path) -> None:
    for word, reason in EXCUSED.items():
        if word in found.text:
            pytest.skip(reason)
    if entry(PLAYED, found):
        return
    special = entry(SPECIAL, found)
    (special or BY_LANGUAGE[found.language])(found.text, place, tools)
