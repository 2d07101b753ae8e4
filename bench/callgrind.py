"""User-space instructions of a server's requests, by callgrind: what the commands share.

A server answers N requests in one run and 2 N in another; the difference divided by N has no
start-up in it. Callgrind follows a fork by itself and writes one file for each process: the files
are summed, so a master and its worker count together.
"""

import pathlib
import re

import measure
from measure import Failed
from peers import Peer


def each_request(name, arguments, load, **how):
    """Instructions of a request, and by function where that is asked for. `load` has a peer answer
    so many requests; the rest says how the peer is started."""
    once, less = profile(name, arguments.requests, arguments, load, how)
    twice, more = profile(name, 2 * arguments.requests, arguments, load, how)
    functions = {function: (more[function] - less.get(function, 0)) / arguments.requests
                 for function in more}
    return (twice - once) / arguments.requests, functions


def profile(name, count, arguments, load, how):
    """Instructions of one run, as a whole and by function."""
    prefix = ["valgrind", "--tool=callgrind", "--quiet",
              "--callgrind-out-file={folder}/callgrind.%p"]
    with Peer(name, arguments, single=True, prefix=prefix, patience=60.0, **how) as peer:
        load(peer, count)
        peer.stop(60.0)
        files = sorted(pathlib.Path(peer.place.name).glob("callgrind.*"))
        total = 0
        for file in files:
            found = re.findall(r"^(?:totals|summary): (\d+)", file.read_text(), re.MULTILINE)
            total += int(found[-1]) if found else 0
        if not total:
            raise Failed(f"callgrind wrote no profile: {peer.words()}")
        return total, functions(files) if arguments.functions else {}


def functions(files):
    """Instructions by function, summed over processes."""
    sums = {}
    for file in files:
        text = measure.run(["callgrind_annotate", "--threshold=100", "--auto=no", file])
        for number, name in re.findall(r"^ *([\d,]+) \([ \d.]+%\)  (.+)$", text, re.MULTILINE):
            if name == "PROGRAM TOTALS":
                continue
            name = re.sub(r"^.*?:(?=\S)|(?: \[[^\]]*\])+$", "", name)
            sums[name] = sums.get(name, 0) + int(number.replace(",", ""))
    return sums


def readable(name):
    """A Swift function's name as it is in the source, where Swift is installed."""
    if not name.startswith("$"):
        return name
    try:
        return measure.run(["swift", "demangle", "--compact", "--simplified", name]).strip()[:100]
    except Failed:
        return name[:100]


def print_functions(lists):
    """What each function of ours spends, for each label; nothing where nobody asked for it."""
    for label, spent in lists:
        largest = sorted(spent.items(), key=lambda pair: -pair[1])[:40]
        rows = [[readable(name), f"{value:.0f}"] for name, value in largest if value >= 0.5]
        if rows:
            print(f"### Ours by function, {label}\n")
            print(measure.table(["function", "instructions"], rows) + "\n")
