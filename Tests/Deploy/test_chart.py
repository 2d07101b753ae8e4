"""The chart over every file in values/: Helm lints and renders it, what comes out is what golden/
holds, fits the schemas and itself. golden/default.yaml is whole, the others are differences to it.
WRITE_GOLDEN=1 writes the folder."""

from __future__ import annotations

import difflib
import os
import subprocess
import sys
from pathlib import Path

import helm_python
import pytest

from consistency import assert_consistent, assert_restricted, by_kind
from files import CHART, DEPLOY, documents, load
from schemas import FOLDER, WITHOUT_FOLDER, validate

HERE = Path(__file__).resolve().parent
GOLDEN = HERE / "golden"
CASES = sorted(path.stem for path in (HERE / "values").glob("*.yaml"))
RELEASE = "under-maintenance"


def values_of(case: str) -> dict:
    (found,) = documents((HERE / "values" / f"{case}.yaml").read_text())
    return found


def rendered(given: dict, release: str = RELEASE) -> dict[str, str]:
    """The text of each template that made something."""
    with helm_python.Chart.load(CHART) as chart:
        texts = chart.render(given, name=release, namespace="default")
    return {Path(name).name: text for name, text in sorted(texts.items()) if text.strip()}


def objects(given: dict | None = None, release: str = RELEASE) -> list[dict]:
    texts = rendered(given or {}, release)
    texts.pop("NOTES.txt")
    return [found for text in texts.values() for found in documents(text)]


def golden(case: str) -> str:
    def text(given: dict) -> str:
        found = "".join(f"# {name}\n{text.strip()}\n" for name, text in rendered(given).items())
        # Neither a release nor a registry changes a golden file.
        version = load("helm/under-maintenance/Chart.yaml")["version"]
        repository = load("helm/under-maintenance/values.yaml")["image"]["repository"]
        return found.replace(version, "VERSION").replace(repository, "REPOSITORY")

    whole = text(values_of(case))
    if case == "default":
        return whole
    lines = (text({}).splitlines(), whole.splitlines())
    changes = difflib.unified_diff(*lines, n=1, lineterm="")
    # Without the numbers, which every line more in the default would change.
    return "".join(f"{'@@' if line.startswith('@@') else line}\n" for line in list(changes)[2:])


def test_there_are_enough_cases_and_none_without_its_golden_file() -> None:
    assert len(CASES) >= 30
    suffixes = {case: "yaml" if case == "default" else "diff" for case in CASES}
    if os.environ.get("WRITE_GOLDEN"):
        for path in GOLDEN.iterdir():
            path.unlink()
        for case, suffix in suffixes.items():
            (GOLDEN / f"{case}.{suffix}").write_text(golden(case))
    assert {path.name for path in GOLDEN.iterdir()} == {
        f"{case}.{suffix}" for case, suffix in suffixes.items()
    }


@pytest.mark.parametrize("case", CASES)
def test_a_case_renders_as_it_did_and_fits(case: str) -> None:
    given = values_of(case)
    suffix = "yaml" if case == "default" else "diff"
    assert golden(case) == (GOLDEN / f"{case}.{suffix}").read_text(), "WRITE_GOLDEN=1 writes it"
    for release in (RELEASE, "other"):
        found = objects(given, release)
        for document in found:
            validate(document)
        assert_consistent(found)
        assert_restricted(by_kind(found)["Deployment"])


@pytest.mark.skipif(FOLDER is None, reason=WITHOUT_FOLDER)
def test_every_custom_resource_of_the_chart_was_held_against_a_schema() -> None:
    kinds = set()
    for case in CASES:
        for document in objects(values_of(case)):
            assert validate(document), document["kind"]
            kinds.add(document["kind"])
    assert {"Certificate", "HTTPRoute", "TLSRoute"} < kinds


def test_helm_finds_nothing_to_complain_about() -> None:
    report = helm_python.lint(CHART, strict=True)
    assert report["errors"] == []
    assert [message for message in report["messages"] if message["severity"] > 1] == []


def test_the_package_is_called_by_its_version(tmp_path: Path) -> None:
    with helm_python.Chart.load(CHART) as chart:
        package = Path(chart.save(tmp_path))
    version = load("helm/under-maintenance/Chart.yaml")["version"]
    assert package.name == f"under-maintenance-{version}.tgz"


def test_values_and_the_readmes_table_are_written_from_the_schema() -> None:
    command = [sys.executable, DEPLOY / "helm" / "describe", "--check"]
    checked = subprocess.run(command, capture_output=True, text=True, timeout=20)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize(
    "wrong",
    [
        {"replica": 1},
        {"replicas": -1},
        {"ports": {"http": 80}},
        {"env": {"RETRY_AFTER": 1}},
        {"env": {"UNDER_MAINTENANCE_HTTP_LISTEN": "9080"}},
        {"workers": 0},
        {"image": "under-maintenance:1"},
        {"image": {"digest": "latest"}},
        {"pages": {"files": {"a/b.html": "text"}}},
        {"labels": {"app.kubernetes.io/name": "mine"}},
        {"service": {"spec": {"ports": []}}},
        {"autoscaling": {"minReplicas": 0}},
        {"livenessProbe": {"httpGet": {"path": "/"}}},
        {"tls": {"secretNames": [{"name": "a"}]}},
    ],
    ids=str,
)
def test_values_that_can_not_work_are_refused_by_the_schema(wrong: dict) -> None:
    with pytest.raises(helm_python.HelmValuesError):
        rendered(wrong)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"tls": {"certManager": {"enabled": True}}}, "dnsNames"),
        ({"httpRoute": {"enabled": True}}, "parentRefs"),
        ({"tlsRoute": {"enabled": True}}, "needs a certificate"),
        ({"resources": {"limits": {"memory": "64MB"}}}, "64MB"),
    ],
    ids=str,
)
def test_what_only_a_template_sees_is_refused_in_words(wrong: dict, said: str) -> None:
    with pytest.raises(helm_python.HelmRenderError, match=said):
        rendered(wrong)


@pytest.mark.parametrize(
    ("limit", "half"),
    [("64Mi", "32M"), ("0.5Gi", "256M"), (128000000, "64000000"), ("1G", "500000000")],
)
def test_the_memory_that_peers_can_take_is_half_of_the_limit(limit: object, half: str) -> None:
    deployment = by_kind(objects({"resources": {"limits": {"memory": limit}}}))["Deployment"]
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    found = {variable["name"]: variable["value"] for variable in container["env"]}
    assert found["UNDER_MAINTENANCE_MEMORY"] == half


def test_the_notes_name_the_selector_that_finds_the_pods() -> None:
    texts = rendered({}, "other")
    name = "other-under-maintenance"
    assert f'"app.kubernetes.io/name": "{name}"' in texts["NOTES.txt"]
    assert by_kind(objects({}, "other"))["Service"]["spec"]["selector"] == {
        "app.kubernetes.io/name": name
    }
