"""deploy/kubernetes and deploy/kustomize against the schemas of Kubernetes, and what the fallback
depends on.

Custom resources are held against their schemas where UNDER_MAINTENANCE_SCHEMAS names a folder of
them, and always against a list of fields written from their documentation. Traefik's own resources and
Gateway API's are read by a real Traefik besides (test_traefik_kubernetes.py)."""

from __future__ import annotations

import pytest

from consistency import by_kind
from files import DEPLOY, leaves, load, load_all, of_kind, values
from kustomize import BASE, PASSTHROUGH, built
from schemas import BUILT_IN, FOLDER, WITHOUT_FOLDER, validate

MANIFESTS = sorted(
    str(path.relative_to(DEPLOY))
    for pattern in ("kubernetes/*.yaml", "kustomize/**/*.yaml")
    for path in DEPLOY.glob(pattern)
    if path.stem != "kustomization"
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
    "projectcontour.io/v1 HTTPProxy": {
        *("virtualhost.fqdn", "virtualhost.tls.secretName", "virtualhost.tls.passthrough"),
        *("routes.services.name", "routes.services.port"),
        *("tcpproxy.services.name", "tcpproxy.services.port"),
    },
    "gateway.envoyproxy.io/v1alpha1 Backend": {
        *("fallback", "endpoints.fqdn.hostname", "endpoints.fqdn.port"),
    },
    "gateway.envoyproxy.io/v1alpha1 BackendTrafficPolicy": {
        *(f"targetRefs.{word}" for word in ("group", "kind", "name")),
        *(f"healthCheck.active.{word}" for word in ("type", "tcp", "timeout", "interval")),
        *("healthCheck.active.unhealthyThreshold", "healthCheck.active.healthyThreshold"),
    },
}


@pytest.mark.parametrize("name", MANIFESTS)
def test_every_object_fits_its_schema(name: str) -> None:
    for document in load_all(name):
        validate(document)
        if document["apiVersion"] not in BUILT_IN:
            fields = FIELDS[f"{document['apiVersion']} {document['kind']}"]
            assert set(document) == {"apiVersion", "kind", "metadata", "spec"}
            assert leaves(document["spec"]) <= fields


@pytest.mark.skipif(FOLDER is None, reason=WITHOUT_FOLDER)
def test_every_custom_resource_was_held_against_a_schema() -> None:
    assert all(validate(document) for name in MANIFESTS for document in load_all(name))


# What the fallback depends on.


def test_the_core_survives_an_eviction() -> None:
    found = by_kind(built(BASE))
    assert found["Deployment"]["spec"]["replicas"] >= 2
    budget = found["PodDisruptionBudget"]["spec"]
    assert budget["maxUnavailable"] < found["Deployment"]["spec"]["replicas"]


def test_a_user_without_root_reads_the_secrets_through_the_group() -> None:
    pod = by_kind(built(PASSTHROUGH))["Deployment"]["spec"]["template"]["spec"]
    assert pod["securityContext"]["runAsUser"] == 65532
    assert pod["securityContext"]["fsGroup"] == pod["securityContext"]["runAsGroup"]


def test_the_certificate_is_kept_where_the_pods_read_it() -> None:
    pod = by_kind(built(PASSTHROUGH))["Deployment"]["spec"]["template"]["spec"]
    mounted = [v["secret"]["secretName"] for v in pod["volumes"] if v["name"] == "tls"]
    certificate = load("kustomize/components/cert-manager/certificate.yaml")["spec"]
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
        for service in (load("kubernetes/app.yaml"), by_kind(built(PASSTHROUGH))["Service"])
    }
    backends = {
        document["metadata"]["name"]
        for document in load_all("kubernetes/envoy-gateway.yaml")
        if document["kind"] == "Backend"
    }
    named = [
        reference
        for name in ("traefik", "gateway", "envoy-gateway", "contour")
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
