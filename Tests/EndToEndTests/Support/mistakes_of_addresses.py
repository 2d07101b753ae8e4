"""Mistakes about where to listen, and about words."""

from __future__ import annotations

from mistakes import (
    DEFAULT,
    FORMS,
    MINIMUM,
    PAIR,
    PREFIX,
    TLS,
    Mistake,
    certificate,
    listen,
    word,
)

ADDRESSES = [
    listen(
        "a path alone",
        "/run/x.sock",
        "a path without unix: before it; write unix:/run/x.sock",
        "unix:/run/x.sock",
    ),
    listen(
        "a path that isn't absolute",
        "unix:x.sock",
        "not an absolute path; write unix:/ and the rest of the path",
        "unix:/run/x.sock",
    ),
    listen(
        "a URL of a path",
        "unix:///run/x.sock",
        "a path, not a URL; write unix:/run/x.sock",
        "unix:/run/x.sock",
    ),
    listen("a port and its protocol", "8080/tcp", "a port and its protocol; write 8080", "8080"),
    listen(
        "blanks between items",
        "8080 8081",
        "several items without commas; write 8080,8081",
        "8080,8081",
    ),
    listen(
        "semicolons between items",
        "8080; 8081",
        "several items without commas; write 8080,8081",
        "8080,8081",
    ),
    listen(
        "Docker's mapping",
        "8080:80",
        "a mapping of ports, as Docker's --publish takes; write 80, and map it where the "
        "container is run",
        "80",
    ),
    listen(
        "Docker's mapping with an address",
        "127.0.0.1:8080:80",
        "a mapping of ports, as Docker's --publish takes; write 80, and map it where the "
        "container is run",
        "80",
    ),
    listen(
        "a range of ports",
        "8080-8090",
        "a range of ports; write each port, with commas between them",
        "8080,8081",
    ),
    listen(
        "a variable",
        "0.0.0.0:$PORT",
        "a variable in a place where nobody replaces it; write its value",
        "0.0.0.0:8080",
    ),
    listen(
        "a URL",
        "tcp://0.0.0.0:8080",
        "a URL, not an address; write 0.0.0.0:8080",
        "0.0.0.0:8080",
    ),
    listen(
        "a URL of a name",
        "http://localhost:8080/",
        "a URL, not an address; write address and port alone, such as :8080",
        ":8080",
    ),
    listen(
        "a name",
        "localhost:8080",
        "names aren't looked up; write 127.0.0.1:8080 or [::1]:8080, or :8080 for everyone",
        "127.0.0.1:8080",
    ),
    listen("a star", "*:8080", "* isn't an address; write :8080", ":8080"),
    listen("no port", "127.0.0.1", "no port; write 127.0.0.1:80", "127.0.0.1:80"),
    listen(
        "no brackets",
        "::1:8080",
        "an IPv6 address without brackets; write [::1]:8080",
        "[::1]:8080",
    ),
    listen(
        "brackets round IPv4",
        "[127.0.0.1]:8080",
        "brackets are for IPv6; write 127.0.0.1:8080",
        "127.0.0.1:8080",
    ),
    listen("a port too large", ":99999", "not a port; write a port of 1–65535", ":9999"),
    listen(
        "a service's name",
        ":http",
        "the port isn't a number; write the port as a number of 1–65535",
        ":80",
    ),
    listen("an address that is none", "300.1.1.1:80", f"not an IP address; {FORMS}", "30.1.1.1:80"),
    listen(
        "a comma too many",
        "8080,",
        f"an item of the list is empty; leave out the comma too many; {FORMS}",
        "8080",
    ),
    listen(
        "off among others",
        "8080,off",
        "off stands alone; write off, or leave it out of the list",
        "8080",
        shown="off",
    ),
    listen(
        "twice the same",
        "8080,0.0.0.0:8080",
        "[::]:8080 takes its connections; leave out one of the two",
        "8080",
        shown="0.0.0.0:8080",
    ),
    listen("nothing at all", "off", f"nothing would listen; {FORMS}", "8080"),
    Mistake(
        "a platform's port that is none",
        {"PORT": "http"},
        "PORT=http: not a port; accepted: 1–65535",
        {"PORT": "8080"},
        stops=True,
    ),
]

