// How a way that nobody takes is closed: a definition under its name, with an answer for who might
// ask.

#include <openssl/core.h>

// 0 or NULL: "there is none", or "it failed". Whoever returns nothing needs no other answer.
#define NONE(name)     \
    long name(void);   \
    long name(void) {  \
        return 0;      \
    }

// "It is done", of what there was nothing to do.
#define DONE(name)     \
    int name(void);    \
    int name(void) {   \
        return 1;      \
    }

// A table without an entry.
#define EMPTY(table)                    \
    extern const OSSL_DISPATCH table[]; \
    const OSSL_DISPATCH table[] = {{0, NULL}};
