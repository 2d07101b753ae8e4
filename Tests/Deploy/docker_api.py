"""A stand-in for the Docker daemon's API, with as much of it as Traefik's provider reads: the
containers with their labels and health, and the events when they change."""

from __future__ import annotations

import http.server
import json
import queue
import re
import threading
import urllib.parse
from dataclasses import dataclass


@dataclass
class Container:
    name: str
    labels: dict[str, str]
    # starting, healthy or unhealthy; None: without a HEALTHCHECK.
    health: str | None = "healthy"
    # What the image says with EXPOSE.
    exposed: tuple[int, ...] = ()

    @property
    def id(self) -> str:
        return self.name.encode().hex().ljust(64, "0")

    def listed(self) -> dict:
        return {
            "Id": self.id,
            "Names": [f"/{self.name}"],
            "Labels": self.labels,
            "State": "running",
            "NetworkSettings": {"Networks": _NETWORKS},
        }

    def inspected(self) -> dict:
        state: dict = {"Status": "running", "Running": True}
        if self.health is not None:
            state["Health"] = {"Status": self.health}
        return {
            "Id": self.id,
            "Name": f"/{self.name}",
            "Created": "2026-01-01T00:00:00Z",
            "State": state,
            "Config": {"Labels": self.labels},
            "HostConfig": {"NetworkMode": "example_default"},
            "NetworkSettings": {
                "Networks": _NETWORKS,
                "Ports": {f"{port}/tcp": None for port in self.exposed},
            },
        }


# Containers share the network of the test machine; their ports tell them apart.
_NETWORKS = {"example_default": {"NetworkID": "example", "IPAddress": "127.0.0.1"}}


class DockerAPI:
    def __init__(self) -> None:
        self.containers: dict[str, Container] = {}
        self.watchers: list[queue.Queue[dict]] = []
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.daemon_threads = True
        self._server.api = self
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def address(self) -> str:
        return f"tcp://127.0.0.1:{self._server.server_port}"

    def run(self, container: Container) -> None:
        self.containers[container.name] = container
        self._tell("start", container)

    def stop(self, name: str) -> None:
        self._tell("die", self.containers.pop(name))

    def report(self, name: str, health: str) -> None:
        """What the container's HEALTHCHECK has found."""
        self.containers[name].health = health
        self._tell(f"health_status: {health}", self.containers[name])

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _tell(self, action: str, container: Container) -> None:
        event = {"Type": "container", "Action": action, "Actor": {"ID": container.id}}
        for watcher in self.watchers:
            watcher.put(event)


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = re.sub(r"^/v[0-9.]+", "", urllib.parse.urlsplit(self.path).path)
        containers = self.server.api.containers
        if path == "/_ping":
            self._answer("OK")
        elif path == "/version":
            self._answer({"Version": "28.0.0", "ApiVersion": "1.48", "MinAPIVersion": "1.24"})
        elif path == "/containers/json":
            self._answer([container.listed() for container in list(containers.values())])
        elif path == "/events":
            self._watch()
        elif match := re.fullmatch(r"/containers/(\w+)/json", path):
            for container in list(containers.values()):
                if container.id == match[1]:
                    return self._answer(container.inspected())
            self._answer({"message": "no such container"}, 404)
        else:
            self._answer({"message": f"not in this stand-in: {path}"}, 404)

    do_HEAD = do_GET

    def _answer(self, content: object, status: int = 200) -> None:
        body = content.encode() if isinstance(content, str) else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Api-Version", "1.48")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _watch(self) -> None:
        events: queue.Queue[dict] = queue.Queue()
        self.server.api.watchers.append(events)
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        try:
            while True:
                self.wfile.write(json.dumps(events.get()).encode() + b"\n")
                self.wfile.flush()
        except OSError:
            self.server.api.watchers.remove(events)

    def log_message(self, *_: object) -> None:
        pass
