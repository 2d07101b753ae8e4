"""deploy/kubernetes against the schemas of Kubernetes, and the chart against deploy/kubernetes.

The schemas of cert-manager, Traefik, Gateway API and Envoy Gateway are in no package: of these, the
fields used are compared with a list written from their documentation. Traefik's own resources and
Gateway API's are read by a real Traefik besides (test_traefik_kubernetes.py)."""

from __future__ import annotations

from typing import Any

import helm_python
import kubernetes_validate
import pytest

from files import CHART, CORE, DEPLOY, documents, load, load_all, of_kind, values

# The oldest that knows all fields, and the newest that the package knows.
VERSIONS = ("1.30", kubernetes_validate.latest_version())
BUILT_IN = ("v1", "apps/v1", "policy/v1", "networking.k8s.io/v1")
MANIFESTS = sorted(
    path.name for path in (DEPLOY / "kubernetes").glob("*.yaml") if path.stem != "kustomization"
)

ROUTE = {"kind", "match", "priority", "services.name", "services.port"}
GATEWAY_ROUTE = {
    *("parentRefs.name", "parentRefs.sectionName", "hostnames"),
    *(f"rules.backendRefs.{word}" for word in ("group", "kind", "name", "port")),
}
FIELDS = {
    "cert-manager.io/v1 Certificate": {
        *("secretName", "dnsNames"),
        *(f"privateKey.{word}" for word in ("algorithm", "size", "rotationPolicy")),
        *(f"issuerRef.{word}" for word in ("group", "kind", "name")),
    },
    "traefik.io/v1alpha1 IngressRoute": {
        *("entryPoints", "tls.secretName"),
        *(f"routes.{word}" for word in ROUTE),
    },
    "traefik.io/v1alpha1 IngressRouteTCP": {
        *("entryPoints", "tls.passthrough"),
        *(f"routes.{word}" for word in ROUTE - {"kind"}),
    },
    "gateway.networking.k8s.io/v1 Gateway": {
        "gatewayClassName",
        *(f"listeners.{word}" for word in ("name", "protocol", "port", "hostname")),
        *("listeners.tls.mode", "listeners.tls.certificateRefs.name"),
    },
    "gateway.networking.k8s.io/v1 HTTPRoute": GATEWAY_ROUTE,
    "gateway.networking.k8s.io/v1 TLSRoute": GATEWAY_ROUTE,
    "gateway.networking.k8s.io/v1 GRPCRoute": GATEWAY_ROUTE,
    "gateway.envoyproxy.io/v1alpha1 Backend": {
        *("fallback", "endpoints.fqdn.hostname", "endpoints.fqdn.port"),
    },
    "gateway.envoyproxy.io/v1alpha1 BackendTrafficPolicy": {
        *(f"targetRefs.{word}" for word in ("group", "kind", "name")),
        *(f"healthCheck.active.{word}" for word in ("type", "tcp", "timeout", "interval")),
        *("healthCheck.active.unhealthyThreshold", "healthCheck.active.healthyThreshold"),
    },
}


def leaves(tree: Any, path: str = "") -> set[str]:
    if isinstance(tree, dict) and tree:
        return set().union(*(leaves(value, f"{path}.{key}") for key, value in tree.items()))
    if isinstance(tree, list):
        return set().union(*(leaves(item, path) for item in tree))
    return {path.removeprefix(".")}


def validate(document: dict) -> None:
    for version in VERSIONS:
        kubernetes_validate.validate(document, version, strict=True)


@pytest.mark.parametrize("name", MANIFESTS)
def test_every_object_fits_its_schema(name: str) -> None:
    for document in load_all(f"kubernetes/{name}"):
        if document["apiVersion"] in BUILT_IN:
            validate(document)
        else:
            fields = FIELDS[f"{document['apiVersion']} {document['kind']}"]
            assert set(document) == {"apiVersion", "kind", "metadata", "spec"}
            assert leaves(document["spec"]) <= fields


def test_the_core_is_what_kustomize_applies() -> None:
    assert load("kubernetes/kustomization.yaml")["resources"] == [f"{name}.yaml" for name in CORE]


# The chart.


def rendered(given: dict | None = None, release: str = "under-maintenance") -> list[dict]:
    with helm_python.Chart.load(CHART) as chart:
        texts = chart.render(given or {}, name=release, namespace="default")
    return [document for text in texts.values() for document in documents(text)]


