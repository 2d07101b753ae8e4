"""Where the version of the project stands: in the program and in the chart."""

from __future__ import annotations

import re
from pathlib import Path

from files import documents


def versions(root: Path) -> set[str]:
    program = (root / "Sources/UnderMaintenance/Command/Program.swift").read_text()
    (chart,) = documents((root / "deploy/helm/under-maintenance/Chart.yaml").read_text())
    return {
        *re.findall(r'static let version = "(.+)"', program),
        chart["version"],
        chart["appVersion"],
    }
