// What libcrypto finds by name or number: digests and ciphers of certificates, keys and TLS.
//
// The distribution's lists name everything there is, and the linker can't tell what is never asked
// for.

#ifndef ALL_OF_LIBCRYPTO

#include <openssl/evp.h>

void openssl_add_all_ciphers_int(void);
void openssl_add_all_digests_int(void);

// A PEM file names in its DEK-Info how its key is encrypted, PKCS #8 by an OID; tickets by
// function.
void openssl_add_all_ciphers_int(void) {
    EVP_add_cipher(EVP_des_ede3_cbc());
    EVP_add_cipher(EVP_aes_128_cbc());
    EVP_add_cipher(EVP_aes_192_cbc());
    EVP_add_cipher(EVP_aes_256_cbc());
    EVP_add_cipher(EVP_aes_128_gcm());
    EVP_add_cipher(EVP_aes_256_gcm());
    EVP_add_cipher(EVP_chacha20_poly1305());
}

void openssl_add_all_digests_int(void) {
    EVP_add_digest(EVP_md5());
    EVP_add_digest(EVP_md5_sha1());
    EVP_add_digest(EVP_sha1());
    EVP_add_digest(EVP_sha224());
    EVP_add_digest(EVP_sha256());
    EVP_add_digest(EVP_sha384());
    EVP_add_digest(EVP_sha512());
}

#endif
