"""The files of deploy/ in real proxies: the application while it is up, the maintenance page once it
is killed or fails its health check, and the application again."""

from __future__ import annotations

import itertools
import subprocess
import time
from pathlib import Path

from application import BROKEN, HEALTHY, PAGES, UNHEALTHY
from certificates import Authority
from deployments import NAME
from stack import APPLICATION, MAINTENANCE, PAGE, Stack

METHODS = ("GET", "POST", "PUT", "DELETE", "GET")


def test_up_killed_unhealthy_and_back_for_one_client(stack: Stack) -> None:
    stack.start_application()
    stack.start_proxy()
    client = stack.client()
    client.wait_for(APPLICATION)
    for _ in range(2):
        for method in METHODS:
            assert client.ask(method) == APPLICATION
        stack.application.kill()
        # A connection kept through to the application ends with it, which the client has to hear.
        time.sleep(0.1)
        # With the very first request: no error in between.
        for method in METHODS:
            assert client.ask(method) == MAINTENANCE
        stack.application.start()
        client.wait_for(APPLICATION)
    for behaviour in (UNHEALTHY, BROKEN):
        stack.application.behave(behaviour)
        if behaviour in stack.deployment.falls_back_when:
            # Where TLS is passed through, a kept connection is the application's for as long as
            # that answers.
            client.wait_for(MAINTENANCE, kept=not stack.deployment.passthrough)
            for method in METHODS:
                assert client.ask(method) == MAINTENANCE
        else:
            # As the README says: nobody asks for the application's health.
            time.sleep(0.5)
            own = 503 if behaviour == BROKEN else 200
            assert client.ask() == (own, PAGES[own], None)
        stack.application.behave(HEALTHY)
        client.wait_for(APPLICATION)


def test_absent_from_the_start_and_never_without_the_fallback(stack: Stack) -> None:
    stack.start_proxy()
    client = stack.client()
    client.wait_for(MAINTENANCE)
    # Many intervals of every check.
    until = time.monotonic() + 2.5
    methods = itertools.cycle(METHODS)
    while time.monotonic() < until:
        for method in METHODS:
            assert client.ask(method) == MAINTENANCE
        # And on a connection of its own.
        assert stack.client().ask(next(methods)) == MAINTENANCE
        time.sleep(0.05)
    stack.start_application()
    client.wait_for(APPLICATION)


def test_curl(stack: Stack, authority: Authority, tmp_path: Path) -> None:
    upload = tmp_path / "upload"
    upload.write_bytes(bytes(3 << 20))

    def curl(*arguments: str) -> tuple[bytes, bytes]:
        completed = subprocess.run(
            ["curl", "-sS", "--max-time", "10", "--cacert", str(authority.certificate), "-i"]
            + ["--connect-to", f"{NAME}:443:127.0.0.1:{stack.proxy.port}", *arguments]
            + [f"https://{NAME}/some/page"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
        )
        head, _, body = completed.stdout.partition(b"\r\n\r\n")
        return head.lower(), body

    stack.start_application()
    stack.start_proxy()
    stack.client().wait_for(APPLICATION)
    head, body = curl()
    assert b" 200" in head.splitlines()[0] and body == PAGES[200]
    stack.application.kill()
    asked = [[], ["--data", "a form"], ["--http1.0", "--no-alpn"], ["--compressed"]]
    # Others hand an upload on while it comes, and some end its stream of HTTP/2 with the answer.
    if "nginx" in stack.deployment.file:
        asked.append(["-H", "Expect:", "-T", str(upload)])
    for arguments in asked:
        head, body = curl(*arguments)
        assert b" 503" in head.splitlines()[0], head
        for line in (b"retry-after: 300", b"cache-control: no-store", b"x-maintenance-mode: 1"):
            assert head.splitlines().count(line) == 1, head
        assert body == PAGE
    assert b" 503" in curl("--head")[0].splitlines()[0]
    stack.application.start()
    stack.client().wait_for(APPLICATION)
    assert curl()[1] == PAGES[200]
