"""deploy/kustomize makes what the chart makes, component by component, and kubectl makes the same
of it as the stand-in."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from consistency import assert_consistent, assert_restricted, by_kind, container_of
from files import DEPLOY, documents, of_kind
from kustomize import BASE, PASSTHROUGH, built, put_on
from schemas import validate
from test_chart import objects as rendered

COMPONENTS = sorted(path.name for path in (DEPLOY / "kustomize" / "components").iterdir())
# One needs another before it.
ORDER = sorted(COMPONENTS, key="tls".__ne__)

OF_HELM = {"helm.sh/chart", "app.kubernetes.io/version", "app.kubernetes.io/managed-by"}


def comparable(objects: list[dict]) -> dict[tuple[str, str], dict]:
    """Without what one of the two leaves to Kubernetes, and in one order."""
    found = {}
    for document in objects:
        document["metadata"]["labels"] = {
            key: value
            for key, value in document["metadata"]["labels"].items()
            if key not in OF_HELM
        }
        if document["kind"] == "Deployment":
            pod = document["spec"]["template"]["spec"]
            container = container_of(document)
            container.pop("imagePullPolicy", None)
            container["env"].sort(key=lambda variable: variable["name"])
            for place, key in ((pod, "volumes"), (container, "volumeMounts")):
                place[key] = sorted(place.get(key) or [], key=lambda each: each["name"])
        found[document["kind"], document["metadata"]["name"]] = document
    assert len(found) == len(objects)
    return found


# Values of the chart that say what a component says.
TLS = {"tls": {"secretName": "under-maintenance-tls"}}
KEYS = {"ticketKeys": {"secretName": "under-maintenance-ticket-keys"}}
SAME: dict[str, tuple[list[str], dict]] = {
    "nothing": ([], {}),
    "tls": (["tls"], TLS),
    "ticket keys": (["tls", "ticket-keys"], TLS | KEYS),
    "cert-manager": (
        ["tls", "cert-manager"],
        {"tls": TLS["tls"] | {"certManager": {"enabled": True, "dnsNames": ["app.example.com"]}}},
    ),
    "autoscaling": (["autoscaling"], {"autoscaling": {"enabled": True}}),
    "openshift": (["openshift", "tls"], TLS | {"openshift": True}),
    "gateway": (
        ["gateway"],
        {
            "httpRoute": {
                "enabled": True,
                "parentRefs": [{"name": "gateway", "sectionName": "terminated"}],
                "hostnames": ["*.example.com"],
            }
        },
    ),
    "certificates": (
        ["tls", "certificates"],
        {"tls": TLS["tls"] | {"secretNames": ["shop-tls"]}},
    ),
    "pages": (
        ["pages"],
        {
            "pages": {
                "files": of_kind("ConfigMap", "kustomize/components/pages/pages.yaml")["data"]
            }
        },
    ),
    "announcement": (
        ["announcement", "logo"],
        {
            name: {
                key: of_kind("ConfigMap", f"kustomize/components/{name}/{name}.yaml")["data"][file]
            }
            for name, key, file in (
                ("announcement", "text", "announcement.conf"), ("logo", "svg", "logo")
            )
        },
    ),
    "page": (
        ["page"],
        {
            "page": of_kind("ConfigMap", "kustomize/components/page/page.yaml")["data"][
                "under-maintenance.html"
            ]
        },
    ),
}


@pytest.mark.parametrize("name", SAME)
def test_components_and_values_make_the_same(name: str) -> None:
    components, given = SAME[name]
    objects = put_on(BASE, *components)
    for document in objects:
        validate(document)
    assert_consistent(objects)
    assert_restricted(by_kind(objects)["Deployment"])
    assert comparable(objects) == comparable(rendered(given | {"image": {"tag": "1"}}))


def test_every_component_is_compared_with_the_chart() -> None:
    assert {component for components, _ in SAME.values() for component in components} == set(
        COMPONENTS
    )


@pytest.mark.skipif(not shutil.which("kubectl"), reason="kubectl is not installed")
def test_kubectl_builds_what_the_stand_in_builds(tmp_path: Path) -> None:
    def kubectl(folder: Path) -> list[dict]:
        command = ["kubectl", "kustomize", str(folder)]
        made = subprocess.run(command, capture_output=True, text=True, timeout=30)
        assert made.returncode == 0, made.stderr
        return documents(made.stdout)

    for name in (BASE, PASSTHROUGH):
        assert comparable(kubectl(DEPLOY / name)) == comparable(built(name))
    copy = shutil.copytree(DEPLOY, tmp_path / "deploy")
    everything = {
        "resources": ["../kubernetes"],
        "components": [f"../kustomize/components/{name}" for name in ORDER],
    }
    (copy / "all").mkdir()
    (copy / "all" / "kustomization.yaml").write_text(yaml.safe_dump(everything))
    assert comparable(kubectl(copy / "all")) == comparable(put_on(BASE, *ORDER))
