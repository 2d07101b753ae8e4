"""Kubernetes objects against their schemas: those of Kubernetes itself, strictly, in two versions;
those of custom resources from a folder that UNDER_MAINTENANCE_SCHEMAS names, which holds
GROUP/KIND_VERSION.json as public catalogues do. They are in no package."""

from __future__ import annotations

import functools
import json
import os
from pathlib import Path

import jsonschema
import kubernetes_validate
import referencing
from kubernetes_validate.utils import all_versions, schema_contents

# The oldest that knows all fields, and the newest that the package knows.
VERSIONS = ("1.30", kubernetes_validate.latest_version().rpartition(".")[0])
BUILT_IN = ("v1", "apps/v1", "autoscaling/v2", "policy/v1", "networking.k8s.io/v1")
FOLDER = os.environ.get("UNDER_MAINTENANCE_SCHEMAS")
WITHOUT_FOLDER = "UNDER_MAINTENANCE_SCHEMAS names no folder of schemas of custom resources"


def validate(document: dict) -> bool:
    """Fails where an object doesn't fit; False: there is no schema to hold it against."""
    if document["apiVersion"] not in BUILT_IN and FOLDER is None:
        return False
    _validate(json.dumps(document, sort_keys=True))
    return True


@functools.cache
def _validate(text: str) -> None:
    """Most objects of most deployments are the same."""
    document = json.loads(text)
    version, kind = document["apiVersion"], document["kind"]
    if version in BUILT_IN:
        for known in VERSIONS:
            _built_in(known, version, kind).validate(document)
    else:
        _custom(version, kind).validate(document)


@functools.cache
def _registry(version: str) -> referencing.Registry:
    """The definitions of all kinds, which the package reads anew for each object."""
    file = f"kubernetes-json-schema/{_folder(version)}/_definitions.json"
    definitions = schema_contents(file, version)
    return referencing.Resource.from_contents(definitions) @ referencing.Registry()


def _folder(version: str) -> str:
    (full,) = {known for known in all_versions() if known.startswith(f"{version}.")}
    return f"v{full}-local-strict"


@functools.cache
def _built_in(version: str, api_version: str, kind: str) -> jsonschema.Draft202012Validator:
    group, _, number = api_version.rpartition("/")
    name = "-".join(word for word in (kind.lower(), group.partition(".")[0], number) if word)
    file = f"kubernetes-json-schema/{_folder(version)}/{name}.json"
    schema = schema_contents(file, version)
    registry = referencing.Resource.from_contents(schema) @ _registry(version)
    return jsonschema.Draft202012Validator(schema, registry=registry)


@functools.cache
def _custom(version: str, kind: str) -> jsonschema.Draft4Validator:
    group, _, number = version.partition("/")
    file = Path(FOLDER or "") / group / f"{kind.lower()}_{number}.json"
    schema = json.loads(file.read_text())
    # The catalogue is strict about the fields below `spec`; these stand beside it.
    schema["properties"].setdefault("metadata", {"type": "object"})
    schema["additionalProperties"] = False
    # OpenAPI 3.0, which these schemas come from, has bounds as draft 4 has them.
    return jsonschema.Draft4Validator(schema)
