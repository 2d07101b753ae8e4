"""How each server that is compared is set up: its configuration, its words and its environment."""

import os
import pathlib
import shutil

import measure
import tls
from measure import Failed, OUTPUT

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
