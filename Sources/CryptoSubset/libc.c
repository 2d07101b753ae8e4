// Functions of libc that libcrypto calls and whose own definitions bring along much that nobody
// here uses: time zones with scanf, and messages in the user's language.

#ifndef ALL_OF_LIBCRYPTO

#include <stdlib.h>
#include <time.h>

// UTC from the seconds since 1970: the days of a year that begins in March, so that a leap day is
// its last, in eras of 400 years (146,097 days).
struct tm *gmtime_r(const time_t *clock, struct tm *result) {
    enum { day = 86400, eraDays = 146097, yearsFrom1970 = 719468 };
    long days = *clock / day, seconds = *clock % day;
    if (seconds < 0) seconds += day, days--;
    long since0 = days + yearsFrom1970;
    long era = (since0 >= 0 ? since0 : since0 - (eraDays - 1)) / eraDays;
    long dayOfEra = since0 - era * eraDays;
    long yearOfEra =
        (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / (eraDays - 1)) / 365;
    long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    long month = (5 * dayOfYear + 2) / 153;
    int isNextYear = month >= 10;
    long year = yearOfEra + era * 400 + isNextYear;
    int isLeap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    *result = (struct tm){
        .tm_sec = (int)(seconds % 60),
        .tm_min = (int)(seconds / 60 % 60),
        .tm_hour = (int)(seconds / 3600),
        .tm_mday = (int)(dayOfYear - (153 * month + 2) / 5 + 1),
        .tm_mon = (int)(isNextYear ? month - 10 : month + 2),
        .tm_year = (int)(year - 1900),
        .tm_wday = (int)(((days + 4) % 7 + 7) % 7),
        .tm_yday = (int)(isNextYear ? dayOfYear - 306 : dayOfYear + 59 + isLeap),
    };
    return result;
}

// What fails an assertion is a mistake of the library's: the process ends, and its master starts
// another.
void __assert_fail(const char *what, const char *file, unsigned line, const char *function) {
    (void)what, (void)file, (void)line, (void)function;
    abort();
}

#endif
