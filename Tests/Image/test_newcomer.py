"""From the README's commands to a served page: the image, and a pod of the chart, as it is and
where a cluster permits little; the examples of the original with our image."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

import helm_python
import yaml

import http1
import pods
import tls
from certificates import Authority
from containers import HTTP, Container, Image, store
from files import CHART, REPOSITORY, documents
from memory_limit import memory_limit
from prose import block

Start = Callable[..., Container]
ORIGINAL = Path(__file__).resolve().parent / "original"
PAGE = (ORIGINAL / "under-maintenance.html").read_bytes()
BUILD_AND_RUN, KUBERNETES = "docker build", "git grep"


def commands(beginning: str) -> list[list[str]]:
    """At most three, as everything that a newcomer is told."""
    lines = block("README.md", beginning).splitlines()
    assert len(lines) <= 3
    return [shlex.split(line) for line in lines]


def rendered(values: dict) -> list[dict]:
    with helm_python.Chart.load(CHART) as chart:
        texts = chart.render(values, name="under-maintenance", namespace="default")
    texts.pop("under-maintenance/templates/NOTES.txt")
    return [found for text in texts.values() for found in documents(text)]


def test_two_commands_serve_a_page(start: Start, image: Image) -> None:
    build, run = commands(BUILD_AND_RUN)
    # What `run` of these tests did with buildah, and its name.
    assert build == ["docker", "build", "--tag", "under-maintenance", "."]
    assert store("images", "--quiet", "under-maintenance").strip()
    assert run == ["docker", "run", "--publish", "8080:80", "under-maintenance"]
    start()
    browser = http1.ask(HTTP, headers=["Accept: text/html", "Accept-Language: de"])
    assert browser.status == 503 and b'lang="de"' in browser.body


def test_one_command_serves_the_built_in_page_on_kubernetes(start: Start, place: Path) -> None:
    _, install = commands(KUBERNETES)
    assert install == ["helm", "install", "under-maintenance", "deploy/helm/under-maintenance"]
    assert (REPOSITORY / install[-1]).samefile(CHART)
    objects = rendered({})
    given = pods.options(objects, {}, place)
    with memory_limit(pods.memory(objects)) as limit:
        running = start(**given, wrapper=limit.wrapper)
        answer = http1.ask(given["address"], headers=["Accept: text/html"])
        assert answer.status == 503 and b"<!doctype html>" in answer.body
        assert running.healthcheck() == 0
        assert running.stop() == 0
        assert limit.kills == 0


def test_a_pod_with_everything_runs_as_a_random_user_in_64_mib(
    start: Start, place: Path, authority: Authority
) -> None:
    """OpenShift's restricted-v2, a read-only root, three Secrets' certificates, both kinds of pages."""
    hosts = ["app.example.com", "shop.example.com", "blog.example.com"]
    secrets = {}
    for host in hosts:
        pair = authority.pair(host)
        files = {"tls.crt": pair.certificate.read_bytes(), "tls.key": pair.key.read_bytes()}
        secrets[host.partition(".")[0]] = files
    secrets["keys"] = {"ticket.keys": bytes(80)}
    objects = rendered(
        {
            "openshift": True,
            "tls": {"secretName": "app", "secretNames": ["shop", "blog"]},
            "ticketKeys": {"secretName": "keys"},
            "page": "<!doctype html><title>Ours</title>",
            "pages": {"files": {"shop.example.com.html": "<!doctype html><title>Shop</title>"}},
        }
    )
    given = pods.options(objects, secrets, place, user=1000730000)
    assert given["identity"] == ["--reuid=1000730000", "--regid=0", "--groups=1000730000"]
    assert pods.memory(objects) == 64 << 20
    with memory_limit(pods.memory(objects)) as limit:
        running = start(**given, wrapper=limit.wrapper)
        for host, title in zip(hosts, (b"Ours", b"Shop", b"Ours"), strict=True):
            headers = ["Accept: text/html"]
            answer = http1.ask(given["address"], headers=headers, host=host)
            assert answer.status == 503 and title in answer.body, host
            served = tls.served(("127.0.0.1", 8443), tls.context(), host)
            assert served == authority.pair(host).der, host
        for _ in range(300):
            assert http1.ask(given["address"]).status == 503
        assert running.healthcheck() == 0
        assert running.stop() == 0
        assert limit.kills == 0


# What worked with the original works with only the image's name changed.


def test_the_compose_file_of_the_original(start: Start) -> None:
    compose = yaml.safe_load((ORIGINAL / "compose.yaml").read_text())
    accepted = subprocess.run(
        ["/usr/bin/docker-compose", "--file", ORIGINAL / "compose.yaml", "config"],
        capture_output=True,
        timeout=90,
    )
    assert accepted.returncode == 0, accepted.stderr
    (service,) = compose["services"].values()
    mounts = dict(reversed(each.split(":")) for each in service["volumes"])
    assert service["ports"] == ["80:80"]
    start(
        mounts={inside: ORIGINAL / outside for inside, outside in mounts.items()},
        **{name.removeprefix(pods.PREFIX): value for name, value in service["environment"].items()},
    )
    answer = http1.ask(HTTP)
    assert (answer.status, answer.body) == (503, PAGE)
    assert answer.header("Retry-After") == "300"


def test_the_kubernetes_file_of_the_original(start: Start, place: Path) -> None:
    objects = documents((ORIGINAL / "kubernetes.yaml").read_text())
    given = pods.options(objects, {}, place)
    assert given["identity"] is None and given["address"] == HTTP
    assert pods.memory(objects) == 30_000_000
    with memory_limit(pods.memory(objects)) as limit:
        running = start(**given, wrapper=limit.wrapper)
        answer = http1.ask(HTTP)
        assert answer.status == 503 and b"Closed for an hour" in answer.body
        assert running.stop() == 0
        assert limit.kills == 0
