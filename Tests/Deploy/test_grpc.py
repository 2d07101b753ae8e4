"""The gRPC routes of deploy/ with real proxies and one client that never lets go of them: the
application's answer while that is up, UNAVAILABLE with the message while it isn't, and back."""

from __future__ import annotations

import concurrent.futures
import time
from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest

import test_traefik
from docker_api import DockerAPI
from files import DEPLOY, load, load_all
from harness import free_port
from kubernetes_api import KubernetesAPI, Pod
from processes import patience
from scene import PASSED_THROUGH, TERMINATED, Scene
from test_traefik_kubernetes import SELECTED, start_traefik

HEALTH = "/grpc.health.v1.Health/Check"
SERVING = b"\x08\x01"


class _Anything(grpc.GenericRpcHandler):
    def service(self, details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler:
        answer = SERVING if details.method == HEALTH else b"application"
        return grpc.unary_unary_rpc_method_handler(lambda request, context: answer)


class Application:
    """A gRPC application that is up or down, in clear."""

    def __init__(self) -> None:
        self.port = free_port()
        self._server: grpc.Server | None = None

    def start(self) -> None:
        self._server = grpc.server(concurrent.futures.ThreadPoolExecutor(4), [_Anything()])
        assert self._server.add_insecure_port(f"127.0.0.1:{self.port}") == self.port
        self._server.start()

    def stop(self) -> None:
        if self._server is not None:
            self._server.stop(None).wait()
            self._server = None


class Client:
    """One channel to the entry, under a host's name."""

    def __init__(self, scene: Scene, name: str, authority: Path) -> None:
        trusted = grpc.ssl_channel_credentials(authority.read_bytes())
        options = [
            ("grpc.enable_http_proxy", 0),
            ("grpc.ssl_target_name_override", name),
            ("grpc.default_authority", name),
            ("grpc.enable_retries", 0),
            # It doesn't find the proxy at once.
            ("grpc.max_reconnect_backoff_ms", 200),
        ]
        self._scene = scene
        self.channel = grpc.secure_channel(f"127.0.0.1:{scene.entry}", trusted, options)

    def who(self) -> str:
        try:
            return self.channel.unary_unary("/pkg.Service/Method")(b"request", timeout=5).decode()
        except grpc.RpcError as error:
            if error.code() == grpc.StatusCode.UNAVAILABLE:
                return error.details() or ""
            return f"{error.code()} {error.details()}"

    def expect(self, who: str, within: float = 20) -> None:
        deadline = time.monotonic() + patience(within)
        while (found := self.who()) != who:
            assert time.monotonic() < deadline, f"{found}, not {who}\n{self._scene.log}"
            time.sleep(0.1)
        for _ in range(20):
            assert self.who() == who


@pytest.fixture
def application() -> Iterator[Application]:
    application = Application()
    yield application
    application.stop()


def play(client: Client, application: Application) -> None:
    with client.channel:
        client.expect("Under maintenance")
        for _ in range(2):
            application.start()
            client.expect("application")
            application.stop()
            client.expect("Under maintenance")


def replaced(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def test_haproxy(scene: Scene, application: Application, authority: object) -> None:
    pem = scene.directory / "both.pem"
    pem.write_bytes(scene.pair.both)
    file = scene.directory / "haproxy.cfg"
    # Its user and Docker's name server aren't everywhere, and these addresses need neither.
    text = replaced(
        (DEPLOY / "haproxy" / "grpc.cfg").read_text(),
        ("    user haproxy\n    group haproxy\n", ""),
        (":443 ssl crt /etc/haproxy/certs/app.example.com.pem", f"127.0.0.1:{scene.entry} ssl crt {pem}"),
        ("app:50051", f"127.0.0.1:{application.port}"),
        ("maint:80", f"127.0.0.1:{scene.maintenance_plain}"),
    )
    file.write_text(text)
    scene.start_proxy("/usr/sbin/haproxy", "-db", "-f", file)
    play(Client(scene, PASSED_THROUGH, authority.certificate), application)


def test_envoy(
    scene: Scene, application: Application, authority: object, envoy: Path
) -> None:
    file = scene.directory / "envoy.yaml"
    text = replaced(
        (DEPLOY / "envoy" / "grpc.yaml").read_text(),
        ("address: 0.0.0.0, port_value: 443", f"address: 127.0.0.1, port_value: {scene.entry}"),
        ("address: app, port_value: 50051", f"address: 127.0.0.1, port_value: {application.port}"),
        ("address: maint, port_value: 80", f"address: 127.0.0.1, port_value: {scene.maintenance_plain}"),
        ("/etc/envoy/tls/tls.crt", str(scene.pair.certificate)),
        ("/etc/envoy/tls/tls.key", str(scene.pair.key)),
    )
    file.write_text(text)
    arguments = ["--config-path", file, "--use-dynamic-base-id", "--concurrency", 1]
    scene.start_proxy(envoy, *arguments, "--log-level", "warning")
    play(Client(scene, PASSED_THROUGH, authority.certificate), application)


def test_traefik_labels(
    scene: Scene, application: Application, authority: object, programs: Path
) -> None:
    docker = DockerAPI()
    composition = test_traefik.Composition(
        "traefik/compose.grpc.yaml", scene, docker, programs
    )
    composition.ports["app"] = {"50051": application.port}
    docker.run(composition.container("maint"))
    docker.run(composition.container("app"))
    docker.report("app", "unhealthy")
    composition.start_traefik()
    client = Client(scene, PASSED_THROUGH, authority.certificate)
    with client.channel:
        for _ in range(2):
            client.expect("Under maintenance")
            application.start()
            docker.report("app", "healthy")
            client.expect("application")
            application.stop()
            docker.report("app", "unhealthy")
    docker.close()


def test_gateway_api(
    scene: Scene, application: Application, authority: object, programs: Path
) -> None:
    """The flip of the Service behind a GRPCRoute."""
    cluster = KubernetesAPI()
    gateway, *_ = load_all("kubernetes/gateway.yaml")
    for listener in gateway["spec"]["listeners"]:
        listener["port"] = scene.entry
    gateway_class = {
        "apiVersion": gateway["apiVersion"],
        "kind": "GatewayClass",
        "metadata": {"name": gateway["spec"]["gatewayClassName"]},
        "spec": {"controllerName": "traefik.io/gateway-controller"},
    }
    service, route = load_all("kubernetes/grpc.yaml")
    template = load("kubernetes/deployment.yaml")["spec"]["template"]
    labels = template["metadata"]["labels"]
    cluster.run(Pod("under-maintenance-0", labels, {"http": scene.maintenance_plain}))
    cluster.run(Pod("app-0", {SELECTED: "app"}, {"http": application.port}))
    cluster.certificate("www-tls", scene.pair.certificate, scene.pair.key)
    cluster.apply(gateway_class, gateway, service, route)
    application.start()
    start_traefik(scene, programs, cluster, "--providers.kubernetesgateway.endpoint=ENDPOINT")
    client = Client(scene, TERMINATED, authority.certificate)
    with client.channel:
        for selected, who in (
            ("app", "application"),
            ("under-maintenance", "Under maintenance"),
            ("app", "application"),
        ):
            service["spec"]["selector"] = {SELECTED: selected}
            cluster.apply(service)
            client.expect(who)
    cluster.close()
