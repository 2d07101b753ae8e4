"""The fixtures: a Debian that is booted once, with or without the package, and without a trace of it
when a test begins."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from machine import Machine, made

pytest_plugins = ["certificates"]


@pytest.fixture(scope="session")
def booted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    refusal = os.environ.get("UNDER_MAINTENANCE_NO_MACHINES")
    if refusal:
        pytest.skip(refusal)
    machine = Machine(tmp_path_factory.mktemp("machine"))
    yield machine
    machine.kill()


@pytest.fixture
def machine(booted: Machine) -> Iterator[Machine]:
    booted.forget_journal()
    yield booted
    booted.clean()


@pytest.fixture
def installed(machine: Machine) -> Machine:
    machine.install(made(".deb"))
    return machine
