"""The life of an installed package: configured, given a page and certificates, upgraded, removed,
purged; and what a mistake, a taken port and a policy do."""

from __future__ import annotations

import re
import socket
import subprocess
from pathlib import Path

import crowd
import http1
import tls
from certificates import Authority, Pair
from crowd import Crowd
from machine import HTTP, HTTPS, SERVICE, SOCKET, TLS_SOCKET, Machine, made
from processes import eventually
from prose import block

DEFAULT = "/etc/default/under-maintenance"
PAGE = "/etc/under-maintenance/under-maintenance.html"
LIVE = "/etc/letsencrypt/live/app.example.com"
DOCUMENT = "docs/debian.md"
BROWSER = ["Accept: text/html"]


def renumbered(package: Path, version: str, directory: Path) -> Path:
    """The same package as another version."""
    tree, result = directory / "tree", directory / "next.deb"
    subprocess.run(["dpkg-deb", "--raw-extract", package, tree], check=True, timeout=30)
    control = tree / "DEBIAN" / "control"
    lines = control.read_text().splitlines()
    changed = [f"Version: {version}" if line.startswith("Version:") else line for line in lines]
    control.write_text("\n".join([*changed, ""]))
    subprocess.run(
        ["dpkg-deb", "-Zgzip", "-z1", "--root-owner-group", "--build", tree, result],
        check=True,
        capture_output=True,
        timeout=30,
    )
    return result


def test_it_is_configured_as_the_manual_says(installed: Machine, authority: Authority) -> None:
    assert installed.is_active() and http1.ask(HTTP).status == 503
    first = authority.pair("app.example.com")
    second = authority.pair("app.example.com", "b.example.com")

    def put(pair: Pair) -> None:
        """As certbot keeps them: for root alone."""
        installed.put(pair.certificate, f"{LIVE}/fullchain.pem")
        installed.put(pair.key, f"{LIVE}/privkey.pem")
        installed.shell(f"chmod 700 /etc/letsencrypt/live; chmod 600 {LIVE}/privkey.pem")

    put(first)
    text = installed.run("cat", DEFAULT).stdout
    installed.write(DEFAULT, text + 'UNDER_MAINTENANCE_TITLE="Back at noon"\n')
    installed.shell(block(DOCUMENT, "sudo ln"))
    assert b"Back at noon" in http1.ask(HTTP, headers=BROWSER).body
    context = tls.context()
    assert tls.served(HTTPS, context, "app.example.com") == first.der

    # A page and a renewed certificate, by a reload: the service goes on.
    main = installed.property("MainPID")
    installed.write(PAGE, "<!doctype html><title>Ours</title>")
    put(second)
    installed.run("systemctl", "reload", SERVICE)
    eventually(
        lambda: tls.served(HTTPS, context, "app.example.com") == second.der, 10, "it is renewed"
    )
    # By all workers, of which one answered.
    eventually(
        lambda: b"<title>Ours</title>" in http1.ask(HTTP, headers=BROWSER).body, 10, "the page"
    )
    assert installed.property("MainPID") == main
    # Of the key there is one copy that the service alone reaches, and it can't write there.
    listed = installed.shell(
        "find /run/under-maintenance -name privkey.pem | wc -l; stat -c%a /run/under-maintenance"
    )
    assert listed.split() == ["1", "700"]

    # A pair that can't be served: what was loaded goes on, and it is said.
    installed.write(f"{LIVE}/privkey.pem", "nothing\n")
    installed.run("systemctl", "reload", SERVICE)
    installed.wait_until(
        lambda: "reload-failed" in installed.journal("--priority=err"), 10, "it is said"
    )
    assert tls.served(HTTPS, context, "app.example.com") == second.der

    # Each line has its priority, and no other.
    said = installed.said()
    assert {line["PRIORITY"] for line in said if "level=info" in line["MESSAGE"]} == {"6"}
    assert {line["PRIORITY"] for line in said if "level=error" in line["MESSAGE"]} == {"3"}
    assert all(line["MESSAGE"].startswith("time=") for line in said)


