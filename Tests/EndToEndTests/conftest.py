"""The fixtures: servers that are stopped, and judged once more, when their test ends."""

import contextlib
import gc
import importlib
import importlib.util
import itertools
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import harness
import proxies
from harness import Server

pytest_plugins = [
    "certificates", "materials", "shared_browser", "stack", "listeners", "over_http2", "pages",
    "challenges", "process_limit",
]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config: pytest.Config) -> None:
    """Each worker reads all the tests; what has to be compiled for it is compiled here, once, instead of
    by each of them at the same time."""
    if config.option.file_or_dir:
        return
    for path in sorted(config.rootpath.glob("*/test_*.py")):
        if not _is_compiled(path):
            sys.path.insert(0, str(path.parent))
            # Whoever runs the tests says better what is wrong with one.
            with contextlib.suppress(Exception):
                importlib.import_module(path.stem)
            sys.path.pop(0)


def _is_compiled(test: Path) -> bool:
    cache = Path(importlib.util.cache_from_source(str(test))).parent
    written = [file.stat().st_mtime for file in cache.glob(f"{test.stem}.*-pytest-*.pyc")]
    return max(written, default=0) >= test.stat().st_mtime


def pytest_collection_finish() -> None:
    """What there is now stays: no need to look again and again whether it is garbage."""
    gc.freeze()


NUMBERS = itertools.count()


@pytest.fixture
def tmp_path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As pytest's own, which reads the names of all that were made before to number the next."""
    name = re.sub(r"\W", "_", request.node.name)[:26]
    return tmp_path_factory.mktemp(f"{name}{next(NUMBERS)}", numbered=False)


@pytest.fixture
def start_server(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Starts servers; each must end with code 0, without a process or a descriptor left over."""
    servers: list[Server] = []

    def start(**options: object) -> Server:
        directory = tmp_path / f"server-{len(servers)}"
        directory.mkdir()
        server = Server(directory, **options)
        servers.append(server)
        server.wait_until_answering()
        return server

    yield start
    try:
        for server in servers:
            server.stop()
    finally:
        for server in servers:
            server.kill()


@pytest.fixture
def server(start_server: Callable[..., Server]) -> Server:
    """A server with nothing configured but its address."""
    return start_server()


@pytest.fixture
def start_proxy(tmp_path: Path) -> Iterator[Callable[..., proxies.Proxy]]:
    """Starts nginx or HAProxy with a configuration and stops it when the test ends."""
    running: list[proxies.Proxy] = []

    def start(kind: str, configuration: str, port: int) -> proxies.Proxy:
        directory = tmp_path / f"proxy-{len(running)}"
        directory.mkdir()
        proxy = proxies.Proxy(kind, configuration, port, directory)
        running.append(proxy)
        proxy.wait_until_listening()
        return proxy

    yield start
    for proxy in running:
        proxy.stop()


@pytest.fixture
def reachable_directory(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A directory an unprivileged user can reach, with the binary in it; pytest's are closed."""
    directory = Path(tempfile.mkdtemp(prefix="under-maintenance-"))
    directory.chmod(0o755)
    binary = directory / "under-maintenance"
    shutil.copy(harness.BINARY, binary)
    monkeypatch.setattr(harness, "BINARY", str(binary))
    yield directory
    shutil.rmtree(directory)
