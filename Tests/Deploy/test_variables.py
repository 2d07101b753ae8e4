"""Every variable in deploy/ is one the server knows, with a value it takes: `check` is asked with
the environment of each file, only paths and, where the test may not have them, ports replaced."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from certificates import Authority
from consistency import by_kind, container_of, variables_of
from files import COMPOSE, load, text_files
from harness import BINARY, REPOSITORY, run_command
from kustomize import built

PREFIX = "UNDER_MAINTENANCE_"


def environments() -> dict[str, dict[str, str]]:
    found = {}
    for name in COMPOSE:
        for service, content in load(name)["services"].items():
            if "environment" in content:
                found[f"{name} {service}"] = content["environment"]
    deployment = by_kind(built("kustomize/passthrough"))["Deployment"]
    found["kubernetes"] = variables_of(container_of(deployment))
    return found


ENVIRONMENTS = environments()


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_the_server_takes_the_environment(
    name: str, tmp_path: Path, authority: Authority
) -> None:
    pair = authority.pair("app.example.com")
    page, keys = tmp_path / "page.html", tmp_path / "ticket.keys"
    page.write_text("<title>Under maintenance</title>")
    keys.write_bytes(bytes(80))
    files = {
        "TLS_CERTIFICATE_PATH": pair.certificate,
        "TLS_KEY_PATH": pair.key,
        "CUSTOM_FILE_PATH": page,
        "TLS_TICKET_KEYS_PATH": keys,
    }
    variables = {key.removeprefix(PREFIX): value for key, value in ENVIRONMENTS[name].items()}
    variables |= {key: path for key, path in files.items() if key in variables}
    assert not [
        value for key, value in variables.items() if "/" in str(value) and key not in files
    ]
    checked = run_command("check", directory=tmp_path, **variables)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "https" in checked.stdout


def test_what_is_written_from_the_table_is_current() -> None:
    """In docs/configuration.md, the manual page and the package's /etc/default."""
    checked = subprocess.run(
        [REPOSITORY / "bench" / "variables", "--check", BINARY],
        capture_output=True,
        text=True,
        timeout=10,
    )
    assert checked.returncode == 0, checked.stderr


def test_every_variable_that_is_named_exists() -> None:
    """In comments, in the chart's templates and in the documents too."""
    known = set(re.findall(r"^  ([A-Z][A-Z0-9_]+)  ", run_command("--help").stdout, re.MULTILINE))
    assert len(known) > 15
    # The tests' own.
    known |= {"SCHEMAS"}
    for path in text_files():
        for name in re.findall(r"\bUNDER_MAINTENANCE_([A-Z0-9_]*[A-Z0-9])\b", path.read_text()):
            # As Kubernetes itself sets it for a Service of this name.
            if name == "PORT" and path.name == "deployment.yaml":
                continue
            assert name in known, f"{path.relative_to(REPOSITORY)}: {PREFIX}{name}"
