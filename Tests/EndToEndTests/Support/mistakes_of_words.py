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
