// Ways through libcrypto and libssl that nothing here takes, closed: each answers 0, NULL or
// nothing, which to its caller is "there is none" or "it failed". None aborts: what a file or a
// peer could reach by an oversight is refused, not a crash.
//
// The linker takes the distribution's own in place of a name that is missing here, and says
// "duplicate symbol" where another name still brings it along.

#ifndef ALL_OF_LIBCRYPTO

#include "closed.h"

// Engines (ENGINE_*): hardware and ciphers by modules, superseded by providers. No engine is
// registered, and none can be found by name.
NONE(engine_load_afalg_int)
NONE(engine_load_padlock_int)
NONE(engine_load_dynamic_int)
NONE(engine_load_openssl_int)
NONE(engine_cleanup_int)
NONE(ENGINE_register_all_complete)
NONE(ENGINE_init)
NONE(ENGINE_finish)
NONE(ENGINE_free)
NONE(ENGINE_get_id)
NONE(ENGINE_by_id)
NONE(ENGINE_get_ssl_client_cert_function)
NONE(ENGINE_load_ssl_client_cert)
NONE(ENGINE_get_pkey_asn1_meth)
NONE(ENGINE_get_pkey_asn1_meth_engine)
NONE(ENGINE_pkey_asn1_find_str)
NONE(ENGINE_get_cipher)
NONE(ENGINE_get_cipher_engine)
NONE(ENGINE_get_digest)
NONE(ENGINE_get_digest_engine)
NONE(ENGINE_get_pkey_meth)
NONE(ENGINE_get_pkey_meth_engine)
NONE(ENGINE_get_default_DH)
NONE(ENGINE_get_DH)
NONE(ENGINE_get_default_DSA)
NONE(ENGINE_get_DSA)
NONE(ENGINE_get_default_EC)
NONE(ENGINE_get_EC)
NONE(ENGINE_get_default_RAND)
NONE(ENGINE_get_RAND)
NONE(ENGINE_get_default_RSA)
NONE(ENGINE_get_RSA)

// The configuration file openssl.cnf: an image holds none, and a variable decides nothing here
// (OPENSSL_INIT_NO_LOAD_CONFIG).
NONE(ossl_config_int)
NONE(ossl_no_config_int)
NONE(ossl_config_modules_free)
NONE(CONF_modules_load_file_ex)
NONE(conf_ssl_get)
NONE(conf_ssl_get_cmd)
NONE(conf_ssl_name_find)
NONE(CONF_module_add)
NONE(CONF_imodule_get_value)
NONE(NCONF_get0_libctx)
NONE(CONF_get_section)
NONE(CONF_get_string)
NONE(CONF_set_nconf)
NONE(NCONF_free)
NONE(NCONF_new)
NONE(NCONF_get_string)
NONE(NCONF_get_section)

// Providers in files (dlopen): the only provider is built in.
NONE(DSO_new)
NONE(DSO_free)
NONE(DSO_load)
NONE(DSO_merge)
NONE(DSO_bind_func)
NONE(DSO_convert_filename)
NONE(DSO_ctrl)
NONE(DSO_get_filename)

// Fetching certificates and revocations by HTTP: nobody is verified here.
NONE(OSSL_HTTP_get)

// OSSL_STORE: files are read by the master and parsed from memory.
NONE(ossl_store_cleanup_int)
NONE(OSSL_STORE_INFO_free)
NONE(OSSL_STORE_INFO_get0_CERT)
NONE(OSSL_STORE_INFO_get0_NAME)
NONE(OSSL_STORE_INFO_get_type)
NONE(OSSL_STORE_close)
NONE(OSSL_STORE_eof)
NONE(OSSL_STORE_error)
NONE(OSSL_STORE_load)
NONE(OSSL_STORE_open)
NONE(ossl_store_loader_store_cache_flush)
NONE(ossl_store_loader_store_remove_all_provided)

// Writing keys and parameters (OSSL_ENCODER): no encoder is in the provider's tables, so none is
// found.
NONE(OSSL_ENCODER_CTX_new_for_pkey)
NONE(OSSL_ENCODER_CTX_free)
NONE(OSSL_ENCODER_CTX_get_num_encoders)
NONE(OSSL_ENCODER_CTX_set_cipher)
NONE(OSSL_ENCODER_CTX_set_passphrase)
NONE(OSSL_ENCODER_CTX_set_pem_password_cb)
NONE(OSSL_ENCODER_to_bio)
NONE(OSSL_ENCODER_to_data)
NONE(OSSL_ENCODER_to_fp)
DONE(ossl_encoder_store_cache_flush)
DONE(ossl_encoder_store_remove_all_provided)

