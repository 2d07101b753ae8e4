"""A kernel that lacks socket options: `refusing.py LEVEL:OPTION:ERRNO… -- COMMAND…` runs the
command under a seccomp filter that makes setsockopt(2) fail for them, as a sandbox does."""

from __future__ import annotations

import ctypes
import os
import platform
import socket
import struct
import sys
from collections.abc import Sequence

# (level, option, errno)
Refusal = tuple[int, int, int]

# AUDIT_ARCH_… and the number of setsockopt.
CALLS = {"x86_64": (0xC000003E, 54), "aarch64": (0xC00000B7, 208)}

LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, ERRNO = 0x7FFF0000, 0x00050000
# Offsets in struct seccomp_data: the number, the architecture, the low half of an argument.
NUMBER, ARCHITECTURE, ARGUMENTS = 0, 4, 16
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2


def wrapper(refusals: Sequence[Refusal]) -> list[str]:
    """What stands in front of a command that is to run so."""
    words = [":".join(map(str, refusal)) for refusal in refusals]
    return [sys.executable, __file__, *words, "--"]


def program(refusals: Sequence[Refusal]) -> bytes:
    """Classic BPF: everything is allowed but these."""
    architecture, number = CALLS[platform.machine()]

    def instruction(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
        return struct.pack("=HBBI", code, yes, no, value)

    made = b""
    for level, option, error in refusals:
        tests = [
            (ARCHITECTURE, architecture),
            (NUMBER, number),
            (ARGUMENTS + 8, level),
            (ARGUMENTS + 16, option),
        ]
        for index, (offset, value) in enumerate(tests):
            # Past the other tests and the return.
            rest = 2 * (len(tests) - index - 1) + 1
            made += instruction(LOAD, offset) + instruction(EQUAL, value, no=rest)
        made += instruction(RETURN, ERRNO | error)
    return made + instruction(RETURN, ALLOW)


def install(refusals: Sequence[Refusal]) -> None:
    """For this process and whatever it becomes; makes sure that the filter does what it should."""
    libc = ctypes.CDLL(None, use_errno=True)
    filters = ctypes.create_string_buffer(made := program(refusals), len(made))
    header = struct.pack("@HP", len(made) // 8, ctypes.addressof(filters))
    for option, value in ((PR_SET_NO_NEW_PRIVS, 1), (PR_SET_SECCOMP, SECCOMP_MODE_FILTER)):
        argument = header if option == PR_SET_SECCOMP else None
        if libc.prctl(option, ctypes.c_ulong(value), argument, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl")
    for level, option, error in refusals:
        family = socket.AF_INET6 if level == socket.IPPROTO_IPV6 else socket.AF_INET
        with socket.socket(family) as probe:
            try:
                probe.setsockopt(level, option, 1)
            except OSError as refused:
                assert refused.errno == error, refused
            else:
                raise AssertionError("the option was accepted")


if __name__ == "__main__":
    end = sys.argv.index("--")
    install([tuple(map(int, word.split(":"))) for word in sys.argv[1:end]])
    os.execv(sys.argv[end + 1], sys.argv[end + 1 :])
