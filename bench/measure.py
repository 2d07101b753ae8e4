"""What the commands of the benchmark share: options, builds, processes in /proc, results."""

import argparse
import json
import os
import pathlib
import resource
import signal
import statistics
import subprocess
import sys
import time

BENCH = pathlib.Path(__file__).resolve().parent
ROOT = BENCH.parent
OUTPUT = ROOT / "build" / "bench"

SERVER_CPU, CLIENT_CPU = 0, 1
DESCRIPTORS = 20000

MINIMAL = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
CURL = "GET / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: curl/8.5.0\r\nAccept: */*\r\n\r\n"
CLOSING = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
BROWSER = (
    "GET /orders/2024?page=3&sort=date HTTP/1.1\r\n"
    "Host: shop.example.com\r\n"
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r\n"
    "Accept: */*\r\n"
    "Accept-Language: en-GB,en;q=0.8,de-DE;q=0.5,de;q=0.3\r\n"
    "Accept-Encoding: gzip, deflate, br, zstd\r\n"
    "Referer: https://shop.example.com/orders/2024?page=2&sort=date\r\n"
    "Cookie: session=6f1c0e5b9a7d4c3e8f2a1b0c9d8e7f6a; theme=dark; consent=necessary\r\n"
    "Sec-Fetch-Dest: document\r\n"
    "Sec-Fetch-Mode: navigate\r\n"
    "Sec-Fetch-Site: same-origin\r\n"
    "X-Forwarded-For: 203.0.113.7\r\n"
    "X-Forwarded-Proto: https\r\n"
    "\r\n"
)
# What a browser that wants a page adds to it.
NAVIGATION = BROWSER.replace(
    "Accept: */*",
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8")
REQUESTS = {"minimal": MINIMAL, "curl": CURL, "browser": BROWSER, "navigation": NAVIGATION}


class Failed(Exception):
    """A measurement that could not be taken; the words say why."""


def options(description, rounds, seconds, rounds_help, seconds_help):
    """The options every command takes, not yet parsed."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--rounds", type=int, default=rounds, help=rounds_help)
    parser.add_argument("--seconds", type=float, default=seconds, help=seconds_help)
    parser.add_argument("--peers", help="comma list of the peers to measure (default: all)")
    parser.add_argument("--server", type=pathlib.Path,
                        default=ROOT / "build" / "under-maintenance",
                        help="our program (default: build/under-maintenance)")
    parser.add_argument("--before", type=pathlib.Path,
                        help="another of ours, an older one for instance, as a peer called before")
    parser.add_argument("--with-go", action="store_true", help="install Go if it is missing")
    parser.add_argument("--no-install", action="store_true", help="install no Debian package")
    return parser


def parse(parser):
    """Parses, checks the bounds and prepares this process."""
    arguments = parser.parse_args()
    if not 1 <= arguments.rounds <= 1000:
        parser.error("--rounds takes 1 to 1000")
    if not 0.05 <= arguments.seconds <= 60:
        parser.error("--seconds takes 0.05 to 60")
    # SIGTERM unwinds as Ctrl-C does, so that no peer is left behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    # All peers get the same number of descriptors: some size their tables by it.
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    limit = DESCRIPTORS if hard == resource.RLIM_INFINITY else min(DESCRIPTORS, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
    OUTPUT.mkdir(parents=True, exist_ok=True)
    return arguments


def say(words):
    """Progress, for the eyes only."""
    print(words, file=sys.stderr, flush=True)


def run(command, timeout=300, **more):
    """Runs a command to its end and returns its output; Failed when it fails."""
    try:
        done = subprocess.run(
            [str(word) for word in command], capture_output=True, text=True, timeout=timeout,
            **more)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Failed(f"{command[0]}: {error}") from None
    if done.returncode != 0:
        raise Failed(f"{command[0]}: {(done.stderr or done.stdout).strip()[-300:]}")
    return done.stdout


def install(packages, arguments):
    """Installs the Debian packages that are missing, as far as that is possible and wanted."""
    if arguments.no_install:
        return
    try:
        run(["bash", ROOT / "tools" / "install-packages", *packages], timeout=600)
    except Failed as failure:
        say(f"going on without some of {' '.join(packages)}: {failure}")


def compiled(source, libraries=()):
    """The path of a program of the benchmark, compiled if its source is newer."""
    source = BENCH / source
    program = OUTPUT / source.stem
    if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
        run(["cc", "-O2", "-Wall", "-Wextra", "-o", program, source, *libraries])
    return program


def load(port, *, connections=1, depth=1, seconds=60.0, count=0, close=False, request=MINIMAL):
    """Runs the load client on its own CPU; returns how many requests were answered rightly."""
    answer = run(
        ["taskset", "-c", CLIENT_CPU, compiled("client/load.c"), port, connections, depth,
         seconds, count, "close" if close else "keep", request], timeout=seconds + 30)
    right, wrong, broken, reopened, _ = map(int, answer.split())
    if count and right < count and not wrong + broken:
        raise Failed(f"{right} of {count} answers within {seconds:g} s")
    if wrong or broken or not right or reopened * 100 > right:
        raise Failed(f"{right} right answers, {wrong} wrong, {broken} connections broke, "
                     f"{reopened} were closed between requests")
    return right


# Processes


def tree(pid):
    """A process and all its descendants that still live."""
    found = [pid]
    for parent in found:
        try:
            for task in os.listdir(f"/proc/{parent}/task"):
                words = pathlib.Path(f"/proc/{parent}/task/{task}/children").read_text().split()
                found += [int(word) for word in words]
        except OSError:
            continue
    return [pid for pid in found if os.path.exists(f"/proc/{pid}/stat")]


def cpu(pids):
    """CPU time of processes in nanoseconds, over all their threads."""
    total = 0
    for pid in pids:
        for task in os.listdir(f"/proc/{pid}/task"):
            total += int(pathlib.Path(f"/proc/{pid}/task/{task}/schedstat").read_text().split()[0])
    return total


def smaps(pids):
    """The lines of smaps_rollup in bytes, summed over processes."""
    sums = {}
    for pid in pids:
        for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
            name, number, _ = line.split()
            sums[name.rstrip(":")] = sums.get(name.rstrip(":"), 0) + int(number) * 1024
    return sums


def descriptors(pids):
    """How many descriptors processes have open."""
    return sum(len(os.listdir(f"/proc/{pid}/fd")) for pid in pids)


def wait_until(condition, seconds, step=0.005):
    """Polls until the condition holds; False when it didn't within the time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(step)
    return True


# Results


class Results:
    """Figures by measure and peer; printed as Markdown and kept as JSON for the report."""

    def __init__(self, command, title, notes=()):
        self.command, self.title, self.notes = command, title, list(notes)
        self.figures = {}
        self.missing = {}

    def add(self, measure, peer, value):
        self.figures.setdefault(measure, {})[peer] = value

    def miss(self, peer, why):
        say(f"{peer}: {why}")
        self.missing.setdefault(peer, str(why))

    def finish(self):
        """Prints the table: one line a measure, one column a peer."""
        peers = []
        for values in self.figures.values():
            peers += [peer for peer in values if peer not in peers]
        print(f"## {self.title}\n")
        print(table(["", *peers], [
            [measure, *(str(values.get(peer, "–")) for peer in peers)]
            for measure, values in self.figures.items()]))
        for note in self.notes:
            print(f"\n{note}")
        for peer, why in self.missing.items():
            print(f"\n- {peer} is missing: {why}")
        print()
        kept = {"figures": self.figures, "missing": self.missing}
        (OUTPUT / f"{self.command}.json").write_text(json.dumps(kept, indent=2))
        return 0 if self.figures else 1


def table(heads, lines):
    """A Markdown table, aligned for reading as text."""
    rows = [heads, *lines]
    widths = [max(len(row[column]) for row in rows) for column in range(len(heads))]

    def line(cells):
        first, *others = zip(cells, widths)
        return "| " + " | ".join(
            [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]) + " |"

    rule = "|" + "|".join(
        "-" * (width + 1) + ("-" if column == 0 else ":") for column, width in enumerate(widths))
    return "\n".join([line(heads), rule + "|", *map(line, lines)])


def spread(values, form):
    """Median and range, as words."""
    values = list(values)
    middle, least, most = (form.format(f(values)) for f in (statistics.median, min, max))
    return f"{middle} ({least}–{most})"
