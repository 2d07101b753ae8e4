// QUIC, of OpenSSL 3.5, closed: libssl asks at each of its entrances whether a connection is one of
// QUIC's, by its type or its method, and none is.

#include <openssl/opensslv.h>

#if !defined(ALL_OF_LIBCRYPTO) && OPENSSL_VERSION_PREREQ(3, 5)

#include "closed.h"

// An SSL_CTX wants to hold tokens of servers it has met.
void *ossl_quic_new_token_store(void);
void *ossl_quic_new_token_store(void) {
    static char store;
    return &store;
}

NONE(OSSL_QUIC_client_method)
NONE(OSSL_QUIC_client_thread_method)
NONE(OSSL_QUIC_server_method)
NONE(ossl_quic_accept_connection)
NONE(ossl_quic_accept_stream)
NONE(ossl_quic_clear_options)
NONE(ossl_quic_conn_get_blocking_mode)
NONE(ossl_quic_conn_get_net_rbio)
NONE(ossl_quic_conn_get_net_wbio)
NONE(ossl_quic_conn_set0_net_rbio)
NONE(ossl_quic_conn_set0_net_wbio)
NONE(ossl_quic_conn_set_blocking_mode)
NONE(ossl_quic_conn_set_initial_peer_addr)
NONE(ossl_quic_conn_shutdown)
NONE(ossl_quic_conn_stream_conclude)
NONE(ossl_quic_conn_stream_new)
NONE(ossl_quic_do_handshake)
NONE(ossl_quic_free_token_store)
NONE(ossl_quic_get0_connection)
NONE(ossl_quic_get0_domain)
NONE(ossl_quic_get0_listener)
NONE(ossl_quic_get_accept_connection_queue_len)
NONE(ossl_quic_get_accept_stream_queue_len)
NONE(ossl_quic_get_conn_close_info)
NONE(ossl_quic_get_domain_flags)
NONE(ossl_quic_get_error)
NONE(ossl_quic_get_event_timeout)
NONE(ossl_quic_get_key_update_type)
NONE(ossl_quic_get_net_read_desired)
NONE(ossl_quic_get_net_write_desired)
NONE(ossl_quic_get_options)
NONE(ossl_quic_get_rpoll_descriptor)
NONE(ossl_quic_get_shutdown)
NONE(ossl_quic_get_stream_id)
NONE(ossl_quic_get_stream_read_error_code)
NONE(ossl_quic_get_stream_read_state)
NONE(ossl_quic_get_stream_type)
NONE(ossl_quic_get_stream_write_error_code)
NONE(ossl_quic_get_stream_write_state)
NONE(ossl_quic_get_value_uint)
NONE(ossl_quic_get_wpoll_descriptor)
NONE(ossl_quic_handle_events)
NONE(ossl_quic_has_pending)
NONE(ossl_quic_is_stream_local)
NONE(ossl_quic_key_update)
NONE(ossl_quic_listen)
NONE(ossl_quic_new_domain)
NONE(ossl_quic_new_from_listener)
NONE(ossl_quic_new_listener)
NONE(ossl_quic_new_listener_from)
NONE(ossl_quic_obj_get0_handshake_layer)
NONE(ossl_quic_set_accept_state)
NONE(ossl_quic_set_connect_state)
NONE(ossl_quic_set_default_stream_mode)
NONE(ossl_quic_set_incoming_stream_policy)
NONE(ossl_quic_set_options)
NONE(ossl_quic_set_value_uint)
NONE(ossl_quic_stream_reset)
NONE(ossl_quic_tls_clear)
NONE(ossl_quic_tls_free)
NONE(ossl_quic_want)
NONE(ossl_quic_write_flags)

#endif
