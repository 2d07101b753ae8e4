"""From an empty folder to a served page, by the commands of the README as they stand: only the release
is another place."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from machine import PACKAGE, SERVICE, Machine
from prose import block

RELEASE = "https://github.com/OWNER/under-maintenance/releases/latest/download"
# Of the package's block, and of the tarball's.
BEGINNINGS = ["curl --location --remote-name", "curl --location https"]


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


def test_three_commands_serve_a_page(machine: Machine) -> None:
    for beginning in BEGINNINGS:
        text = block("README.md", beginning)
        assert len(text.splitlines()) <= 3 and text.count(RELEASE) == 1
        with released() as place:
            said = machine.shell("cd $(mktemp -d)\n" + text.replace(RELEASE, place))
        assert "HTTP/1.1 503 Service Unavailable" in said and said.endswith("Under maintenance")
        # After the next start of the machine too.
        assert machine.run("systemctl", "is-enabled", SERVICE).stdout == "enabled\n"
        assert machine.is_active()
        machine.clean()
