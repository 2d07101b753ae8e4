"""The snippets of deploy/kubernetes/haproxy.yaml with HAProxy from Debian, in backends as the
ingress controller writes them (the controller itself is in no package)."""

from __future__ import annotations

import re
from pathlib import Path

from files import load_all
from scene import PASSED_THROUGH, TERMINATED, Scene

DEFAULTS = """
defaults
    timeout connect 1s
    timeout client 9s
    timeout server 9s
    timeout check 1s
"""
FRONTEND = """
frontend tls
    mode tcp
    bind 127.0.0.1:{entry}
    tcp-request inspect-delay 5s
    tcp-request content accept if {{ req.ssl_hello_type 1 }}
    use_backend passthrough if {{ req.ssl_sni -i {passed_through} }}
    default_backend terminate
backend terminate
    mode tcp
    server self abns@{entry} send-proxy-v2
frontend https
    mode http
    bind abns@{entry} accept-proxy ssl crt {pem}
    default_backend terminated
"""
BACKEND = """
backend {name}
    mode {mode}
    {check}
    default-server check inter 500ms fall 2 rise 1
{snippet}
    server SRV_1 127.0.0.1:{port} enabled
"""


def snippet(ingress: dict, port: int) -> str:
    """As it stands in the annotation, but for the address."""
    text = ingress["metadata"]["annotations"]["haproxy.org/backend-config-snippet"]
    text, replaced = re.subn(r"(server maint )\S+", rf"\g<1>127.0.0.1:{port}", text)
    assert replaced == 1
    return text


def test_the_fallback_takes_over_and_gives_way(scene: Scene, tmp_path: Path) -> None:
    terminated, passed_through = load_all("kubernetes/haproxy.yaml")
    application = scene.application
    pem = tmp_path / "both.pem"
    pem.write_bytes(scene.pair.both)
    file = tmp_path / "haproxy.cfg"
    path = terminated["metadata"]["annotations"]["haproxy.org/check-http"]
    assert passed_through["metadata"]["annotations"]["haproxy.org/ssl-passthrough"] == "true"
    file.write_text(
        DEFAULTS
        + FRONTEND.format(entry=scene.entry, passed_through=PASSED_THROUGH, pem=pem)
        + BACKEND.format(
            name="terminated",
            mode="http",
            check=f"option httpchk GET {path}",
            snippet=snippet(terminated, scene.maintenance_plain),
            port=application.plain,
        )
        + BACKEND.format(
            name="passthrough",
            mode="tcp",
            check="",
            snippet=snippet(passed_through, scene.maintenance_tls),
            port=application.tls,
        )
    )
    scene.start_proxy("/usr/sbin/haproxy", "-db", "-f", file)
    for name in (TERMINATED, PASSED_THROUGH):
        scene.expect("maintenance", name)
    application.start()
    for name in (TERMINATED, PASSED_THROUGH):
        scene.expect("application", name)
    application.state = "failing"
    scene.expect("maintenance", TERMINATED)
    application.stop()
    for name in (TERMINATED, PASSED_THROUGH):
        scene.expect("maintenance", name)


def test_the_fallback_is_a_backup_that_is_never_checked() -> None:
    for ingress in load_all("kubernetes/haproxy.yaml"):
        text = ingress["metadata"]["annotations"]["haproxy.org/backend-config-snippet"]
        (server,) = [line for line in text.splitlines() if line.startswith("server ")]
        assert {"backup", "no-check"} <= set(server.split())
