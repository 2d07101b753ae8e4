"""The few functions of libc that the program has in a small form of its own answer as libc's do."""

import subprocess
from pathlib import Path

import pytest

SUBSET = Path(__file__).resolve().parents[3] / "Sources" / "CryptoSubset"
PROGRAM = r"""
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define strtol own_strtol
#define strtoul own_strtoul
#define gmtime_r own_gmtime_r
#define __isoc23_strtol own_isoc23_strtol
#define __isoc23_strtoul own_isoc23_strtoul
#define __ctype_b_loc own_ctype_b_loc
#define __ctype_init own_ctype_init
#define __assert_fail own_assert_fail
long own_strtol(const char *, char **, int);
unsigned long own_strtoul(const char *, char **, int);
struct tm *own_gmtime_r(const time_t *, struct tm *);
#include "numbers.c"
#include "libc.c"
#undef strtol
#undef strtoul
#undef gmtime_r
#undef __ctype_b_loc

static const char *const texts[] = {
    "", " ", "0", "7", "-7", "+7", " \t\n\v\f\r42x", "- 1", "--1", "+-1", "08", "0777", "0x", "0xg", "0x1F",
    "-0XaBcZ", "x1", "zz", "Zz9", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
    "-9223372036854775809", "18446744073709551615", "18446744073709551616", "-18446744073709551615",
    "99999999999999999999999", "-99999999999999999999999", "1 2", "1_0", "\x80" "1", "ffffffffffffffff",
};

int main(void) {
    int wrong = 0;
    static const int bases[] = {0, 2, 8, 10, 16, 36};
    for (unsigned at = 0; at < sizeof texts / sizeof *texts; at++) {
        for (unsigned base = 0; base < sizeof bases / sizeof *bases; base++) {
            char *end, *ownEnd;
            errno = 0;
            long value = strtol(texts[at], &end, bases[base]);
            int error = errno;
            errno = 0;
            long own = own_strtol(texts[at], &ownEnd, bases[base]);
            if (value != own || end != ownEnd || (error == ERANGE) != (errno == ERANGE))
                wrong++, printf("strtol %s %d: %ld, not %ld\n", texts[at], bases[base], own, value);
            errno = 0;
            unsigned long natural = strtoul(texts[at], &end, bases[base]);
            error = errno;
            errno = 0;
            unsigned long ownNatural = own_strtoul(texts[at], &ownEnd, bases[base]);
            if (natural != ownNatural || end != ownEnd || (error == ERANGE) != (errno == ERANGE))
                wrong++, printf("strtoul %s %d: %lu\n", texts[at], bases[base], ownNatural);
        }
    }
    for (int byte = -128; byte < 256; byte++) {
        unsigned short kinds = byte < 0 ? 0 : (*__ctype_b_loc())[byte];
        if ((*own_ctype_b_loc())[byte] != kinds) wrong++, printf("letter %d\n", byte);
    }
    for (long day = -800000; day < 800000; day += 1) {
        time_t moment = day * 86400 + (day * 7919) % 86400;
        struct tm time, own;
        memset(&time, 0, sizeof time), memset(&own, 0, sizeof own);
        gmtime_r(&moment, &time), own_gmtime_r(&moment, &own);
        if (time.tm_year != own.tm_year || time.tm_mon != own.tm_mon || time.tm_mday != own.tm_mday
            || time.tm_hour != own.tm_hour || time.tm_min != own.tm_min || time.tm_sec != own.tm_sec
            || time.tm_wday != own.tm_wday || time.tm_yday != own.tm_yday)
            wrong++, printf("time %ld\n", (long)moment);
        if (wrong > 20) break;
    }
    return wrong != 0;
}
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    (tmp_path / "program.c").write_text(PROGRAM)
    program = tmp_path / "program"
    command = ["clang", "-O1", "-w", "-fno-builtin", "-I", SUBSET, tmp_path / "program.c", "-o", program]
    subprocess.run(command, check=True, timeout=60)
    return program


def test_numbers_letters_and_times_are_libcs(program: Path) -> None:
    compared = subprocess.run([program], capture_output=True, text=True, timeout=60)
    assert compared.returncode == 0, compared.stdout
