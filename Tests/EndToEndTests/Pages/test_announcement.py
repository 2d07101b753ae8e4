"""An announcement in a file: changed, swapped, spoiled and taken away, it is what every format says,
without a restart, without a failed request, and in the visitor's language."""

from __future__ import annotations

import html
import json
import re
import shlex
import signal
import xml.etree.ElementTree
from collections.abc import Callable
from pathlib import Path

import processes
from harness import Server, from_now, run_command
from load import Load

StartServer = Callable[..., Server]
VARIABLE = "UNDER_MAINTENANCE_ANNOUNCEMENT_PATH"
LISTEN = {"HTTP_LISTEN": "127.0.0.1:8080"}
XML = "{urn:ietf:rfc:7807}"


def replace(file: Path, text: str) -> None:
    """In one step, so that nobody ever reads half of it."""
    fresh = file.with_name("fresh")
    fresh.write_text(text)
    fresh.rename(file)


def told(server: Server, language: str = "en") -> dict[str, str | None]:
    """What the three formats say, which is the same."""
    said = []
    for accepted in ("text/html", "application/json", "text/xml"):
        answer = server.ask(headers=[f"Accept: {accepted}", f"Accept-Language: {language}"])
        assert answer.status == 503
        text = answer.body.decode()
        if accepted == "text/html":
            (title,) = re.findall("<h1.*?>(.*)</h1>", text)
            (message,) = re.findall('<p class="message".*?>(.*?)</p>', text, re.DOTALL)
            until = re.findall('datetime="(.*?)"', text)
            said.append([html.unescape(title), html.unescape(message), *until])
        elif accepted == "text/xml":
            root = xml.etree.ElementTree.fromstring(text)
            found = [root.findtext(f"{XML}{name}") for name in ("title", "detail", "until")]
            said.append([value for value in found if value is not None])
        else:
            problem = json.loads(text)
            names = [name for name in ("title", "detail", "until") if name in problem]
            said.append([problem[name] for name in names])
            seconds = int(answer.header("Retry-After"))
    # The page speaks the visitor's language where the operator says nothing, documents English.
    assert said[0] == said[1] == said[2] or language != "en"
    title, message, *until = said[1]
    return {"title": title, "message": message, "until": (until or [None])[0], "seconds": seconds}


def wait_for(server: Server, title: str, language: str = "en") -> dict[str, str | None]:
    def has_it() -> bool:
        fields = ["Accept: application/json", f"Accept-Language: {language}"]
        return json.loads(server.ask(headers=fields).body)["title"] == title

    processes.eventually(has_it, 5, f"the title is {title}")
    # Both workers.
    server.settle()
    return told(server, language)


def events(server: Server, event: str) -> list[dict[str, str]]:
    lines = [line for line in server.log.splitlines() if f" event={event} " in line]
    return [dict(word.partition("=")[::2] for word in shlex.split(line)) for line in lines]


def test_a_changed_file_changes_every_format_without_a_restart(
    start_server: StartServer, tmp_path: Path
) -> None:
    file = tmp_path / "announcement.conf"
    until = from_now(hours=2)
    server = start_server(
        ANNOUNCEMENT_PATH=file, TITLE="Environment", RELOAD_SECONDS=1, WORKERS=1, RETRY_AFTER=77
    )
    # It is looked for.
    assert told(server)["title"] == "Environment"
    (warning,) = events(server, "configuration-warning")
    assert warning["variable"] == VARIABLE and "No such file" in warning["reason"]
    replace(file, f"title = First\nmessage = One\nmessage = Two\nuntil = {until}\n")
    said = wait_for(server, "First")
    assert said["message"] == "One\nTwo" and said["until"] == until
    assert 7100 < said["seconds"] <= 7200
    # In place, as an editor may write it.
    with server.unseen():
        file.write_text("title = Second\n[de]\ntitle = Zweitens\n")
    assert wait_for(server, "Second")["seconds"] == 77
    assert told(server, "de-AT")["title"] == "Zweitens"
    # Not text: what was loaded goes on.
    with server.unseen():
        file.write_bytes("title = Wide\n".encode("utf-16"))
    processes.eventually(lambda: events(server, "reload-failed") != [], 5, "it is told")
    (failed,) = events(server, "reload-failed")
    assert failed["variable"] == VARIABLE and failed["path"] == str(file)
    assert "UTF-16" in failed["reason"] and "what was loaded before" in failed["cure"]
    assert told(server)["title"] == "Second"
    # A bad line costs itself.
    replace(file, "title = Third\nuntil = tomorrow\n")
    wait_for(server, "Third")
    (warning,) = events(server, "configuration-warning")[1:]
    assert warning["reason"].startswith("line 2, until = tomorrow: not an RFC 3339 time")
    # Taken away it gives way, and it is looked for again.
    file.unlink()
    wait_for(server, "Environment")
    replace(file, "title =\n")
    assert wait_for(server, "Under maintenance")["until"] is None
    reloads = events(server, "reloaded")
    assert all(reload["loaded"] == "announcement" for reload in reloads)
    assert len(reloads) == 5 and not any("kept" in reload for reload in reloads)
    processes.eventually(lambda: len(server.workers) == 1, 5, "the old worker ends")


