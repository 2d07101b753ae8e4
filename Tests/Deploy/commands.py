"""Runs a block of commands as it stands in a document. Programs that would need a cluster, a daemon
or a system of their own are replaced by stand-ins that write down how they were called; what each
call would do is then checked with what there is: Helm's library, kustomize's stand-in, the program."""

from __future__ import annotations

import argparse
import json
import os
import shlex
import stat
import subprocess
from pathlib import Path

import helm_python

from consistency import assert_consistent, by_kind
from files import DEPLOY, REPOSITORY, documents, load
from harness import BINARY
from kustomize import apply_patch, built
from schemas import validate

PROGRAMS = ("docker", "helm", "kubectl", "systemctl", "sudo")
STAND_IN = """#!/bin/bash
{ printf '%s\\0' "${0##*/}" "$@"; printf '\\n\\0'; } >>CALLS
"""


def run(
    text: str, directory: Path, tools: Path, **environment: str
) -> tuple[list[list[str]], str]:
    """Runs a block in a directory; the calls of stand-ins in their order, and what was printed."""
    calls = tools / "calls"
    calls.write_bytes(b"")
    for program in PROGRAMS:
        file = tools / program
        file.write_text(STAND_IN.replace("CALLS", shlex.quote(str(calls))))
        file.chmod(file.stat().st_mode | stat.S_IXUSR)
    ours = tools / "under-maintenance"
    if not ours.exists():
        ours.symlink_to(BINARY)
    completed = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", text],
        cwd=directory,
        env=os.environ | {"PATH": f"{tools}:{os.environ['PATH']}"} | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert completed.returncode == 0, f"{text}\n{completed.stderr}"
    words = calls.read_bytes().decode().split("\0")[:-1]
    found: list[list[str]] = [[]]
    for word in words:
        if word == "\n":
            found.append([])
        else:
            found[-1].append(word)
    return found[:-1], completed.stdout


def prompted(text: str) -> str:
    """The commands of a console block, without what they print."""
    lines, goes_on = [], False
    for line in text.splitlines():
        if line.startswith("$ ") or goes_on:
            lines.append(line.removeprefix("$ "))
            goes_on = line.endswith("\\")
    return "\n".join(lines)


def check(call: list[str], directory: Path) -> None:
    """That a stand-in was called in a way that does something."""
    {"helm": _helm, "kubectl": _kubectl, "docker": _docker, "systemctl": _systemctl}[call[0]](
        call[1:], directory
    )


def _helm(words: list[str], directory: Path) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("command", choices=["install", "upgrade"])
    parser.add_argument("name")
    parser.add_argument("chart")
    parser.add_argument("--install", action="store_true")
    parser.add_argument("--set", action="append", default=[])
    given = parser.parse_args(words)
    values = helm_python.parse_set_string(",".join(given.set)) if given.set else {}
    with helm_python.Chart.load(directory / given.chart) as chart:
        texts = chart.render(values, name=given.name, namespace="default")
    texts.pop("under-maintenance/templates/NOTES.txt")
    objects = [each for text in texts.values() for each in documents(text)]
    for each in objects:
        validate(each)
    assert_consistent(objects)


def _kubectl(words: list[str], directory: Path) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("words", nargs="+")
    for option in ("cert", "key", "from-file", "kustomize", "filename", "output", "type", "patch"):
        parser.add_argument(f"--{option}")
    parser.add_argument("--dry-run", choices=["client"])
    given = parser.parse_args(words)
    match given.words:
        case ["create", "secret", "tls", name]:
            assert (directory / given.cert).exists() and (directory / given.key).exists()
            assert name in _secrets()
        case ["create", "secret", "generic", name]:
            assert (directory / given.from_file).exists()
            assert name in _secrets()
        case ["apply"] if given.kustomize:
            folder = str((REPOSITORY / given.kustomize).relative_to(DEPLOY))
            assert_consistent(built(folder))
        case ["apply"]:
            assert given.filename == "-"
        case ["get", "service", name]:
            assert name == load("kubernetes/app.yaml")["metadata"]["name"]
            assert given.output == "jsonpath={.spec.selector}"
        case ["patch", "service", name]:
            service = load("kubernetes/app.yaml")
            assert (name, given.type) == (service["metadata"]["name"], "json")
            own = dict(service["spec"]["selector"])
            for operation in json.loads(given.patch):
                apply_patch(service, operation)
            pods = by_kind(built("kubernetes"))["Deployment"]["spec"]["template"]["metadata"]
            assert service["spec"]["selector"] in (own, pods["labels"])
        case _:
            raise AssertionError(f"not in this stand-in: {words}")


def _secrets() -> set[str]:
    pod = by_kind(built("kustomize/passthrough"))["Deployment"]["spec"]["template"]["spec"]
    return {each["secret"]["secretName"] for each in pod["volumes"] if "secret" in each}


def _docker(words: list[str], directory: Path) -> None:
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(required=True, dest="command")
    build = commands.add_parser("build")
    build.add_argument("context")
    build.add_argument("--tag", choices=["under-maintenance"])
    build.add_argument("--platform", choices=["linux/amd64", "linux/arm64"])
    run_ = commands.add_parser("run")
    for option in ("publish", "volume", "env", "cap-drop", "security-opt"):
        run_.add_argument(f"--{option}", action="append", default=[])
    for option in ("read-only", "rm"):
        run_.add_argument(f"--{option}", action="store_true")
    run_.add_argument("image", choices=["under-maintenance"])
    run_.add_argument("arguments", nargs="*")
    given = parser.parse_args(words)
    if given.command == "build":
        assert (directory / given.context / "Dockerfile").exists()
        return
    variables = dict(each.split("=", 1) for each in given.env)
    for mount in given.volume:
        outside, inside, *_ = mount.split(":")
        variables = {
            name: value.replace(inside, outside, 1) if value.startswith(inside) else value
            for name, value in variables.items()
        }
    checked = subprocess.run(
        [BINARY, "check"], env=variables, cwd=directory, capture_output=True, text=True, timeout=10
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    listening = {
        line.split()[1].rpartition(":")[2]
        for line in checked.stdout.splitlines()
        if line.startswith("listener")
    }
    assert {each.rpartition(":")[2] for each in given.publish} <= listening


def _systemctl(words: list[str], _: Path) -> None:
    known = {path.stem for path in (DEPLOY / "podman").iterdir()}
    known |= {path.name for path in (DEPLOY / "systemd").iterdir()}
    match [word for word in words if not word.startswith("--")]:
        case ["daemon-reload"]:
            pass
        case ["enable" | "start" | "stop", unit]:
            assert unit in known, unit
        case _:
            raise AssertionError(f"not in this stand-in: {words}")
