"""A stand-in for the Kubernetes API, with as much of it as a proxy's controller reads: lists and
watches of the objects it was given, and EndpointSlices that follow selectors and readiness."""

from __future__ import annotations

import base64
import copy
import http.server
import itertools
import json
import queue
import threading
import urllib.parse
from dataclasses import dataclass, field
from pathlib import Path

PLURALS = {"Gateway": "gateways", "Ingress": "ingresses", "IngressClass": "ingressclasses"}


@dataclass
class Pod:
    name: str
    labels: dict[str, str]
    # By the name of the container's port; all pods share this machine's address.
    ports: dict[str, int]
    ready: bool = True


@dataclass
class _Watch:
    resource: tuple[str, str]
    events: queue.Queue[dict] = field(default_factory=queue.Queue)


class KubernetesAPI:
    def __init__(self) -> None:
        self.pods: dict[str, Pod] = {}
        self.objects: dict[tuple[str, str], dict[str, dict]] = {}
        self.watches: list[_Watch] = []
        self.lock = threading.Lock()
        self._versions = itertools.count(1)
        self.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default"}})
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.daemon_threads = True
        self._server.api = self
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def apply(self, *objects: dict) -> None:
        for given in objects:
            made = copy.deepcopy(given)
            _set_defaults(made)
            metadata = made["metadata"]
            if made["kind"] not in ("Namespace", "GatewayClass", "IngressClass"):
                metadata.setdefault("namespace", "default")
            with self.lock:
                metadata["resourceVersion"] = str(next(self._versions))
                metadata.setdefault("uid", metadata["name"])
                metadata["generation"] = 1
                resource = (made["apiVersion"], _plural(made["kind"]))
                known = self.objects.setdefault(resource, {})
                kind = "MODIFIED" if metadata["name"] in known else "ADDED"
                known[metadata["name"]] = made
                self._tell(resource, {"type": kind, "object": made})
        if any(given["kind"] == "Service" for given in objects):
            self._follow_selectors()

    def run(self, pod: Pod) -> None:
        self.pods[pod.name] = pod
        self._follow_selectors()

    def set_ready(self, name: str, ready: bool) -> None:
        self.pods[name].ready = ready
        self._follow_selectors()

    def certificate(self, name: str, certificate: Path, key: Path) -> None:
        """A Secret as kubectl create secret tls makes it."""
        self.apply(
            {
                "apiVersion": "v1",
                "kind": "Secret",
                "type": "kubernetes.io/tls",
                "metadata": {"name": name},
                "data": {
                    key: base64.b64encode(path.read_bytes()).decode()
                    for key, path in (("tls.crt", certificate), ("tls.key", key))
                },
            }
        )

    def _follow_selectors(self) -> None:
        """What the endpoint slice controller does."""
        for service in list(self.objects.get(("v1", "services"), {}).values()):
            name, selector = service["metadata"]["name"], service["spec"]["selector"]
            pods = [
                pod
                for pod in self.pods.values()
                if pod.ready and selector.items() <= pod.labels.items()
            ]
            for number, pod in enumerate(pods or [None]):
                slice_name = f"{name}-{number}"
                self.apply(_slice(slice_name, service, pod))
            # Slices of pods that left are emptied, which says the same.
            for number in range(max(len(pods), 1), 4):
                if f"{name}-{number}" in self.objects[("discovery.k8s.io/v1", "endpointslices")]:
                    self.apply(_slice(f"{name}-{number}", service, None))

    def _tell(self, resource: tuple[str, str], event: dict) -> None:
        for watch in self.watches:
            if watch.resource == resource:
                watch.events.put(event)


def _slice(name: str, service: dict, pod: Pod | None) -> dict:
    ports = [
        {"name": port["name"], "port": pod.ports[port["targetPort"]], "protocol": "TCP"}
        for port in service["spec"]["ports"]
        if pod is not None
    ]
    endpoint = {"addresses": ["127.0.0.1"], "conditions": {"ready": True, "serving": True}}
    return {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "addressType": "IPv4",
        "metadata": {
            "name": name,
            "labels": {"kubernetes.io/service-name": service["metadata"]["name"]},
        },
        "endpoints": [endpoint] if pod is not None else [],
        "ports": ports,
    }


