"""When OpenSSL or libc change, the link of the program stops, and says why: a table that has another
name, an object that comes along all the same, an entry point that stands in front of nothing."""

import functools
import re
import subprocess
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

import linking

RULES = linking.ROOT / "tools" / "linker" / "crypto-subset.ld"
Link = Callable[..., str]

pytestmark = pytest.mark.skipif(
    RULES.name not in linking.plan(), reason="not built here, or with LEAN=0, all of OpenSSL"
)


@pytest.fixture
def link(tmp_path: Path) -> Link:
    """Links with some names of CryptoSubset's changed; what the linker complains of."""

    def link(*options: str, renamed: dict[str, str] | None = None) -> str:
        changes: dict[Path, list[str]] = defaultdict(list)
        for name, other in (renamed or {}).items():
            (place,) = places()[name]
            changes[place].append(f"--redefine-sym={name}={other}")
        objects = linking.objects()
        for place, words in changes.items():
            changed = tmp_path / place.name
            subprocess.run(["objcopy", *words, place, changed], check=True)
            objects[objects.index(place)] = changed
        linked = linking.link(tmp_path / "linked", objects, *options)
        said = linked.stdout + linked.stderr
        assert (linked.returncode == 0) == ("error:" not in said), said
        return said

    return link


@functools.cache
def places() -> dict[str, list[Path]]:
    """By name, the objects of CryptoSubset that define it or ask for it."""
    own = [each for each in linking.objects() if each.parent.name == "CryptoSubset.build"]
    listed = subprocess.run(
        ["nm", "--print-file-name", *own], capture_output=True, text=True, check=True
    )
    found: dict[str, list[Path]] = defaultdict(list)
    for line in listed.stdout.splitlines():
        found[line.split()[-1]].append(Path(line.partition(":")[0]))
    return found


def test_as_it_is_it_links(link: Link) -> None:
    assert "error" not in link()


def test_a_table_that_was_renamed_stops_the_link(link: Link) -> None:
    said = link(renamed={"ossl_hmac_functions": "ossl_hmac_table"})
    assert "undefined symbol: ossl_hmac_table" in said


def test_an_object_that_comes_along_stops_the_link(link: Link) -> None:
    said = link("-Xlinker", "--undefined=NCONF_get_number_e")
    assert "duplicate symbol: NCONF_get_string" in said


@pytest.mark.parametrize(
    "sentences",
    [
        # What it brings along doubles a name before the linker comes to its rules.
        {"ossl_default_provider_init": "duplicate symbol: "},
        {
            "openssl_add_all_ciphers_int": "all ciphers are linked",
            "openssl_add_all_digests_int": "all digests are linked",
        },
    ],
    ids=["provider", "ciphers and digests"],
)
def test_an_entry_point_that_was_renamed_stops_the_link(
    link: Link, sentences: dict[str, str]
) -> None:
    said = link(renamed={entry: f"{entry}_of_old" for entry in sentences})
    for sentence in sentences.values():
        assert sentence in said


def test_every_rule_of_the_linker_can_stop_it(link: Link) -> None:
    rules = re.findall(r'ASSERT\(!DEFINED\((\w+)\), "([^"]+)"\)', RULES.read_text())
    assert len(rules) > 20
    said = link(*(word for name, _ in rules for word in ("-Xlinker", f"--defsym={name}=0")))
    for name, sentence in rules:
        assert sentence in said, name
