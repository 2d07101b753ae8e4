// Numbers and letters of text, without the locale that libc's own read them by.

#ifndef ALL_OF_LIBCRYPTO

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stddef.h>

static int digit(char byte) {
    if (byte >= '0' && byte <= '9') return byte - '0';
    byte |= 0x20;
    return byte >= 'a' && byte <= 'z' ? byte - 'a' + 10 : INT_MAX;
}

// The digits of a number without its sign. Beyond the limit: that, and ERANGE.
static unsigned long digits(
    const char *text, char **end, int base, unsigned long limit, int *isTooLarge) {
    int isHexadecimal = text[0] == '0' && (text[1] | 0x20) == 'x' && digit(text[2]) < 16;
    if ((base == 0 || base == 16) && isHexadecimal) {
        text += 2, base = 16;
    } else if (base == 0) {
        base = *text == '0' ? 8 : 10;
    }
    unsigned long value = 0;
    *isTooLarge = 0;
    for (; digit(*text) < base; text++) {
        unsigned long next = (unsigned long)digit(*text);
        *isTooLarge |= value > (limit - next) / (unsigned long)base;
        value = value * (unsigned long)base + next;
    }
    *end = (char *)text;
    if (!*isTooLarge) return value;
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
    int isNegative, isTooLarge;
    const char *first = behindSign(text, &isNegative);
    char *last;
    unsigned long limit = LONG_MAX + (unsigned long)isNegative;
    unsigned long value = digits(first, &last, base, limit, &isTooLarge);
    if (end != NULL) *end = last == first ? (char *)text : last;
    return (long)(isNegative ? -value : value);
}

unsigned long strtoul(const char *text, char **end, int base) {
    int isNegative, isTooLarge;
    const char *first = behindSign(text, &isNegative);
    char *last;
    unsigned long value = digits(first, &last, base, ULONG_MAX, &isTooLarge);
    if (end != NULL) *end = last == first ? (char *)text : last;
    return isNegative && !isTooLarge ? -value : value;
}

// What glibc from 2.38 on has programs of newer C call.
long __isoc23_strtol(const char *text, char **end, int base) {
    return strtol(text, end, base);
}

unsigned long __isoc23_strtoul(const char *text, char **end, int base) {
    return strtoul(text, end, base);
}

// Letters and their kinds (isspace(3) and the others) by ASCII, without the locale's tables: libssl
// reads its lists of groups and signatures by them.
const unsigned short **__ctype_b_loc(void) {
    enum { letter = _ISalpha | _ISalnum | _ISgraph | _ISprint, ofBytes = 128 };
    static const unsigned short kinds[ofBytes + 256] = {
        [ofBytes + 0 ... ofBytes + 8] = _IScntrl,
        [ofBytes + '\t'] = _ISspace | _IScntrl | _ISblank,
        [ofBytes + '\n' ... ofBytes + '\r'] = _ISspace | _IScntrl,
        [ofBytes + 14 ... ofBytes + 31] = _IScntrl,
        [ofBytes + ' '] = _ISspace | _ISblank | _ISprint,
        [ofBytes + '!' ... ofBytes + '/'] = _ISpunct | _ISgraph | _ISprint,
        [ofBytes + '0' ... ofBytes + '9'] = _ISdigit | _ISxdigit | _ISalnum | _ISgraph | _ISprint,
        [ofBytes + ':' ... ofBytes + '@'] = _ISpunct | _ISgraph | _ISprint,
        [ofBytes + 'A' ... ofBytes + 'F'] = letter | _ISupper | _ISxdigit,
        [ofBytes + 'G' ... ofBytes + 'Z'] = letter | _ISupper,
        [ofBytes + '[' ... ofBytes + '`'] = _ISpunct | _ISgraph | _ISprint,
        [ofBytes + 'a' ... ofBytes + 'f'] = letter | _ISlower | _ISxdigit,
        [ofBytes + 'g' ... ofBytes + 'z'] = letter | _ISlower,
        [ofBytes + '{' ... ofBytes + '~'] = _ISpunct | _ISgraph | _ISprint,
        [ofBytes + 127] = _IScntrl,
    };
    static const unsigned short *const first = kinds + ofBytes;
    return (const unsigned short **)&first;
}

// libc's own tables of these, found anew when a thread begins.
void __ctype_init(void);
void __ctype_init(void) {}

#endif
