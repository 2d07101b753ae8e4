"""The image that the Dockerfile makes: what is in it, and what it does where nothing is permitted:
a read-only root, user 65532, no capability, ports 80 and 443."""

import hashlib
import json
import os
import signal
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

import http1
import layouts
import processes
import tls
from certificates import Authority, Pair
from containers import HTTP, HTTPS, Container, Image

Start = Callable[..., Container]
LIMIT = 4_110_000
PLAIN = b"Under maintenance"
PAGE = b"<!DOCTYPE html><title>Under Maintenance</title><h2>This is a custom page</h2>\n"
INSIDE = Pair(Path("/tls/tls.crt"), Path("/tls/tls.key"))
SECOND = 1_000_000_000


@pytest.fixture
def pair(authority: Authority, place: Path) -> Pair:
    """A certificate in the test's place, as a Kubernetes secret is mounted."""
    layouts.put(authority.pair("localhost"), place, "tls", "Kubernetes")
    return authority.pair("localhost")


def test_one_program_is_all_there_is(image: Image) -> None:
    (file,) = image.files
    assert file.name == "under-maintenance"
    assert file.isreg()
    assert stat.S_IMODE(file.mode) == 0o555
    assert (file.uid, file.gid) == (0, 0)
    assert [entry.name for entry in image.root.iterdir()] == [file.name]


def test_all_layers_together_are_small(image: Image) -> None:
    assert image.bytes <= LIMIT


def test_what_the_image_says_of_itself(image: Image) -> None:
    config = image.config
    assert config["User"] == "65532:65532"
    assert set(config["ExposedPorts"]) == {"80/tcp", "443/tcp"}
    assert config["Entrypoint"] == ["/under-maintenance"]
    assert not config.get("Cmd")
    assert not config.get("Volumes")
    assert config["WorkingDir"] == "/"
    labels = {
        name.removeprefix("org.opencontainers.image."): value
        for name, value in config["Labels"].items()
        if not name.startswith("io.buildah.")
    }
    assert labels == {
        "title": "under-maintenance",
        "description": "Answers every request with 503 Under maintenance",
        "licenses": "Apache-2.0",
        "version": "under-test",
        "revision": "abc123",
    }


def test_the_healthcheck_is_the_programs_own(image: Image) -> None:
    check = dict(image.config["Healthcheck"])
    assert check.pop("Test") == ["CMD", "/under-maintenance", "healthcheck"]
    assert check == {"Interval": 10 * SECOND, "Timeout": 3 * SECOND, "StartPeriod": SECOND}


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_it_answers_on_port_80(start: Start, host: str) -> None:
    start()
    answer = http1.ask((host, 80))
    assert (answer.status, answer.body) == (503, PLAIN)


def test_it_answers_on_port_443_with_a_mounted_certificate(
    start: Start, pair: Pair, place: Path, authority: Authority
) -> None:
    start(mounts={"/tls": place / "tls"}, **INSIDE.variables)
    answer = tls.ask(HTTPS, tls.context(authority.certificate))
    assert (answer.status, answer.body) == (503, PLAIN)
    assert http1.ask(HTTP).status == 503


def test_no_process_has_any_privilege(start: Start) -> None:
    running = start(WORKERS=2)
    # The master, a logger and the workers.
    assert len(running.everyone) == 4
    for pid in running.everyone:
        status = processes.status(pid)
        assert set(status["Uid"].split()) == {"65532"}
        assert set(status["Gid"].split()) == {"65532"}
        assert status["NoNewPrivs"] == "1"
        for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
            assert int(status[name], 16) == 0, f"{name}: {status[name]}"


def test_nothing_it_sees_can_be_written(start: Start, pair: Pair, place: Path) -> None:
    running = start(mounts={"/tls": place / "tls"}, **INSIDE.variables)
    lines = Path(f"/proc/{running.first}/mountinfo").read_text().splitlines()
    mounts = {fields[4]: fields[5].split(",") for fields in map(str.split, lines)}
    assert set(mounts) == {"/", "/under-maintenance", "/tls"}
    assert all("ro" in options for options in mounts.values())


def test_its_memory_is_far_below_a_small_limit(start: Start, pair: Pair, place: Path) -> None:
    running = start(mounts={"/tls": place / "tls"}, WORKERS=2, **INSIDE.variables)
    tls.ask(HTTPS, tls.context())
    # 30M is the limit in the example for Kubernetes of TwiN/under-maintenance.
    assert sum(map(proportional_bytes, running.everyone)) < 30_000_000


