"""The fixtures: the image, and containers that end with their test."""

import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from containers import EXPORTED, Container, Image, store

pytest_plugins = ["certificates"]


@pytest.fixture(scope="session")
def open_directory() -> Iterator[Path]:
    """A directory that everyone can reach; pytest's own are closed to others."""
    directory = Path(tempfile.mkdtemp(prefix="under-maintenance-image-"))
    directory.chmod(0o755)
    yield directory
    shutil.rmtree(directory)


@pytest.fixture(scope="session")
def image(open_directory: Path) -> Image:
    """What the Dockerfile made."""
    return Image("under-maintenance", EXPORTED, open_directory / "image")


_numbers = itertools.count(1)


@pytest.fixture
def place(open_directory: Path) -> Path:
    """An empty directory that everyone can reach, for what a test mounts."""
    directory = open_directory / f"place-{next(_numbers)}"
    directory.mkdir()
    return directory


@pytest.fixture
def derive(open_directory: Path, place: Path) -> Iterator[Callable[[str], Image]]:
    """Builds an image from a Dockerfile's text, the test's place being the build context."""
    names: list[str] = []

    def build(dockerfile: str) -> Image:
        name = f"derived-{next(_numbers)}"
        exported = open_directory / f"{name}-exported"
        (place / "Dockerfile").write_text(dockerfile)
        store("bud", "--quiet", "--format", "docker", "--pull-never", "--tag", name, place)
        names.append(name)
        store("push", "--quiet", "-D", "--format", "v2s2", name, f"dir:{exported}")
        return Image(name, exported, open_directory / name)

    yield build
    for name in names:
        store("rmi", "--force", name)


@pytest.fixture
def container(image: Image, tmp_path: Path) -> Iterator[Callable[..., Container]]:
    """Makes containers, of the image unless another is given, and ends them."""
    refusal = os.environ.get("UNDER_MAINTENANCE_NO_CONTAINERS")
    if refusal:
        pytest.skip(refusal)
    made: list[Container] = []

    def make(of: Image | None = None, **options: object) -> Container:
        made.append(Container(of or image, tmp_path / f"log-{len(made)}", **options))
        return made[-1]

    yield make
    for container in made:
        container.kill()


@pytest.fixture
def start(container: Callable[..., Container]) -> Callable[..., Container]:
    """Starts containers and waits until they answer."""

    def start(*arguments: object, **options: object) -> Container:
        started = container(*arguments, **options)
        started.start()
        return started

    return start
