"""Every document: its links and anchors lead somewhere, and its blocks do what they say. A block of
commands is run as it stands, with stand-ins for what needs a cluster, a daemon or a system of its
own (commands.py), unless PLAYED says where it is played or EXCUSED why it can't be."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

import commands
from certificates import Authority
from files import REPOSITORY, StrictLoader, documents
from harness import BINARY, Server, free_port, run_command
from markdown import Block, anchors, blocks, links
from markdown import documents as all_documents

BLOCKS = [found for document in all_documents() for found in blocks(document)]
MERMAID = re.compile(r"    [\w(\[ \])]+ (==>|-\.-x?)(\|[\w ]+\|)? \w+(\[[\w ,-]+\])?")

CLONED = (
    *("deploy", "certs/dev/make", "Dockerfile", "README.md"),
    "Sources/UnderMaintenance/Command/Program.swift",
)

# Elsewhere in the tests, with real programs.
PLAYED = {
    "README.md#4": "Image/test_newcomer.py",
    "README.md#6": "Deploy/test_readme.py",
    "README.md#7": "Deploy/test_readme.py",
    "README.md#9": "Deploy/test_readme.py",
    "docs/image.md#3": "Image/test_image.py",
    **{f"docs/replicas.md#{number}": "Deploy/test_replicas.py" for number in (1, 5, 6, 7, 8)},
}
EXCUSED = {
    "docs/architecture.md#1": "a drawing",
    "docs/replicas.md#4": "no Swarm was run",
    "docs/release.md#3": "a released version and its registry are needed",
}


def test_every_link_and_anchor_leads_somewhere() -> None:
    for document in all_documents():
        for link in links(document):
            if re.match(r"(https?|mailto):", link):
                continue
            path, _, anchor = link.partition("#")
            target = (document.parent / path).resolve() if path else document
            where = f"{document.relative_to(REPOSITORY)}: {link}"
            assert target.exists(), where
            assert target.is_relative_to(REPOSITORY), where
            if anchor:
                assert anchor in anchors(target), where


def test_no_document_is_left_alone() -> None:
    """Each is reached from the README."""
    reached, waiting = set(), [REPOSITORY / "README.md"]
    while waiting:
        document = waiting.pop()
        if document in reached:
            continue
        reached.add(document)
        for link in links(document):
            target = (document.parent / link.partition("#")[0]).resolve()
            if target.suffix == ".md" and target.exists():
                waiting.append(target)
    assert {path for path in all_documents() if "certs" not in path.parts} <= reached


def test_what_is_played_or_excused_is_there() -> None:
    names = {found.name for found in BLOCKS}
    assert PLAYED.keys() | EXCUSED.keys() | SPECIAL.keys() <= names
    for file in PLAYED.values():
        assert (REPOSITORY / "Tests" / file).exists(), file


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    (tmp_path / "tools").mkdir()
    return tmp_path / "tools"


@pytest.fixture
def place(tmp_path: Path, authority: Authority) -> Path:
    """As much of a clone as commands touch, and the files that the documents speak of."""
    place = tmp_path / "clone"
    place.mkdir()
    for name in CLONED:
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (REPOSITORY / name).is_dir() else shutil.copy
        copy(REPOSITORY / name, place / name)
    pair = authority.pair("app.example.com", "localhost")
    for folder in (place, place / "tls", place / "certs"):
        folder.mkdir(exist_ok=True)
        shutil.copy(pair.certificate, folder / "tls.crt")
        shutil.copy(pair.key, folder / "tls.key")
    (place / "ticket.keys").write_bytes(bytes(80))
    (place / "build").mkdir(exist_ok=True)
    shutil.copy(BINARY, place / "build")
    return place


@pytest.mark.parametrize("found", BLOCKS, ids=lambda found: found.name)
def test_a_block_does_what_it_says(found: Block, place: Path, tools: Path) -> None:
    if found.name in EXCUSED:
        pytest.skip(EXCUSED[found.name])
    elif found.name in PLAYED:
        return
    elif found.name in SPECIAL:
        SPECIAL[found.name](found.text, place, tools)
    else:
        {"sh": _run, "console": _run_prompted, "yaml": _parse, "mermaid": _draw}[found.language](
            found.text, place, tools
        )


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


SPECIAL: dict[str, Callable[[str, Path, Path], None]] = {
    "README.md#5": _answer,
    "README.md#8": _registry,
    "certs/dev/README.md#1": _development,
    "deploy/podman/README.md#1": _install,
    "deploy/systemd/README.md#1": _install,
    "docs/release.md#1": _version,
    "docs/release.md#2": _tag,
    "docs/tls.md#1": _variables,
    "docs/tls.md#2": _variables,
    "docs/tls.md#3": _development,
}


# Versions.


def versions(root: Path) -> set[str]:
    program = (root / "Sources/UnderMaintenance/Command/Program.swift").read_text()
    (chart,) = documents((root / "deploy/helm/under-maintenance/Chart.yaml").read_text())
    return {
        *re.findall(r'static let version = "(.+)"', program),
        chart["version"],
        chart["appVersion"],
    }


def test_one_version_stands_everywhere() -> None:
    (version,) = versions(REPOSITORY)
    assert re.fullmatch(r"\d+\.\d+\.\d+(-rc\.\d+)?", version)
    newest = re.search(r"^## (\S+)", (REPOSITORY / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert newest is not None and newest[1] == version
    assert run_command("--version").stdout.startswith(f"under-maintenance {version},")
