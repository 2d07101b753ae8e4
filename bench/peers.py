#!/usr/bin/env python3
"""The servers that are compared: each is started with the same job, checked, and ended again.

Run as a command it starts each one, prints what it answers and ends it.
"""

import http.client
import os
import pathlib
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time

import measure
import tls
from measure import Failed, OUTPUT, SERVER_CPU, say

BODY = b"Under maintenance"
CONNECTIONS = 16384
OURS = "under-maintenance"
# Another program of ours, an older one for instance.
BEFORE = "before"

NGINX = """
daemon off; pid {folder}/pid; error_log stderr crit; worker_processes 1;
master_process {master};
events {{ worker_connections {connections}; }}
http {{
    access_log off; default_type "text/plain; charset=utf-8";
    client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
    uwsgi_temp_path {folder}; scgi_temp_path {folder};
    keepalive_requests 1000000000; keepalive_timeout 620s;
    server {{
        listen 127.0.0.1:{port} backlog=4096{ssl};
{tls}        add_header Retry-After 300 always; add_header Cache-Control no-store always;
        return 503 "Under maintenance";
    }}
}}
"""

NGINX_TLS = """\
        ssl_certificate {certificate}; ssl_certificate_key {key};
        ssl_protocols TLSv1.2 TLSv1.3; ssl_ecdh_curve X25519:P-256:P-384;
        ssl_conf_command Ciphersuites {suite};
        ssl_session_cache off; ssl_session_tickets on; ssl_session_timeout 1h;
"""

HAPROXY = """
global
    nbthread 1
    no strict-limits
    maxconn {connections}
{tls}defaults
    mode http
    timeout client 60s
    timeout server 60s
    timeout connect 5s
frontend maintenance
    bind 127.0.0.1:{port} backlog 4096{ssl}
    http-request return status 503 content-type "text/plain; charset=utf-8" \
string "Under maintenance" hdr Retry-After 300 hdr Cache-Control no-store
"""

HAPROXY_TLS = """\
    tune.ssl.cachesize 0
    ssl-default-bind-ciphersuites {suite}
    ssl-default-bind-curves X25519:P-256:P-384
"""

LIGHTTPD = """
server.modules = ("mod_magnet"{module})
server.bind = "127.0.0.1"
server.port = {port}
server.document-root = "{folder}"
server.listen-backlog = 4096
server.max-connections = {connections}
server.max-fds = {descriptors}
server.max-keep-alive-requests = 65535
server.max-keep-alive-idle = 60
magnet.attract-raw-url-to = ("{folder}/503.lua")
{tls}"""

LIGHTTPD_TLS = """\
ssl.engine = "enable"
ssl.pemfile = "{certificate}"
ssl.privkey = "{key}"
ssl.openssl.ssl-conf-cmd = ("Ciphersuites" => "{suite}", "Groups" => "X25519:P-256:P-384")
"""

LUA = """
local r = lighty.r
r.resp_header["Content-Type"] = "text/plain; charset=utf-8"
r.resp_header["Retry-After"] = "300"
r.resp_header["Cache-Control"] = "no-store"
r.resp_body:set({{"Under maintenance"}})
return 503
"""


SUITE = "TLS_AES_128_GCM_SHA256"


def command(name, port, folder, arguments, single, job=None, http2=False):
    """How a peer is started: words and environment; `single`: as one process, if it can; `job`:
    with TLS, and how; `http2`: that too, without TLS nothing else where a server can't do both."""
    def write(file, template, **more):
        path = pathlib.Path(folder) / file
        path.write_text(template.format(
            port=port, folder=folder, connections=CONNECTIONS, descriptors=measure.DESCRIPTORS,
            **more))
        return str(path)

    environment = {"PATH": os.environ.get("PATH", ""), "HOME": folder}
    if job:
        return secure_command(
            name, port, folder, arguments, single, job, write, environment, http2)
    if name in (OURS, BEFORE):
        environment |= {
            "UNDER_MAINTENANCE_HTTP_LISTEN": f"127.0.0.1:{port}",
            "UNDER_MAINTENANCE_HTTP_KEEP_ALIVE": "on",
            "UNDER_MAINTENANCE_WORKERS": "1",
            "UNDER_MAINTENANCE_MAX_CONNECTIONS": str(CONNECTIONS),
        }
        return [own_program(name, arguments)], environment
    if name == "nginx":
        file = write("nginx.conf", NGINX, master="off" if single else "on",
                     ssl=" http2" if http2 else "", tls="")
        return [program("nginx"), "-p", folder, "-e", "stderr", "-c", file], environment
    if name == "HAProxy":
        file = write("haproxy.cfg", HAPROXY, ssl=" proto h2" if http2 else "", tls="")
        return [program("haproxy"), "-db" if single else "-W", "-f", file], environment
    if name == "lighttpd":
        write("503.lua", LUA)
        file = write("lighttpd.conf", LIGHTTPD, module="", tls="")
        return [program("lighttpd"), "-D", "-f", file], environment
    if name == "Go":
        return [str(go()), f"127.0.0.1:{port}"], environment
    return [str(measure.compiled("peers/bare.c")), str(port)], environment


