"""Under gVisor, where there is no Landlock and no openat2, all that clients see is the same, and calls are
filtered still."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

import harness

RUN = ["/usr/bin/runsc", "--ignore-cgroups", "--network=host", "--platform=ptrace", "do"]

# Server and clients are in one sandbox; each answer ends with its status, and a line.
SCRIPT = """
"$1" 2>"$2/log" & server=$!
ask() { curl --silent --show-error --insecure --max-time 10 --write-out ' %{http_code}\\n' "$@"; }
until curl --silent --output /dev/null 127.0.0.1:8080; do sleep 0.05; done
ask 127.0.0.1:8080
ask --http2-prior-knowledge 127.0.0.1:8080
ask https://127.0.0.1:8443
ask --header 'Accept: text/html' --header 'Host: in.test' 127.0.0.1:8080
ask --header 'Accept: text/html' --header 'Host: out.test' 127.0.0.1:8080 | tail -c 5
ask 127.0.0.1:8080/.well-known/acme-challenge/token
ask 127.0.0.1:8080/.well-known/acme-challenge/link
ask 127.0.0.1:9180/healthz
kill -HUP $server
until grep --quiet event=reloaded "$2/log"; do sleep 0.05; done
ask 127.0.0.1:8080
kill $server
wait $server
echo "ended with $?"
cat "$2/log"
"""


def is_usable() -> bool:
    if os.geteuid() != 0 or not shutil.which("runsc"):
        return False
    tried = subprocess.run([*RUN, "/bin/true"], capture_output=True, timeout=60, cwd="/")
    return tried.returncode == 0


def test_a_sample_of_everything(reachable_directory: Path) -> None:
    if not is_usable():
        pytest.skip("needs root, and Debian's package runsc where sandboxes may be made")
    pages, challenges = reachable_directory / "pages", reachable_directory / "challenges"
    (pages / "..data").mkdir(parents=True)
    (pages / "..data" / "page.html").write_bytes(b"page")
    (pages / "in.test.html").symlink_to("..data/page.html")
    (pages / "out.test.html").symlink_to("../secret")
    challenges.mkdir()
    for name in ("secret", "challenges/token"):
        (reachable_directory / name).write_bytes(name.encode())
    (challenges / "link").symlink_to("../secret")
    variables = {
        "HTTP_LISTEN": "127.0.0.1:8080",
        "HTTPS_LISTEN": "127.0.0.1:8443",
        "ADMIN_LISTEN": "127.0.0.1:9180",
        "TLS_SELF_SIGNED": "localhost",
        "PAGES_DIRECTORY": pages,
        "ACME_DIRECTORY": challenges,
        "WORKERS": 1,
    }
    ran = subprocess.run(
        [*RUN, "bash", "-c", SCRIPT, "sample", harness.BINARY, "/tmp"],
        env={"PATH": os.environ["PATH"], **harness.environment(variables)},
        cwd="/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )
    answers, _, log = ran.stdout.partition("ended with ")
    assert answers.splitlines() == [
        *["Under maintenance 503"] * 3,
        "page 503",
        " 503",
        "challenges/token 200",
        "No such challenge. 404",
        *["alive", " 200"],
        "Under maintenance 503",
    ], ran.stdout + ran.stderr
    assert log.startswith("0\n")
    reduced = [line for line in log.splitlines() if "event=confinement-reduced" in line]
    assert len(reduced) == 1 and "seccomp=" not in reduced[0] and "landlock=" in reduced[0]
    assert "leads out of the directory, to " in log and "event=worker-ended" not in log
