// Numbers from text, without the locale that libc's own read them by.

#ifndef ALL_OF_LIBCRYPTO

#include <errno.h>
#include <limits.h>
#include <stddef.h>

static int digit(char byte) {
    if (byte >= '0' && byte <= '9') return byte - '0';
    byte |= 0x20;
    return byte >= 'a' && byte <= 'z' ? byte - 'a' + 10 : INT_MAX;
}

// The digits of a number without its sign, at most `limit`; beyond it, `limit` and ERANGE.
static unsigned long digits(const char *text, char **end, int base, unsigned long limit) {
    int isHexadecimal = text[0] == '0' && (text[1] | 0x20) == 'x' && digit(text[2]) < 16;
    if ((base == 0 || base == 16) && isHexadecimal) {
        text += 2, base = 16;
    } else if (base == 0) {
        base = *text == '0' ? 8 : 10;
    }
    unsigned long value = 0;
    int isTooLarge = 0;
    for (; digit(*text) < base; text++) {
        unsigned long next = (unsigned long)digit(*text);
        isTooLarge |= value > (limit - next) / (unsigned long)base;
        value = value * (unsigned long)base + next;
    }
    *end = (char *)text;
    if (!isTooLarge) return value;
    errno = ERANGE;
    return limit;
}

static const char *behindSign(const char *text, int *isNegative) {
    while (*text == ' ' || (*text >= '\t' && *text <= '\r')) text++;
    *isNegative = *text == '-';
    return *text == '-' || *text == '+' ? text + 1 : text;
}

// strtol(3). Where no digit stands, the end is the beginning.
long strtol(const char *text, char **end, int base) {
    int isNegative;
    const char *first = behindSign(text, &isNegative);
    char *last;
    unsigned long value = digits(first, &last, base, LONG_MAX + (unsigned long)isNegative);
    if (end != NULL) *end = last == first ? (char *)text : last;
    return (long)(isNegative ? -value : value);
}

unsigned long strtoul(const char *text, char **end, int base) {
    int isNegative;
    const char *first = behindSign(text, &isNegative);
    char *last;
    unsigned long value = digits(first, &last, base, ULONG_MAX);
    if (end != NULL) *end = last == first ? (char *)text : last;
    return isNegative ? -value : value;
}

// What glibc from 2.38 on has programs of newer C call.
long __isoc23_strtol(const char *text, char **end, int base) {
    return strtol(text, end, base);
}

unsigned long __isoc23_strtoul(const char *text, char **end, int base) {
    return strtoul(text, end, base);
}

// Tables of letters for the locale, made when a thread begins: nobody asks isalpha(3) and its like.
void __ctype_init(void);
void __ctype_init(void) {}

#endif
