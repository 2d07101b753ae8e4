"""Which certificate a name gets: its own, else the wildcard's of one label, else the default one;
from a directory in each of its layouts, and of two kinds of key the one that the client knows."""

import itertools
import re
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

import tls
from certificates import Authority
from harness import Server, run_command
from layouts import DIRECTORY_LAYOUTS, put

StartServer = Callable[..., Server]
ANYONE = tls.context()


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    path = tmp_path / "certificates"
    path.mkdir()
    return path


@pytest.fixture
def server(start_tls_server: StartServer, authority: Authority, directory: Path) -> Server:
    """A default certificate, one with an exact name and one with a wildcard beside it."""
    put(authority.pair("shop.example.test"), directory, "a-shop", "NAME.pem")
    put(authority.pair("*.example.test", "example.test"), directory, "b-star", "NAME.pem")
    default = authority.pair("default.test")
    return start_tls_server(default, TLS_CERTIFICATE_DIRECTORY=directory)


STAR, SHOP, DEFAULT = ("*.example.test", "example.test"), ("shop.example.test",), ("default.test",)
OWNERS = {
    "shop.example.test": SHOP,
    "SHOP.Example.TEST": SHOP,
    "other.example.test": STAR,
    "OTHER.EXAMPLE.test": STAR,
    "example.test": STAR,
    "a.b.example.test": DEFAULT,
    "a.shop.example.test": DEFAULT,
    "xexample.test": DEFAULT,
    "default.test": DEFAULT,
    "unknown.invalid": DEFAULT,
    "localhost": DEFAULT,
    "a" * 63 + ".example.test": STAR,
    None: DEFAULT,
}


@pytest.mark.parametrize("version", tls.VERSIONS.values(), ids=tls.VERSIONS)
def test_a_name_gets_its_certificate(
    server: Server, authority: Authority, version: ssl.TLSVersion
) -> None:
    client = tls.context(version=version)
    for name, owner in OWNERS.items():
        assert tls.served(server.tls_address, client, name) == authority.pair(*owner).der, name
        assert tls.ask(server.tls_address, client, name).status == 503, name


def test_names_are_verified_by_a_client_that_trusts_the_ca(
    server: Server, client: ssl.SSLContext
) -> None:
    for name in ("shop.example.test", "other.example.test", "example.test", "default.test"):
        assert tls.ask(server.tls_address, client, name).status == 503
    with pytest.raises(ssl.SSLCertVerificationError):
        tls.ask(server.tls_address, client, "a.b.example.test")


def test_each_layout_of_the_directory_is_read(
    start_tls_server: StartServer, authority: Authority, directory: Path
) -> None:
    pairs = {}
    for number, layout in enumerate(DIRECTORY_LAYOUTS):
        pairs[f"app-{number}.test"] = authority.pair(f"app-{number}.test")
        put(pairs[f"app-{number}.test"], directory, f"{number}", layout)
    server = start_tls_server(TLS_CERTIFICATE_DIRECTORY=directory)
    for name, pair in pairs.items():
        assert tls.served(server.tls_address, ANYONE, name) == pair.der
    # Without a default one the first by file name is it.
    for name in (None, "unknown.invalid"):
        assert tls.served(server.tls_address, ANYONE, name) == pairs["app-0.test"].der
    assert "level=warning" not in server.log


def test_the_first_by_file_name_is_the_default_whatever_the_order_of_creation(
    start_tls_server: StartServer, authority: Authority, directory: Path
) -> None:
    for name in ("m", "z", "b", "k"):
        put(authority.pair(f"{name}.test"), directory, name, "NAME.crt")
    server = start_tls_server(TLS_CERTIFICATE_DIRECTORY=directory)
    assert tls.served(server.tls_address, ANYONE, None) == authority.pair("b.test").der


def sees(server: Server, algorithm: str, version: str) -> str:
    """The kind of key that signs for a client that knows one algorithm only."""
    output = tls.s_client(
        server.tls_address[1], f"-{version}", "-servername", "both.test", "-sigalgs", algorithm
    )
    (line,) = [line for line in output.splitlines() if line.startswith("Peer signature type")]
    return line.partition(": ")[2]


def test_of_two_kinds_of_key_the_one_the_client_knows_is_used(
    start_tls_server: StartServer, authority: Authority, tmp_path: Path
) -> None:
    orders = (("RSA", "ECDSA"), ("ECDSA", "RSA"))
    for order, has_default in itertools.product(orders, (True, False)):
        first, second = (authority.pair("both.test", key=key) for key in order)
        directory = tmp_path / f"{order[0]}-{has_default}"
        directory.mkdir()
        put(second, directory, "second", "NAME.crt")
        if not has_default:
            put(first, directory, "first", "certbot")
        server = start_tls_server(
            first if has_default else None, TLS_CERTIFICATE_DIRECTORY=directory
        )
        for key in order:
            ciphers = f"ECDHE-{key}-AES128-GCM-SHA256"
            client = tls.context(authority.certificate, tls.V1_2, ciphers=ciphers)
            der = tls.served(server.tls_address, client, "both.test")
            assert der == authority.pair("both.test", key=key).der, (order, has_default)
        for version in ("tls1_2", "tls1_3"):
            assert sees(server, "rsa_pss_rsae_sha256", version) == "RSA-PSS", (order, has_default)
            assert sees(server, "ecdsa_secp256r1_sha256", version) == "ECDSA", (order, has_default)


def test_check_prints_what_each_name_gets(authority: Authority, directory: Path) -> None:
    paths = {
        name: put(authority.pair(*names, key=key), directory, name, layout)
        for name, names, key, layout in [
            ("a", ("shop.example.test",), "ECDSA", "NAME.pem"),
            ("b", ("shop.example.test",), "RSA", "NAME.crt"),
            ("c", ("*.example.test", "127.0.0.1"), "ECDSA", "Kubernetes"),
        ]
    }
    # Of two for one name the one that lives longer is served.
    default = authority.pair(days=92)
    completed = run_command(
        "check", HTTPS_LISTEN="8443", TLS_CERTIFICATE_DIRECTORY=directory, **default.variables
    )
    assert completed.returncode == 0, completed
    lines = completed.stdout.splitlines()
    for path, names, key in [
        (default.certificate, "localhost *.example.test", "EC 256"),
        (paths["a"], "shop.example.test", "EC 256"),
        (paths["b"], "shop.example.test", "RSA 2048"),
        (paths["c"], "*.example.test", "EC 256"),
    ]:
        (line,) = [line for line in lines if line.startswith("certificate") and str(path) in line]
        assert names in line and key in line and "Test CA" in line
        assert re.search(r"\b(89|9[0-2]) days left", line)
    gets = {line.split()[1]: line for line in lines if line.startswith("name ")}
    shop = gets["shop.example.test:"]
    assert str(paths["a"]) in shop and str(paths["b"]) in shop
    assert str(default.certificate) in gets["*.example.test:"]
    assert str(paths["c"]) not in gets["*.example.test:"]
    (others,) = [line for line in lines if line.startswith("other names")]
    assert str(default.certificate) in others