// Asking at a terminal: the passphrase comes from a file, by a callback that libcrypto wraps into a
// UI_METHOD.
NONE(UI_get_default_method)

// Datagrams and sockets of libcrypto's own (142 KB with libc's resolver): TLS runs in memory.
NONE(BIO_ADDR_new)
NONE(BIO_ADDR_free)
NONE(BIO_ADDR_clear)
NONE(BIO_s_socket)
NONE(BIO_socket_wait)
NONE(bio_sock_cleanup_int)
char *bio_lookup_lock;

// Logs of Certificate Transparency: a client's matter. An SSL_CTX wants to hold a store of them.
void *CTLOG_STORE_new_ex(void);
void *CTLOG_STORE_new_ex(void) {
    static char store;
    return &store;
}
NONE(CTLOG_STORE_free)
NONE(CTLOG_STORE_load_default_file)
NONE(CTLOG_STORE_load_file)
NONE(CT_POLICY_EVAL_CTX_free)
NONE(CT_POLICY_EVAL_CTX_new_ex)
NONE(CT_POLICY_EVAL_CTX_set1_cert)
NONE(CT_POLICY_EVAL_CTX_set1_issuer)
NONE(CT_POLICY_EVAL_CTX_set_shared_CTLOG_STORE)
NONE(CT_POLICY_EVAL_CTX_set_time)
NONE(SCT_free)
NONE(SCT_LIST_free)
NONE(SCT_LIST_validate)
NONE(SCT_get_validation_status)
NONE(SCT_set_source)
NONE(o2i_SCT_LIST)

// Trust anchors from an OSSL_STORE: no peer's certificate is verified.
NONE(X509_LOOKUP_store)

// PKCS #7 and PKCS #12 containers: certificates and keys are PEM.
NONE(PKCS7_it)
NONE(d2i_PKCS7)
NONE(i2d_PKCS7)
NONE(ossl_pkcs7_resolve_libctx)
NONE(PKCS7_ISSUER_AND_SERIAL_it)

// Handshakes that stop in the middle for hardware (SSL_MODE_ASYNC), on stacks of their own: no job
// runs.
NONE(async_init)
NONE(async_deinit)
NONE(ASYNC_get_current_job)
NONE(ASYNC_start_job)
NONE(ASYNC_WAIT_CTX_new)
NONE(ASYNC_WAIT_CTX_free)
NONE(ASYNC_WAIT_CTX_get_all_fds)
NONE(ASYNC_WAIT_CTX_get_changed_fds)
NONE(ASYNC_WAIT_CTX_get_status)
NONE(ASYNC_WAIT_CTX_set_callback)

// The log of the Certificate Management Protocol, closed when a process ends.
NONE(OSSL_CMP_log_close)

// Words for errors that can't happen without these parts.
NONE(ossl_err_load_CONF_strings)
NONE(ossl_err_load_DSO_strings)
NONE(ossl_err_load_ENGINE_strings)
NONE(ossl_err_load_HTTP_strings)
NONE(ossl_err_load_CT_strings)
NONE(ossl_err_load_OSSL_STORE_strings)
NONE(ossl_err_load_PKCS7_strings)
NONE(ossl_err_load_CMS_strings)
NONE(ossl_err_load_CMP_strings)
NONE(ossl_err_load_CRMF_strings)
NONE(ossl_err_load_TS_strings)
NONE(ossl_err_load_ESS_strings)
NONE(ossl_err_load_OCSP_strings)
NONE(ossl_err_load_ASYNC_strings)
NONE(ossl_err_load_DH_strings)
NONE(ossl_err_load_DSA_strings)

// Files by libcrypto (BIO_s_file), with libc's streams: the master reads them itself.
NONE(BIO_s_file)
NONE(BIO_new_file)
NONE(BIO_new_fp)

// Reading numbers from text with sscanf: only a2i_IPADDRESS(3) does, which
// nobody calls; inet_pton(3) reads addresses.
NONE(__isoc99_sscanf)

// The finite-field groups of DHE, which isn't offered.
NONE(BN_get_rfc2409_prime_1024)
NONE(BN_get_rfc3526_prime_2048)
NONE(BN_get_rfc3526_prime_3072)
NONE(BN_get_rfc3526_prime_4096)
NONE(BN_get_rfc3526_prime_8192)

#endif
