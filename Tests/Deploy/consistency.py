"""What must hold among the objects of one deployment, whichever way they were made: by the chart,
by kustomize or by hand."""

from __future__ import annotations

from typing import Any

from files import values


def by_kind(objects: list[dict]) -> dict[str, dict]:
    """The only object of each kind; of ConfigMaps there may be several."""
    found = {document["kind"]: document for document in objects}
    assert len(found) == len([each for each in objects if each["kind"] != "ConfigMap"]) + (
        "ConfigMap" in found
    )
    return found


def container_of(deployment: dict) -> dict:
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    return container


def variables_of(container: dict) -> dict[str, str]:
    return {each["name"]: each["value"] for each in container["env"] if "value" in each}


def assert_consistent(objects: list[dict]) -> None:
    """Ports are the ones listened on; selectors find the pods; probes run the healthcheck; what is
    mounted is there; a path in a variable is below a mount."""
    found = by_kind(objects)
    deployment, service = found["Deployment"], found["Service"]
    container = container_of(deployment)
    variables = variables_of(container)
    names = [each["name"] for each in container["env"]]
    assert len(names) == len(set(names))
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    listening = {
        kind.lower(): int(value)
        for kind in ("HTTP", "HTTPS")
        if (value := variables.get(f"UNDER_MAINTENANCE_{kind}_LISTEN"))
    }
    assert ports == listening
    assert all(port >= 1024 for port in ports.values())
    assert {port["name"] for port in service["spec"]["ports"]} == set(ports)
    assert all(port["name"] == port["targetPort"] for port in service["spec"]["ports"])
    _assert_selected(found, ports)
    for probe in ("livenessProbe", "readinessProbe"):
        assert container[probe]["exec"]["command"] == ["/under-maintenance", "healthcheck"]
    assert not list(values(deployment, "httpGet")) + list(values(deployment, "tcpSocket"))
    _assert_mounted(deployment["spec"]["template"]["spec"], variables, objects)
    if "HorizontalPodAutoscaler" in found:
        target = found["HorizontalPodAutoscaler"]["spec"]["scaleTargetRef"]
        assert target["name"] == deployment["metadata"]["name"]
        assert "replicas" not in deployment["spec"]
    else:
        assert "replicas" in deployment["spec"]
    for kind, port in (("HTTPRoute", "http"), ("TLSRoute", "https")):
        for reference in [each for refs in values(found.get(kind), "backendRefs") for each in refs]:
            assert reference["name"] == service["metadata"]["name"]
            numbers = {each["name"]: each["port"] for each in service["spec"]["ports"]}
            assert reference["port"] == numbers[port]


def _assert_selected(found: dict[str, dict], ports: dict[str, int]) -> None:
    labels = found["Deployment"]["spec"]["template"]["metadata"]["labels"]
    selectors = [found["Deployment"]["spec"]["selector"]["matchLabels"]]
    selectors.append(found["Service"]["spec"]["selector"])
    if "PodDisruptionBudget" in found:
        selectors.append(found["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"])
    if "NetworkPolicy" in found:
        policy = found["NetworkPolicy"]["spec"]
        selectors.append(policy["podSelector"]["matchLabels"])
        (rule,) = policy["ingress"]
        assert {port["port"] for port in rule["ports"]} == set(ports)
        assert policy["egress"] == []
    assert all(selector.items() <= labels.items() for selector in selectors)
    assert len({str(selector) for selector in selectors}) == 1


def _assert_mounted(pod: dict, variables: dict[str, str], objects: list[dict]) -> None:
    (container,) = pod["containers"]
    mounts = container.get("volumeMounts") or []
    assert {each["name"] for each in mounts} == {each["name"] for each in pod.get("volumes") or []}
    assert all(each["readOnly"] for each in mounts)
    paths = [each["mountPath"] for each in mounts]
    assert len(paths) == len(set(paths))
    for name, value in variables.items():
        if name.endswith(("_PATH", "_DIRECTORY")):
            # At a mount, below one, or the directory that several are in.
            assert any(
                f"{value}/".startswith(path) or path.startswith(f"{value}/") for path in paths
            )
    # A Secret that isn't readable by its group alone would be another's, or nobody's.
    modes = {each["secret"]["defaultMode"] for each in pod.get("volumes") or [] if "secret" in each}
    assert modes <= {0o440}
    made = {each["metadata"]["name"] for each in objects if each["kind"] == "ConfigMap"}
    used = {each["name"] for each in values(pod.get("volumes"), "configMap")}
    assert made <= used


def assert_restricted(deployment: dict) -> None:
    """The pods fit the Pod Security Standard `restricted`."""
    pod: dict[str, Any] = deployment["spec"]["template"]["spec"]
    container = container_of(deployment)
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"].get("runAsUser") != 0
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert pod["automountServiceAccountToken"] is False
    assert not {"hostNetwork", "hostPID", "hostIPC"} & set(pod)
    kinds = {kind for volume in pod.get("volumes") or [] for kind in volume} - {"name"}
    assert kinds <= {"configMap", "secret", "projected", "persistentVolumeClaim"}