def test_an_unreadable_file_keeps_what_was_loaded_until_it_can_be_read(
    start_server: StartServer, reachable_directory: Path
) -> None:
    file = reachable_directory / "announcement.conf"
    file.write_text("title = Open\n")
    server = start_server(
        ANNOUNCEMENT_PATH=file, RELOAD_SECONDS=0, WORKERS=1, user=65532,
        working_directory=reachable_directory,
    )
    file.write_text("title = Closed\n")
    file.chmod(0)
    server.signal(signal.SIGHUP)
    processes.eventually(lambda: events(server, "reload-failed") != [], 5, "it is told")
    (failed,) = events(server, "reload-failed")
    assert "Permission denied; we are 65532:65532" in failed["reason"]
    assert told(server)["title"] == "Open"
    file.chmod(0o644)
    server.signal(signal.SIGHUP)
    wait_for(server, "Closed")


def test_kubernetes_swaps_the_directory_beneath_it(
    start_server: StartServer, tmp_path: Path
) -> None:
    volume = tmp_path / "volume"
    for name in ("..first", "..second", "..third"):
        (volume / name).mkdir(parents=True)
        (volume / name / "announcement.conf").write_text(f"title = {name}\n")
    (volume / "..data").symlink_to("..first")
    (volume / "announcement.conf").symlink_to("..data/announcement.conf")
    server = start_server(
        ANNOUNCEMENT_PATH=volume / "announcement.conf", RELOAD_SECONDS=1, WORKERS=1
    )
    assert told(server)["title"] == "..first"
    for name in ("..second", "..third"):
        (volume / "..data_tmp").symlink_to(name)
        (volume / "..data_tmp").rename(volume / "..data")
        wait_for(server, name)


def test_an_end_holds_over_a_restart_and_is_over_when_it_has_passed(
    start_server: StartServer, tmp_path: Path
) -> None:
    file = tmp_path / "announcement.conf"
    file.write_text(f"until = {from_now(seconds=8)}\n")
    first = start_server(ANNOUNCEMENT_PATH=file, RETRY_AFTER=77, WORKERS=1)
    assert 1 <= told(first)["seconds"] <= 8
    processes.eventually(lambda: told(first)["seconds"] == 77, 15, "the end has passed")
    # The page says still that there was one.
    assert told(first)["until"] is not None
    second = start_server(ANNOUNCEMENT_PATH=file, RETRY_AFTER=77, WORKERS=1)
    assert told(second) == told(first)
    assert "in the past" in events(second, "configuration-warning")[0]["reason"]


def test_reloads_under_load_fail_no_request_and_every_answer_is_whole(
    start_server: StartServer, tmp_path: Path
) -> None:
    file = tmp_path / "announcement.conf"
    replace(file, "title = 0\n")
    server = start_server(ANNOUNCEMENT_PATH=file, RELOAD_SECONDS=0, WORKERS=2, SHUTDOWN_SECONDS=2)
    with Load(server.address, kept=4, fresh=4) as load:
        for number in range(1, 13):
            replace(file, f"title = {number}\n")
            server.signal(signal.SIGHUP)
            wait_for(server, str(number))
    assert load.failures == []
    processes.eventually(lambda: len(server.workers) == 2, 5, "the old workers end")


def test_check_and_render_say_what_has_been_understood(tmp_path: Path) -> None:
    (tmp_path / "a.conf").write_text(
        f"title = Moving\nlink = tel:112 Call\nuntil = {from_now(hours=1)}\nrefresh = 5\n[de]\n"
        "title = Umzug\n[la]\ntitle = Migramus\n[pt_BR]\ntitle = x\ntitel = y\n"
    )
    given = {"ANNOUNCEMENT_PATH": "a.conf", "BRAND": "Example", "MESSAGE": "A\nB", **LISTEN}
    text = run_command("check", directory=tmp_path, **given)
    assert text.returncode == 1
    (warning,) = [line for line in text.stdout.splitlines() if line.startswith("warning")]
    assert f"{VARIABLE}=a.conf: line 9, [pt_BR]: a language is written with hyphens" in warning
    assert warning.endswith("write [pt-BR]; until then it is left out")
    (line,) = [line for line in text.stdout.splitlines() if line.startswith("announcement")]
    assert line.startswith("announcement a.conf, until 20")
    assert line.endswith("Z, from a.conf, refresh 5, texts in de la")
    lines = [re.sub(" +", " ", line) for line in text.stdout.splitlines()]
    start = lines.index("title Moving, from a.conf")
    assert lines[start + 1 : start + 6] == [
        f"message A\\x0AB, from {VARIABLE.replace('ANNOUNCEMENT_PATH', 'MESSAGE')}",
        "link tel:112 Call, from a.conf",
        "title de: Umzug, from a.conf",
        "title la: Migramus, from a.conf",
        "brand Example",
    ]
    document = json.loads(run_command("check", "--json", directory=tmp_path, **given).stdout)
    (announcement,) = document["announcement"]
    assert announcement["languages"] == ["de", "la"] and document["brand"] == "Example"
    told = [[text[name] for name in ("language", "key", "text")] for text in document["texts"]]
    assert told == [
        [None, "title", "Moving"], [None, "message", "A\nB"], [None, "link", "tel:112 Call"],
        ["de", "title", "Umzug"], ["la", "title", "Migramus"],
    ]  # fmt: skip
    for language, title in {"de": "Umzug", "la": "Migramus", "fr": "Moving"}.items():
        said = run_command("render", "--language", language, directory=tmp_path, **given)
        assert f"<title>{title} · Example</title>" in said.stdout and said.returncode == 0
        assert warning in said.stderr
