"""The fixtures: a certificate authority, and the scene that each play starts from."""

import platform
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from certificates import Authority
from scene import Scene


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def scene(tmp_path: Path, authority: Authority) -> Iterator[Scene]:
    made = Scene(tmp_path, authority)
    try:
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="session")
def programs() -> Path:
    """Where the proxies from PyPI are: beside the interpreter."""
    return Path(sys.executable).parent


@pytest.fixture(scope="session")
def envoy(programs: Path) -> Path:
    """Its package is of one architecture."""
    if not (programs / "envoy").exists():
        pytest.skip(f"there is no Envoy for {platform.machine()} in its package")
    return programs / "envoy"
