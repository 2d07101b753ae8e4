"""Links and anchors of the documents lead somewhere, and every document is led to."""

from __future__ import annotations

import re

from files import REPOSITORY
from prose import anchors, links
from prose import documents as all_documents


def test_every_link_and_anchor_leads_somewhere() -> None:
    for document in all_documents():
        for link in links(document):
            if re.match(r"(https?|mailto):", link):
                continue
            path, _, anchor = link.partition("#")
            target = (document.parent / path).resolve() if path else document
            where = f"{document.relative_to(REPOSITORY)}: {link}"
            assert target.exists(), where
            assert target.is_relative_to(REPOSITORY), where
            if anchor:
                assert anchor in anchors(target), where


def test_no_document_is_left_alone() -> None:
    """Each is reached from the README."""
    reached, waiting = set(), [REPOSITORY / "README.md"]
    while waiting:
        document = waiting.pop()
        if document in reached:
            continue
        reached.add(document)
        for link in links(document):
            target = (document.parent / link.partition("#")[0]).resolve()
            if target.suffix == ".md" and target.exists():
                waiting.append(target)
    assert {path for path in all_documents() if "certs" not in path.parts} <= reached
