"""Pages are read beneath their directory only: a link that leads out publishes nothing, whatever it
leads to, and the log names both ends; links that stay beneath work, Kubernetes' among them."""

from __future__ import annotations

import os
import signal
import socket
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

import processes
from harness import Server, run_command

StartServer = Callable[..., Server]
SECRET = b"-----BEGIN SECRET-----"

# By the host whose page it is: the link, from within the directory; and whether it stays beneath.
LINKS: dict[str, tuple[str, bool]] = {
    "plain.test": ("real.html", True),
    "down.test": ("sub/deep.html", True),
    "around.test": ("sub/../sub/./deep.html", True),
    "chain.test": ("plain.test.html", True),
    "directory.test": ("directory/deep.html", True),
    "kubernetes.test": ("..data/page.html", True),
    "absolute.test": ("{pages}/real.html", True),
    "up.test": ("../secret.html", False),
    "up-and-back.test": ("../pages/real.html", False),
    "root.test": ("{outside}/secret.html", False),
    "through.test": ("outside/secret.html", False),
    "second.test": ("up.test.html", False),
    "deep.test": ("sub/../../secret.html", False),
    "sibling.test": ("{pages}-2/secret.html", False),
    "dots.test": ("{pages}/../secret.html", False),
    "process.test": ("/proc/self/environ", False),
}
# Where those lead that lead elsewhere.
ENDS = {
    "up-and-back.test": "/pages/real.test.html",
    "through.test": "/outside",
    "process.test": " /proc/self/environ",
}


@pytest.fixture
def pages(reachable_directory: Path) -> Path:
    pages = reachable_directory / "pages"
    for directory in ("pages/sub", "pages/..2024", "pages-2", "outside"):
        (reachable_directory / directory).mkdir(parents=True)
    for name in ("secret.html", "pages-2/secret.html", "outside/secret.html"):
        (reachable_directory / name).write_bytes(SECRET)
    for name in ("real.html", "sub/deep.html", "..2024/page.html"):
        (pages / name).write_bytes(b"page")
    (pages / "real.html").rename(pages / "real.test.html")
    (pages / "..data").symlink_to("..2024")
    (pages / "directory").symlink_to("sub")
    (pages / "outside").symlink_to("../outside")
    for host, (target, _) in LINKS.items():
        target = target.replace("real.html", "real.test.html")
        target = target.format(pages=pages, outside=reachable_directory / "outside")
        (pages / f"{host}.html").symlink_to(target)
    return pages


def page_of(server: Server, host: str) -> bytes:
    return server.ask(host=host, headers=["Accept: text/html"]).body


def test_links_that_lead_out_publish_nothing_and_are_named(
    start_server: StartServer, pages: Path
) -> None:
    server = start_server(PAGES_DIRECTORY=pages, RELOAD_SECONDS=0)
    checked = run_command("check", PAGES_DIRECTORY=pages, HTTP_LISTEN="127.0.0.1:8080")
    assert checked.returncode == 1
    for host, (target, stays) in LINKS.items():
        body = page_of(server, host)
        assert SECRET not in body and (body == b"page") == stays, host
        for said in (server.log, checked.stdout):
            lines = [line for line in said.splitlines() if f"/{host}.html" in line]
            named = [line for line in lines if "leads out of the directory, to " in line]
            assert len(named) == (0 if stays else 1), host
            if not stays:
                assert ENDS.get(host, "secret.html") in named[0], host
                assert "/../" not in named[0].rpartition("leads out")[2], host


def test_a_link_that_is_turned_outwards_is_not_followed_at_a_reload(
    start_server: StartServer, pages: Path
) -> None:
    server = start_server(PAGES_DIRECTORY=pages, RELOAD_SECONDS=1)
    link = pages / "plain.test.html"
    with server.unseen():
        link.unlink()
        link.symlink_to("../secret.html")
    processes.eventually(
        lambda: "event=reload-failed" in server.log and "plain.test.html" in server.log, 8, "a line"
    )
    assert page_of(server, "plain.test") == b"page"
    # And back, which its directory shows; and Kubernetes' way to change everything at once.
    (pages / "..2025").mkdir()
    (pages / "..2025" / "page.html").write_bytes(b"new")
    (pages / "..next").symlink_to("..2025")
    os.rename(pages / "..next", pages / "..data")
    link.unlink()
    link.symlink_to("..data/page.html")
    for host in ("kubernetes.test", "plain.test"):
        processes.eventually(lambda: page_of(server, host) == b"new", 8, "the new page")


def test_what_is_no_file_is_neither_waited_for_nor_read(
    start_server: StartServer, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "pipe.test.html")
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(tmp_path / "socket.test.html"))
    (tmp_path / "linked.test.html").symlink_to("pipe.test.html")
    names = ["pipe.test", "socket.test", "linked.test"]
    if os.geteuid() == 0:
        os.mknod(tmp_path / "device.test.html", stat.S_IFCHR | 0o666, os.makedev(1, 5))
        names.append("device.test")
    (tmp_path / "good.test.html").write_bytes(b"page")
    with listening:
        server = start_server(PAGES_DIRECTORY=tmp_path, RELOAD_SECONDS=0)
        server.signal(signal.SIGHUP)
        processes.eventually(lambda: "event=reloaded" in server.log, 8, "the reload is done")
    assert page_of(server, "good.test") == b"page"
    for name in names:
        assert f"{name}.html" in server.log
