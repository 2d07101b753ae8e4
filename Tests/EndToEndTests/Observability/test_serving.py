"""From the application's death to its return, as an operator sees it: a real Prometheus with the rules
that ship, a real proxy, one event each in the log, whoever is reloaded or killed meanwhile. The same
Prometheus is asked everything that the dashboard asks."""

from __future__ import annotations

import calendar
import http.client
import json
import os
import re
import signal
import subprocess
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import processes
from admin import Admin, promtool
from certificates import Authority
from harness import REPOSITORY, Server, free_port, run_command
from proxies import Application, Proxy

StartProxy = Callable[..., Proxy]
SHIPPED = REPOSITORY / "deploy" / "prometheus"
BACKENDS = """
backend app
    option redispatch 1
    retries 2
    server app 127.0.0.1:{application} check inter 100ms fall 1 rise 1
    server maintenance 127.0.0.1:{maintenance} backup
"""
CONFIGURATION = """
global: {{scrape_interval: 1s, evaluation_interval: 1s}}
rule_files: ['{rules}']
scrape_configs:
  - job_name: under-maintenance
    static_configs: [{{targets: ['127.0.0.1:{port}']}}]
"""


class Prometheus:
    """A real one, with the rules that ship, looking every second."""

    def __init__(self, directory: Path, target: int) -> None:
        self.port = free_port()
        file = directory / "prometheus.yaml"
        file.write_text(
            CONFIGURATION.format(rules=SHIPPED / "under-maintenance.rules.yaml", port=target))
        self.log = directory / "prometheus.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                ["/usr/bin/prometheus", f"--config.file={file}", "--log.level=warn",
                 f"--storage.tsdb.path={directory}/data", f"--web.listen-address=127.0.0.1:{self.port}"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def get(self, path: str, **parameters: str) -> dict:
        url = f"http://127.0.0.1:{self.port}/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
        with urllib.request.urlopen(url, timeout=10) as answer:
            result = json.load(answer)
        assert result["status"] == "success", result
        return result["data"]

    def ask(self, query: str) -> list[dict]:
        return self.get("query", query=query)["result"]

    def sees(self, query: str) -> bool:
        try:
            return bool(self.ask(query))
        except OSError:
            assert self.process.poll() is None, self.log.read_text()
            return False

    @property
    def firing(self) -> dict[str, dict]:
        alerts = self.get("alerts")["alerts"]
        return {a["labels"]["alertname"]: a for a in alerts if a["state"] == "firing"}

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)


@pytest.fixture
def server(tmp_path: Path, authority: Authority) -> Iterator[tuple[Server, Admin]]:
    """One that nobody has asked anything yet: being asked is what is looked at here."""
    (tmp_path / "server").mkdir()
    admin, secure = free_port(), free_port()
    made = Server(
        tmp_path / "server", ADMIN_LISTEN=f"127.0.0.1:{admin}", WORKERS=2, RELOAD_SECONDS=0,
        HTTPS_LISTEN=f"127.0.0.1:{secure}", **authority.pair().variables)
    private = Admin(made, ("127.0.0.1", admin))

    def is_ready() -> bool:
        try:
            return private.get("/readyz").status == 200
        except OSError:
            return False

    try:
        processes.eventually(is_ready, 10, "it is ready")
        yield made, private
        made.stop()
    finally:
        made.kill()


