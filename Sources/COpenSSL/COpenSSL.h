// libssl's headers, and its macros as functions and constants: each carries the C name behind the
// module's name and does nothing else.
#ifndef COPENSSL_H
#define COPENSSL_H

// Macros hand over the file they stand in, for a debugger of libcrypto's allocations.
#define OPENSSL_NO_FILENAMES

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <arpa/inet.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const uint64_t COpenSSL_OPENSSL_INIT_NO_LOAD_CONFIG = OPENSSL_INIT_NO_LOAD_CONFIG;
static const uint64_t COpenSSL_SSL_OP_NO_COMPRESSION = SSL_OP_NO_COMPRESSION;
static const uint64_t COpenSSL_SSL_OP_NO_RENEGOTIATION = SSL_OP_NO_RENEGOTIATION;
static const uint64_t COpenSSL_SSL_OP_CIPHER_SERVER_PREFERENCE = SSL_OP_CIPHER_SERVER_PREFERENCE;
static const uint64_t COpenSSL_SSL_OP_PRIORITIZE_CHACHA = SSL_OP_PRIORITIZE_CHACHA;
static const long COpenSSL_SSL_MODE_RELEASE_BUFFERS = SSL_MODE_RELEASE_BUFFERS;
static const long COpenSSL_SSL_SESS_CACHE_OFF = SSL_SESS_CACHE_OFF;
static const unsigned long COpenSSL_XN_FLAG_RFC2253 = XN_FLAG_RFC2253;

/// SHA256() without the fetch of an implementation, for which it would start all of OpenSSL.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
static inline void COpenSSL_SHA256(const void *bytes, size_t count, unsigned char *digest) {
    SHA256_CTX context;
    SHA256_Init(&context);
    SHA256_Update(&context, bytes, count);
    SHA256_Final(digest, &context);
}
#pragma GCC diagnostic pop

static inline long COpenSSL_SSL_CTX_set_min_proto_version(SSL_CTX *context, int version) {
    return SSL_CTX_set_min_proto_version(context, version);
}
static inline long COpenSSL_SSL_CTX_set1_groups_list(SSL_CTX *context, const char *names) {
    return SSL_CTX_set1_groups_list(context, names);
}
static inline long COpenSSL_SSL_CTX_set_mode(SSL_CTX *context, long mode) {
    return SSL_CTX_set_mode(context, mode);
}
static inline long COpenSSL_SSL_CTX_set_session_cache_mode(SSL_CTX *context, long mode) {
    return SSL_CTX_set_session_cache_mode(context, mode);
}
static inline long COpenSSL_SSL_CTX_add1_chain_cert(SSL_CTX *context, X509 *certificate) {
    return SSL_CTX_add1_chain_cert(context, certificate);
}
static inline long COpenSSL_SSL_CTX_set_tlsext_servername_callback(
    SSL_CTX *context, int (*callback)(SSL *, int *, void *)) {
    return SSL_CTX_set_tlsext_servername_callback(context, callback);
}
static inline long COpenSSL_SSL_CTX_set_tlsext_servername_arg(SSL_CTX *context, void *argument) {
    return SSL_CTX_set_tlsext_servername_arg(context, argument);
}
static inline int COpenSSL_ERR_GET_REASON(unsigned long error) { return ERR_GET_REASON(error); }
static inline int COpenSSL_ERR_is_unsupported(unsigned long error) {
    return ERR_GET_LIB(error) == ERR_LIB_EVP && ERR_GET_REASON(error) == ERR_R_UNSUPPORTED;
}
static inline long COpenSSL_SSL_CTX_clear_chain_certs(SSL_CTX *context) {
    return SSL_CTX_clear_chain_certs(context);
}
static inline int COpenSSL_sk_GENERAL_NAME_num(const GENERAL_NAMES *names) {
    return sk_GENERAL_NAME_num(names);
}
static inline GENERAL_NAME *COpenSSL_sk_GENERAL_NAME_value(const GENERAL_NAMES *names, int index) {
    return sk_GENERAL_NAME_value(names, index);
}
static inline void COpenSSL_OPENSSL_free(void *memory) { OPENSSL_free(memory); }
static inline EVP_PKEY *COpenSSL_EVP_EC_gen(const char *curve) { return EVP_EC_gen(curve); }
static inline GENERAL_NAMES *COpenSSL_GENERAL_NAMES_new(void) { return GENERAL_NAMES_new(); }

/// A name of a type whose value is a string: ASN1_STRING_set(3), GENERAL_NAME_set0_value(3).
static inline int COpenSSL_GENERAL_NAMES_add(
    GENERAL_NAMES *names, int type, const unsigned char *bytes, int count) {
    GENERAL_NAME *name = GENERAL_NAME_new();
    ASN1_STRING *value =
        ASN1_STRING_type_new(type == GEN_DNS ? V_ASN1_IA5STRING : V_ASN1_OCTET_STRING);
    if (name && value && ASN1_STRING_set(value, bytes, count)) {
        GENERAL_NAME_set0_value(name, type, value);
        if (sk_GENERAL_NAME_push(names, name) > 0) return 1;
        value = NULL;
    }
    ASN1_STRING_free(value);
    GENERAL_NAME_free(name);
    return 0;
}
/// Zeros, this process' own or shared with those it forks, and in no core file: mmap(2), madvise(2).
/// Without memory it ends the process, like every allocation of Swift.
static inline void *_Nonnull COpenSSL_map(size_t count, int shared) {
    void *pages = mmap(
        NULL, count, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | (shared ? MAP_SHARED : MAP_PRIVATE), -1, 0);
    if (pages == MAP_FAILED) abort();
    madvise(pages, count, MADV_DONTDUMP);
    return pages;
}
static inline void COpenSSL_unmap(void *_Nonnull pages, size_t count) { munmap(pages, count); }
static inline void COpenSSL_protect(void *_Nonnull pages) { mprotect(pages, 1, PROT_READ); }
static inline void COpenSSL_store(uint32_t *place, uint32_t value) {
    __atomic_store_n(place, value, __ATOMIC_RELEASE);
}
static inline uint32_t COpenSSL_load(const uint32_t *place) {
    return __atomic_load_n(place, __ATOMIC_ACQUIRE);
}
static inline void COpenSSL_BIO_set_retry_read(BIO *bio) { BIO_set_retry_read(bio); }
static inline void COpenSSL_BIO_clear_retry_flags(BIO *bio) { BIO_clear_retry_flags(bio); }

#endif
