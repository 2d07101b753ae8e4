"""Mistakes about words, numbers, times and lists of them."""

from __future__ import annotations

from mistakes import DEFAULT, MINIMUM, PAIR, PREFIX, Mistake, word

LEFT_OUT = "; until then it is left out"

WORDS = [
    word("STATUS_CODE", "99", f"out of range; accepted: 200–599{DEFAULT}", "503"),
    word("STATUS_CODE", "5xx", f"not a whole number; accepted: 200–599{DEFAULT}", "503"),
    word(
        "RETRY_AFTER",
        "5m",
        "neither seconds nor an HTTP date; accepted: seconds up to 2147483648, or Mon, 22 Nov "
        f"2049 17:00:00 GMT{DEFAULT}",
        "Mon, 22 Nov 2049 17:00:00 GMT",
    ),
    word(
        "UNTIL",
        "tomorrow",
        f"not an RFC 3339 time; accepted: a time to come, as 2049-11-22T18:00:00+01:00{DEFAULT}",
        "2049-11-22T18:00:00+01:00",
    ),
    *(
        word("UNTIL", value, f"{reason_and_cure}{DEFAULT}", "2049-11-22T18:00+01:00")
        for value, reason_and_cure in [
            (
                "2049-11-22T18:00+0100",
                "a zone without hours, colon and minutes; write 2049-11-22T18:00+01:00",
            ),
            (
                "2049-11-22T18:00 +01:00",
                "a blank before the zone; write 2049-11-22T18:00+01:00",
            ),
            (
                "2049-11-22T18:00+01:00 # or so",
                "something behind the time; write 2049-11-22T18:00+01:00",
            ),
            ("2049-11-22", "a date without its time; add time and zone, such as T18:00+01:00"),
            ("2049-11-22T24:00Z", "there is no 24:00; write 00:00 of the day after"),
            ("2049-11-22T25:00Z", "there is no such hour; write 00–23"),
            ("2049-11-22T18:60Z", "there is no such minute; write 00–59"),
            ("2049-02-30T18:00Z", "that month has no such day; write one of its days"),
        ]
    ),
    *(
        word("LINK", value, f"{reason_and_cure}{DEFAULT}", "https://status.example/")
        for value, reason_and_cure in [
            (
                "https://[::1/",
                "not an IPv6 address in brackets; write it as https://[2001:db8::1]/",
            ),
            ("https://a.example:99999/", "not a port; write a port of 1–65535"),
            *(
                (value, f"{reason}; accepted: https://status.example.com/, "
                "mailto:help@example.com, tel:+4930123456")
                for value, reason in [
                    ("https://a\u2003b.example/", "a host that no browser opens"),
                    ("https:///status", "a URL without a host"),
                    ("tel:abc", "not a telephone number"),
                    ("mailto:help", "not an e-mail address"),
                ]
            ),
        ]
    ),
    Mistake(
        "a password in a message",
        {"MESSAGE": "Files are at ftp://a:hunter2@files.example/"},
        "MESSAGE=(a URL with a password, 43 bytes): a URL with a password, which everybody reads; "
        "leave the password out",
        {"MESSAGE": "Files are at ftp://files.example/"},
    ),
    word("REFRESH", "-1", f"out of range; accepted: 0–86400{DEFAULT}", "0"),
    Mistake(
        "plain HTTP where TLS is spoken",
        {"HTTP_LISTEN": "127.0.0.1:8080,127.0.0.1:443"},
        "HTTP_LISTEN=127.0.0.1:443: plain HTTP on the port of https:// URLs; write it into "
        f"{PREFIX}HTTPS_LISTEN, with a certificate",
        {**PAIR, "HTTP_LISTEN": "127.0.0.1:8080", "HTTPS_LISTEN": "127.0.0.1:443"},
    ),
    *(
        Mistake(
            f"a name of other servers, {name}",
            {name: value},
            f"{name}: no such variable; did you mean {PREFIX}{known}?",
            {name: None, known: value},
        )
        for name, known, value in [
            ("HTTP_PORT", "HTTP_LISTEN", "8080"), ("SHUTDOWN_TIMEOUT", "SHUTDOWN_SECONDS", "5"),
            ("DRAIN_SECONDS", "SHUTDOWN_SECONDS", "5"),
        ]
    ),
    word("ACCENT_COLOR", "0a7d55", f"not a colour; write #0a7d55{DEFAULT}", "#0a7d55"),
    word(
        "ACCENT_COLOR",
        "green",
        f"not a colour; accepted: a colour such as #0a7d55{DEFAULT}",
        "#0a7d55",
    ),
    word(
        "CORS",
        "nope",
        "not an origin: a scheme, ://, a host and perhaps a port; accepted: on, off, or a list of "
        "* and origins such as https://app.example.com:8443; until then it is left out",
        "no",
    ),
    *(
        Mistake(
            f"a word among origins, {value}",
            {"CORS": value},
            f"CORS={shown}: on and off stand alone; write * for everybody, or leave it out of the "
            "list; until then it is left out",
            {"CORS": meant},
        )
        for value, shown, meant in [
            ("on,https://a.example", "on", "*,https://a.example"),
            ("https://a.example,true", "true", "https://a.example,*"),
            ("off,https://a.example", "off", "https://a.example"),
        ]
    ),
    word(
        "CORS",
        "https://a.example,",
        "an item of the list is empty; leave out the comma too many; until then it is left out",
        "https://a.example",
    ),
    *(
        word(
            variable,
            f"{one}{between}{other}",
            f"several items without commas; write {one},{other}{effect}",
            f"{one},{other}",
            stops,
        )
        for variable, one, other, effect, stops in [
            ("CORS", "https://a.example", "https://b.example", LEFT_OUT, False),
            ("TRUSTED_PROXIES", "10.0.0.0/8", "::1", "", True),
            ("TLS_SELF_SIGNED", "localhost", "127.0.0.1", "", True),
        ]
        for between in (" ", "; ")
    ),
    word(
        "LINK",
        "https://someone@status.example/",
        f"it holds a user or password, which everybody would read; leave it out{DEFAULT}",
        "https://status.example/",
    ),
    Mistake(
        "less memory than the workers take",
        {"MEMORY": "1M", "WORKERS": "64"},
        "MEMORY=1M: peers can make 64 workers hold 64M; write that, or fewer workers",
        {"MEMORY": "64M"},
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
