// What libc's streams, its words for errors and its unwinder are called by, closed: nothing here
// writes through a FILE, no message is in another language than English, and no stack is unwound
// (tools/linker).
//
// libc's own bring along printf, wide characters, iconv and, to load iconv's modules, the dynamic
// linker.

#ifndef ALL_OF_LIBCRYPTO

#define _GNU_SOURCE
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#undef stderr

// Who writes: libcrypto when it ends the process (OPENSSL_die) and where it prints to a FILE of the
// caller's, libssl where keys are logged, malloc_stats(3). None of them is called but the first.
FILE *stderr;

int fprintf(FILE *stream, const char *format, ...) {
    (void)stream, (void)format;
    return 0;
}

int __fprintf_chk(FILE *stream, int flag, const char *format, ...) {
    (void)stream, (void)flag, (void)format;
    return 0;
}

int __vfprintf_chk(FILE *stream, int flag, const char *format, va_list arguments) {
    (void)stream, (void)flag, (void)format, (void)arguments;
    return 0;
}

int __sprintf_chk(char *text, int flag, size_t size, const char *format, ...) {
    (void)flag, (void)format;
    if (size > 0) *text = '\0';
    return 0;
}

// libc's own, for the sentence it ends a process with.
int __snprintf(char *text, size_t size, const char *format, ...) {
    (void)format;
    if (size > 0) *text = '\0';
    return 0;
}

int _IO_fputs(const char *text, FILE *stream) {
    (void)text, (void)stream;
    return 0;
}

size_t fwrite(const void *bytes, size_t size, size_t count, FILE *stream) {
    (void)bytes, (void)size, (void)count, (void)stream;
    return 0;
}

// fork(2) holds the streams while it copies them.
void _IO_list_lock(void) {}
void _IO_list_unlock(void) {}
void _IO_list_resetlock(void) {}
void *_IO_iter_begin(void) {
    return NULL;
}
void *_IO_iter_end(void) {
    return NULL;
}
void *_IO_iter_next(void *iterator) {
    return iterator;
}
void *_IO_iter_file(void *iterator) {
    return iterator;
}

// What errno says, in the words of strerror(3) for the locale C.
char *strerror(int error) {
    const char *text = strerrordesc_np(error);
    return (char *)(text != NULL ? text : "Unknown error");
}

char *__strerror_r(int error, char *text, size_t size) {
    (void)text, (void)size;
    return strerror(error);
}

int __xpg_strerror_r(int error, char *text, size_t size) {
    const char *all = strerror(error);
    size_t length = strlen(all);
    if (size == 0) return 34;
    if (length >= size) length = size - 1;
    memcpy(text, all, length);
    text[length] = '\0';
    return 0;
}

// Nobody is called while a stack is unwound, for none is.
int __gcc_personality_v0(void);
int __gcc_personality_v0(void) {
    abort();
}
void _Unwind_Resume(void *exception);
void _Unwind_Resume(void *exception) {
    (void)exception;
    abort();
}

#endif
