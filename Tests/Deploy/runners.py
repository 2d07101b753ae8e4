"""What is done with a document's block: its commands are run, its YAML is parsed, its drawing
read; by its language, and where that isn't enough by its document and beginning (SPECIAL)."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

import commands
from files import StrictLoader
from harness import Server, free_port, run_command
from processes import eventually
from prose import Block
from versions import versions

MERMAID = re.compile(r"    [\w(\[ \])]+ (==>|-\.-x?)(\|[\w ]+\|)? \w+(\[[\w ,-]+\])?")


def entry(table: dict[tuple[str, str], Any], found: Block) -> Any:
    for (document, beginning), value in table.items():
        if found.document == document and found.text.startswith(beginning):
            return value
    return None


def _run(text: str, place: Path, tools: Path) -> None:
    """The default: everything in it is a stand-in, or the program itself."""
    programs = {line.split()[0] for line in text.splitlines() if line[:1].strip()}
    assert programs <= {*commands.PROGRAMS, "under-maintenance", "openssl"}, programs
    calls, _ = commands.run(text, place, tools)
    for call in calls:
        commands.check(call, place)


def _run_prompted(text: str, place: Path, tools: Path) -> None:
    _run(commands.prompted(text), place, tools)


def _parse(text: str, *_: Path) -> None:
    assert yaml.load(text, StrictLoader)


def _show(text: str, *_: Path) -> None:
    """A drawing, or what a program prints: no commands."""
    assert not re.search(r"^(\$ |docker |kubectl |helm |make |curl )", text, re.MULTILINE)


def _draw(text: str, *_: Path) -> None:
    first, *lines = text.splitlines()
    assert first == "flowchart LR"
    for line in lines:
        assert MERMAID.fullmatch(line), line


def _answer(text: str, place: Path, _: Path) -> None:
    """What curl prints, but for the time."""
    server = Server(place)
    try:
        server.wait_until_answering()
        command, *expected = text.strip().splitlines()
        assert "http://localhost:8080/" in command
        command = command.removeprefix("$ ").replace("localhost:8080", f"127.0.0.1:{server.port}")
        said = subprocess.run(
            ["bash", "-c", command], capture_output=True, text=True, timeout=10, check=True
        ).stdout
        moment = re.compile(r"^Date: .*$", re.MULTILINE)
        assert moment.sub("", said).splitlines() == moment.sub("", "\n".join(expected)).splitlines()
        server.stop()
    finally:
        server.kill()


def _watch(text: str, place: Path, _: Path) -> None:
    """What the log says of the first visitor, and the private listener."""
    address = f"127.0.0.1:{free_port()}"
    server = Server(place, ADMIN_LISTEN=address)
    try:
        server.wait_until_answering()
        server.ask()
        logs, metrics = text.strip().splitlines()
        follow = "docker logs --follow under-maintenance 2>&1 | "
        assert logs.startswith(follow) and "127.0.0.1:9180" in metrics
        eventually(lambda: "serving-began" in server.log, 5, "the visitor is in the log")
        for command, given, expected in (
            (logs.removeprefix(follow), server.log, "event=serving-began"),
            (metrics.replace("127.0.0.1:9180", address), "", "under_maintenance_serving 1"),
        ):
            said = subprocess.run(
                ["bash", "-c", command],
                input=given,
                capture_output=True,
                text=True,
                timeout=10,
                check=True,
            ).stdout
            assert expected in said
        server.stop()
    finally:
        server.kill()


def _registry(text: str, place: Path, tools: Path) -> None:
    """One command puts a registry's name into everything."""
    subprocess.run(["git", "init", "--quiet"], cwd=place, check=True, timeout=10)
    subprocess.run(["git", "add", "deploy"], cwd=place, check=True, timeout=10)
    calls, _ = commands.run(text, place, tools)
    (call,) = calls
    commands.check(call, place)
    texts = [path.read_text() for path in (place / "deploy").rglob("*") if path.is_file()]
    assert not any("ghcr.io/OWNER" in each for each in texts)
    assert sum("registry.example.com/me/under-maintenance" in each for each in texts) > 5


