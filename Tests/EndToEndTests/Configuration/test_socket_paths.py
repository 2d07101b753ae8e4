"""The path of a unix socket is made, never changed: nothing that is there already is touched, and no
link is followed."""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Callable
from pathlib import Path

from harness import MISTAKES, SYSTEM_REFUSED, Server, run_command

StartServer = Callable[..., Server]


def test_a_path_is_made_with_its_mode_and_follows_no_link(
    tmp_path: Path, start_server: StartServer
) -> None:
    path, other = tmp_path / "socket", tmp_path / "file"
    server = start_server(address=str(path), HTTP_LISTEN=f"unix:{path}")
    assert stat.S_IMODE(path.lstat().st_mode) == 0o666
    server.stop()
    other.write_bytes(b"content")
    other.chmod(0o600)
    living = socket.socket(socket.AF_UNIX)
    living.bind(str(tmp_path / "living"))
    living.listen()
    for make in (
        lambda: path.symlink_to(other),
        lambda: path.symlink_to("nothing"),
        lambda: path.symlink_to("living"),
        lambda: path.write_bytes(b"content"),
        lambda: path.mkdir(),
        lambda: os.link(tmp_path / "living", path),
    ):
        make()
        before = path.lstat()
        refused = run_command(HTTP_LISTEN=f"unix:{path}", HTTPS_LISTEN="off")
        assert refused.returncode in (SYSTEM_REFUSED, MISTAKES)
        assert "event=listen-refused" in refused.stderr or str(path) in refused.stderr
        assert (path.lstat().st_ino, path.lstat().st_mode) == (before.st_ino, before.st_mode)
        path.rmdir() if path.is_dir() else path.unlink()
    assert stat.S_IMODE(other.stat().st_mode) == 0o600 and other.read_bytes() == b"content"
    living.close()
