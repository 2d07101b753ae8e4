"""The blocks of the README that a stranger pastes, with real programs: both ways behind Traefik,
and `make run`."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

import http1
from docker_api import Container, DockerAPI
from files import REPOSITORY
from harness import BINARY, free_port
from processes import patience
from prose import block
from scene import PASSED_THROUGH, TRAEFIK_ALONE, Scene

COMPOSE, PASSTHROUGH, MAKE = "services:", "maintenance:", "make run"


@pytest.fixture
def docker() -> Iterator[DockerAPI]:
    api = DockerAPI()
    yield api
    api.close()


def labels(service: dict, ports: dict[str, int], container_port: str) -> dict[str, str]:
    """As they stand there. Where they name no port Docker knows one, which the stand-in doesn't."""
    found = dict(label.split("=", 1) for label in service["labels"])
    kind, name = next(iter(found)).split(".")[1], next(iter(found)).split(".")[3]
    key = f"traefik.{kind}.services.{name}.loadbalancer.server.port"
    found[key] = str(ports[found.get(key, container_port)])
    return found


def accepts(compose: dict, tmp_path: Path) -> None:
    file = tmp_path / "compose.yaml"
    file.write_text(yaml.safe_dump(compose))
    done = subprocess.run(
        ["/usr/bin/docker-compose", "--file", file, "config"], capture_output=True, timeout=90
    )
    assert done.returncode == 0, done.stderr


def test_ten_lines_of_compose_fall_back_and_give_way(
    scene: Scene, docker: DockerAPI, programs: Path, tmp_path: Path
) -> None:
    text = block("README.md", COMPOSE)
    assert len(text.splitlines()) <= 10
    compose = yaml.safe_load(text)
    accepts(compose, tmp_path)
    services = compose["services"]
    assert services["maintenance"]["image"] == "under-maintenance"
    api = free_port()
    arguments = [
        word.replace("address=:80", f"address=127.0.0.1:{scene.entry}")
        for word in services["traefik"]["command"]
    ]
    maintenance = labels(services["maintenance"], {"80": scene.maintenance_plain}, "80")
    application = labels(services["app"], {"80": scene.application.plain}, "80")
    scene.application.start()
    docker.run(Container("maintenance", maintenance))
    # Exactly as it stands there: of the image's ports Traefik takes the one for HTTP.
    exact = dict(
        label.replace(".maintenance.", ".exact.").split("=", 1)
        for label in services["maintenance"]["labels"]
    )
    exact["traefik.http.routers.exact.rule"] = "Host(`exact.example.com`)"
    docker.run(Container("exact", exact, exposed=(443, 80)))
    scene.start_proxy(
        *(programs / "traefik", *arguments, "--api.insecure=true"),
        f"--entrypoints.traefik.address=127.0.0.1:{api}",
        *(f"--providers.docker.endpoint={docker.address}", *TRAEFIK_ALONE),
    )

    def answered(status: int) -> None:
        deadline = time.monotonic() + patience(15)
        while True:
            try:
                found = http1.ask(("127.0.0.1", scene.entry)).status
            except OSError:
                found = 0
            if found == status:
                return
            assert time.monotonic() < deadline, f"{found}\n{scene.log}"
            time.sleep(0.1)

    answered(503)
    known = json.loads(http1.ask(("127.0.0.1", api), target="/api/http/services").body)
    (found,) = [each for each in known if each["name"].startswith("exact")]
    assert found["loadBalancer"]["servers"] == [{"url": "http://127.0.0.1:80"}]
    docker.run(Container("app", application))
    answered(200)
    docker.stop("app")
    answered(503)


def test_five_lines_pass_tls_through(
    scene: Scene, docker: DockerAPI, programs: Path, tmp_path: Path
) -> None:
    text = block("README.md", PASSTHROUGH)
    assert len(text.splitlines()) <= 5
    services = yaml.safe_load(text)
    accepts({"services": services}, tmp_path)
    service = services["maintenance"]
    mount = service["volumes"][0].split(":")
    assert all(path.startswith(f"{mount[1]}/") for path in service["environment"].values())
    assert set(service["environment"]) == {
        "UNDER_MAINTENANCE_TLS_CERTIFICATE_PATH",
        "UNDER_MAINTENANCE_TLS_KEY_PATH",
    }
    docker.run(Container("maintenance", labels(service, {"443": scene.maintenance_tls}, "443")))
    scene.start_proxy(
        *(programs / "traefik", "--providers.docker"),
        f"--entrypoints.websecure.address=127.0.0.1:{scene.entry}",
        *(f"--providers.docker.endpoint={docker.address}", *TRAEFIK_ALONE),
    )
    scene.expect("maintenance", PASSED_THROUGH)


@pytest.mark.timeout(180)
def test_make_run_serves_in_plain_and_by_tls(tmp_path: Path) -> None:
    """In this clone, whose program is at hand: only the ports are others, and nothing is built."""
    lines = block("README.md", MAKE).splitlines()
    command, tests = (line.partition("#")[0].strip() for line in lines)
    assert (command, tests) == ("make run", "make test")
    ports = [free_port(), free_port()]
    # Not those of the `make` that these tests may have been started by.
    variables = {name: value for name, value in os.environ.items() if "MAKE" not in name}
    planned = subprocess.run(
        [*command.split(), "--dry-run"], cwd=REPOSITORY, env=variables, capture_output=True, text=True
    )
    compiled = planned.stdout.index("swift build -c release --traits Embedded")
    stripped = planned.stdout.index("strip -o build/under-maintenance ")
    assert compiled < stripped < planned.stdout.index("exec build/under-maintenance")
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [*command.split(), f"HTTP_PORT={ports[0]}", f"HTTPS_PORT={ports[1]}"]
            + [f"PROGRAM={BINARY}", "MADE_BY="],
            cwd=REPOSITORY,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        deadline = time.monotonic() + 150
        while True:
            said = (tmp_path / "log").read_text()
            assert process.poll() is None and time.monotonic() < deadline, said
            try:
                socket.create_connection(("127.0.0.1", ports[1]), 1).close()
                break
            except OSError:
                time.sleep(0.2)
        assert http1.ask(("127.0.0.1", ports[0])).status == 503
        curls = [line.strip() for line in said.splitlines() if line.startswith("  curl")]
        assert len(curls) == 2
        for curl in curls:
            done = subprocess.run(
                ["bash", "-c", curl], cwd=REPOSITORY, capture_output=True, text=True, timeout=10
            )
            assert done.stdout.startswith("HTTP/1.1 503 "), done.stderr
    finally:
        # make and the server that it waits for are in the session that this test made.
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(10)
