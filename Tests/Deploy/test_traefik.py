"""deploy/traefik with a real Traefik: the labels of the compose files, read from a stand-in for
Docker's API, and the file provider's failover. And that the warnings in those files are true."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from docker_api import Container, DockerAPI
from files import DEPLOY, labels, load
from scene import PASSED_THROUGH, TERMINATED, TRAEFIK_ALONE, Scene


@pytest.fixture
def docker() -> Iterator[DockerAPI]:
    api = DockerAPI()
    yield api
    api.close()


class Composition:
    """A compose file's containers, in the stand-in; its Traefik as a real process."""

    def __init__(self, name: str, scene: Scene, docker: DockerAPI, programs: Path) -> None:
        self.services = load(name)["services"]
        self.scene, self.docker, self.programs = scene, docker, programs
        application = scene.application
        self.ports = {
            "app": {"80": application.plain, "443": application.tls},
            "maint": {"80": scene.maintenance_plain, "443": scene.maintenance_tls},
        }

    @property
    def hosts(self) -> list[str]:
        rules = [value for key, value in labels(self.services["app"]).items() if ".rule" in key]
        return re.findall(r"`(.+?)`", " ".join(rules))

    def expect(self, who: str) -> None:
        for host in self.hosts:
            self.scene.expect(who, host)

    def container(self, name: str) -> Container:
        """As it stands in the file, but for the port."""
        found = labels(self.services[name])
        ports = self.ports[name]
        return Container(
            name,
            {
                label: str(ports[value]) if label.endswith(".server.port") else value
                for label, value in found.items()
            },
        )

    def start_traefik(self, *more: str) -> None:
        arguments = []
        for argument in self.services["traefik"]["command"]:
            if argument.startswith("--providers.file.filename="):
                file = self.scene.directory / "certificates.yaml"
                file.write_text(with_certificates(self.scene, "traefik/certificates.yaml"))
                argument = f"--providers.file.filename={file}"
            # The labels of a stack mean the same to both providers; Swarm's reads tasks.
            argument = argument.replace("--providers.swarm", "--providers.docker")
            argument = argument.replace("address=:443", f"address=127.0.0.1:{self.scene.entry}")
            arguments.append(argument)
        self.scene.start_proxy(
            self.programs / "traefik",
            *arguments,
            *more,
            f"--providers.docker.endpoint={self.docker.address}",
            *TRAEFIK_ALONE,
        )


def with_certificates(scene: Scene, name: str) -> str:
    text = (DEPLOY / name).read_text()
    assert text.count("/certs/tls.crt") == text.count("/certs/tls.key") == 1
    text = text.replace("/certs/tls.crt", str(scene.pair.certificate))
    return text.replace("/certs/tls.key", str(scene.pair.key))


EACH = pytest.mark.parametrize(
    "file", ["traefik/compose.yaml", "traefik/compose.passthrough.yaml", "swarm/stack.yaml"]
)


@EACH
def test_the_labels_make_the_fallback_take_over_and_give_way(
    scene: Scene, docker: DockerAPI, programs: Path, file: str
) -> None:
    composition = Composition(file, scene, docker, programs)
    scene.application.start()
    docker.run(composition.container("maint"))
    composition.start_traefik()
    # Absent from the start.
    composition.expect("maintenance")
    docker.run(composition.container("app"))
    composition.expect("application")
    # It hangs: only the HEALTHCHECK notices.
    docker.report("app", "unhealthy")
    composition.expect("maintenance")
    docker.report("app", "healthy")
    composition.expect("application")
    scene.application.stop()
    docker.stop("app")
    composition.expect("maintenance")


def test_one_fallback_catches_every_host_that_nobody_else_has(
    scene: Scene, docker: DockerAPI, programs: Path
) -> None:
    composition = Composition("traefik/compose.catchall.yaml", scene, docker, programs)
    assert composition.hosts == [TERMINATED]
    scene.application.start()
    docker.run(composition.container("maint"))
    composition.start_traefik()
    for host in (TERMINATED, PASSED_THROUGH):
        scene.expect("maintenance", host)
    docker.run(composition.container("app"))
    scene.expect("application", TERMINATED)
    scene.expect("maintenance", PASSED_THROUGH)
    docker.report("app", "unhealthy")
    scene.expect("maintenance", TERMINATED)


@EACH
def test_with_empty_services_allowed_the_fallback_never_gets_there(
    scene: Scene, docker: DockerAPI, programs: Path, file: str
) -> None:
    composition = Composition(file, scene, docker, programs)
    scene.application.start()
    docker.run(composition.container("maint"))
    docker.run(composition.container("app"))
    composition.start_traefik("--providers.docker.allowemptyservices=true")
    composition.expect("application")
    docker.report("app", "unhealthy")
    for host in composition.hosts:
        scene.expect_an_error_of_the_proxy(host)


def test_an_https_router_for_the_fallback_steals_the_live_traffic(
    scene: Scene, docker: DockerAPI, programs: Path
) -> None:
    composition = Composition("traefik/compose.passthrough.yaml", scene, docker, programs)
    scene.application.start()
    fallback = Composition("traefik/compose.yaml", scene, docker, programs).container("maint")
    docker.run(composition.container("app"))
    docker.run(fallback)
    composition.start_traefik()
    # Nor does it have the certificate: Traefik shows one that it made itself.
    scene.trust_anyone()
    scene.expect("maintenance", PASSED_THROUGH)


@pytest.fixture
def failover(scene: Scene, programs: Path) -> Scene:
    text = with_certificates(scene, "traefik/failover.yaml")
    for old, new in (
        ("http://app:80", f"http://127.0.0.1:{scene.application.plain}"),
        ("http://maint:80", f"http://127.0.0.1:{scene.maintenance_plain}"),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    (scene.directory / "failover.yaml").write_text(text)
    static = (DEPLOY / "traefik" / "traefik.yaml").read_text()
    assert static.count('":443"') == 1
    (scene.directory / "traefik.yaml").write_text(
        static.replace('":443"', f'"127.0.0.1:{scene.entry}"')
        + "log: {level: DEBUG}\nglobal: {checkNewVersion: false, sendAnonymousUsage: false}\n"
    )
    scene.start_proxy(programs / "traefik", "--configFile=traefik.yaml")
    return scene


def test_failover_by_health_check_and_by_status(failover: Scene) -> None:
    scene = failover
    scene.expect("maintenance", PASSED_THROUGH)
    scene.application.start()
    scene.expect("application", PASSED_THROUGH)
    scene.application.state = "failing"
    assert [scene.who(PASSED_THROUGH, method) for method in ("GET", "POST")] == ["maintenance"] * 2
    scene.application.state = "up"
    scene.expect("application", PASSED_THROUGH)
    scene.application.state = "hanging"
    scene.expect("maintenance", PASSED_THROUGH)
    scene.application.state = "up"
    scene.expect("application", PASSED_THROUGH)
    scene.application.stop()
    assert scene.who(PASSED_THROUGH) == "maintenance"
    scene.expect("maintenance", PASSED_THROUGH)
