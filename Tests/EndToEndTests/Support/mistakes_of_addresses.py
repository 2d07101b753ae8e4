"""Mistakes about where to listen."""

from __future__ import annotations

from mistakes import FORMS, Mistake, listen

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
    *(
        listen(
            f"more in an address, {value}",
            value,
            f"blanks or semicolons in an address; write {meant}",
            meant,
        )
        for value, meant in [
            ("127.0.0.1: 28080", "127.0.0.1:28080"),
            ("127.0.0.1 :8080", "127.0.0.1:8080"),
            ("127.0.0.1 8080", "127.0.0.1:8080"),
            ("127.0.0.1 : 8080", "127.0.0.1:8080"),
            (": 8080", ":8080"),
            ("[::1]: 8080", "[::1]:8080"),
            ("[::1] 8080", "[::1]:8080"),
            ("8080;", "8080"),
            ("127.0.0.1:8080;", "127.0.0.1:8080"),
            ("unix: /run/x.sock", "unix:/run/x.sock"),
        ]
    ),
    listen(
        "a directory that isn't there",
        "unix:/nope/x.sock",
        "No such file or directory; make the directory first",
        "unix:{tmp}/x.sock",
    ),
    listen(
        "a file for a socket",
        "unix:{m}/page.html",
        "a file or directory is there; take it away, or choose another path",
        "unix:{tmp}/x.sock",
    ),
    listen(
        "a directory for a socket",
        "unix:{m}",
        "a file or directory is there; take it away, or choose another path",
        "unix:{tmp}/x.sock",
    ),
    listen(
        "a file on the way",
        "unix:{m}/page.html/x.sock",
        "Not a directory; choose a path beneath directories",
        "unix:{tmp}/x.sock",
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