def proportional_bytes(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    raise AssertionError("no Pss")


def test_the_healthcheck_tells_whether_it_answers(start: Start) -> None:
    running = start()
    assert running.healthcheck() == 0
    assert running.stop() == 0
    assert running.healthcheck() == 1


def test_the_healthcheck_asks_the_tls_listener_too(start: Start, pair: Pair, place: Path) -> None:
    running = start(mounts={"/tls": place / "tls"}, HTTP_KEEP_ALIVE="off", **INSIDE.variables)
    assert running.healthcheck() == 0


def test_the_healthcheck_is_in_time_when_nobody_answers(start: Start) -> None:
    running = start(WORKERS=1)
    everyone = running.everyone
    for pid in everyone:
        os.kill(pid, signal.SIGSTOP)
    try:
        assert running.healthcheck() == 1
    finally:
        for pid in everyone:
            os.kill(pid, signal.SIGCONT)


def test_process_1_ends_with_0_when_told_to(start: Start) -> None:
    running = start()
    assert processes.status(running.first)["NSpid"].split()[-1] == "1"
    with http1.Client(HTTP) as idle:
        idle.ask(headers=["X-Forwarded-For: 192.0.2.7"])
        assert idle.is_kept()
        assert running.stop(within=6) == 0
        idle.ends_within(1)


def test_a_renewed_certificate_is_taken_by_itself(
    start: Start, pair: Pair, place: Path, authority: Authority
) -> None:
    start(mounts={"/tls": place / "tls"}, RELOAD_SECONDS=1, **INSIDE.variables)
    assert tls.served(HTTPS, tls.context()) == pair.der
    renewed = authority.issue("localhost")
    layouts.put(renewed, place, "tls", "Kubernetes")
    processes.eventually(
        lambda: tls.served(HTTPS, tls.context()) == renewed.der, 4, "the new certificate"
    )


def test_a_renewed_certificate_is_taken_at_sighup(
    start: Start, pair: Pair, place: Path, authority: Authority
) -> None:
    running = start(mounts={"/tls": place / "tls"}, RELOAD_SECONDS=0, **INSIDE.variables)
    renewed = authority.issue("localhost")
    layouts.put(renewed, place, "tls", "Kubernetes")
    running.signal(signal.SIGHUP)
    processes.eventually(
        lambda: tls.served(HTTPS, tls.context()) == renewed.der, 4, "the new certificate"
    )


def test_check_says_what_would_be_served(container: Start, pair: Pair, place: Path) -> None:
    checked = container(mounts={"/tls": place / "tls"}, **INSIDE.variables).run("check")
    assert checked.returncode == 0, checked.stderr
    assert "[::]:80" in checked.stdout
    assert "[::]:443" in checked.stdout
    assert "localhost" in checked.stdout


def test_one_variable_gives_tls_for_development(start: Start) -> None:
    running = start(TLS_SELF_SIGNED="localhost,127.0.0.1")
    der = tls.served(HTTPS, tls.context())
    fingerprint = ":".join(f"{byte:02X}" for byte in hashlib.sha256(der).digest())
    # Who writes the log may be slower than who answers.
    processes.eventually(lambda: f"sha256={fingerprint}" in running.log, 4, "it is said")
    assert "for development" in running.log
    assert tls.ask(HTTPS, tls.context()).body == PLAIN
    assert running.healthcheck() == 0


def test_render_prints_the_page(container: Start) -> None:
    rendered = container(TITLE="Back soon").run("render", "--language", "de")
    assert (rendered.returncode, rendered.stderr) == (0, "")
    assert rendered.stdout.startswith('<!doctype html>\n<html lang="de"')
    assert "Back soon" in rendered.stdout


def test_check_speaks_json(container: Start, pair: Pair, place: Path) -> None:
    checked = container(mounts={"/tls": place / "tls"}, **INSIDE.variables).run("check", "--json")
    assert checked.returncode == 0, checked.stderr
    document = json.loads(checked.stdout)
    assert document["verdict"] == "clean"
    assert document["certificates"][0]["path"] == "/tls/tls.crt"


def test_a_key_that_user_65532_may_not_read_is_named(
    container: Start, pair: Pair, place: Path
) -> None:
    (place / "tls" / "tls.key").resolve().chmod(0o600)
    checked = container(mounts={"/tls": place / "tls"}, **INSIDE.variables).run("check")
    assert checked.returncode == 78
    assert "/tls/tls.key" in checked.stdout + checked.stderr
    assert "65532:65532" in checked.stdout + checked.stderr


def test_the_page_of_twins_compose_file(start: Start, place: Path) -> None:
    """`./under-maintenance.html:/under-maintenance.html`, and both variables."""
    page = place / "under-maintenance.html"
    page.write_bytes(PAGE)
    start(mounts={"/under-maintenance.html": page}, STATUS_CODE=503, RETRY_AFTER=300)
    answer = http1.ask(HTTP)
    assert (answer.status, answer.body) == (503, PAGE)
    assert answer.header("Retry-After") == "300"
    assert answer.header("Content-Type") == "text/html; charset=utf-8"


def test_the_dockerfile_of_twins_example(
    start: Start, derive: Callable[[str], Image], place: Path
) -> None:
    """Only the image's name is changed."""
    (place / "under-maintenance.html").write_bytes(PAGE)
    derived = derive(
        "FROM localhost/under-maintenance\n"
        "ADD under-maintenance.html ./\n"
        'ENV UNDER_MAINTENANCE_STATUS_CODE="503"\n'
        'ENV UNDER_MAINTENANCE_RETRY_AFTER="300"\n'
    )
    assert [file.name for file in derived.files] == ["under-maintenance", "under-maintenance.html"]
    running = start(of=derived)
    answer = http1.ask(HTTP)
    assert (answer.status, answer.body) == (503, PAGE)
    assert answer.header("Retry-After") == "300"
    assert running.healthcheck() == 0


def test_the_config_map_of_twins_kubernetes_file(start: Start, place: Path) -> None:
    """Mounted as a directory, through links, every file with mode 0777."""
    data = place / "..data"
    data.mkdir()
    (data / "under-maintenance.html").write_bytes(PAGE)
    (data / "under-maintenance.html").chmod(0o777)
    (place / "under-maintenance.html").symlink_to("..data/under-maintenance.html")
    start(mounts={"/app": place}, CUSTOM_FILE_PATH="/app/under-maintenance.html")
    assert http1.ask(HTTP).body == PAGE


def test_twins_variables_change_the_answer(start: Start, place: Path) -> None:
    (place / "page.html").write_bytes(PAGE)
    start(
        mounts={"/pages": place},
        STATUS_CODE=429,
        RETRY_AFTER=60,
        CUSTOM_FILE_PATH="/pages/page.html",
    )
    answer = http1.ask(HTTP)
    assert (answer.status, answer.body) == (429, PAGE)
    assert answer.header("Retry-After") == "60"