WORDS = [
    word("STATUS_CODE", "99", f"out of range; accepted: 200–599{DEFAULT}", "503"),
    word("STATUS_CODE", "5xx", f"not a whole number; accepted: 200–599{DEFAULT}", "503"),
    word(
        "RETRY_AFTER",
        "5m",
        "neither seconds nor an HTTP date; accepted: seconds up to 2147483648, or Sun, 06 Nov "
        f"1994 08:49:37 GMT{DEFAULT}",
        "300",
    ),
    word(
        "CORS",
        "nope",
        "not an origin: a scheme, ://, a host and perhaps a port; accepted: on, off, *, and origins "
        "such as https://app.example.com:8443; until then it is left out",
        "no",
    ),
    word("HTTP_KEEP_ALIVE", "maybe", f"no such word; accepted: auto, on or off{DEFAULT}", "yes"),
    word(
        "ACCESS_LOG",
        "combined",
        f"no such word; accepted: off, json or common{DEFAULT}",
        "common",
    ),
    word(
        "HTTP_PROXY_PROTOCOL",
        "v2",
        "no such word; accepted: off, optional or required",
        "required",
        True,
    ),
    word(
        "HTTP_PROXY_PROTOCOL",
        "true",
        "no such word; accepted: off, optional or required",
        "optional",
        True,
    ),
    word(
        "TRUSTED_PROXIES",
        "everyone",
        "not a network; accepted: networks such as 10.0.0.0/8 or fc00::/7, single addresses, or "
        "none",
        "0.0.0.0/0,::/0",
        True,
    ),
    word(
        "TRUSTED_PROXIES",
        "none,10.0.0.0/8",
        "none stands alone; write none, or leave it out of the list",
        "none",
        True,
    ),
    word(
        "UNTIL",
        "2099-01-01T10:00",
        "a time without its zone; write 2099-01-01T10:00Z for UTC, or add an offset such as +01:00"
        + DEFAULT,
        "",
    ),
    word(
        "LINK",
        "javascript:alert(1)",
        "not an http, https, mailto or tel URL; accepted: https://status.example.com/, "
        f"mailto:help@example.com, tel:+4930123456{DEFAULT}",
        "mailto:help@example.com",
    ),
    word("WORKERS", "0", f"out of range; accepted: 1–64{DEFAULT}", "1"),
    word("SHUTDOWN_SECONDS", "5s", f"not a whole number; accepted: 0–3600{DEFAULT}", "5"),
    Mistake(
        "a name that nobody reads",
        {"STATUS_COED": "503"},
        f"STATUS_COED: no such variable; did you mean {PREFIX}STATUS_CODE?",
        {"STATUS_COED": None, "STATUS_CODE": "503"},
    ),
    Mistake(
        "a name like none",
        {"COLOUR": "red"},
        "COLOUR: no such variable; see --help",
        {"COLOUR": None},
    ),
    word("TLS_MINIMUM_VERSION", "1.1", MINIMUM.join(["no such word; ", ""]), "", True),
    Mistake(
        "a version without TLS",
        {"TLS_MINIMUM_VERSION": "1.3"},
        "TLS_MINIMUM_VERSION=1.3: without effect: there is no certificate; set "
        f"{PREFIX}TLS_CERTIFICATE_PATH, or leave it unset",
        {"TLS_MINIMUM_VERSION": None},
    ),
    Mistake(
        "HTTP/2 without TLS",
        {"HTTP2": "on"},
        f"HTTP2=on: without effect: there is no certificate; set {PREFIX}TLS_CERTIFICATE_PATH, or "
        "leave it unset",
        PAIR,
    ),
]
