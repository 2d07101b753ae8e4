#!/usr/bin/env python3
"""The servers that are compared: each is started with the same job, checked, and ended again.

Run as a command it starts each one, prints what it answers and ends it.
"""

import http.client
import os
import pathlib
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time

import measure
import tls
from configurations import BEFORE, OURS, command
from measure import Failed, SERVER_CPU, say

BODY = b"Under maintenance"
SECURE = [OURS, "nginx", "HAProxy", "bare"]
HTTP2 = [OURS, "nginx", "HAProxy", "lighttpd"]
ALL = [OURS, "nginx", "HAProxy", "lighttpd", "Go", "bare"]
PACKAGES = {"nginx": ["nginx"], "HAProxy": ["haproxy"],
            "lighttpd": ["lighttpd", "lighttpd-modules-lua", "lighttpd-mod-openssl"]}


def chosen(arguments, among=ALL, packages=()):
    """The peers asked for, installed as far as possible."""
    names = among
    if arguments.peers:
        wanted = [word.strip().lower() for word in arguments.peers.split(",")]
        wanted = [OURS.lower() if word == "ours" else word for word in wanted]
        names = [name for name in among if name.lower() in wanted]
    if arguments.before:
        names = [*names, BEFORE]
    packages = [*packages, *(package for name in names for package in PACKAGES.get(name, []))]
    if arguments.with_go and "Go" in names:
        packages.append("golang-go")
    measure.install([*packages, "util-linux", "gcc", "libc6-dev"], arguments)
    return names


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Peer:
    """A running server, for the length of a `with`. It ends the processes it started, no other."""

    def __init__(self, name, arguments, *, single=False, prefix=(), patience=10.0, job=None,
                 http2=False, variables=None):
        """`variables`: of ours, for another answer than the others give; then it isn't compared."""
        self.name, self.arguments, self.single, self.job = name, arguments, single, job
        self.http2, self.variables = http2, variables or {}
        self.prefix, self.patience = [str(word) for word in prefix], patience

    def __enter__(self):
        self.place = tempfile.TemporaryDirectory(prefix="bench-")
        # A server that gave up root still writes here (profiles, temporary files).
        os.chmod(self.place.name, 0o1777)
        self.log = pathlib.Path(self.place.name, "log")
        self.process = None
        try:
            self.port = free_port()
            words, environment = command(
                self.name, self.port, self.place.name, self.arguments, self.single, self.job,
                self.http2)
            for variable, value in self.variables.items():
                environment[f"UNDER_MAINTENANCE_{variable}"] = str(value)
            prefix = [word.format(folder=self.place.name) for word in self.prefix]
            with open(self.log, "wb") as log:
                self.process = subprocess.Popen(
                    ["taskset", "-c", str(SERVER_CPU), *prefix, *words], env=environment,
                    cwd=self.place.name, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
            self.check()
        except OSError as error:
            self.end()
            raise Failed(f"doesn't start: {error}") from None
        except BaseException:
            self.end()
            raise
        return self

    def __exit__(self, *_):
        self.end()

    @property
    def server(self):
        """The server's first process: ours, or the child of the tool that watches it."""
        if not self.prefix:
            return self.process.pid
        children = [pid for pid in measure.tree(self.process.pid) if pid != self.process.pid]
        return children[0] if self.prefix[0] == "strace" and children else self.process.pid

    def tree(self):
        return measure.tree(self.process.pid)

    def ask(self):
        """One request; its status, headers (lower case) and body."""
        if self.http2:
            return self.ask_by_curl()
        if self.job:
            connection = http.client.HTTPSConnection(
                "localhost", self.port, timeout=self.patience,
                context=ssl.create_default_context(cafile=tls.pair(self.job.key)[0]))
        else:
            connection = http.client.HTTPConnection(
                "127.0.0.1", self.port, timeout=self.patience)
        try:
            connection.request("GET", "/", headers={"Connection": "close"})
            answer = connection.getresponse()
            headers = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, headers, answer.read()
        finally:
            connection.close()

    @property
    def url(self):
        return f"https://localhost:{self.port}/" if self.job else f"http://127.0.0.1:{self.port}/"

    def ask_by_curl(self):
        how = ["--http2-prior-knowledge"]
        if self.job:
            how = ["--http2", "--ipv4", "--cacert", str(tls.pair(self.job.key)[0])]
        done = subprocess.run(
            ["curl", "--silent", "--show-error", "--include", "--noproxy", "*", "--max-time",
             str(self.patience), *how, self.url], capture_output=True)
        if done.returncode == 7:
            raise ConnectionRefusedError
        head, _, body = done.stdout.partition(b"\r\n\r\n")
        version, *words = head.decode(errors="replace").split("\r\n")
        if not version.startswith("HTTP/2 "):
            raise OSError(f"{version or done.stderr.decode(errors='replace')}")
        headers = dict(line.split(": ", 1) for line in words)
        return int(version.split()[1]), headers, body

    def check(self):
        """Waits for the server and sees that it does the job the others do."""
        end = time.monotonic() + self.patience
        while True:
            if self.process.poll() is not None:
                raise Failed(f"ended with {self.process.returncode}: {self.words()}")
            try:
                status, headers, body = self.ask()
                break
            except ConnectionRefusedError:
                if time.monotonic() > end:
                    raise Failed(f"doesn't answer: {self.words()}") from None
                time.sleep(0.005)
            except (OSError, http.client.HTTPException) as error:
                raise Failed(f"answers wrongly: {error!r}") from None
        expected = {"retry-after": "300", "cache-control": "no-store",
                    "content-type": "text/plain; charset=utf-8",
                    "content-length": str(len(BODY))}
        differing = [name for name in expected if headers.get(name) != expected[name]]
        if self.variables and status == 503:
            return
        # The floor knows one answer only.
        if status != 503 or body != BODY or differing:
            raise Failed(f"has another answer: {status} {body[:40]!r}, differs in {differing}")

    def words(self):
        """The end of what it logged, on one line."""
        return " ".join(self.log.read_text(errors="replace").split())[-300:] or "no words"

    def stop(self, seconds=15.0):
        """Asks it to end, and waits: what the tools wrote about it is complete afterwards."""
        end = time.monotonic() + seconds
        while self.process.poll() is None:
            try:
                os.kill(self.server, signal.SIGTERM)
            except ProcessLookupError:
                pass
            # Under a tool that makes it slow, nginx can miss a signal that comes just before it
            # waits: there, and only there, it is asked again.
            try:
                self.process.wait(2 if self.prefix else seconds)
            except subprocess.TimeoutExpired:
                if time.monotonic() > end:
                    raise Failed("doesn't end on SIGTERM") from None

    def end(self):
        if self.process:
            # A handle stays with its process: a number may be another's by the time of the kill.
            handles = []
            for pid in self.tree():
                try:
                    handles.append(os.pidfd_open(pid))
                except ProcessLookupError:
                    continue
            try:
                self.stop()
            except Failed as failure:
                say(f"{self.name}: {failure}")
            for handle in handles:
                try:
                    signal.pidfd_send_signal(handle, signal.SIGKILL)
                except ProcessLookupError:
                    pass
                os.close(handle)
            self.process.wait(5)
        self.place.cleanup()


def main():
    parser = measure.options(__doc__, 1, 1, "has no effect here", "has no effect here")
    arguments = measure.parse(parser)
    failed = False
    names = chosen(arguments, packages=tls.PACKAGES)
    jobs = [(name, None) for name in names]
    jobs += [(name, tls.Job(key)) for key in tls.KEYS for name in SECURE if name in names]
    for name, job in jobs:
        words = f"{name}, TLS, {job.key}" if job else name
        try:
            with Peer(name, arguments, job=job) as peer:
                status, headers, body = peer.ask()
                print(f"{words}: {status} {body.decode()}; {len(peer.tree())} process(es)")
                for header, value in headers.items():
                    print(f"    {header}: {value}")
        except Failed as failure:
            print(f"{words}: {failure}")
            failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
