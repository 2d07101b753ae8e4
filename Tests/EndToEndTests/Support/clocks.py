"""A wall clock that is set while a process runs, for that process alone: ptrace(2) has a program
ask the kernel for the time, where it would read a page of its own, and changes what the kernel
says."""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import signal
import struct
import subprocess
import threading
from collections.abc import Iterator, Sequence

import pytest

needs_ptrace = pytest.mark.skipif(
    os.geteuid() != 0 or platform.machine() != "x86_64", reason="needs root, and knows x86-64 alone"
)
_LIBRARY = ctypes.CDLL(None, use_errno=True)
_LIBRARY.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
_LIBRARY.ptrace.restype = ctypes.c_long
TRACE_ME, PEEK, POKE, REGISTERS, ATTACH, DETACH, SYSCALL, OPTIONS = 0, 2, 5, 12, 16, 17, 24, 0x4200
GOOD_SYSCALLS = 1
VDSO, IGNORED = 33, 1
CLOCK_GETTIME = 228
WALL_CLOCKS = (0, 5)


def _ptrace(request: int, pid: int, address: int = 0, data: int = 0) -> int:
    ctypes.set_errno(0)
    result = _LIBRARY.ptrace(request, pid, address, data)
    if result == -1 and ctypes.get_errno() != 0:
        raise OSError(ctypes.get_errno(), f"ptrace {request}")
    return result & (1 << 64) - 1


def _registers(pid: int) -> tuple[int, ...]:
    buffer = ctypes.create_string_buffer(27 * 8)
    _ptrace(REGISTERS, pid, 0, ctypes.addressof(buffer))
    return struct.unpack("27Q", buffer.raw)


def start_without_vdso(command: Sequence[str], **options: object) -> subprocess.Popen[bytes]:
    """The program, which then asks the kernel for the time, as all that it forks do."""
    process = subprocess.Popen(command, preexec_fn=lambda: _ptrace(TRACE_ME, 0), **options)
    os.waitpid(process.pid, 0)
    # Behind the words, the variables and their ends.
    place = _registers(process.pid)[19]
    place += 8 * (_ptrace(PEEK, process.pid, place) + 2)
    while _ptrace(PEEK, process.pid, place):
        place += 8
    place += 8
    while (kind := _ptrace(PEEK, process.pid, place)) != 0:
        if kind == VDSO:
            _ptrace(POKE, process.pid, place, IGNORED)
        place += 16
    _ptrace(DETACH, process.pid)
    return process


class SetClock:
    """Seconds by which the wall clock of the process is wrong."""

    def __init__(self) -> None:
        self.offset = 0
        self.asked = 0


@contextlib.contextmanager
def set_clock(pid: int) -> Iterator[SetClock]:
    clock = SetClock()
    ready, stopping = threading.Event(), threading.Event()

    def trace() -> None:
        _ptrace(ATTACH, pid)
        os.waitpid(pid, 0)
        _ptrace(OPTIONS, pid, 0, GOOD_SYSCALLS)
        ready.set()
        is_inside = False
        pending = 0
        while True:
            _ptrace(SYSCALL, pid, 0, pending)
            _, status = os.waitpid(pid, 0)
            if not os.WIFSTOPPED(status):
                return
            number = os.WSTOPSIG(status)
            pending = 0 if number in (signal.SIGTRAP | 0x80, signal.SIGSTOP) else number
            if number == signal.SIGTRAP | 0x80:
                is_inside = not is_inside
                if not is_inside:
                    _correct(pid, clock)
            if stopping.is_set() and not is_inside:
                _ptrace(DETACH, pid, 0, pending)
                return

    thread = threading.Thread(target=trace, daemon=True)
    thread.start()
    assert ready.wait(5), "it isn't traced"
    try:
        yield clock
    finally:
        stopping.set()
        # It may wait for an event.
        os.kill(pid, signal.SIGSTOP)
        os.kill(pid, signal.SIGCONT)
        thread.join(5)
        assert not thread.is_alive()


def _correct(pid: int, clock: SetClock) -> None:
    registers = _registers(pid)
    number, which, place = registers[15], registers[14], registers[13]
    if number == CLOCK_GETTIME and which in WALL_CLOCKS:
        clock.asked += 1
        _ptrace(POKE, pid, place, _ptrace(PEEK, pid, place) + clock.offset)
