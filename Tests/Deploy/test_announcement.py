"""The announcement in docs/announcement.md and in kustomize's component: every line of it is
understood, and it is what is read in each language."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
import yaml

from files import of_kind
from harness import run_command
from prose import block

DOCUMENT = "docs/announcement.md"
COMPONENT = of_kind("ConfigMap", "kustomize/components/announcement/announcement.yaml")


@pytest.mark.parametrize(
    ("text", "language", "title", "detail", "links"),
    [
        (block(DOCUMENT, "# ann"), "de-CH", "Wir ziehen um", "Unsere Server ", 2),
        (block(DOCUMENT, "# ann"), "pt", "Estamos de mudança", "Our servers ", 2),
        (block(DOCUMENT, "# ann"), "ja", "We are moving house", "Our servers ", 2),
        (COMPONENT["data"]["announcement.conf"], "de", "Under maintenance", "Wir ziehen ", 0),
    ],
)
def test_an_example_is_understood(
    tmp_path: Path, text: str, language: str, title: str, detail: str, links: int
) -> None:
    (tmp_path / "announcement.conf").write_text(text)
    given = {"ANNOUNCEMENT_PATH": "announcement.conf", "HTTP_LISTEN": "127.0.0.1:8080"}
    checked = run_command("check", directory=tmp_path, **given)
    assert checked.returncode == 0, checked.stdout
    words = ("render", "--language", language, "--format", "json")
    problem = json.loads(run_command(*words, directory=tmp_path, **given).stdout)
    assert problem["title"] == title and problem["detail"].startswith(detail)
    assert len(problem.get("links", [])) == links


def test_the_components_logo_is_one(tmp_path: Path) -> None:
    logo = of_kind("ConfigMap", "kustomize/components/logo/logo.yaml")["data"]["logo"]
    (tmp_path / "logo").write_text(logo)
    checked = run_command("check", directory=tmp_path, LOGO_PATH="logo", HTTP_LISTEN="127.0.0.1:1")
    assert checked.returncode == 0 and "svg" in checked.stdout


def test_compose_accepts_the_example_and_the_program_its_variables(tmp_path: Path) -> None:
    text = block(DOCUMENT, "services:")
    (tmp_path / "compose.yaml").write_text(text)
    command = ["/usr/bin/docker-compose", "--file", tmp_path / "compose.yaml", "config"]
    completed = subprocess.run(command, capture_output=True, text=True, timeout=30, cwd=tmp_path)
    assert completed.returncode == 0, completed.stderr
    (service,) = yaml.safe_load(text)["services"].values()
    said = run_command("--help").stdout
    for name in service["environment"]:
        assert f"  {name.removeprefix('UNDER_MAINTENANCE_')} " in said