def _set_defaults(made: dict) -> None:
    """What the API server fills in, as far as controllers count on it."""
    if made["kind"] == "Service":
        for port in made["spec"]["ports"]:
            port.setdefault("protocol", "TCP")
    if not made["apiVersion"].startswith("gateway.networking.k8s.io/"):
        return
    spec = made["spec"]
    for listener in spec.get("listeners", []):
        listener.setdefault("allowedRoutes", {}).setdefault("namespaces", {"from": "Same"})
        for reference in listener.get("tls", {}).get("certificateRefs", []):
            reference.update({"group": "", "kind": "Secret", **reference})
    for reference in spec.get("parentRefs", []):
        reference.update({"group": "gateway.networking.k8s.io", "kind": "Gateway", **reference})
    for rule in spec.get("rules", []):
        if made["kind"] == "HTTPRoute":
            rule.setdefault("matches", [{"path": {"type": "PathPrefix", "value": "/"}}])
        for reference in rule["backendRefs"]:
            reference.update({"group": "", "kind": "Service", "weight": 1, **reference})


def _plural(kind: str) -> str:
    return PLURALS.get(kind, kind.lower() + ("es" if kind.endswith("s") else "s"))


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        url = urllib.parse.urlsplit(self.path)
        query = urllib.parse.parse_qs(url.query)
        if url.path == "/version":
            return self._answer({"major": "1", "minor": "34", "gitVersion": "v1.34.0"})
        resource, name = self._resource(url.path)
        api: KubernetesAPI = self.server.api
        if query.get("watch"):
            return self._watch(resource, "sendInitialEvents" in query)
        with api.lock:
            known = dict(api.objects.get(resource, {}))
        if name:
            if name in known:
                return self._answer(known[name])
            return self._answer({"kind": "Status", "status": "Failure", "code": 404}, 404)
        selector = dict(
            pair.split("=", 1) for pair in "".join(query.get("labelSelector", [])).split(",")
            if "=" in pair
        )
        items = [
            item for item in known.values()
            if selector.items() <= item["metadata"].get("labels", {}).items()
        ]
        self._answer(
            {
                "apiVersion": resource[0],
                "kind": "List",
                "metadata": {"resourceVersion": "1"},
                "items": items,
            }
        )

    def do_PATCH(self) -> None:
        """Controllers write states back; they are taken and forgotten."""
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        resource, name = self._resource(urllib.parse.urlsplit(self.path).path)
        self._answer(self.server.api.objects[resource][name])

    do_PUT = do_PATCH

    def _resource(self, path: str) -> tuple[tuple[str, str], str | None]:
        words = path.strip("/").split("/")
        version = words[1] if words[0] == "api" else f"{words[1]}/{words[2]}"
        words = words[2:] if words[0] == "api" else words[3:]
        if words[:1] == ["namespaces"] and len(words) > 2:
            words = words[2:]
        return (version, words[0] if words else ""), words[1] if len(words) > 1 else None

    def _answer(self, content: dict, status: int = 200) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _watch(self, resource: tuple[str, str], initial: bool) -> None:
        api: KubernetesAPI = self.server.api
        watch = _Watch(resource)
        with api.lock:
            if initial:
                for item in api.objects.get(resource, {}).values():
                    watch.events.put({"type": "ADDED", "object": item})
                watch.events.put({"type": "BOOKMARK", "object": _end_of_initial(resource)})
            api.watches.append(watch)
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        try:
            while True:
                self.wfile.write(json.dumps(watch.events.get()).encode() + b"\n")
                self.wfile.flush()
        except OSError:
            api.watches.remove(watch)

    def log_message(self, *_: object) -> None:
        pass


def _end_of_initial(resource: tuple[str, str]) -> dict:
    kinds = {
        "endpointslices": "EndpointSlice",
        "ingressroutes": "IngressRoute",
        "ingressroutetcps": "IngressRouteTCP",
        "httproutes": "HTTPRoute",
        "tlsroutes": "TLSRoute",
        "gatewayclasses": "GatewayClass",
        "ingressclasses": "IngressClass",
        "ingresses": "Ingress",
        "grpcroutes": "GRPCRoute",
        "tcproutes": "TCPRoute",
        "udproutes": "UDPRoute",
        "ingressrouteudps": "IngressRouteUDP",
        "middlewaretcps": "MiddlewareTCP",
        "tlsoptions": "TLSOption",
        "tlsstores": "TLSStore",
        "traefikservices": "TraefikService",
        "serverstransports": "ServersTransport",
        "serverstransporttcps": "ServersTransportTCP",
        "configmaps": "ConfigMap",
        "referencegrants": "ReferenceGrant",
        "backendtlspolicies": "BackendTLSPolicy",
        "listenersets": "ListenerSet",
    }
    return {
        "apiVersion": resource[0],
        "kind": kinds.get(resource[1], resource[1].capitalize().removesuffix("s")),
        "metadata": {
            "resourceVersion": "1",
            "annotations": {"k8s.io/initial-events-end": "true"},
        },
    }
