"""The workflows: zizmor, which knows their schema and what has been attacked in others, finds
nothing, nor does actionlint where it is installed (its package fetches a program from elsewhere). And
steps of a release, which no push runs, do what they are for, with stand-ins for helm, cosign and gh."""

from __future__ import annotations

import os
import platform
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
import yaml

from files import REPOSITORY
from harness import BINARY

FOLDER = REPOSITORY / ".github"
DIGEST = "sha256:" + "0" * 64
STAND_INS = {
    "helm": f"""#!/bin/bash
echo "helm $*" >>CALLS
case $1 in
package) touch under-maintenance-1.0.0-rc.1.tgz ;;
push) echo "Pushed: $3" && echo "Digest: {DIGEST}" >&2 ;;
esac
""",
    "cosign": '#!/bin/bash\necho "cosign $*" >>CALLS\n',
    "docker": f"""#!/bin/bash
echo "docker $*" >>CALLS
case $1 in
create) echo made ;;
cp) cp "{BINARY}" "$3" ;;
esac
""",
    "gh": '#!/bin/bash\necho "gh $*" >>CALLS\n',
}


def test_zizmor_finds_nothing(programs: Path) -> None:
    found = shutil.which("zizmor", path=f"{programs}:{os.environ['PATH']}")
    assert found is not None
    command = [found, "--offline", "--config", FOLDER / "zizmor.yml", FOLDER / "workflows"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout


@pytest.mark.skipif(not shutil.which("actionlint"), reason="actionlint is not installed")
def test_actionlint_finds_nothing() -> None:
    done = subprocess.run(
        ["actionlint", *(FOLDER / "workflows").glob("*.yml")],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout


def run(job: str, step: str, place: Path, **environment: str) -> list[str]:
    """A step of release.yml as a runner would run it; what was called."""
    workflow = yaml.safe_load((FOLDER / "workflows" / "release.yml").read_text())
    assert workflow["defaults"] == {"run": {"shell": "bash"}}
    steps = workflow["jobs"][job]["steps"]
    (script,) = [each["run"] for each in steps if each.get("name", "").startswith(step)]
    tools, calls = place.parent / "tools", place.parent / "calls"
    tools.mkdir()
    for name, text in STAND_INS.items():
        (tools / name).write_text(text.replace("CALLS", str(calls)))
        (tools / name).chmod(stat.S_IRWXU)
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=place,
        env={"PATH": f"{tools}:{os.environ['PATH']}", "HOME": str(place), **environment},
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode == 0, done.stderr
    return calls.read_text().splitlines()


def test_the_chart_is_released_with_its_own_registry_and_what_was_pushed_is_signed(
    tmp_path: Path,
) -> None:
    place = tmp_path / "clone"
    shutil.copytree(REPOSITORY / "deploy", place / "deploy")
    for words in (["init", "--quiet"], ["add", "deploy"]):
        subprocess.run(["git", *words], cwd=place, check=True, timeout=10)
    calls = run(
        *("chart", "Package", place),
        TAG="v1.0.0-rc.1",
        GITHUB_REPOSITORY="Someone/Fallback",
    )
    values = yaml.safe_load((place / "deploy/helm/under-maintenance/values.yaml").read_text())
    assert values["image"]["repository"] == "ghcr.io/someone/fallback"
    assert calls[-2:] == [
        "helm push under-maintenance-1.0.0-rc.1.tgz oci://ghcr.io/someone/charts",
        f"cosign sign --yes ghcr.io/someone/charts/under-maintenance@{DIGEST}",
    ]


def test_packages_are_of_the_image_s_program(tmp_path: Path) -> None:
    place = tmp_path / "clone"
    for name in ("deploy", "tools", "Sources/UnderMaintenance/Command"):
        shutil.copytree(REPOSITORY / name, place / name)
    for name in ("CHANGELOG.md", "LICENSE"):
        shutil.copy(REPOSITORY / name, place)
    architecture = "arm64" if platform.machine() == "aarch64" else "amd64"
    calls = run(
        *("packages", "Package", place),
        TAG="v1.0.0",
        ARCHITECTURE=architecture,
        GITHUB_REPOSITORY="Someone/Fallback",
        SOURCE_DATE_EPOCH="1790000000",
    )
    assert calls == [
        f"docker create --platform linux/{architecture} ghcr.io/someone/fallback:1.0.0",
        "docker cp made:/under-maintenance program",
    ]
    released = {file.name for file in (place / "released").iterdir()}
    package = f"under-maintenance_{architecture}.deb"
    assert released == {package, f"under-maintenance-{architecture}.tar.gz"}
    fields = subprocess.run(
        ["dpkg-deb", "--field", place / "released" / package, "Homepage", "Architecture"],
        capture_output=True,
        text=True,
        check=True,
        timeout=10,
    )
    assert "https://github.com/Someone/Fallback" in fields.stdout and architecture in fields.stdout


@pytest.mark.parametrize(("tag", "options"), [("v1.0.0", ""), ("v1.0.0-rc.1", "--prerelease ")])
def test_a_release_has_checksums_and_what_the_changelog_says(
    tmp_path: Path, tag: str, options: str
) -> None:
    place = tmp_path / "clone"
    (place / "released").mkdir(parents=True)
    version = tag.removeprefix("v")
    text = f"# Changes\n\n## 2.0.0\n\nLater.\n\n## {version}\n\nThis.\n\n## 0.9.0\n\nEarlier.\n"
    (place / "CHANGELOG.md").write_text(text)
    for name in ("under-maintenance-amd64", "under-maintenance-amd64.spdx.json"):
        (place / "released" / name).write_text(name)
    (call,) = run("release", "Release", place, TAG=tag, GH_TOKEN="none")
    assert (place / "notes").read_text().strip() == "This."
    words = f"gh release create {tag} --title {tag} --notes-file ../notes {options}-- "
    assert call.startswith(words)
    sums = place / "released" / "SHA256SUMS"
    checked = subprocess.run(
        ["sha256sum", "--check", "--quiet", sums.name], cwd=sums.parent, timeout=10
    )
    assert checked.returncode == 0 and len(sums.read_text().splitlines()) == 2
