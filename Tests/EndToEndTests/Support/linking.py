"""The link of the shipped program, once more: as `make build` did it, or with something changed."""

import json
import subprocess
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
BUILT = ROOT / ".build-embedded"


def _command() -> list[str]:
    """As the build's plan has it."""
    lines = (BUILT / "release.yaml").read_text().splitlines()
    (line,) = [line for line in lines if "main=UnderMaintenance_main" in line]
    return json.loads(line.split("args:", 1)[1])


def objects() -> list[Path]:
    (listed,) = [word[1:] for word in _command() if word.startswith("@")]
    return [Path(line) for line in Path(listed).read_text().split()]


def link(output: Path, of: Iterable[Path], *options: str) -> subprocess.CompletedProcess[str]:
    command = [word for word in _command() if not word.startswith("@")]
    command[command.index("-o") + 1] = str(output)
    listed = output.with_suffix(".objects")
    listed.write_text("\n".join(map(str, of)))
    # What is made for debuggers takes most of the time.
    return subprocess.run(
        [*command, f"@{listed}", "-Xlinker", "--strip-all", "-Xlinker", "--error-limit=0", *options],
        capture_output=True,
        text=True,
        timeout=120,
    )
