"""Chromium, driven by the WebDriver protocol: what a visitor sees, and what the page does."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import subprocess
from pathlib import Path

import requests

import processes
from certificates import Pair, openssl
from deployments import accepts, end
from harness import REPOSITORY, free_port

HOST = "localhost"
SITES = f"*.sites.{HOST}"
SCREENSHOTS = Path(
    os.environ.get("UNDER_MAINTENANCE_SCREENSHOTS") or REPOSITORY / "build" / "screenshots"
)
NAVIGATED_AWAY = ("context was destroyed", "Cannot find context", "aborted by navigation")
# Chromium's own note on every answer of 500 and above; nothing else is expected in the console.
UNAVAILABLE = re.compile(
    r"https?://\S+ - Failed to load resource: "
    r"the server responded with a status of 503 \(Service Unavailable\)"
)


class NavigatedAway(Exception):
    """The page that was asked gave way to another meanwhile."""


# How each emulation is undone.
UNDOING: dict[str, tuple[str, dict[str, object]]] = {
    "Emulation.setEmulatedMedia": ("Emulation.setEmulatedMedia", {"features": []}),
    "Emulation.setUserAgentOverride": ("Emulation.setUserAgentOverride", {"userAgent": ""}),
    "Emulation.setTimezoneOverride": ("Emulation.setTimezoneOverride", {"timezoneId": ""}),
    "Emulation.setScriptExecutionDisabled": ("Emulation.setScriptExecutionDisabled", {"value": False}),
    "Emulation.setDeviceMetricsOverride": ("Emulation.clearDeviceMetricsOverride", {}),
}


class Browser:
    """One Chromium, one window of it at a time. It resolves no name but those of localhost, and accepts no
    certificate but those it is told of."""

    def __init__(self, directory: Path, pairs: list[Pair]) -> None:
        self._port = free_port()
        self.screenshots: list[str] = []
        self._emulated: set[str] = set()
        self._session = ""
        self._client = requests.Session()
        self._client.trust_env = False
        self._process = subprocess.Popen(
            ["chromedriver", f"--port={self._port}"],
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(directory)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        processes.eventually(lambda: accepts(self._port), 10, "chromedriver listens")
        arguments = [
            "--headless=new",
            # A window without tabs and address bar, which take a third of the time of each page.
            "--app=data:,",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--no-first-run",
            "--no-proxy-server",
            "--lang=en-US",
            f"--user-data-dir={directory}/profile",
            f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {HOST}, EXCLUDE *.{HOST}, EXCLUDE 127.0.0.1",
            f"--ignore-certificate-errors-spki-list={','.join(map(key_digest, pairs))}",
            # Its sandbox refuses root.
            *(["--no-sandbox"] if os.geteuid() == 0 else []),
        ]
        options = {
            "goog:chromeOptions": {
                "args": arguments,
                # No connection that nothing is asked on: it would outlast its server's test.
                "prefs": {"net.network_prediction_options": 2},
            },
            "goog:loggingPrefs": {"browser": "ALL"},
            # A dialog fails what is asked next.
            "unhandledPromptBehavior": "dismiss and notify",
        }
        answer = self._post("", {"capabilities": {"alwaysMatch": options}})
        self._session = f"/{answer['sessionId']}"
        (self._first,) = self.windows

    def forget(self) -> None:
        """Its first window is left, empty: no emulation, no log, nothing remembered. Another in its place
        would take as much as three pages."""
        others = [window for window in self.windows if window != self._first]
        self.switch_to(self._first)
        for other in others:
            # From here: a window that is on its way to another page may refuse to close itself.
            self.command("Target.closeTarget", targetId=other)
        if others:
            processes.eventually(lambda: self.windows == [self._first], 10, "the others close")
        self.open("about:blank")
        for name in sorted(self._emulated):
            opposite, values = UNDOING[name]
            self.command(opposite, **values)
        self._emulated.clear()
        self.command("Page.resetNavigationHistory")
        self.command("Network.clearBrowserCookies")
        self.command("Network.clearBrowserCache")
        self._logged()

    @property
    def windows(self) -> list[str]:
        return self._get("/window/handles")

    def new_tab(self) -> str:
        """In front of the others, of a window that has tabs: not the first."""
        tab = self._post("/window/new", {"type": "tab"})["handle"]
        self.switch_to(tab)
        return tab

    def switch_to(self, window: str) -> None:
        self._post("/window", {"handle": window})

    def open(self, url: str) -> None:
        self._post("/url", {"url": url})

    def reload(self) -> None:
        self._post("/refresh", {})

    @property
    def url(self) -> str:
        return self._get("/url")

    def run(self, script: str, *arguments: object) -> object:
        """What the script returns, in the page."""
        return self._post("/execute/sync", {"script": script, "args": arguments})

    def run_async(self, script: str, *arguments: object) -> object:
        """What the script, the body of an async function, comes to."""
        wrapped = (
            "const done = arguments[arguments.length - 1];"
            f"(async (...given) => {{ {script} }})(...Array.from(arguments).slice(0, -1))"
            ".then(done, error => done({failed: String(error)}))"
        )
        return self._post("/execute/async", {"script": wrapped, "args": arguments})

    def text(self) -> str:
        return self.run("return document.title + '|' + document.body.innerText")

    def shows(self, wanted: str) -> bool:
        self.reload()
        return self.text() == wanted

    def has_come_to(self, wanted: str) -> bool:
        """Whether the window shows it by itself. One on its way to another page can't be asked."""
        try:
            return self.text() == wanted
        except NavigatedAway:
            return False

    def has(self, selector: str) -> bool:
        """Whether the page that is there, if one is, has such an element."""
        try:
            return bool(self.run("return !!document.querySelector(arguments[0])", selector))
        except NavigatedAway:
            return False

    def press(self, key: str) -> None:
        """A key for the whole window, such as Tab."""
        for kind in ("keyDown", "keyUp"):
            self.command("Input.dispatchKeyEvent", type=kind, key=key, code=key)

    def screenshot(self, name: str) -> None:
        """Of what is in view once it has come to rest, into the folder that the end of the run
        names."""
        self.run("document.getAnimations().forEach(animation => animation.finish())")
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        path = SCREENSHOTS / f"{name}.png"
        path.write_bytes(base64.b64decode(self._get("/screenshot")))
        self.screenshots.append(str(path))

    def command(self, name: str, **parameters: object) -> dict:
        """A command of the DevTools protocol."""
        if name.startswith("Emulation."):
            self._emulated.add(name)
        return self._post("/goog/cdp/execute", {"cmd": name, "params": parameters})

    def prefer(self, scheme: str) -> None:
        """`light` or `dark`."""
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self.command("Emulation.setEmulatedMedia", features=[feature])

    def resize(self, width: int, height: int, *, scale: float = 1, mobile: bool = False) -> None:
        self.command(
            "Emulation.setDeviceMetricsOverride",
            **{"width": width, "height": height, "deviceScaleFactor": scale, "mobile": mobile},
        )

    def speak(self, language: str) -> None:
        """The languages the visitor prefers, as in Accept-Language."""
        agent = self.command("Browser.getVersion")["userAgent"]
        self.command(
            "Emulation.setUserAgentOverride", userAgent=agent, acceptLanguage=language
        )

    def live_in(self, zone: str) -> None:
        self.command("Emulation.setTimezoneOverride", timezoneId=zone)

    def forbid_scripts(self) -> None:
        """The page's; those of a test still run."""
        self.command("Emulation.setScriptExecutionDisabled", value=True)

    def complaints(self) -> list[str]:
        """What the console has that no visitor's should: errors, warnings, refusals by the policy;
        read once."""
        return [
            f"{entry['source']}: {entry['message']}"
            for entry in self._logged()
            if entry["source"] != "network" or not UNAVAILABLE.fullmatch(entry["message"])
        ]

    def close(self) -> None:
        try:
            if self._session:
                self._client.delete(self._url(""), timeout=10)
        finally:
            self._client.close()
            end(self._process)

    def _logged(self) -> list[dict]:
        return self._post("/se/log", {"type": "browser"})

    def _url(self, path: str) -> str:
        return f"http://127.0.0.1:{self._port}/session{self._session}{path}"

    def _get(self, path: str) -> object:
        return self._value(self._client.get(self._url(path), timeout=30))

    def _post(self, path: str, content: object) -> object:
        return self._value(self._client.post(self._url(path), json=content, timeout=30))

    def _value(self, answer: requests.Response) -> object:
        value = answer.json()["value"]
        if not answer.ok and any(sign in value["message"] for sign in NAVIGATED_AWAY):
            raise NavigatedAway(value["message"])
        assert answer.ok, answer.text[:500]
        return value


def key_digest(pair: Pair) -> str:
    public = pair.key.with_suffix(".public.der")
    openssl("pkey", "-in", pair.key, "-pubout", "-outform", "der", "-out", public)
    return base64.b64encode(hashlib.sha256(public.read_bytes()).digest()).decode()
