// The built-in provider of libcrypto with what a TLS server uses, and nothing else.
//
// libcrypto starts its built-in provider by the name ossl_default_provider_init. A linker takes a
// member of an archive only for a symbol that nobody has defined yet: this definition keeps the
// distribution's own out, and with it whatever only its tables name. The interface is the public
// one, provider(7). The names of the functions behind each algorithm are libcrypto's own and not
// public; when one changes, the link fails by an undefined symbol.

#ifndef ALL_OF_LIBCRYPTO

#include <openssl/core.h>
#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/opensslv.h>
#include <openssl/params.h>

#define PROPERTIES "provider=default"
#define ALGORITHM(names, functions) {names, PROPERTIES, functions, NULL}
#define END {NULL, NULL, NULL, NULL}
#define DECLARE(functions) extern const OSSL_DISPATCH functions[];

// Each table: names as libcrypto knows them, and OIDs that files and certificates name.

// Signatures of certificates and handshakes, the PRF and the HKDF of TLS, what keys are encrypted
// by; MD5 and SHA-1 for TLS 1.2's master secret where nothing better is agreed on, and old PEM
// files.
#define DIGESTS(X)                                                             \
    X("SHA1:SHA-1:SSL3-SHA1:1.3.14.3.2.26", ossl_sha1_functions)               \
    X("SHA2-224:SHA-224:SHA224:2.16.840.1.101.3.4.2.4", ossl_sha224_functions) \
    X("SHA2-256:SHA-256:SHA256:2.16.840.1.101.3.4.2.1", ossl_sha256_functions) \
    X("SHA2-384:SHA-384:SHA384:2.16.840.1.101.3.4.2.2", ossl_sha384_functions) \
    X("SHA2-512:SHA-512:SHA512:2.16.840.1.101.3.4.2.3", ossl_sha512_functions) \
    X("MD5:SSL3-MD5:1.2.840.113549.2.5", ossl_md5_functions)                   \
    X("MD5-SHA1", ossl_md5_sha1_functions) SHA3(X)

// Records: AES-GCM and ChaCha20-Poly1305. Tickets: AES-256-CBC. Random numbers: AES-256 in ECB and
// CTR. Encrypted keys: AES-CBC and, as `openssl req` made them before 3.5, triple DES.
#define CIPHERS(X)                                                                      \
    X("AES-256-GCM:id-aes256-GCM:2.16.840.1.101.3.4.1.46", ossl_aes256gcm_functions)    \
    X("AES-128-GCM:id-aes128-GCM:2.16.840.1.101.3.4.1.6", ossl_aes128gcm_functions)     \
    X("ChaCha20-Poly1305", ossl_chacha20_ossl_poly1305_functions)                       \
    X("AES-256-CBC:AES256:2.16.840.1.101.3.4.1.42", ossl_aes256cbc_functions)           \
    X("AES-192-CBC:AES192:2.16.840.1.101.3.4.1.22", ossl_aes192cbc_functions)           \
    X("AES-128-CBC:AES128:2.16.840.1.101.3.4.1.2", ossl_aes128cbc_functions)            \
    X("DES-EDE3-CBC:DES3:1.2.840.113549.3.7", ossl_tdes_ede3_cbc_functions)             \
    X("AES-256-ECB:2.16.840.1.101.3.4.1.41", ossl_aes256ecb_functions)                  \
    X("AES-256-CTR", ossl_aes256ctr_functions)                                          \
    X("NULL", ossl_null_functions)

#define MACS(X) X("HMAC", ossl_hmac_functions)

// The two key schedules of TLS, and what makes a key of a passphrase.
#define KDFS(X)                                                           \
    X("HKDF", ossl_kdf_hkdf_functions)                                    \
    X("TLS13-KDF", ossl_kdf_tls1_3_kdf_functions)                         \
    X("TLS1-PRF", ossl_kdf_tls1_prf_functions)                            \
    X("PBKDF2:1.2.840.113549.1.5.12", ossl_kdf_pbkdf2_functions)          \
    X("PKCS12KDF", ossl_kdf_pkcs12_functions)                             \
    X("SCRYPT:id-scrypt:1.3.6.1.4.1.11591.4.11", ossl_kdf_scrypt_functions)

