"""Where certificates lie and how they are renewed there: files replaced by a rename, one file for
both, certbot's links into an archive, and the `..data` link of Kubernetes."""

from __future__ import annotations

import itertools
from pathlib import Path

from certificates import Pair

DIRECTORY_LAYOUTS = ("NAME.pem", "NAME.crt", "Kubernetes", "certbot")
_numbers = itertools.count(1)


def put(pair: Pair, directory: Path, name: str, layout: str) -> Path:
    """Puts a pair into the directory, or renews what is there; the certificate's path."""
    match layout:
        case "NAME.pem":
            path = directory / f"{name}.pem"
            replace(path, pair.both)
            return path
        case "NAME.crt":
            path = directory / f"{name}.crt"
            replace(path, pair.certificate.read_bytes())
            replace(directory / f"{name}.key", pair.key.read_bytes())
            return path
        case "Kubernetes":
            return _mount(pair, directory / name)
        case "certbot":
            return _link(pair, directory / name, directory.parent / "archive" / name)
    raise AssertionError(layout)


def replace(path: Path, content: bytes) -> None:
    """In one step, so that nobody ever reads half of it."""
    fresh = path.with_name(f".fresh-{next(_numbers)}")
    fresh.write_bytes(content)
    fresh.rename(path)


def _relink(link: Path, target: str) -> None:
    fresh = link.with_name(f".link-{next(_numbers)}")
    fresh.symlink_to(target)
    fresh.rename(link)


def _mount(pair: Pair, folder: Path) -> Path:
    """Files in a hidden folder, to which ..data leads, to which the names lead."""
    version = folder / f"..{next(_numbers)}"
    version.mkdir(parents=True)
    pair.copy(version / "tls.crt", version / "tls.key")
    before = (folder / "..data").resolve() if (folder / "..data").exists() else None
    _relink(folder / "..data", version.name)
    for file in ("tls.crt", "tls.key"):
        if before is None:
            (folder / file).symlink_to(f"..data/{file}")
        else:
            (before / file).unlink()
    if before is not None:
        before.rmdir()
    return folder / "tls.crt"


def _link(pair: Pair, folder: Path, archive: Path) -> Path:
    """Numbered files in the archive; the links are flipped one after the other."""
    folder.mkdir(exist_ok=True)
    archive.mkdir(parents=True, exist_ok=True)
    number = next(_numbers)
    files = {"privkey": pair.key, "fullchain": pair.certificate}
    for file, source in files.items():
        (archive / f"{file}{number}.pem").write_bytes(source.read_bytes())
    for file in files:
        _relink(folder / f"{file}.pem", f"../../archive/{folder.name}/{file}{number}.pem")
    return folder / "fullchain.pem"