def by_kind(objects: list[dict]) -> dict[str, dict]:
    found = {document["kind"]: document for document in objects}
    assert len(found) == len(objects)
    return found


def test_helm_finds_nothing_to_complain_about() -> None:
    report = helm_python.lint(CHART, strict=True)
    assert report["errors"] == []
    assert [message for message in report["messages"] if message["severity"] > 1] == []


def test_the_chart_renders_by_default_what_the_manifests_say() -> None:
    core = [document for name in CORE for document in load_all(f"kubernetes/{name}.yaml")]
    assert by_kind(rendered()) == by_kind(core)


VARIANTS = {
    "plain": {"tls": {"secretName": ""}, "page": ""},
    "tls alone": {"ticketKeys": {"secretName": ""}, "page": ""},
    "fewer objects": {
        "networkPolicy": {"enabled": False},
        "podDisruptionBudget": {"enabled": False},
    },
    "more variables": {
        "env": {"UNDER_MAINTENANCE_RETRY_AFTER": 600, "UNDER_MAINTENANCE_ACCESS_LOG": "json"},
        "imagePullSecrets": [{"name": "registry"}],
        "networkPolicy": {"from": [{"podSelector": {}}]},
        "podDisruptionBudget": {"maxUnavailable": "50%"},
        "replicas": 3,
        "workers": 4,
        "ports": {"http": 9080, "https": 9443},
    },
}


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("release", ["under-maintenance", "other"])
def test_every_variant_fits_the_schemas_and_itself(variant: str, release: str) -> None:
    objects = by_kind(rendered(VARIANTS[variant], release))
    for document in objects.values():
        validate(document)
        assert release in document["metadata"]["name"]
    deployment = objects["Deployment"]
    assert_consistent(deployment, objects["Service"], objects.get("NetworkPolicy"))
    pod = deployment["spec"]["template"]["spec"]
    mounted = {volume["name"] for volume in pod["containers"][0].get("volumeMounts", [])}
    assert mounted == {volume["name"] for volume in pod.get("volumes", [])}
    if variant == "plain":
        assert not mounted
        assert not any("TLS" in variable["name"] for variable in pod["containers"][0]["env"])
        assert "ConfigMap" not in objects
    if variant == "fewer objects":
        assert set(objects) == {"ConfigMap", "Deployment", "Service"}
    if variant == "more variables":
        found = {variable["name"]: variable["value"] for variable in pod["containers"][0]["env"]}
        assert found["UNDER_MAINTENANCE_RETRY_AFTER"] == "600"
        assert found["UNDER_MAINTENANCE_HTTPS_LISTEN"] == "9443"


@pytest.mark.parametrize(
    "wrong",
    [{"replica": 1}, {"ports": {"http": 80}}, {"env": {"RETRY_AFTER": 1}}, {"workers": 0}],
)
def test_values_that_can_not_work_are_refused(wrong: dict) -> None:
    with pytest.raises(helm_python.HelmValuesError):
        rendered(wrong)


# What the fallback depends on.


def assert_consistent(deployment: dict, service: dict, policy: dict | None) -> None:
    """Ports are the ones listened on; selectors find the pods; probes run the healthcheck."""
    template = deployment["spec"]["template"]
    pod = template["spec"]
    (container,) = pod["containers"]
    variables = {variable["name"]: variable["value"] for variable in container["env"]}
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    listening = {
        kind.lower(): int(value)
        for kind in ("HTTP", "HTTPS")
        if (value := variables.get(f"UNDER_MAINTENANCE_{kind}_LISTEN"))
    }
    assert ports == listening
    assert all(port >= 1024 for port in ports.values())
    assert {(port["name"], port["port"]) for port in service["spec"]["ports"]} == {
        (name, {"http": 80, "https": 443}[name]) for name in ports
    }
    assert all(port["name"] == port["targetPort"] for port in service["spec"]["ports"])
    labels = template["metadata"]["labels"]
    selectors = [*values(deployment, "matchLabels"), service["spec"]["selector"]]
    if policy is not None:
        selectors += values(policy, "matchLabels")
        (rule,) = policy["spec"]["ingress"]
        assert {port["port"] for port in rule["ports"]} == set(ports)
        assert policy["spec"]["egress"] == []
    assert all(selector == labels for selector in selectors)
    for probe in ("livenessProbe", "readinessProbe"):
        assert container[probe]["exec"]["command"] == ["/under-maintenance", "healthcheck"]
        assert container[probe]["timeoutSeconds"] > 3
    assert not list(values(deployment, "httpGet")) + list(values(deployment, "tcpSocket"))