def test_its_units_are_valid_and_take_other_addresses(installed: Machine) -> None:
    # As its own systemd sees them, which is newer than that of other tests.
    paths = installed.shell("ls /usr/lib/systemd/system/under-maintenance*").split()
    assert len(paths) == 4
    verified = installed.run("systemd-analyze", "verify", "--man=no", *paths)
    assert verified.stdout + verified.stderr == ""
    (service,) = [path for path in paths if path.endswith(".service")]
    rated = installed.run("systemd-analyze", "security", "--offline=true", service).stdout
    exposure = re.search(r"Overall exposure level for \S+: ([\d.]+)", rated)
    assert exposure and float(exposure[1]) < 1, rated

    # What `check` says is what the service does: its syntax, its user, its directory, its view.
    installed.write(PAGE, "<!doctype html><title>Ours</title>")
    installed.write("/root/logo.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    installed.write(
        DEFAULT,
        "UNDER_MAINTENANCE_TITLE=Back at noon # sharp\nUNDER_MAINTENANCE_BRAND=\"A & B's $HOME\"\n"
        "UNDER_MAINTENANCE_LOGO_PATH=/root/logo.svg\n",
    )
    command = block(DOCUMENT, "sudo systemd-run")
    checked = installed.run("bash", "-c", command, check=False)
    assert checked.returncode == 1, checked.stderr
    lines = {" ".join(line.split()) for line in checked.stdout.splitlines()}
    assert "title Back at noon # sharp, from UNDER_MAINTENANCE_TITLE" in lines
    assert "brand A & B's $HOME" in lines
    assert "page under-maintenance.html, instead of the built-in page: everybody else" in lines
    installed.run("systemctl", "restart", SERVICE)
    warned = [line for line in lines if line.startswith("warning UNDER_MAINTENANCE_LOGO_PATH")]
    assert len(warned) == 2 and "Permission denied" in "".join(warned)
    said = "".join(line["MESSAGE"] for line in installed.said())
    assert "variable=UNDER_MAINTENANCE_LOGO_PATH value=/root/logo.svg reason=\"Permission" in said
    installed.write(DEFAULT, "")
    installed.run("rm", PAGE)
    assert installed.shell(command).splitlines()[-1].endswith("clean")
    installed.shell(block(DOCUMENT, "sudo mkdir"))
    assert http1.ask(("127.0.0.1", 80)).status == http1.ask(("::1", 80)).status == 503
    with socket.socket() as client:
        assert client.connect_ex(HTTP) != 0
    # The private listener is one more of systemd's sockets.
    installed.run("systemctl", "enable", "under-maintenance-admin.socket")
    installed.run("systemctl", "restart", SERVICE)
    assert http1.ask(("127.0.0.1", 9180), target="/readyz").status == 200


def test_an_upgrade_loses_nobody_and_keeps_what_was_configured(
    installed: Machine, tmp_path: Path
) -> None:
    before = installed.run("systemctl", "show", "--property=InactiveExitTimestampMonotonic", SOCKET)
    installed.write(DEFAULT, "UNDER_MAINTENANCE_RETRY_AFTER=7\n")
    installed.run("systemctl", "restart", SERVICE)
    main = installed.property("MainPID")
    package = renumbered(made(".deb"), "1.0.0-2", tmp_path)
    visitors = Crowd(HTTP)
    installed.install(package)
    visitors.stop()
    visitors.assert_answered()
    assert installed.run("dpkg-query", "-Wf${Version}", "under-maintenance").stdout == "1.0.0-2"
    assert installed.is_active() and installed.property("MainPID") != main
    # The socket is the one it was.
    after = installed.run("systemctl", "show", "--property=InactiveExitTimestampMonotonic", SOCKET)
    assert after.stdout == before.stdout
    assert http1.ask(HTTP).header("Retry-After") == "7"

    # What an operator has switched off stays off.
    installed.run("systemctl", "disable", "--now", SERVICE, SOCKET)
    installed.install(package)
    assert not installed.is_active() and not installed.is_active(SOCKET)
    disabled = installed.run("systemctl", "is-enabled", SERVICE, SOCKET, check=False).stdout
    assert disabled.split() == ["disabled", "disabled"]


