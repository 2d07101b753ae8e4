"""The fixtures: servers that are stopped, and judged once more, when their test ends."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import harness
import proxies
from harness import Server

pytest_plugins = ["certificates", "materials", "browser", "stack"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


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
