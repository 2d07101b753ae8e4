"""Every file parses, names one image, and nothing that it should not."""

from __future__ import annotations

import re

import pytest

from files import COMPOSE, DEPLOY, FOLDERS, load, load_all, text_files, yaml_files

REPOSITORY = load("helm/under-maintenance/values.yaml")["image"]["repository"]


@pytest.mark.parametrize("name", yaml_files())
def test_every_yaml_file_parses_without_a_doubled_key(name: str) -> None:
    assert load_all(name)


def test_the_image_has_one_name_everywhere() -> None:
    named = {
        found
        for path in text_files()
        for found in re.findall(r"[\w./-]*/under-maintenance:[\w.-]*\w", path.read_text())
        # The chart's own place.
        if "/charts/" not in found
    }
    assert named == {f"{REPOSITORY}:1"}


def test_the_readme_names_every_file() -> None:
    readme = (DEPLOY / "README.md").read_text()
    for folder in FOLDERS:
        assert f"({folder}" in readme, folder


def test_compose_files_mount_only_what_is_there_or_is_said_to_be_made() -> None:
    for name in COMPOSE:
        folder = (DEPLOY / name).parent
        text = (DEPLOY / name).read_text()
        for path in re.findall(r"\./([\w.-]+)", text):
            assert (folder / path).exists() or f"mkdir -p {path} " in text, (name, path)
