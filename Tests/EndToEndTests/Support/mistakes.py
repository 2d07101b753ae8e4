"""Mistakes that operators make, the one line that each gives, and the cure in it carried out.

`{m}` stands for the directory of `materials.py`, `{tmp}` for one of the test's own."""

from __future__ import annotations

from dataclasses import dataclass, field

LISTEN = {"HTTP_LISTEN": "127.0.0.1:8080"}
TLS = {"HTTPS_LISTEN": "127.0.0.1:8443"}
PAIR = {**TLS, "TLS_CERTIFICATE_PATH": "{m}/app.crt", "TLS_KEY_PATH": "{m}/app.key"}


@dataclass(frozen=True)
class Mistake:
    name: str
    # What is set besides `LISTEN`.
    variables: dict[str, str]
    # Of `check`, without the word that begins it.
    line: str
    # What the cure changes; None takes a variable away.
    cured: dict[str, str | None] = field(default_factory=dict)
    stops: bool = False
    # The name of the variable whose file the command in the line converts.
    converts: str | None = None
    # Files of the test's own: pages by their names.
    files: tuple[str, ...] = ()
    # A file that the cure renames.
    renamed: tuple[str, str] | None = None


def listen(
    name: str, value: str, reason_and_cure: str, cured: str, shown: str | None = None
) -> Mistake:
    """Of a list the one item is shown."""
    line = f"HTTP_LISTEN={shown or value}: {reason_and_cure}"
    return Mistake(name, {"HTTP_LISTEN": value}, line, {"HTTP_LISTEN": cured}, stops=True)


def word(variable: str, value: str, reason_and_cure: str, cured: str, stops=False) -> Mistake:
    line = f"{variable}={value}: {reason_and_cure}"
    return Mistake(f"{variable}={value}", {variable: value}, line, {variable: cured}, stops)


def certificate(name: str, file: str, reason_and_cure: str, **options: object) -> Mistake:
    variables = {**PAIR, "TLS_CERTIFICATE_PATH": f"{{m}}/{file}"}
    line = f"TLS_CERTIFICATE_PATH={{m}}/{file}: {reason_and_cure}"
    options.setdefault("cured", {"TLS_CERTIFICATE_PATH": "{m}/app.crt"})
    return Mistake(name, variables, line, stops=True, **options)


def key(name: str, file: str, reason_and_cure: str, **options: object) -> Mistake:
    variables = {**PAIR, "TLS_KEY_PATH": f"{{m}}/{file}", **options.pop("variables", {})}
    line = f"TLS_KEY_PATH={{m}}/{file}: {reason_and_cure}"
    options.setdefault("cured", {"TLS_KEY_PATH": "{m}/app.key"})
    return Mistake(name, variables, line, stops=True, **options)


def page(name: str, file: str, reason_and_cure: str, variable: str | None = None) -> Mistake:
    """What a command converts; of another variable with what holds until then."""
    effect = "" if variable else NEXT_PAGE
    variable = variable or "CUSTOM_FILE_PATH"
    line = f"{variable}={{m}}/{file}: {reason_and_cure}{effect}"
    return Mistake(name, {variable: f"{{m}}/{file}"}, line, converts=variable)


def page_name(file: str, reason_and_cure: str, good: str, effect: str | None = None) -> Mistake:
    effect = NEXT_PAGE if effect is None else effect
    line = f"PAGES_DIRECTORY={{tmp}}/pages/{file}: {reason_and_cure}{effect}"
    return Mistake(
        file, {"PAGES_DIRECTORY": "{tmp}/pages"}, line, files=(file,), renamed=(file, good)
    )


NEXT_PAGE = "; until then the next best page is sent"
DEFAULT = "; the default is used"
FORMS = "accepted: port, :port, address:port, [v6]:port, unix:/path or off"
CHAIN, KEY = "give a PEM chain, leaf first", "give the PEM key of the certificate"
ISSUE = "have it issued with RSA 2048 or EC P-256; until then it is served as it is"
NO_ENTRY = "No such file or directory; put a readable file there, or give another path"
MINIMUM = "accepted: 1.2 or 1.3"
PREFIX = "UNDER_MAINTENANCE_"
