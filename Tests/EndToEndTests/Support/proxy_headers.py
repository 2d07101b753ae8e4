"""PROXY headers that are taken, versions 1 and 2, each with the client that it names."""

import socket
import struct

SIGNATURE = b"\r\n\r\n\x00\r\nQUIT\n"
CLIENT = "203.0.113.9"
CLIENT_6 = "2001:db8::9"


def version_2(command: int, family: int, addresses: bytes, tlvs: bytes = b"") -> bytes:
    content = addresses + tlvs
    return SIGNATURE + struct.pack("!BBH", 0x20 | command, family, len(content)) + content


PORTS = struct.pack("!HH", 51234, 80)
INET = socket.inet_aton(CLIENT) + socket.inet_aton("192.0.2.1") + PORTS
INET6 = socket.inet_pton(socket.AF_INET6, CLIENT_6) * 2 + PORTS
TLVS = b"\x01\x00\x02h2" + b"\x04\x00\x80" + b"\x00" * 128
HEADERS = {
    "v1 TCP4": (f"PROXY TCP4 {CLIENT} 192.0.2.1 51234 80\r\n".encode(), CLIENT),
    "v1 TCP6": (f"PROXY TCP6 {CLIENT_6} 2001:db8::1 51234 80\r\n".encode(), CLIENT_6),
    "v1 UNKNOWN": (b"PROXY UNKNOWN\r\n", "127.0.0.1"),
    "v1 UNKNOWN with addresses": (b"PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n", "127.0.0.1"),
    "v2 TCP4": (version_2(1, 0x11, INET), CLIENT),
    "v2 TCP6": (version_2(1, 0x21, INET6), CLIENT_6),
    "v2 TCP4 with TLVs": (version_2(1, 0x11, INET, TLVS), CLIENT),
    "v2 LOCAL": (version_2(0, 0x00, b""), "127.0.0.1"),
    "v2 LOCAL with content": (version_2(0, 0x11, INET), "127.0.0.1"),
    "v2 UNSPEC": (version_2(1, 0x00, b"", TLVS), "127.0.0.1"),
    "v2 UNIX": (version_2(1, 0x31, b"\x00" * 216), "127.0.0.1"),
}