#define RANDOM(X)                            \
    X("CTR-DRBG", ossl_drbg_ctr_functions)   \
    X("SEED-SRC", ossl_seed_src_functions)

#define KEY_EXCHANGES(X)                                  \
    X("ECDH", ossl_ecdh_keyexch_functions)                \
    X("X25519:1.3.101.110", ossl_x25519_keyexch_functions)

// HMAC is a key of its own where TLS 1.3 checks the binder of a resumed session.
#define SIGNATURES(X)                                                     \
    X("RSA:rsaEncryption:1.2.840.113549.1.1.1", ossl_rsa_signature_functions) \
    X("ED25519:1.3.101.112", ossl_ed25519_signature_functions)            \
    X("ECDSA", ossl_ecdsa_signature_functions)                            \
    X("HMAC", ossl_mac_legacy_hmac_signature_functions)

#define KEYS(X)                                                              \
    X("RSA:rsaEncryption:1.2.840.113549.1.1.1", ossl_rsa_keymgmt_functions)  \
    X("RSA-PSS:RSASSA-PSS:1.2.840.113549.1.1.10", ossl_rsapss_keymgmt_functions) \
    X("EC:id-ecPublicKey:1.2.840.10045.2.1", ossl_ec_keymgmt_functions)      \
    X("X25519:1.3.101.110", ossl_x25519_keymgmt_functions)                   \
    X("ED25519:1.3.101.112", ossl_ed25519_keymgmt_functions)                 \
    X("HMAC", ossl_mac_legacy_keymgmt_functions) MLKEM_KEYS(X)

#if OPENSSL_VERSION_PREREQ(3, 5)
// ML-KEM's hash and expansion, and the hybrid group that browsers offer first.
#define SHA3(X)                                                          \
    X("SHA3-256:2.16.840.1.101.3.4.2.8", ossl_sha3_256_functions)        \
    X("SHA3-512:2.16.840.1.101.3.4.2.10", ossl_sha3_512_functions)       \
    X("SHAKE-128:SHAKE128:2.16.840.1.101.3.4.2.11", ossl_shake_128_functions) \
    X("SHAKE-256:SHAKE256:2.16.840.1.101.3.4.2.12", ossl_shake_256_functions)
#define MLKEM_KEYS(X)                                                              \
    X("ML-KEM-768:MLKEM768:id-alg-ml-kem-768:2.16.840.1.101.3.4.4.2",              \
      ossl_ml_kem_768_keymgmt_functions)                                           \
    X("X25519MLKEM768", ossl_mlx_x25519_kem_kmgmt_functions)
#define ENCAPSULATIONS(X)                                             \
    X("ML-KEM-768:MLKEM768:id-alg-ml-kem-768:2.16.840.1.101.3.4.4.2", \
      ossl_ml_kem_asym_kem_functions)                                 \
    X("X25519MLKEM768", ossl_mlx_kem_asym_kem_functions)
#else
#define SHA3(X)
#define MLKEM_KEYS(X)
#define ENCAPSULATIONS(X)
#endif

