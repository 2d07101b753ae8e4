"""What Kubernetes and Helm have for Prometheus: the rules that ship, in each of their places, and monitors
that find the port which the server listens on."""

from __future__ import annotations

import pytest

from files import CHART, DEPLOY, leaves, load
from schemas import validate
from test_chart import objects as rendered

MONITORS = {
    "ServiceMonitor": "endpoints",
    "PodMonitor": "podMetricsEndpoints",
}
EVERYTHING = {
    "metrics": {
        "enabled": True,
        **{name: {"enabled": True} for name in ("serviceMonitor", "podMonitor", "prometheusRule")},
    }
}


def test_the_rules_are_the_same_everywhere() -> None:
    rules = load("prometheus/under-maintenance.rules.yaml")
    assert (CHART / "files" / "under-maintenance.rules.yaml").read_text() == (
        DEPLOY / "prometheus" / "under-maintenance.rules.yaml"
    ).read_text()
    assert load("kubernetes/metrics/prometheusrule.yaml")["spec"] == rules
    (rule,) = [item for item in rendered(EVERYTHING) if item["kind"] == "PrometheusRule"]
    assert rule["spec"] == rules


def test_the_chart_renders_what_the_component_holds() -> None:
    objects = {(item["kind"], item["metadata"]["name"]): item for item in rendered(EVERYTHING)}
    plain = {(item["kind"], item["metadata"]["name"]) for item in rendered()}
    more = {key: item for key, item in objects.items() if key not in plain}
    files = ("service", "networkpolicy", "servicemonitor", "podmonitor", "prometheusrule")
    held = [load(f"kubernetes/metrics/{name}.yaml") for name in files]
    assert more == {(item["kind"], item["metadata"]["name"]): item for item in held}
    for item in held:
        if item["apiVersion"] in ("v1", "networking.k8s.io/v1"):
            validate(item)
        elif item["kind"] in MONITORS:
            # The schemas of the Prometheus Operator are in no package.
            endpoints = MONITORS[item["kind"]]
            labels = {f"selector.matchLabels.{name}" for name in item["spec"]["selector"]["matchLabels"]}
            assert leaves(item["spec"]) == labels | {
                f"{endpoints}.{word}" for word in ("port", "path", "interval")}


@pytest.mark.parametrize("release", ["under-maintenance", "other"])
def test_every_monitor_finds_the_private_port(release: str) -> None:
    objects = rendered({"metrics": {**EVERYTHING["metrics"], "port": 9999}}, release)
    (deployment,) = [item for item in objects if item["kind"] == "Deployment"]
    template = deployment["spec"]["template"]
    (container,) = template["spec"]["containers"]
    variables = {variable["name"]: variable["value"] for variable in container["env"]}
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    assert ports["metrics"] == int(variables["UNDER_MAINTENANCE_ADMIN_LISTEN"]) == 9999
    services = {item["metadata"]["name"]: item for item in objects if item["kind"] == "Service"}
    private = services.pop(f"{deployment['metadata']['name']}-metrics")
    (port,) = private["spec"]["ports"]
    assert (port["name"], port["targetPort"], port["port"]) == ("metrics", "metrics", 9999)
    assert private["metadata"]["annotations"]["prometheus.io/port"] == "9999"
    assert private["spec"]["selector"].items() <= template["metadata"]["labels"].items()
    # Visitors' Service doesn't have it.
    (public,) = services.values()
    assert "metrics" not in {port["name"] for port in public["spec"]["ports"]}
    for item in objects:
        if item["kind"] == "ServiceMonitor":
            wanted = item["spec"]["selector"]["matchLabels"].items()
            assert wanted <= private["metadata"]["labels"].items()
            assert not wanted <= public["metadata"]["labels"].items()
        if item["kind"] == "PodMonitor":
            wanted = item["spec"]["selector"]["matchLabels"].items()
            assert wanted <= template["metadata"]["labels"].items()
        for endpoint in item.get("spec", {}).get(MONITORS.get(item["kind"], ""), []):
            assert endpoint["port"] == "metrics" and endpoint["path"] == "/metrics"
    policies = [item for item in objects if item["kind"] == "NetworkPolicy"]
    opened = {
        port["port"]: rule.get("from")
        for policy in policies for rule in policy["spec"]["ingress"] for port in rule["ports"]
    }
    assert opened["http"] is None and opened["metrics"], opened


def test_the_component_adds_the_listener_to_the_core() -> None:
    (patch,) = load("kubernetes/metrics/kustomization.yaml")["patches"]
    core = load("kubernetes/deployment.yaml")
    assert patch["target"] == {"kind": core["kind"], "name": core["metadata"]["name"]}
    assert "UNDER_MAINTENANCE_ADMIN_LISTEN" in patch["patch"] and "containerPort: 9180" in patch["patch"]


def test_by_default_there_is_none_of_it() -> None:
    assert not any("metrics" in str(item).lower() for item in rendered())
