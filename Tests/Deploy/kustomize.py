"""As much of kustomize as deploy/kustomize uses: resources, components, JSON patches by target."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

from files import DEPLOY, documents

BASE, PASSTHROUGH = "kubernetes", "kustomize/passthrough"
FIELDS = {"apiVersion", "kind", "resources", "components", "patches"}


def built(name: str) -> list[dict]:
    """What the kustomization in a folder of deploy/ makes."""
    return _build(DEPLOY / name, [])


def put_on(base: str, *components: str) -> list[dict]:
    """The same of a base and components that no kustomization names together."""
    objects = built(base)
    for component in components:
        objects = _build(DEPLOY / "kustomize" / "components" / component, objects)
    return objects


def _build(folder: Path, objects: list[dict]) -> list[dict]:
    (kustomization,) = documents((folder / "kustomization.yaml").read_text())
    assert set(kustomization) <= FIELDS, "the stand-in knows no more"
    objects = copy.deepcopy(objects)
    for resource in kustomization.get("resources", []):
        path = folder / resource
        objects += _build(path, []) if path.is_dir() else documents(path.read_text())
    for component in kustomization.get("components", []):
        objects = _build(folder / component, objects)
    for patch in kustomization.get("patches", []):
        wanted = patch["target"]
        (target,) = [
            each
            for each in objects
            if (each["kind"], each["metadata"]["name"]) == (wanted["kind"], wanted["name"])
        ]
        for operation in documents(patch["patch"])[0]:
            apply_patch(target, operation)
    return objects


def apply_patch(target: dict, operation: dict) -> None:
    """One operation of RFC 6902."""
    *way, last = operation["path"].strip("/").split("/")
    place: Any = target
    for word in way:
        place = place[int(word)] if isinstance(place, list) else place[word]
    match operation["op"], place:
        case "add", list() if last == "-":
            place.append(copy.deepcopy(operation["value"]))
        case "add" | "replace", dict():
            place[last] = copy.deepcopy(operation["value"])
        case "remove", dict():
            del place[last]
        case _:
            raise AssertionError(f"not in this stand-in: {operation}")
