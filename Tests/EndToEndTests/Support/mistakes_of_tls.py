"""Mistakes about certificates and keys."""

from __future__ import annotations

from materials import BROKEN_LINES, ENCRYPTED
from mistakes import CHAIN, ISSUE, KEY, NO_ENTRY, PAIR, PREFIX, TLS, Mistake, certificate, key

LEFT_OUT = "the key is encrypted with a cipher that is left out here"
NOT_READ = "a kind of key that no browser can use, and that is left out here"
ISSUED = "have it issued with RSA 2048 or EC P-256 and SHA-256, or stronger"
WITHOUT_LINES = (
    "PEM without its line breaks, or indented; mend it: sed -E "
    r"'s/\\n/\n/g;s/-----[A-Z ]+-----/\n&\n/g' FILE | grep -o "
    "'[-+/=[:alnum:]][-+/=[:alnum:] ]*[-+/=[:alnum:]]' | fold -w 64 > NEW"
)

CERTIFICATES = [
    certificate(
        "PKCS #12",
        "app.p12",
        "the certificate isn't PEM, it is PKCS #12; convert it: openssl pkcs12 -nodes -in FILE "
        "-out NEW",
        converts="TLS_CERTIFICATE_PATH",
    ),
    certificate(
        "PKCS #7",
        "app.p7b",
        "PKCS #7, not a PEM certificate; convert it: openssl pkcs7 -print_certs -in FILE -out "
        "NEW, with -inform der if it isn't text",
        converts="TLS_CERTIFICATE_PATH",
    ),
    certificate(
        "DER",
        "app.der",
        "the certificate isn't PEM, it is DER; convert it: openssl x509 -inform der -in FILE "
        "-out NEW",
        converts="TLS_CERTIFICATE_PATH",
    ),
    certificate(
        "UTF-16",
        "app.utf16",
        "the certificate isn't PEM, it is UTF-16; convert it: iconv -f utf-16 -t utf-8 FILE > NEW",
        converts="TLS_CERTIFICATE_PATH",
    ),
    certificate(
        "PEM in Base64",
        "app.b64",
        "the certificate isn't PEM, it is PEM in Base64; convert it: base64 -d FILE > NEW",
        converts="TLS_CERTIFICATE_PATH",
    ),
    certificate(
        "Base64 alone",
        "app.mii",
        "the certificate isn't PEM, it is Base64 without BEGIN and END lines; convert it: base64 "
        "-d FILE | openssl x509 -inform der -out NEW",
        converts="TLS_CERTIFICATE_PATH",
    ),
    certificate(
        "a request",
        "app.csr",
        "there is no certificate in the file, but a request for one; give the certificate that "
        "was issued for it",
    ),
    certificate(
        "a key for a certificate",
        "app.key",
        f"there is no certificate in the file; {CHAIN}",
    ),
    certificate("an empty certificate", "empty", f"the certificate file is empty; {CHAIN}"),
    certificate("words", "words.txt", f"the certificate isn't PEM; {CHAIN}"),
    certificate("a certificate that isn't there", "nothing.crt", NO_ENTRY),
    certificate(
        "a directory",
        "",
        "Is a directory; give the path of a file in it",
    ),
    key(
        "DER",
        "der.key",
        "the key isn't PEM, it is DER; convert it: openssl pkey -inform der -in FILE -out NEW",
        converts="TLS_KEY_PATH",
    ),
    key(
        "a public key",
        "public.key",
        f"there is no private key in the file, but a public one; {KEY}",
    ),
    key("a certificate for a key", "app.crt", f"there is no private key in the file; {KEY}"),
    key("an empty key", "empty", f"the key file is empty; {KEY}"),
    key(
        "the key of another",
        "other.key",
        "the key belongs to another certificate; give the key this certificate was issued for",
    ),
    key(
        "an encrypted key",
        "encrypted.key",
        f"the key is encrypted and there is no passphrase; set {PREFIX}TLS_KEY_PASSPHRASE_PATH",
        cured={"TLS_KEY_PASSPHRASE_PATH": "{m}/passphrase"},
    ),
    key(
        "an old cipher",
        "old.key",
        "the key is encrypted with a cipher that is left out here; convert it: openssl pkey"
        " -provider legacy -provider default -in FILE -aes256 -out NEW",
        variables={"TLS_KEY_PASSPHRASE_PATH": "{m}/passphrase"},
        converts="TLS_KEY_PATH",
    ),
    *(
        key(
            f"{form} under {cipher}",
            f"{form}-{cipher}.key",
            f"{LEFT_OUT}; convert it: openssl pkey -provider legacy -provider default -in FILE "
            "-aes256 -out NEW",
            variables={"TLS_KEY_PASSPHRASE_PATH": "{m}/passphrase"},
            converts="TLS_KEY_PATH",
        )
        for form, cipher in ENCRYPTED
    ),
    *(
        key(f"a key of {kind}", f"{kind}.key", f"{NOT_READ}; {ISSUED}")
        for kind in ("ed448", "sect233k1")
    ),
    key(
        "an OpenSSH key that stays one",
        "ssh-ed25519.key",
        "an OpenSSH key of a kind that isn't converted to PEM; have the certificate issued with "
        "RSA 2048 or EC P-256",
    ),
    *(
        key(f"a key {how}", f"{how}.key", WITHOUT_LINES, converts="TLS_KEY_PATH")
        for how in BROKEN_LINES
    ),
    *(
        certificate(
            f"a certificate {how}", f"{how}.crt", WITHOUT_LINES, converts="TLS_CERTIFICATE_PATH"
        )
        for how in BROKEN_LINES
    ),
    Mistake(
        "a file for the directory of certificates",
        {**TLS, "TLS_CERTIFICATE_DIRECTORY": "{m}/both.pem"},
        "TLS_CERTIFICATE_DIRECTORY={m}/both.pem: Not a directory; give the directory it is in",
        {"TLS_CERTIFICATE_DIRECTORY": None, "TLS_CERTIFICATE_PATH": "{m}/both.pem"},
        True,
    ),
    Mistake(
        "an OpenSSH key",
        {**PAIR, "TLS_KEY_PATH": "{m}/ssh.key"},
        "TLS_KEY_PATH={m}/ssh.key: an OpenSSH key, not a PEM key; convert a copy of it: "
        "ssh-keygen -p -N '' -m pkcs8 -f FILE",
        {},
        True,
        converts="TLS_KEY_PATH",
    ),
    Mistake(
        "a wrong passphrase",
        {**PAIR, "TLS_KEY_PATH": "{m}/encrypted.key", "TLS_KEY_PASSPHRASE_PATH": "{m}/wrong"},
        "TLS_KEY_PASSPHRASE_PATH={m}/wrong: the passphrase doesn't open the key; check the "
        "passphrase file",
        {"TLS_KEY_PASSPHRASE_PATH": "{m}/passphrase"},
        True,
    ),
    Mistake(
        "an empty passphrase",
        {**PAIR, "TLS_KEY_PASSPHRASE_PATH": "{m}/empty"},
        "TLS_KEY_PASSPHRASE_PATH={m}/empty: the file is empty; write the passphrase into it",
        {"TLS_KEY_PASSPHRASE_PATH": "{m}/passphrase"},
        True,
    ),
    Mistake(
        "a passphrase for its path",
        {
            **PAIR,
            "TLS_KEY_PATH": "{m}/encrypted.key",
            "TLS_KEY_PASSPHRASE_PATH": "correct horse battery",
        },
        "TLS_KEY_PASSPHRASE_PATH=(what may be a secret, 21 bytes): there is no such file; "
        "give the path of a file; a secret belongs into it",
        {"TLS_KEY_PASSPHRASE_PATH": "{m}/passphrase"},
        True,
    ),
    Mistake(
        "no key",
        {**TLS, "TLS_CERTIFICATE_PATH": "{m}/app.crt"},
        "TLS_KEY_PATH: not set, and {m}/app.crt holds no private key; give the path of the "
        "certificate's key",
        {"TLS_KEY_PATH": "{m}/app.key"},
        True,
    ),
    Mistake(
        "no certificate",
        {"TLS_KEY_PATH": "{m}/app.key"},
        f"TLS_CERTIFICATE_PATH: not set, but {PREFIX}TLS_KEY_PATH is; give the path of the "
        "certificate that the key is for",
        PAIR,
        True,
    ),
    Mistake(
        "TLS without a certificate",
        {"HTTPS_LISTEN": "8443"},
        f"HTTPS_LISTEN=8443: there is no certificate; set {PREFIX}TLS_CERTIFICATE_PATH, or leave "
        "it unset",
        {"HTTPS_LISTEN": None},
        True,
    ),
    Mistake(
        "a chain upside down",
        {**PAIR, "TLS_CERTIFICATE_PATH": "{m}/reversed.crt"},
        "TLS_CERTIFICATE_PATH={m}/reversed.crt: the chain is in another order than from the "
        "server's certificate upwards; put the server's certificate first and each issuer "
        "behind; it is sent so",
        {"TLS_CERTIFICATE_PATH": "{m}/app.crt"},
    ),
    Mistake(
        "a curve of nobody's",
        {**TLS, "TLS_CERTIFICATE_PATH": "{m}/k1.crt", "TLS_KEY_PATH": "{m}/k1.key"},
        f"TLS_CERTIFICATE_PATH={{m}}/k1.crt: no client of TLS can use its key, secp256k1; {ISSUE}",
        PAIR,
    ),
    Mistake(
        "another curve",
        {**TLS, "TLS_CERTIFICATE_PATH": "{m}/brainpool.crt", "TLS_KEY_PATH": "{m}/brainpool.key"},
        f"TLS_CERTIFICATE_PATH={{m}}/brainpool.crt: no client of TLS can use its key, "
        f"brainpoolP256r1; {ISSUE}",
        PAIR,
    ),
    Mistake(
        "a key of programs'",
        {**TLS, "TLS_CERTIFICATE_PATH": "{m}/ed25519.crt", "TLS_KEY_PATH": "{m}/ed25519.key"},
        f"TLS_CERTIFICATE_PATH={{m}}/ed25519.crt: no browser can use its key, ED25519; {ISSUE}",
        PAIR,
    ),
    Mistake(
        "ticket keys of another size",
        {**PAIR, "TLS_TICKET_KEYS_PATH": "{m}/tickets"},
        "TLS_TICKET_KEYS_PATH={m}/tickets: its size of 48 isn't that of one or more keys of 80 "
        "bytes; make a key: openssl rand 80 > FILE",
        {"TLS_TICKET_KEYS_PATH": None},
        True,
    ),
    Mistake(
        "self-signed beside another",
        {**PAIR, "TLS_SELF_SIGNED": "localhost"},
        "TLS_SELF_SIGNED=localhost: there is a certificate already; leave out one of the two",
        {"TLS_SELF_SIGNED": None},
        True,
    ),
    Mistake(
        "self-signed for no name",
        {**TLS, "TLS_SELF_SIGNED": "local_host!"},
        "TLS_SELF_SIGNED=local_host!: neither a host name nor an IP address; accepted: names and "
        "addresses such as localhost,*.example.test,127.0.0.1",
        {"TLS_SELF_SIGNED": "localhost"},
        True,
    ),
]
