"""What the commands share about TLS: certificates, the job a server is given, the load."""

import dataclasses
import subprocess

import measure
from measure import CLIENT_CPU, Failed, OUTPUT

LIBRARIES = ("-lssl", "-lcrypto")
PACKAGES = ["openssl", "libssl-dev"]
KEYS = {
    "ecdsa": ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
    "rsa": ["rsa:2048"],
    "p384": ["ec", "-pkeyopt", "ec_paramgen_curve:P-384"],
    "p521": ["ec", "-pkeyopt", "ec_paramgen_curve:P-521"],
    "ed25519": ["ed25519"],
}


@dataclasses.dataclass(frozen=True)
class Job:
    """What a server does on its port: TLS with this key, keeping connections or closing each
    after one answer (which the request asks for, too). Tickets for each full connection of
    TLS 1.3; None: as many as it likes."""

    key: str = "ecdsa"
    keeps: bool = False
    tickets: int | None = None


def pair(key):
    """Certificate and key for localhost, self-signed, made once."""
    certificate, private = OUTPUT / f"{key}.crt", OUTPUT / f"{key}.key"
    if not certificate.exists() or not private.exists():
        measure.run([
            "openssl", "req", "-x509", "-newkey", *KEYS[key], "-nodes", "-days", 3650,
            "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
            "-addext", "basicConstraints=critical,CA:FALSE",
            "-keyout", private, "-out", certificate])
    return certificate, private


class Load:
    """The TLS client, for the length of a `with`: it has warmed the server up when that begins,
    and holds its connections until that ends."""

    def __init__(self, port, mode, *, connections=64, warm=0.0, seconds=60.0, count=0):
        self.seconds, self.mode, self.count = seconds, mode, count
        program = measure.compiled("client/tls.c", LIBRARIES)
        request = measure.CLOSING if mode in ("full", "resumed") else measure.MINIMAL
        self.words = ["taskset", "-c", CLIENT_CPU, program, port, connections, warm, seconds,
                      count, mode, request]

    def __enter__(self):
        self.process = subprocess.Popen(
            [str(word) for word in self.words], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True)
        try:
            if self.process.stdout.readline() != "ready\n":
                raise Failed(f"the client: {self.process.communicate(timeout=10)[1].strip()}")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait(10)
        for end in (self.process.stdin, self.process.stdout, self.process.stderr):
            end.close()

    def run(self):
        """How many requests were answered rightly."""
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        words = self.process.stdout.readline().split()
        if len(words) != 5:
            raise Failed(f"the client: {self.process.communicate(timeout=10)[1].strip()}")
        right, wrong, broken, unwanted, unnotified = map(int, words)
        if self.count and right < self.count and not wrong + broken:
            raise Failed(f"{right} of {self.count} answers within {self.seconds:g} s")
        if wrong or broken or unwanted or not right:
            raise Failed(f"{right} right answers, {wrong} wrong, {broken} connections broke, "
                         f"{unwanted} weren't resumed")
        if unnotified * 100 > right:
            raise Failed(f"{unnotified} of {right} connections ended without close_notify")
        return right