def secure_command(
        name, port, folder, arguments, single, job, write, environment, http2):
    """The same with TLS: the same certificate, cipher and group, tickets but no session cache."""
    certificate, key = tls.pair(job.key)
    if name in (OURS, BEFORE):
        return [own_program(name, arguments)], environment | {
            "UNDER_MAINTENANCE_HTTP_LISTEN": "off",
            "UNDER_MAINTENANCE_HTTPS_LISTEN": f"127.0.0.1:{port}",
            "UNDER_MAINTENANCE_HTTPS_KEEP_ALIVE": "on" if job.keeps else "off",
            "UNDER_MAINTENANCE_HTTP2": "on" if http2 else "off",
            "UNDER_MAINTENANCE_TLS_CERTIFICATE_PATH": str(certificate),
            "UNDER_MAINTENANCE_TLS_KEY_PATH": str(key),
            "UNDER_MAINTENANCE_WORKERS": "1",
            "UNDER_MAINTENANCE_MAX_CONNECTIONS": str(CONNECTIONS),
        }
    if name == "nginx":
        more = NGINX_TLS.format(certificate=certificate, key=key, suite=SUITE)
        if job.tickets is not None:
            more += f"        ssl_conf_command NumTickets {job.tickets};\n"
        file = write("nginx.conf", NGINX, master="off" if single else "on",
                     ssl=" ssl http2" if http2 else " ssl", tls=more)
        return [program("nginx"), "-p", folder, "-e", "stderr", "-c", file], environment
    if name == "HAProxy":
        both = pathlib.Path(folder, "both.pem")
        both.touch(0o600)
        both.write_text(certificate.read_text() + key.read_text())
        file = write("haproxy.cfg", HAPROXY, tls=HAPROXY_TLS.format(suite=SUITE),
                     ssl=f" ssl crt {both} alpn {'h2' if http2 else 'http/1.1'}")
        return [program("haproxy"), "-db" if single else "-W", "-f", file], environment
    if name == "lighttpd":
        write("503.lua", LUA)
        more = LIGHTTPD_TLS.format(certificate=certificate, key=key, suite=SUITE)
        file = write("lighttpd.conf", LIGHTTPD, module=', "mod_openssl"', tls=more)
        return [program("lighttpd"), "-D", "-f", file], environment
    bare = measure.compiled("peers/bare-tls.c", tls.LIBRARIES)
    tickets = 1 if job.tickets is None else job.tickets
    return [str(bare), str(port), str(certificate), str(key),
            "keep" if job.keeps else "close", str(tickets)], environment


SECURE = [OURS, "nginx", "HAProxy", "bare"]
HTTP2 = [OURS, "nginx", "HAProxy", "lighttpd"]
ALL = [OURS, "nginx", "HAProxy", "lighttpd", "Go", "bare"]
PACKAGES = {"nginx": ["nginx"], "HAProxy": ["haproxy"],
            "lighttpd": ["lighttpd", "lighttpd-modules-lua", "lighttpd-mod-openssl"]}


def own_program(name, arguments):
    return str((arguments.server if name == OURS else arguments.before).resolve())


def program(name):
    """A server's program; they are installed where a user's PATH doesn't look."""
    found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
    if not found:
        raise Failed("not installed")
    return found


def go():
    """The Go program, compiled if its source is newer."""
    source, built = measure.BENCH / "peers" / "go" / "main.go", OUTPUT / "go-peer"
    if not built.exists() or built.stat().st_mtime < source.stat().st_mtime:
        if not shutil.which("go"):
            raise Failed("Go is not installed; --with-go installs it")
        environment = os.environ | {"GOCACHE": str(OUTPUT / "go-cache"), "GOPROXY": "off",
                                    "GO111MODULE": "off", "GOFLAGS": ""}
        measure.run(["go", "build", "-o", built, source], env=environment)
    return built


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
