"""What `check` and `render` show: the same keys whatever is set, the language that is meant, and
nothing that moves a terminal or turns its text round."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import harness
from harness import run_command

LISTEN = {"HTTP_LISTEN": "127.0.0.1:8080"}


def checked(**variables: object) -> dict:
    return json.loads(run_command("check", "--json", **{**LISTEN, **variables}).stdout)


def keys(value: object) -> object:
    """Those of objects, at each of its levels."""
    if isinstance(value, list):
        return {str(keys(each)) for each in value if isinstance(each, dict)}
    return {name: keys(each) for name, each in value.items()} if isinstance(value, dict) else None


def test_json_has_the_same_keys_whatever_is_set(tmp_path: Path) -> None:
    (tmp_path / "a.conf").write_text(
        "title = A\nuntil = 2049-11-22T18:00Z\n[de]\nlink = tel:112 B\n"
    )
    (tmp_path / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "de.html").write_text("<p>")
    (tmp_path / "page.html").write_text("<p data-maintenance=title>")
    everything = {
        "ANNOUNCEMENT_PATH": tmp_path / "a.conf", "LOGO_PATH": tmp_path / "logo.svg", "BRAND": "B",
        "ACCENT_COLOR": "#0a7d55", "MESSAGE": "C", "PAGES_DIRECTORY": tmp_path / "pages",
        "CUSTOM_FILE_PATH": tmp_path / "page.html", "ACME_DIRECTORY": tmp_path,
        "TLS_SELF_SIGNED": "localhost", "HTTPS_LISTEN": "127.0.0.1:8443",
        "ADMIN_LISTEN": "127.0.0.1:9180", "COLOUR": "red",
    }  # fmt: skip
    all_set, unset, mistaken = checked(**everything), checked(), checked(TRUSTED_PROXIES="x")
    assert list(all_set) == list(unset) == list(mistaken)
    of_all = keys(all_set)
    # Of what may be several, all have the same.
    assert all(len(each) < 2 for each in of_all.values() if isinstance(each, set)), of_all
    of_none = keys(unset)
    for name in ("listeners", "answer", "announcement", "pages", "memory"):
        assert of_none[name] == of_all[name]
    text = (Path(__file__).parents[3] / "docs" / "configuration.md").read_text()
    for record in [all_set, *(value[0] for value in all_set.values() if isinstance(value, list))]:
        names = set(record) if isinstance(record, dict) else set()
        assert {name for name in names if f"`{name}`" not in text} == set()


def test_render_says_when_it_has_nothing_in_a_language() -> None:
    for asked, shown in {
        "de_DE": "de", "de_AT.UTF-8": "de", "pt_BR@euro": "pt-BR", "xx, fr;q=0.5": "fr", "no": "nb",
        "en-GB": "en",
    }.items():  # fmt: skip
        said = run_command("render", "--language", asked)
        assert f'<html lang="{shown}"' in said.stdout and said.stderr == "", asked
    for asked, told in {
        "xx": "xx", "xx_YY": "xx-YY", "german": "german", "\u202e": "\\u202E",
    }.items():  # fmt: skip
        said = run_command("render", "--language", asked)
        assert '<html lang="en"' in said.stdout and said.returncode == 0
        line = f"under-maintenance: nothing is in {told}; this is what is in en\n"
        assert said.stderr == line


def test_on_a_terminal_nothing_turns_or_moves_what_is_rendered(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p>\x1b[31m\u202eabc\n\tdef")
    master, slave = os.openpty()
    path = str(tmp_path / "page.html")
    assert run_command("render", CUSTOM_FILE_PATH=path).stdout == "<p>\x1b[31m\u202eabc\n\tdef"
    with open(slave, "wb") as terminal:
        subprocess.run(
            [harness.BINARY, "render"],
            env={"UNDER_MAINTENANCE_CUSTOM_FILE_PATH": path},
            stdout=terminal,
            timeout=10,
            check=True,
        )
    shown = os.read(master, 4096)
    os.close(master)
    assert shown == b"<p>\\x1B[31m\\u202Eabc\r\n\tdef"
