"""The link of the shipped program, once more: as `make build` did it, or with something changed. As a
command, linking.py FILE, it makes the program with all of OpenSSL, as LEAN=0 would."""

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
BUILT = Path(os.environ.get("UNDER_MAINTENANCE_BUILT", ROOT / ".build-embedded"))
# Where that was in the place it was built in, and what runs a command there.
BUILT_AS = os.environ.get("UNDER_MAINTENANCE_BUILT_AS", str(BUILT))
THERE = shlex.split(os.environ.get("UNDER_MAINTENANCE_BUILT_BY", ""))


def plan() -> str:
    """What the build does, empty where nothing was built."""
    written = BUILT / "release.yaml"
    return written.read_text() if written.exists() else ""


def _command() -> list[str]:
    (line,) = [line for line in plan().splitlines() if "main=UnderMaintenance_main" in line]
    return json.loads(line.split("args:", 1)[1])


def objects() -> list[Path]:
    (listed,) = [word[1:] for word in _command() if word.startswith("@")]
    lines = Path(listed.replace(BUILT_AS, str(BUILT))).read_text().split()
    return [Path(line.replace(BUILT_AS, str(BUILT))) for line in lines]


def link(
    output: Path, of: Iterable[Path], *options: str, without: str = ""
) -> subprocess.CompletedProcess[str]:
    """- without: a file of rules for the linker that doesn't count."""
    command = [word for word in _command() if not word.startswith("@")]
    command[command.index("-o") + 1] = str(output)
    for rules in [at for at, word in enumerate(command) if without and word.endswith(without)]:
        # Each word for the linker has -Xlinker before it.
        del command[rules - 3 : rules + 1]
    listed = output.with_suffix(".objects")
    listed.write_text("\n".join(map(str, of)))
    # What is made for debuggers takes most of the time.
    return subprocess.run(
        [*THERE, *command, f"@{listed}", "-Xlinker", "--strip-all", "-Xlinker", "--error-limit=0", *options],
        capture_output=True,
        text=True,
        timeout=120,
    )


def _link_all(output: Path) -> None:
    rest = [each for each in objects() if each.parent.name != "CryptoSubset.build"]
    linked = link(output, rest, without="crypto-subset.ld")
    sys.exit(linked.stderr if linked.returncode else 0)


if __name__ == "__main__":
    _link_all(Path(sys.argv[1]))
