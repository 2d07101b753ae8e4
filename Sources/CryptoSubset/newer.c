// Ways through OpenSSL 3.5 that nothing here takes, closed as in stubs.c; 3.0 has none of them.

#include <openssl/opensslv.h>

#if !defined(ALL_OF_LIBCRYPTO) && OPENSSL_VERSION_PREREQ(3, 5)

#include <errno.h>
#include <stdlib.h>

#include "closed.h"

// Compressed certificates (RFC 8879), by zlib, brotli and zstd (700 KB): an extension that a server
// may leave out. A method that is NULL is one that isn't there.
NONE(BIO_f_brotli)
NONE(BIO_f_zlib)
NONE(BIO_f_zstd)
NONE(COMP_brotli_oneshot)
NONE(COMP_zlib)
NONE(COMP_zlib_oneshot)
NONE(COMP_zstd_oneshot)
NONE(ossl_comp_brotli_cleanup)
NONE(ossl_comp_zlib_cleanup)
NONE(ossl_comp_zstd_cleanup)

#ifdef __x86_64__
// AES-GCM by AVX-512 (697 KB), for streams of many gigabytes: this processor can't, so what earlier
// versions had is taken, AES-NI with AVX.
NONE(ossl_vaes_vpclmulqdq_capable)
NONE(ossl_aes_gcm_init_avx512)
NONE(ossl_aes_gcm_setiv_avx512)
NONE(ossl_aes_gcm_update_aad_avx512)
NONE(ossl_aes_gcm_encrypt_avx512)
NONE(ossl_aes_gcm_decrypt_avx512)
NONE(ossl_aes_gcm_finalize_avx512)
NONE(ossl_gcm_gmult_avx512)
#endif

// Datagrams, and what the errors of libcrypto's sockets are.
NONE(BIO_s_datagram)
NONE(BIO_sock_non_fatal_error)

// PKCS #12 containers from files; of that file, texts for the KDF of old keys are used.
NONE(ossl_pkcs12_get0_pkcs7ctx)
NONE(ossl_pkcs7_ctx_get0_libctx)
NONE(ossl_pkcs7_ctx_get0_propq)

// Keys of ML-DSA and SLH-DSA: their decoders are in no table, but in one file with all others.
EMPTY(ossl_ml_dsa_44_keymgmt_functions)
EMPTY(ossl_ml_dsa_65_keymgmt_functions)
EMPTY(ossl_ml_dsa_87_keymgmt_functions)
EMPTY(ossl_slh_dsa_sha2_128f_keymgmt_functions)
EMPTY(ossl_slh_dsa_sha2_128s_keymgmt_functions)
EMPTY(ossl_slh_dsa_sha2_192f_keymgmt_functions)
EMPTY(ossl_slh_dsa_sha2_192s_keymgmt_functions)
EMPTY(ossl_slh_dsa_sha2_256f_keymgmt_functions)
EMPTY(ossl_slh_dsa_sha2_256s_keymgmt_functions)
EMPTY(ossl_slh_dsa_shake_128f_keymgmt_functions)
EMPTY(ossl_slh_dsa_shake_128s_keymgmt_functions)
EMPTY(ossl_slh_dsa_shake_192f_keymgmt_functions)
EMPTY(ossl_slh_dsa_shake_192s_keymgmt_functions)
EMPTY(ossl_slh_dsa_shake_256f_keymgmt_functions)
EMPTY(ossl_slh_dsa_shake_256s_keymgmt_functions)
NONE(ossl_ml_dsa_d2i_PKCS8)
NONE(ossl_ml_dsa_d2i_PUBKEY)
NONE(ossl_ml_dsa_key_free)
NONE(ossl_slh_dsa_key_free)
NONE(ossl_slh_dsa_key_get_name)
NONE(ossl_slh_dsa_key_get_pub_len)
NONE(ossl_slh_dsa_key_new)
NONE(ossl_slh_dsa_set_priv)
NONE(ossl_slh_dsa_set_pub)

// Keys in words, which no encoder is there for.
NONE(ossl_bio_print_labeled_buf)

// Threads of libcrypto's own, for Argon2 (93 KB): there are none to be had.
int pthread_create(void *thread, const void *attributes, void *(*start)(void *), void *argument);
int pthread_create(void *thread, const void *attributes, void *(*start)(void *), void *argument) {
    (void)thread, (void)attributes, (void)start, (void)argument;
    return EAGAIN;
}

void pthread_exit(void *result) __attribute__((noreturn));
void pthread_exit(void *result) {
    (void)result;
    abort();
}

int pthread_join(unsigned long thread, void **result);
int pthread_join(unsigned long thread, void **result) {
    (void)thread, (void)result;
    return ESRCH;
}

// fork(2) holds the list of popen(3)'s children as well as the streams.
NONE(_IO_proc_file_chain_lock)
NONE(_IO_proc_file_chain_unlock)
NONE(_IO_proc_file_chain_resetlock)

#endif
