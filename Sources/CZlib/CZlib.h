// zlib, as far as it compresses; its macros as functions.
#ifndef CZLIB_H
#define CZLIB_H

// What is compressed is only read.
#define ZLIB_CONST
#include <zlib.h>

/// deflateInit2() for raw deflate blocks (RFC 1951), without the frame of zlib or gzip.
static inline int CZlib_deflateInit2_raw(z_streamp stream, int level, int windowBits, int memLevel) {
    return deflateInit2(stream, level, Z_DEFLATED, -windowBits, memLevel, Z_DEFAULT_STRATEGY);
}

#endif
