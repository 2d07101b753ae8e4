"""The fixtures: Debians that are booted for a test, with or without the package."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from machine import Machine, made

pytest_plugins = ["certificates"]


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    refusal = os.environ.get("UNDER_MAINTENANCE_NO_MACHINES")
    if refusal:
        pytest.skip(refusal)
    booted = Machine(tmp_path)
    yield booted
    booted.kill()


@pytest.fixture
def installed(machine: Machine) -> Machine:
    machine.install(made(".deb"))
    return machine