def test_the_core_is_consistent() -> None:
    deployment, service, policy = (
        load(f"kubernetes/{name}.yaml") for name in ("deployment", "service", "networkpolicy")
    )
    assert_consistent(deployment, service, policy)
    assert deployment["spec"]["replicas"] >= 2
    budget = load("kubernetes/poddisruptionbudget.yaml")["spec"]
    assert budget["maxUnavailable"] < deployment["spec"]["replicas"]
    assert budget["selector"] == deployment["spec"]["selector"]


def test_the_pods_fit_the_restricted_pod_security_standard() -> None:
    pod = load("kubernetes/deployment.yaml")["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["runAsUser"] == 65532
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert pod["automountServiceAccountToken"] is False
    assert not {"hostNetwork", "hostPID", "hostIPC"} & set(pod)
    kinds = {kind for volume in pod["volumes"] for kind in volume} - {"name"}
    assert kinds <= {"configMap", "secret"}
    # Readable by the user above, through the group.
    assert pod["securityContext"]["fsGroup"] == pod["securityContext"]["runAsGroup"]
    assert {volume["secret"]["defaultMode"] for volume in pod["volumes"] if "secret" in volume} == {
        0o440
    }


def test_the_certificate_is_kept_where_the_pods_read_it() -> None:
    pod = load("kubernetes/deployment.yaml")["spec"]["template"]["spec"]
    mounted = [v["secret"]["secretName"] for v in pod["volumes"] if v["name"] == "tls"]
    certificate = load("kubernetes/certificate.yaml")["spec"]
    assert mounted == [certificate["secretName"]]
    hosts = of_kind("TLSRoute", "kubernetes/gateway.yaml")["spec"]["hostnames"]
    assert certificate["dnsNames"] == hosts


def test_traefiks_routes_are_resources_of_their_own_with_priorities() -> None:
    """Two routes with one rule in one resource get one name: the last one would be left."""
    objects = load_all("kubernetes/traefik.yaml")
    priorities = {}
    for document in objects:
        (route,) = document["spec"]["routes"]
        (service,) = route["services"]
        priorities[document["kind"], service["name"]] = route["priority"]
        assert not list(values(document, "healthCheck"))
    for kind in ("IngressRoute", "IngressRouteTCP"):
        assert priorities[kind, "app"] > priorities[kind, "under-maintenance"] == 1
    names = {(document["kind"], document["metadata"]["name"]) for document in objects}
    assert len(names) == len(objects) == 4


def test_envoy_gateways_fallback_is_never_judged_by_its_status() -> None:
    name = "kubernetes/envoy-gateway.yaml"
    fallback = {
        document["metadata"]["name"]: document["spec"].get("fallback", False)
        for document in load_all(name)
        if document["kind"] == "Backend"
    }
    for kind in ("HTTPRoute", "TLSRoute"):
        (rule,) = of_kind(kind, name)["spec"]["rules"]
        # Of one kind, or they would not be in one cluster with priorities.
        assert {reference["kind"] for reference in rule["backendRefs"]} == {"Backend"}
        assert [fallback[reference["name"]] for reference in rule["backendRefs"]] == [False, True]
    health = of_kind("BackendTrafficPolicy", name)["spec"]["healthCheck"]
    assert set(health) == {"active"}
    assert health["active"]["type"] == "TCP"


def test_every_route_names_a_service_and_port_that_exist() -> None:
    ports = {
        service["metadata"]["name"]: {
            key for port in service["spec"]["ports"] for key in (port["name"], port["port"])
        }
        for service in (load("kubernetes/app.yaml"), load("kubernetes/service.yaml"))
    }
    backends = {
        document["metadata"]["name"]
        for document in load_all("kubernetes/envoy-gateway.yaml")
        if document["kind"] == "Backend"
    }
    named = [
        reference
        for name in ("traefik", "gateway", "envoy-gateway")
        for document in load_all(f"kubernetes/{name}.yaml")
        for key in ("services", "backendRefs")
        for found in values(document, key)
        for reference in found
    ]
    assert named
    for reference in named:
        if reference.get("kind") == "Backend":
            assert reference["name"] in backends
        else:
            assert reference["port"] in ports[reference["name"]]
