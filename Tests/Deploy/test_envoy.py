"""deploy/envoy with a real Envoy: TLS terminated and passed through, from one listener."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from files import DEPLOY, load
from scene import PASSED_THROUGH, TERMINATED, Scene

pytestmark = pytest.mark.usefixtures("envoy")


def configuration(scene: Scene, app: str = "127.0.0.1") -> str:
    """The file with addresses of this machine, and nothing else changed."""
    text = (DEPLOY / "envoy" / "envoy.yaml").read_text()
    plain, secure = scene.application.plain, scene.application.tls
    here = "address: 127.0.0.1, port_value:"
    for old, new in (
        ("address: 0.0.0.0, port_value: 443", f"{here} {scene.entry}"),
        ("address: app, port_value: 8080", f"address: {app}, port_value: {plain}"),
        ("address: app, port_value: 443", f"address: {app}, port_value: {secure}"),
        ("health_check_config: {port_value: 8080", f"health_check_config: {{port_value: {plain}"),
        ("address: maint, port_value: 80}", f"{here} {scene.maintenance_plain}}}"),
        ("address: maint, port_value: 443", f"{here} {scene.maintenance_tls}"),
        ("/etc/envoy/tls/tls.crt", str(scene.pair.certificate)),
        ("/etc/envoy/tls/tls.key", str(scene.pair.key)),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def start(scene: Scene, programs: Path, **options: str) -> None:
    file = scene.directory / "envoy.yaml"
    file.write_text(configuration(scene, **options))
    arguments = ["--config-path", file, "--use-dynamic-base-id", "--concurrency", 1]
    validated = subprocess.run(
        [programs / "envoy", "--mode", "validate", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert validated.returncode == 0, validated.stderr
    scene.start_proxy(programs / "envoy", *arguments, "--log-level", "warning")


def test_the_fallback_takes_over_and_gives_way(scene: Scene, programs: Path) -> None:
    application = scene.application

    def expect(who: str) -> None:
        for name in (TERMINATED, PASSED_THROUGH):
            scene.expect(who, name)

    application.start()
    start(scene, programs)
    expect("application")
    application.stop()
    expect("maintenance")
    application.start()
    expect("application")
    application.state = "hanging"
    expect("maintenance")
    application.state = "up"
    expect("application")
    # It answers, with 503: the health check sees that too.
    application.state = "failing"
    expect("maintenance")


@pytest.mark.parametrize("app", ["127.0.0.1", "app.invalid"])
def test_an_application_that_was_never_there_is_replaced_at_once(
    scene: Scene, programs: Path, app: str
) -> None:
    start(scene, programs, app=app)
    for name in (TERMINATED, PASSED_THROUGH):
        scene.expect("maintenance", name)


def test_no_request_is_lost_when_the_application_dies(scene: Scene, programs: Path) -> None:
    """A refused connection is tried again on the fallback, before any health check noticed."""
    scene.application.start()
    start(scene, programs)
    scene.expect("application", TERMINATED)
    scene.application.stop()
    assert {scene.who(TERMINATED, "POST") for _ in range(20)} == {"maintenance"}


def test_the_fallback_is_never_judged_by_its_status() -> None:
    clusters = {
        cluster["name"]: cluster
        for cluster in load("envoy/envoy.yaml")["static_resources"]["clusters"]
    }
    for kind in ("", "_tls"):
        fallback, application = clusters[f"maint{kind}"], clusters[f"app{kind}"]
        assert not {"health_checks", "outlier_detection"} & set(fallback)
        assert application["health_checks"]
        assert application["load_assignment"]["policy"]["overprovisioning_factor"] >= 100_000
    for name, order in (
        ("app_or_maint", ["app", "maint"]),
        ("app_tls_or_maint_tls", ["app_tls", "maint_tls"]),
    ):
        assert clusters[name]["cluster_type"]["typed_config"]["clusters"] == order
        assert clusters[name]["lb_policy"] == "CLUSTER_PROVIDED"
