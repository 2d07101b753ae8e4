"""deploy/kubernetes with a real Traefik in front, which reads it from a stand-in for the Kubernetes
API: fallback by priority, and the flip of the application's Service behind Gateway API."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from consistency import by_kind
from files import load, load_all
from kubernetes_api import KubernetesAPI, Pod
from kustomize import built
from scene import PASSED_THROUGH, TERMINATED, TRAEFIK_ALONE, Scene

HOSTS = (TERMINATED, PASSED_THROUGH)
SELECTED = "app.kubernetes.io/name"


@pytest.fixture
def cluster(scene: Scene) -> Iterator[KubernetesAPI]:
    """The core's Service and pod, the application's, and the certificate of the proxy."""
    api = KubernetesAPI()
    core = by_kind(built("kustomize/passthrough"))
    template = core["Deployment"]["spec"]["template"]
    (container,) = template["spec"]["containers"]
    assert {port["name"] for port in container["ports"]} == {"http", "https"}
    application = scene.application
    api.run(
        Pod(
            "under-maintenance-0",
            template["metadata"]["labels"],
            {"http": scene.maintenance_plain, "https": scene.maintenance_tls},
        )
    )
    ports = {"http": application.plain, "https": application.tls}
    api.run(Pod("app-0", {SELECTED: "app"}, ports))
    api.apply(load("kubernetes/app.yaml"), core["Service"])
    api.certificate("www-tls", scene.pair.certificate, scene.pair.key)
    scene.application.start()
    yield api
    api.close()


def start_traefik(scene: Scene, programs: Path, cluster: KubernetesAPI, *arguments: str) -> None:
    scene.start_proxy(
        programs / "traefik",
        f"--entrypoints.websecure.address=127.0.0.1:{scene.entry}",
        *(word.replace("ENDPOINT", cluster.address) for word in arguments),
        *TRAEFIK_ALONE,
    )


def test_routes_fall_back_by_priority(
    scene: Scene, cluster: KubernetesAPI, programs: Path
) -> None:
    cluster.apply(*load_all("kubernetes/traefik.yaml"))
    start_traefik(scene, programs, cluster, "--providers.kubernetescrd.endpoint=ENDPOINT")
    for host in HOSTS:
        scene.expect("application", host)
    cluster.set_ready("app-0", False)
    for host in HOSTS:
        scene.expect("maintenance", host)
    cluster.set_ready("app-0", True)
    for host in HOSTS:
        scene.expect("application", host)


def test_with_empty_services_allowed_routes_never_fall_back(
    scene: Scene, cluster: KubernetesAPI, programs: Path
) -> None:
    cluster.apply(*load_all("kubernetes/traefik.yaml"))
    start_traefik(
        *(scene, programs, cluster, "--providers.kubernetescrd.endpoint=ENDPOINT"),
        "--providers.kubernetescrd.allowemptyservices=true",
    )
    scene.expect("application", TERMINATED)
    cluster.set_ready("app-0", False)
    scene.expect_an_error_of_the_proxy(TERMINATED)


def test_the_flip_of_the_service_behind_gateway_api(
    scene: Scene, cluster: KubernetesAPI, programs: Path
) -> None:
    gateway, *routes = load_all("kubernetes/gateway.yaml")
    for listener in gateway["spec"]["listeners"]:
        assert listener["port"] == 443
        # Traefik looks for its entry point by this number.
        listener["port"] = scene.entry
    gateway_class = {
        "apiVersion": gateway["apiVersion"],
        "kind": "GatewayClass",
        "metadata": {"name": gateway["spec"]["gatewayClassName"]},
        "spec": {"controllerName": "traefik.io/gateway-controller"},
    }
    cluster.apply(gateway_class, gateway, *routes)
    start_traefik(scene, programs, cluster, "--providers.kubernetesgateway.endpoint=ENDPOINT")
    service = load("kubernetes/app.yaml")
    for selected, who in (
        ("app", "application"),
        ("under-maintenance", "maintenance"),
        ("app", "application"),
    ):
        service["spec"]["selector"] = {SELECTED: selected}
        cluster.apply(service)
        for host in HOSTS:
            scene.expect(who, host)
