"""From an empty folder to a served page, by the commands of the README as they stand: only the release
is another place."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from machine import PACKAGE, SERVICE, Machine
from prose import block

RELEASE = "https://github.com/OWNER/under-maintenance/releases/latest/download"
BLOCKS = {"package": "curl --location --remote-name", "tarball": "curl --location https"}


@contextmanager
def released() -> Iterator[str]:
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(PACKAGE))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("way", BLOCKS)
def test_three_commands_serve_a_page(machine: Machine, way: str) -> None:
    text = block("README.md", BLOCKS[way])
    assert len(text.splitlines()) <= 3 and text.count(RELEASE) == 1
    with released() as place:
        said = machine.shell("mkdir /tmp/empty; cd /tmp/empty\n" + text.replace(RELEASE, place))
    assert "HTTP/1.1 503 Service Unavailable" in said and said.endswith("Under maintenance")
    # After the next start of the machine too.
    enabled = machine.run("systemctl", "is-enabled", SERVICE).stdout
    assert enabled == "enabled\n"
    assert machine.is_active()