class Visitor:
    """Asks the proxy ten times a second and counts the answers of either."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.bodies: list[int] = []
        self.first_maintenance: float | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._stopping.wait(0.1):
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
            try:
                connection.request("GET", "/", headers={"Host": "shop.example.com"})
                status = connection.getresponse().status
            finally:
                connection.close()
            if status == 503 and self.first_maintenance is None:
                self.first_maintenance = time.time()
            self.bodies.append(status)

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(15)


def serving_lines(server: Server) -> list[str]:
    return [line for line in server.log.splitlines() if "event=serving-" in line]


@pytest.mark.long
def test_from_the_death_of_the_application_to_its_return(
    server: tuple[Server, Admin], start_proxy: StartProxy, tmp_path: Path
) -> None:
    server, private = server
    application = Application(free_port())
    application.start()
    port = free_port()
    start_proxy(
        "haproxy", BACKENDS.format(application=application.port, maintenance=server.port), port)
    prometheus = Prometheus(tmp_path, private.address[1])
    visitor = Visitor(port)
    try:
        processes.eventually(
            lambda: prometheus.sees("under_maintenance_serving == 0"), 30, "it has been scraped")
        # Whoever only looks whether it is well is no visitor.
        assert run_command(
            "healthcheck", HTTP_LISTEN=f"127.0.0.1:{server.port}").returncode == 0
        time.sleep(2)
        assert set(visitor.bodies) == {200} and serving_lines(server) == []
        assert "UnderMaintenanceServing" not in prometheus.firing

        application.stop()
        processes.eventually(
            lambda: "UnderMaintenanceServing" in prometheus.firing, 30, "the alert fires")
        # Of all that was scraped from the first such answer on, nothing says otherwise, and the alert
        # is as old as the first of it, but for the evaluation's own second.
        (series,) = prometheus.ask("under_maintenance_serving[2m]")
        samples = [(float(when), value) for when, value in series["values"]]
        first = min(when for when, value in samples if value == "1")
        assert all(value == "1" for when, value in samples if when > visitor.first_maintenance + 0.1)
        alert = prometheus.firing["UnderMaintenanceServing"]
        active = time.strptime(alert["activeAt"][:19], "%Y-%m-%dT%H:%M:%S")
        print(f"first answer to scrape {first - visitor.first_maintenance:.2f} s, to alert "
              f"{_seconds(active) - visitor.first_maintenance:.2f} s")
        assert _seconds(active) - first <= 2

        # Who is refused is no host that was served.
        for name in "abc":
            (answer,) = server.exchange(
                f"POST / HTTP/1.1\r\nHost: {name}.test\r\nTransfer-Encoding: foo\r\n\r\n".encode())
            assert answer.status == 501

        # Generations and deaths begin nothing anew.
        server.signal(signal.SIGHUP)
        processes.eventually(lambda: "event=reloaded" in server.log, 10, "it is reloaded")
        os.kill(server.workers[-1], signal.SIGKILL)
        time.sleep(2)
        (line,) = serving_lines(server)
        assert re.search(
            rf"event=serving-began host=shop\.example\.com listener=127\.0\.0\.1:{server.port}$", line)

        for expression in dashboard_queries():
            assert prometheus.ask(expression), expression

        application.start()
        processes.eventually(lambda: visitor.bodies[-1] == 200, 10, "the application is back")
        visitor.stop()
        run_command("healthcheck", HTTP_LISTEN=f"127.0.0.1:{server.port}")
        processes.eventually(
            lambda: "UnderMaintenanceServing" not in prometheus.firing, 90, "the alert is over")
        processes.eventually(lambda: len(serving_lines(server)) == 2, 5, "the log says so")
        ended = serving_lines(server)[1]
        fields = dict(part.split("=", 1) for part in ended.split())
        assert fields["event"] == "serving-ended" and fields["hosts"] == "1"
        count = visitor.bodies.count(503)
        # The one that was being answered when its worker was killed the proxy has asked again.
        assert count <= int(fields["requests"]) <= count + 2
        assert 1 <= int(fields["seconds"]) <= 60
    finally:
        visitor.stop()
        prometheus.stop()
        application.stop()


def _seconds(moment: time.struct_time) -> float:
    return calendar.timegm(moment)


def dashboard_queries() -> list[str]:
    panels = json.loads((SHIPPED / "dashboard.json").read_text())["panels"]
    queries = [target["expr"] for panel in panels for target in panel["targets"]]
    assert len(queries) > 20
    return [q.replace("$job", ".*").replace("$__rate_interval", "10s") for q in queries]


def test_the_rules_that_ship_are_sound_and_fire_when_they_should() -> None:
    for words in (
        ["check", "rules", "--lint=all", "--lint-fatal", "under-maintenance.rules.yaml"],
        ["test", "rules", "under-maintenance.test.yaml"],
    ):
        result = subprocess.run(
            promtool(*words), cwd=SHIPPED, capture_output=True, text=True, timeout=60)
        assert result.returncode == 0, result.stdout + result.stderr


def test_rules_and_dashboard_speak_of_what_there_is(server: tuple[Server, Admin]) -> None:
    """Every name with the labels that are asked of it."""
    _, private = server
    samples = private.scrape()
    texts = [(SHIPPED / "under-maintenance.rules.yaml").read_text(), *dashboard_queries()]
    names = set(re.findall(r"under_maintenance_[a-z_]+", "\n".join(texts)))
    assert names == set(samples.types), names ^ set(samples.types)
    for text in texts[1:]:
        (name, *_) = re.findall(r"under_maintenance_[a-z_]+", text)
        labels = {label for key in samples if key[0] == name for label, _ in key[1]}
        for group in re.findall(r"by \(([a-z, ]+)\)", text):
            assert set(group.split(", ")) <= labels, text