// Key files: PEM or DER; PKCS #8 plain and encrypted, and the forms of their own that RSA and EC
// have. Certificates: the public key.
#define INPUT(type, structure) PROPERTIES ",fips=yes,input=" type ",structure=" structure
#define DECODERS(X)                                                                              \
    X("RSA", INPUT("der", "PrivateKeyInfo"), ossl_PrivateKeyInfo_der_to_rsa_decoder_functions)   \
    X("RSA", INPUT("der", "SubjectPublicKeyInfo"),                                               \
      ossl_SubjectPublicKeyInfo_der_to_rsa_decoder_functions)                                    \
    X("RSA", INPUT("der", "type-specific"),                                                      \
      ossl_type_specific_keypair_der_to_rsa_decoder_functions)                                   \
    X("RSA-PSS", INPUT("der", "PrivateKeyInfo"),                                                 \
      ossl_PrivateKeyInfo_der_to_rsapss_decoder_functions)                                       \
    X("RSA-PSS", INPUT("der", "SubjectPublicKeyInfo"),                                           \
      ossl_SubjectPublicKeyInfo_der_to_rsapss_decoder_functions)                                 \
    X("EC", INPUT("der", "PrivateKeyInfo"), ossl_PrivateKeyInfo_der_to_ec_decoder_functions)     \
    X("EC", INPUT("der", "SubjectPublicKeyInfo"),                                                \
      ossl_SubjectPublicKeyInfo_der_to_ec_decoder_functions)                                     \
    X("EC", INPUT("der", "type-specific"), ossl_type_specific_no_pub_der_to_ec_decoder_functions) \
    X("ED25519", INPUT("der", "PrivateKeyInfo"),                                                 \
      ossl_PrivateKeyInfo_der_to_ed25519_decoder_functions)                                      \
    X("ED25519", INPUT("der", "SubjectPublicKeyInfo"),                                           \
      ossl_SubjectPublicKeyInfo_der_to_ed25519_decoder_functions)                                \
    X("X25519", INPUT("der", "SubjectPublicKeyInfo"),                                            \
      ossl_SubjectPublicKeyInfo_der_to_x25519_decoder_functions)                                 \
    X("DER", INPUT("der", "EncryptedPrivateKeyInfo"),                                            \
      ossl_EncryptedPrivateKeyInfo_der_to_der_decoder_functions)                                 \
    X("DER", PROPERTIES ",fips=yes,input=pem", ossl_pem_to_der_decoder_functions)

#define DECLARED(names, functions) DECLARE(functions)
#define DECLARED_CODER(names, properties, functions) DECLARE(functions)
#define ENTRY(names, functions) ALGORITHM(names, functions),
#define CODER(names, properties, functions) {names, properties, functions, NULL},

DIGESTS(DECLARED)
CIPHERS(DECLARED)
MACS(DECLARED)
KDFS(DECLARED)
RANDOM(DECLARED)
KEY_EXCHANGES(DECLARED)
SIGNATURES(DECLARED)
KEYS(DECLARED)
ENCAPSULATIONS(DECLARED)
DECODERS(DECLARED_CODER)

static const OSSL_ALGORITHM digests[] = {DIGESTS(ENTRY) END};
static const OSSL_ALGORITHM ciphers[] = {CIPHERS(ENTRY) END};
static const OSSL_ALGORITHM macs[] = {MACS(ENTRY) END};
static const OSSL_ALGORITHM kdfs[] = {KDFS(ENTRY) END};
static const OSSL_ALGORITHM randoms[] = {RANDOM(ENTRY) END};
static const OSSL_ALGORITHM keyExchanges[] = {KEY_EXCHANGES(ENTRY) END};
static const OSSL_ALGORITHM signatures[] = {SIGNATURES(ENTRY) END};
static const OSSL_ALGORITHM keys[] = {KEYS(ENTRY) END};
static const OSSL_ALGORITHM encapsulations[] = {ENCAPSULATIONS(ENTRY) END};
static const OSSL_ALGORITHM decoders[] = {DECODERS(CODER) END};

static const OSSL_ALGORITHM *query(void *context, int operation, int *mayNotCache) {
    (void)context;
    *mayNotCache = 0;
    switch (operation) {
    case OSSL_OP_DIGEST: return digests;
    case OSSL_OP_CIPHER: return ciphers;
    case OSSL_OP_MAC: return macs;
    case OSSL_OP_KDF: return kdfs;
    case OSSL_OP_RAND: return randoms;
    case OSSL_OP_KEYMGMT: return keys;
    case OSSL_OP_KEYEXCH: return keyExchanges;
    case OSSL_OP_SIGNATURE: return signatures;
    case OSSL_OP_KEM: return encapsulations;
    case OSSL_OP_DECODER: return decoders;
    default: return NULL;
    }
}

static const OSSL_PARAM *gettable(void *context) {
    (void)context;
    static const OSSL_PARAM parameters[] = {
        OSSL_PARAM_DEFN(OSSL_PROV_PARAM_NAME, OSSL_PARAM_UTF8_PTR, NULL, 0), OSSL_PARAM_END};
    return parameters;
}

