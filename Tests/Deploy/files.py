"""What deploy/ holds, parsed; and the same files with addresses of this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

REPOSITORY = Path(__file__).resolve().parents[2]
DEPLOY = REPOSITORY / "deploy"
# The folders that are tested here; the others are played by the end-to-end tests.
FOLDERS = ("traefik", "envoy", "kubernetes", "kustomize", "helm", "swarm", "podman")
CHART = DEPLOY / "helm" / "under-maintenance"
COMPOSE = (
    "traefik/compose.yaml",
    "traefik/compose.passthrough.yaml",
    "traefik/compose.grpc.yaml",
    "traefik/compose.catchall.yaml",
    "swarm/stack.yaml",
    "swarm/swap.yaml",
)


class StrictLoader(yaml.SafeLoader):
    """Refuses a key that is there twice; YAML's own loader keeps the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        if len(keys) != len(set(keys)):
            raise yaml.constructor.ConstructorError(
                None, None, f"a key is there twice: {keys}", node.start_mark
            )
        return super().construct_mapping(node, deep)


def documents(text: str) -> list[Any]:
    return [document for document in yaml.load_all(text, StrictLoader) if document is not None]


def load(name: str) -> Any:
    """The only document of a file."""
    (document,) = load_all(name)
    return document


def load_all(name: str) -> list[Any]:
    return documents((DEPLOY / name).read_text())


def of_kind(kind: str, name: str) -> dict:
    (found,) = [document for document in load_all(name) if document["kind"] == kind]
    return found


def yaml_files() -> list[str]:
    """Every YAML file but the chart's templates, which are none before they are rendered."""
    return sorted(
        str(path.relative_to(DEPLOY))
        for folder in FOLDERS
        for path in (DEPLOY / folder).rglob("*.yaml")
        if "templates" not in path.parts
    )


def text_files() -> list[Path]:
    files = [path for folder in FOLDERS for path in (DEPLOY / folder).rglob("*") if path.is_file()]
    return [*files, DEPLOY / "README.md", REPOSITORY / "README.md", *REPOSITORY.glob("docs/*.md")]


def labels(service: dict) -> dict[str, str]:
    """Of a compose service: its container's, or in a stack the service's."""
    return service.get("labels") or service.get("deploy", {}).get("labels", {})


def values(tree: Any, key: str) -> Iterator[Any]:
    """Every value under this key, at any depth."""
    if isinstance(tree, dict):
        for name, value in tree.items():
            if name == key:
                yield value
            yield from values(value, key)
    elif isinstance(tree, list):
        for item in tree:
            yield from values(item, key)


def leaves(tree: Any, path: str = "") -> set[str]:
    if isinstance(tree, dict) and tree:
        return set().union(*(leaves(value, f"{path}.{key}") for key, value in tree.items()))
    if isinstance(tree, list):
        return set().union(*(leaves(item, path) for item in tree))
    return {path.removeprefix(".")}