def test_removed_it_is_gone_and_purged_nothing_is_left(machine: Machine) -> None:
    def left() -> set[str]:
        # dpkg's own records, which are of every package.
        return {name for name in machine.files() if not name.startswith("/var/lib/dpkg/")}

    before = left()
    machine.install(made(".deb"))
    machine.run("systemctl", "enable", TLS_SOCKET)
    assert http1.ask(HTTP).status == 503
    machine.run("dpkg", "--remove", "under-maintenance")
    assert not machine.is_active() and not machine.is_active(SOCKET)
    with socket.socket() as client:
        assert client.connect_ex(HTTP) != 0
    configuration = {name for name in left() - before if "/systemd/" not in name}
    assert configuration == {DEFAULT}
    machine.run("dpkg", "--purge", "under-maintenance")
    assert left() == before
    units = machine.run("systemctl", "list-unit-files", "under-*", check=False)
    assert "under-" not in units.stdout


def test_a_mistake_is_said_once_and_ends_when_it_is_mended(installed: Machine) -> None:
    installed.write(DEFAULT, "UNDER_MAINTENANCE_TRUSTED_PROXIES=everybody\n")
    refused = installed.run("systemctl", "restart", SERVICE, check=False)
    assert refused.returncode != 0
    assert installed.property("ExecMainStatus") == "78"
    assert installed.property("ActiveState") == "failed"
    assert installed.property("NRestarts") == "0"
    (mistake,) = [line for line in installed.said() if line["PRIORITY"] == "3"]
    assert "UNDER_MAINTENANCE_TRUSTED_PROXIES" in mistake["MESSAGE"]
    # Visitors have systemd try again, but not for ever.
    for _ in range(40):
        with socket.socket() as visitor:
            if visitor.connect_ex(HTTP) == 0:
                visitor.send(b"GET / HTTP/1.1\r\n")
    installed.wait_until(
        lambda: installed.property("ActiveState", SOCKET) == "failed", 40, "it gives up"
    )
    with socket.socket() as visitor:
        assert visitor.connect_ex(HTTP) != 0
    installed.write(DEFAULT, "")
    installed.run("systemctl", "restart", SERVICE)
    assert installed.is_active() and http1.ask(HTTP).status == 503


def test_an_installation_is_broken_by_nothing(machine: Machine, tmp_path: Path) -> None:
    with socket.create_server(HTTP):
        machine.install(made(".deb"))
        status = machine.run("dpkg-query", "-Wf${Status}", "under-maintenance").stdout
        assert status == "install ok installed"
        assert not machine.is_active()
        assert "Address already in use" in machine.journal("--unit", SOCKET)
    machine.run("systemctl", "start", SERVICE)
    assert http1.ask(HTTP).status == 503

    # Where a policy forbids to start services, nothing is.
    machine.run("dpkg", "--purge", "under-maintenance")
    machine.write("/usr/sbin/policy-rc.d", "#!/bin/sh\nexit 101\n")
    machine.run("chmod", "755", "/usr/sbin/policy-rc.d")
    machine.install(made(".deb"))
    assert not machine.is_active() and not machine.is_active(SOCKET)


def test_twenty_thousand_visitors_see_no_restart_and_no_crash(installed: Machine) -> None:
    visitors = Crowd(HTTP, 20_000)
    # A master that is killed: its workers end what they have begun, and systemd starts another.
    installed.run("systemctl", "kill", "--signal=KILL", "--kill-whom=main", SERVICE)
    installed.wait_until(
        lambda: installed.property("NRestarts") == "1" and installed.is_active(),
        *(20, "it is started again"),
    )
    times = crowd.restarting(
        visitors, lambda: installed.run("systemctl", "restart", SERVICE), at_least=5
    )
    visitors.assert_answered()
    stopped = [line for line in installed.said() if "event=stopping" in line["MESSAGE"]]
    assert len(stopped) == times