static int get(void *context, OSSL_PARAM parameters[]) {
    (void)context;
    OSSL_PARAM *name = OSSL_PARAM_locate(parameters, OSSL_PROV_PARAM_NAME);
    if (name != NULL && !OSSL_PARAM_set_utf8_ptr(name, "Subset of OpenSSL's default provider")) {
        return 0;
    }
    OSSL_PARAM *status = OSSL_PARAM_locate(parameters, OSSL_PROV_PARAM_STATUS);
    return status == NULL || OSSL_PARAM_set_int(status, 1);
}

// What an algorithm's functions are given as their provider: made and taken apart by libcrypto.
extern void *ossl_prov_ctx_new(void);
extern void ossl_prov_ctx_free(void *);
extern void ossl_prov_ctx_set0_libctx(void *, OSSL_LIB_CTX *);
extern void ossl_prov_ctx_set0_handle(void *, const OSSL_CORE_HANDLE *);
extern void ossl_prov_ctx_set0_core_bio_method(void *, void *);
extern void *ossl_prov_ctx_get0_core_bio_method(void *);
extern int ossl_prov_bio_from_dispatch(const OSSL_DISPATCH *);
extern int ossl_prov_seeding_from_dispatch(const OSSL_DISPATCH *);
extern void *ossl_bio_prov_init_bio_method(void);
extern void BIO_meth_free(void *);
// The groups of TLS that there are.
extern int ossl_prov_get_capabilities(void *, const char *, OSSL_CALLBACK *, void *);

static void tearDown(void *context) {
    BIO_meth_free(ossl_prov_ctx_get0_core_bio_method(context));
    ossl_prov_ctx_free(context);
}

static const OSSL_DISPATCH dispatch[] = {
    {OSSL_FUNC_PROVIDER_TEARDOWN, (void (*)(void))tearDown},
    {OSSL_FUNC_PROVIDER_GETTABLE_PARAMS, (void (*)(void))gettable},
    {OSSL_FUNC_PROVIDER_GET_PARAMS, (void (*)(void))get},
    {OSSL_FUNC_PROVIDER_QUERY_OPERATION, (void (*)(void))query},
    {OSSL_FUNC_PROVIDER_GET_CAPABILITIES, (void (*)(void))ossl_prov_get_capabilities},
    {0, NULL}};

OSSL_provider_init_fn ossl_default_provider_init;
OSSL_provider_init_fn ossl_base_provider_init;

int ossl_default_provider_init(
    const OSSL_CORE_HANDLE *handle, const OSSL_DISPATCH *core, const OSSL_DISPATCH **own,
    void **context) {
    OSSL_FUNC_core_get_libctx_fn *library = NULL;
    if (!ossl_prov_bio_from_dispatch(core) || !ossl_prov_seeding_from_dispatch(core)) return 0;
    for (const OSSL_DISPATCH *function = core; function->function_id != 0; function++) {
        if (function->function_id == OSSL_FUNC_CORE_GET_LIBCTX) {
            library = OSSL_FUNC_core_get_libctx(function);
        }
    }
    if (library == NULL) return 0;
    void *methods = ossl_bio_prov_init_bio_method();
    *context = ossl_prov_ctx_new();
    if (*context == NULL || methods == NULL) {
        BIO_meth_free(methods);
        ossl_prov_ctx_free(*context);
        *context = NULL;
        return 0;
    }
    ossl_prov_ctx_set0_libctx(*context, (OSSL_LIB_CTX *)library(handle));
    ossl_prov_ctx_set0_handle(*context, handle);
    ossl_prov_ctx_set0_core_bio_method(*context, methods);
    *own = dispatch;
    return 1;
}

// Encoders and decoders for those who load no other provider; nobody does here.
int ossl_base_provider_init(
    const OSSL_CORE_HANDLE *handle, const OSSL_DISPATCH *core, const OSSL_DISPATCH **own,
    void **context) {
    (void)handle, (void)core, (void)own, (void)context;
    return 0;
}

#endif
