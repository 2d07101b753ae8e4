"""A kernel that lacks something: `refusing.py REFUSAL… -- COMMAND…` runs the command under a
seccomp filter that makes calls fail as a sandbox or an old kernel does: setsockopt(2) for an option
(LEVEL:OPTION:ERRNO), or a whole call (NAME:ERRNO)."""

from __future__ import annotations

import ctypes
import os
import platform
import socket
import struct
import sys
from collections.abc import Sequence

# (level, option, errno), or (call, errno)
Refusal = tuple[int, int, int] | tuple[str, int]

# AUDIT_ARCH_…
ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
EVERYWHERE = {"close_range": 436, "openat2": 437, "landlock_create_ruleset": 444}
NUMBERS = {
    "x86_64": {
        "setsockopt": 54,
        "setresuid": 117,
        "setresgid": 119,
        "tee": 276,
        "pwritev2": 328,
        "seccomp": 317,
        **EVERYWHERE,
    },
    "aarch64": {
        "tee": 77,
        "setresuid": 147,
        "setresgid": 149,
        "setsockopt": 208,
        "pwritev2": 287,
        "seccomp": 277,
        **EVERYWHERE,
    },
}

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
    architecture = ARCHITECTURES[platform.machine()]
    numbers = NUMBERS[platform.machine()]

    def instruction(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
        return struct.pack("=HBBI", code, yes, no, value)

    made = b""
    for *what, error in refusals:
        call = what[0] if isinstance(what[0], str) else "setsockopt"
        tests = [(ARCHITECTURE, architecture), (NUMBER, numbers[call])]
        if call == "setsockopt":
            tests += [(ARGUMENTS + 8, what[0]), (ARGUMENTS + 16, what[1])]
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
    for *what, error in refusals:
        try:
            if isinstance(what[0], str):
                number = NUMBERS[platform.machine()][what[0]]
                if libc.syscall(number, -1, -1, -1, 0, 0, 0) != 0:
                    raise OSError(ctypes.get_errno(), what[0])
            else:
                family = socket.AF_INET6 if what[0] == socket.IPPROTO_IPV6 else socket.AF_INET
                with socket.socket(family) as probe:
                    probe.setsockopt(*what, 1)
        except OSError as refused:
            assert refused.errno == error, refused
        else:
            raise AssertionError(f"{what} was accepted")


def refusal(word: str) -> Refusal:
    *what, error = word.split(":")
    if len(what) == 1:
        return what[0], int(error)
    return int(what[0]), int(what[1]), int(error)


if __name__ == "__main__":
    end = sys.argv.index("--")
    install([refusal(word) for word in sys.argv[1:end]])
    os.execv(sys.argv[end + 1], sys.argv[end + 1 :])
