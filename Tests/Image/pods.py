"""Pods as a kubelet would start them, as far as a test sees: variables, mounts with modes and
group, user and limit of memory of a rendered Deployment, with the image that was built."""

from __future__ import annotations

import os
from pathlib import Path

from consistency import container_of, variables_of

Files = dict[str, bytes]
PREFIX = "UNDER_MAINTENANCE_"
UNITS = {"Mi": 1 << 20, "M": 10**6}


def options(
    objects: list[dict], secrets: dict[str, Files], place: Path, user: int | None = None
) -> dict[str, object]:
    """What a Container is made with. `user` is the one that a cluster gives where none is asked for,
    as OpenShift does: with group 0, and fsGroup of the same number."""
    (deployment,) = [each for each in objects if each["kind"] == "Deployment"]
    pod = deployment["spec"]["template"]["spec"]
    container = container_of(deployment)
    context = pod.get("securityContext", {})
    reuid = context.get("runAsUser", user)
    group = context.get("fsGroup", user)
    identity = None
    if reuid is not None:
        regid = context.get("runAsGroup", 0)
        identity = [f"--reuid={reuid}", f"--regid={regid}", f"--groups={group}"]
    volumes = {each["name"]: each for each in pod.get("volumes") or []}
    mounts = {
        mount["mountPath"]: _write(volumes[mount["name"]], objects, secrets, place, group)
        for mount in container.get("volumeMounts") or []
    }
    variables = {
        name.removeprefix(PREFIX): value for name, value in variables_of(container).items()
    }
    port = next(each["containerPort"] for each in container["ports"] if each["name"] == "http")
    return {"mounts": mounts, "identity": identity, "address": ("127.0.0.1", port), **variables}


def memory(objects: list[dict]) -> int:
    (deployment,) = [each for each in objects if each["kind"] == "Deployment"]
    limit = container_of(deployment)["resources"]["limits"]["memory"]
    unit = limit.lstrip("0123456789")
    return int(limit.removesuffix(unit)) * UNITS[unit]


def _write(
    volume: dict, objects: list[dict], secrets: dict[str, Files], place: Path, group: int | None
) -> Path:
    """A volume as it is mounted: links to files in a directory of their own."""
    maps = {
        each["metadata"]["name"]: {name: text.encode() for name, text in each["data"].items()}
        for each in objects
        if each["kind"] == "ConfigMap"
    }
    mode = 0o644
    match volume:
        case {"configMap": {"name": name} as source}:
            files, mode = maps[name], source.get("defaultMode", mode)
        case {"secret": {"secretName": name, "defaultMode": mode}}:
            files = secrets[name]
        case {"projected": {"sources": sources}}:
            files = {}
            for source in sources:
                files |= maps[source["configMap"]["name"]]
        case _:
            raise AssertionError(f"not in this stand-in: {volume}")
    folder = place / volume["name"]
    (folder / "..data").mkdir(parents=True)
    for name, content in files.items():
        file = folder / "..data" / name
        file.write_bytes(content)
        file.chmod(mode)
        if group is not None:
            os.chown(file, 0, group)
        (folder / name).symlink_to(f"..data/{name}")
    return folder
