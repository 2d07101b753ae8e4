// Settings that libssl reads as lists: names between separators, as in TLS_AES_128_GCM_SHA256:….
//
// libcrypto's own stands in a file with everything about openssl.cnf.

#ifndef ALL_OF_LIBCRYPTO

#include <stddef.h>

typedef int (*Element)(const char *start, int length, void *argument);

int CONF_parse_list(
    const char *list, int separator, int trimsSpace, Element element, void *argument);

static int isSpace(char byte) {
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

// CONF_parse_list(3) has no page: the callback gets each element, NULL and 0 for an empty one, and
// ends it all by returning 0 or less.
int CONF_parse_list(
    const char *list, int separator, int trimsSpace, Element element, void *argument) {
    if (list == NULL) return 0;
    for (const char *start = list;; start++) {
        while (trimsSpace && isSpace(*start)) start++;
        const char *end = start;
        while (*end != '\0' && *end != separator) end++;
        const char *last = end;
        while (trimsSpace && last > start && isSpace(last[-1])) last--;
        int result = last == start ? element(NULL, 0, argument)
                                   : element(start, (int)(last - start), argument);
        if (result <= 0 || *end == '\0') return result;
        start = end;
    }
}

#endif
