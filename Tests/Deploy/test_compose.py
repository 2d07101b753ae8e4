"""The compose files and the stack files: accepted by Compose and by Docker's client, and what the
fallback depends on is in them."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from files import COMPOSE, DEPLOY, labels, load

TRAEFIK = [name for name in COMPOSE if not name.endswith("swap.yaml")]
# For one host, and not for all.
PAIRS = [name for name in TRAEFIK if not name.endswith("catchall.yaml")]
STACKS = [name for name in COMPOSE if name.startswith("swarm/")]


def run(*command: str) -> None:
    completed = subprocess.run(command, capture_output=True, text=True, timeout=90, cwd="/")
    assert completed.returncode == 0, completed.stderr


@pytest.mark.parametrize("name", COMPOSE)
def test_compose_accepts_the_file(name: str) -> None:
    run("/usr/bin/docker-compose", "--file", str(DEPLOY / name), "config")


@pytest.mark.skipif(not shutil.which("docker"), reason="Docker's client is not installed")
@pytest.mark.parametrize("name", STACKS)
def test_docker_accepts_the_stack(name: str) -> None:
    run("docker", "stack", "config", "--compose-file", str(DEPLOY / name))


def routers(service: dict) -> dict[str, dict[str, str]]:
    """By `http.routers.app`, what the labels say of it."""
    found: dict[str, dict[str, str]] = {}
    for label, value in labels(service).items():
        words = label.split(".")
        if words[2:3] == ["routers"]:
            found.setdefault(".".join(words[1:4]), {})[".".join(words[4:])] = value
    return found


@pytest.mark.parametrize("name", PAIRS)
def test_the_fallback_has_the_same_routers_with_the_lowest_priority(name: str) -> None:
    services = load(name)["services"]
    application, fallback = routers(services["app"]), routers(services["maint"])
    assert application
    assert {key.replace(".app", ".maint") for key in application} == set(fallback)
    for key, router in application.items():
        other = fallback[key.replace(".app", ".maint")]
        assert int(router.pop("priority")) > int(other.pop("priority")) == 1
        assert router == other


@pytest.mark.parametrize("name", TRAEFIK)
def test_a_host_is_either_terminated_or_passed_through(name: str) -> None:
    """An HTTPS router beats the passthrough of the same host whatever the priorities."""
    kinds: dict[str, set[str]] = {}
    for service in ("app", "maint"):
        for key, router in routers(load(name)["services"][service]).items():
            host = router["rule"].partition("(")[2]
            kinds.setdefault(host, set()).add(key.partition(".")[0])
            if key.startswith("tcp"):
                assert router["tls.passthrough"] == "true"
            else:
                assert router["tls"] == "true"
    assert all(len(kind) == 1 for kind in kinds.values()), kinds


@pytest.mark.parametrize("name", TRAEFIK)
def test_nothing_keeps_the_applications_router_without_the_application(name: str) -> None:
    services = load(name)["services"]
    assert not any("allowempty" in word.lower() for word in services["traefik"]["command"])
    # The HEALTHCHECK is what makes the router vanish; ours is the image's own.
    assert services["app"]["healthcheck"]["test"]
    assert "healthcheck" not in services["maint"]
    for service in services.values():
        for label in labels(service):
            assert "healthcheck" not in label, label
            assert "lbswarm" not in label, label
            assert "middlewares" not in label, label


@pytest.mark.parametrize("name", TRAEFIK)
def test_the_fallback_is_reached_by_the_network_alone(name: str) -> None:
    fallback = load(name)["services"]["maint"]
    assert "ports" not in fallback
    assert fallback["read_only"] is True
    assert fallback["cap_drop"] == ["ALL"]


def test_the_labels_of_a_stack_are_the_services() -> None:
    for service in load("swarm/stack.yaml")["services"].values():
        assert "labels" not in service


def test_nothing_in_the_service_outlives_the_swap_of_its_image() -> None:
    (service,) = load("swarm/swap.yaml")["services"].values()
    assert not {"healthcheck", "command", "entrypoint", "user"} & set(service)
    variables = service["environment"]
    listening = {variables[f"UNDER_MAINTENANCE_{kind}_LISTEN"] for kind in ("HTTP", "HTTPS")}
    assert listening == {port.partition(":")[2] for port in service["ports"]}


def test_the_file_provider_fails_over_and_never_judges_the_fallback() -> None:
    services = load("traefik/failover.yaml")["http"]["services"]
    failover = services["app-or-maint"]["failover"]
    assert (failover["service"], failover["fallback"]) == ("app", "maint")
    assert "healthCheck" in services["app"]["loadBalancer"]
    assert "healthCheck" not in services["maint"]["loadBalancer"]
