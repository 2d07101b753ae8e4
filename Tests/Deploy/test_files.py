"""Every file parses, names one image, and nothing that it should not."""

from __future__ import annotations

import json
import re

import jsonschema
import pytest

from files import CHART, COMPOSE, DEPLOY, FOLDERS, load, load_all, text_files, yaml_files

IMAGE = "ghcr.io/OWNER/under-maintenance:1"


@pytest.mark.parametrize("name", yaml_files())
def test_every_yaml_file_parses_without_a_doubled_key(name: str) -> None:
    assert load_all(name)


def test_the_image_is_one_placeholder_everywhere() -> None:
    named = {
        found
        for path in text_files()
        for found in re.findall(r"[\w./-]*/under-maintenance:[\w.-]*\w", path.read_text())
    }
    assert named == {IMAGE}
    assert load("helm/under-maintenance/values.yaml")["image"] == IMAGE


def test_the_readme_names_every_file() -> None:
    readme = (DEPLOY / "README.md").read_text()
    for folder in FOLDERS:
        assert f"({folder}" in readme, folder


def test_commands_in_the_documents_name_files_that_exist() -> None:
    readme = (DEPLOY / "README.md").read_text()
    for name in re.findall(r"\]\(((?:\.\./)?[\w./-]+)\)", readme):
        # The other folders may come with another part of the repository.
        if name.split("/")[0] in (*FOLDERS, ".."):
            assert (DEPLOY / name).exists(), name


def test_the_values_of_the_chart_fit_its_schema() -> None:
    schema = json.loads((CHART / "values.schema.json").read_text())
    jsonschema.Draft7Validator.check_schema(schema)
    jsonschema.validate(load("helm/under-maintenance/values.yaml"), schema)
    assert set(schema["properties"]) - {"global"} == set(
        load("helm/under-maintenance/values.yaml")
    )


def test_compose_files_mount_only_what_is_there_or_is_said_to_be_made() -> None:
    for name in COMPOSE:
        folder = (DEPLOY / name).parent
        text = (DEPLOY / name).read_text()
        for path in re.findall(r"\./([\w.-]+)", text):
            assert (folder / path).exists() or f"mkdir -p {path} " in text, (name, path)