def _development(text: str, place: Path, _: Path) -> None:
    """curl with the throw-away authority that `make certs` makes."""
    subprocess.run([place / "certs/dev/make"], check=True, capture_output=True, timeout=20)
    port = free_port()
    folder = place / "certs" / "dev"
    server = Server(
        place,
        HTTPS_LISTEN=f"127.0.0.1:{port}",
        TLS_CERTIFICATE_PATH=folder / "ecdsa.crt",
        TLS_KEY_PATH=folder / "ecdsa.key",
    )
    try:
        server.wait_until_answering()
        assert text.count(":8443/") == 1
        text = text.replace("localhost:8443", f"localhost:{port}")
        said = subprocess.run(
            ["bash", "-c", text], cwd=place, capture_output=True, text=True, timeout=10, check=True
        ).stdout
        assert said.endswith("Under maintenance")
        server.stop()
    finally:
        server.kill()


def _variables(text: str, place: Path, _: Path) -> None:
    lines = [line.partition(" ")[0] for line in text.splitlines()]
    given = dict(line.removeprefix("UNDER_MAINTENANCE_").split("=", 1) for line in lines)
    values = {name: value.replace("/tls/", f"{place}/tls/") for name, value in given.items()}
    checked = run_command("check", directory=place, **values)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert " https" in checked.stdout


def _install(text: str, place: Path, tools: Path) -> None:
    """Files that are installed exist, and so do the units that are started."""
    home = place / "home"
    for program in ("install", "curl"):
        shutil.copy(_recorder(tools), tools / program)
    calls, _ = commands.run(text, place, tools, HOME=str(home))
    for program, *words in calls:
        if program == "install":
            files = [word for word in words if word.startswith(("build/", "deploy/"))]
            assert files and all((place / file).exists() for file in files), files
        elif program == "curl":
            assert words[:-1] == ["-i"] and words[-1].startswith("http://localhost")
        else:
            commands.check([program, *words], place)


def _recorder(tools: Path) -> Path:
    """A stand-in as the others are; made by a run of nothing."""
    commands.run("true", tools, tools)
    return tools / "docker"


def _version(text: str, place: Path, tools: Path) -> None:
    commands.run(text, place, tools)
    assert versions(place) == {"1.1.0"}


def _tag(text: str, place: Path, tools: Path) -> None:
    def git(*words: str) -> str:
        identity = ["-c", "user.name=Tester", "-c", "user.email=tester@example.com"]
        return subprocess.run(
            ["git", *identity, *words], cwd=place, capture_output=True, text=True, check=True
        ).stdout

    origin = tools / "origin"
    git("init", "--quiet", "--bare", str(origin))
    git("init", "--quiet")
    git("add", "README.md")
    git("commit", "--quiet", "--message=Begin")
    git("remote", "add", "origin", str(origin))
    who = {f"GIT_COMMITTER_{what}": "tester@example.com" for what in ("NAME", "EMAIL")}
    commands.run(text, place, tools, **who)
    assert git("ls-remote", "--tags", "origin").split()[1] == "refs/tags/v1.1.0"


SPECIAL: dict[tuple[str, str], Callable[[str, Path, Path], None]] = {
    ("README.md", "$ curl"): _answer,
    ("README.md", "git grep"): _registry,
    ("certs/dev/README.md", "curl"): _development,
    ("deploy/podman/README.md", "install"): _install,
    ("deploy/systemd/README.md", "install"): _install,
    ("docs/observability.md", "docker logs"): _watch,
    ("docs/release.md", "version="): _version,
    ("docs/release.md", "git tag"): _tag,
    ("docs/tls.md", "UNDER_MAINTENANCE_TLS_CERTIFICATE_PATH"): _variables,
    ("docs/tls.md", "UNDER_MAINTENANCE_TLS_SELF_SIGNED"): _variables,
    ("docs/tls.md", "curl"): _development,
}


BY_LANGUAGE: dict[str, Callable[[str, Path, Path], None]] = {
    "sh": _run,
    "console": _run_prompted,
    "yaml": _parse,
    "mermaid": _draw,
    "text": _show,
}
