"""Has another process make a system call, as code would that somebody got to run in it: ptrace(2) on
x86_64, as root."""

from __future__ import annotations

import ctypes
import os
import platform
import signal

import processes

IS_POSSIBLE = os.geteuid() == 0 and platform.machine() == "x86_64"

_TRACE = {"peek": 1, "poke": 4, "getregs": 12, "setregs": 13, "syscall": 24}
_SEIZE, _INTERRUPT, _DETACH = 0x4206, 0x4207, 17
SYSCALL, EPOLL_WAIT = 0x050F, 232
_NAMES = (
    "r15 r14 r13 r12 rbp rbx r11 r10 r9 r8 rax rcx rdx rsi rdi orig_rax rip cs eflags rsp ss"
    " fs_base gs_base ds es fs gs"
).split()


class Registers(ctypes.Structure):
    """struct user_regs_struct."""

    _fields_ = [(name, ctypes.c_ulonglong) for name in _NAMES]


_libc = ctypes.CDLL(None, use_errno=True)
_libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
_libc.ptrace.restype = ctypes.c_long


def _ptrace(request: int, pid: int, address: int = 0, data: object = 0) -> int:
    ctypes.set_errno(0)
    result = _libc.ptrace(request, pid, address, data)
    if result == -1 and (error := ctypes.get_errno()):
        raise OSError(error, os.strerror(error))
    return result


def _word(pid: int, address: int) -> int:
    return _ptrace(_TRACE["peek"], pid, address)


def _wait(pid: int) -> None:
    """Until it has stopped; __WALL."""
    _, status = os.waitpid(pid, 0x40000000)
    assert os.WIFSTOPPED(status), status


def call(pid: int, number: int, *arguments: int, text: bytes = b"") -> int | None:
    """What the call returns in a process that waits in epoll_wait(2), and goes on as if nothing had
    been; None: that was its end. With a text an argument -1 is where that stands in its memory."""
    _ptrace(_SEIZE, pid)
    _ptrace(_INTERRUPT, pid)
    _wait(pid)
    before = Registers()
    _ptrace(_TRACE["getregs"], pid, data=ctypes.byref(before))
    # It waits in a system call, behind the instruction for that, or is about to.
    instruction = before.rip - 2
    if _word(pid, instruction) & 0xFFFF != SYSCALL:
        instruction = before.rip
        assert _word(pid, instruction) & 0xFFFF == SYSCALL, "it waits elsewhere"
    # Below the red zone of its stack.
    place = (before.rsp - 4096) & ~7
    padded = text + bytes(8 - len(text) % 8)
    for offset in range(0, len(padded), 8):
        word = int.from_bytes(padded[offset : offset + 8], "little")
        _ptrace(_TRACE["poke"], pid, place + offset, word)
    values = [place if value == -1 and text else value for value in arguments]
    now = Registers.from_buffer_copy(before)
    now.rip, now.rax, now.orig_rax = instruction, number, ctypes.c_ulonglong(-1).value
    for name, value in zip(("rdi", "rsi", "rdx", "r10", "r8", "r9"), [*values, 0, 0, 0, 0, 0, 0]):
        setattr(now, name, ctypes.c_ulonglong(value).value)
    _ptrace(_TRACE["setregs"], pid, data=ctypes.byref(now))
    for _ in ("before the call", "behind it"):
        _ptrace(_TRACE["syscall"], pid)
        _wait(pid)
    after = Registers()
    _ptrace(_TRACE["getregs"], pid, data=ctypes.byref(after))
    is_trapped = int(processes.status(pid)["SigPnd"], 16) >> (signal.SIGSYS - 1) & 1
    # Its wait begins anew.
    before.rip, before.orig_rax = instruction, ctypes.c_ulonglong(-1).value
    before.rax = EPOLL_WAIT
    _ptrace(_TRACE["setregs"], pid, data=ctypes.byref(before))
    _ptrace(_DETACH, pid)
    if is_trapped:
        processes.eventually(lambda: not processes.is_alive(pid), 5, "the signal ends it")
        return None
    return ctypes.c_longlong(after.rax).value
