// The floor: OpenSSL alone, server and client in one process, with memory between them.
//
//   memory-tls CERTIFICATE KEY full|resumed|keep SECONDS
//
// Prints the nanoseconds of CPU that the server's calls took for each connection with one request
// (for each request, with "keep"): the thread's clock is read before and after them, and what
// reading it costs is subtracted. Making and freeing the server's objects is in it, the client's
// part, the kernel and the system calls aren't.
#define _GNU_SOURCE
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char request[] = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
static const char answer[] =
    "HTTP/1.1 503 Service Unavailable\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n"
    "Content-Type: text/plain; charset=utf-8\r\nContent-Length: 17\r\nRetry-After: 300\r\n"
    "Cache-Control: no-store\r\nConnection: close\r\n\r\nUnder maintenance";

static SSL_CTX *serverContext, *clientContext;
static SSL *server, *client;
static BIO *toServer, *toClient;
static SSL_SESSION *session;
static uint64_t spent, begun, readings;

static uint64_t read_(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static void begin(void) { begun = read_(CLOCK_THREAD_CPUTIME_ID); }

static void end(void) {
    spent += read_(CLOCK_THREAD_CPUTIME_ID) - begun;
    readings++;
}

static void require(bool holds, const char *what) {
    if (holds) return;
    fprintf(stderr, "memory-tls: %s\n", what);
    ERR_print_errors_fp(stderr);
    exit(1);
}

static int trust(X509_STORE_CTX *store, void *argument) {
    (void)store, (void)argument;
    return 1;
}

static BIO *memory(void) {
    BIO *bio = BIO_new(BIO_s_mem());
    require(bio, "no memory");
    BIO_set_mem_eof_return(bio, -1);
    return bio;
}

/// Opens a connection; the server's part is timed.
static void shakeHands(void) {
    client = SSL_new(clientContext);
    require(client, "SSL_new");
    SSL_set_connect_state(client);
    SSL_set_tlsext_host_name(client, "localhost");
    if (session) SSL_set_session(client, session);

    begin();
    toServer = memory();
    toClient = memory();
    server = SSL_new(serverContext);
    SSL_set_bio(server, toServer, toClient);
    SSL_set_accept_state(server);
    end();

    BIO_up_ref(toServer);
    BIO_up_ref(toClient);
    SSL_set_bio(client, toClient, toServer);
    SSL_do_handshake(client);
    begin();
    SSL_do_handshake(server);
    end();
    require(SSL_do_handshake(client) == 1, "the client's handshake");
    require(!session || SSL_session_reused(client), "not resumed");
}

static void exchange(bool ends) {
    char buffer[4096];
    require(SSL_write(client, request, sizeof request - 1) > 0, "the request");
    begin();
    // The first time this takes the client's Finished, too.
    int length = SSL_read(server, buffer, sizeof buffer);
    if (length > 0) length = SSL_write(server, answer, sizeof answer - 1);
    if (ends) SSL_shutdown(server);
    end();
    require(length == (int)sizeof answer - 1, "the answer");
    require(SSL_read(client, buffer, sizeof buffer) == length, "the answer's bytes");
    require(!memcmp(buffer, "HTTP/1.1 503 ", 13), "the answer's status");
}

static void finish(void) {
    char buffer[16];
    require(SSL_read(client, buffer, sizeof buffer) == 0, "close_notify");
    SSL_set_shutdown(client, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    begin();
    SSL_free(server);
    end();
}

int main(int argc, char **argv) {
    if (argc != 5) return 64;
    bool keeps = !strcmp(argv[3], "keep"), resumes = !strcmp(argv[3], "resumed");
    double seconds = atof(argv[4]);
    if (seconds <= 0 || seconds > 60) return 64;
    serverContext = SSL_CTX_new(TLS_server_method());
    clientContext = SSL_CTX_new(TLS_client_method());
    require(SSL_CTX_use_certificate_chain_file(serverContext, argv[1]) == 1 &&
                SSL_CTX_use_PrivateKey_file(serverContext, argv[2], SSL_FILETYPE_PEM) == 1 &&
                SSL_CTX_set_num_tickets(serverContext, 1) == 1 &&
                SSL_CTX_set_min_proto_version(clientContext, TLS1_3_VERSION) == 1 &&
                SSL_CTX_set_ciphersuites(clientContext, "TLS_AES_128_GCM_SHA256") == 1 &&
                SSL_CTX_set1_groups_list(clientContext, "X25519") == 1,
            "settings");
    SSL_CTX_set_mode(serverContext, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_read_ahead(serverContext, 1);
    SSL_CTX_set_session_cache_mode(serverContext, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_session_cache_mode(clientContext, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_cert_verify_callback(clientContext, trust, NULL);

    uint64_t number = 0;
    if (keeps) {
        shakeHands();
        exchange(false);
    }
    // The first twenty aren't counted: they also start OpenSSL and give the first ticket.
    uint64_t stop = 0;
    for (int warm = 20; warm > 0 || read_(CLOCK_MONOTONIC) < stop;) {
        if (!keeps) shakeHands();
        exchange(!keeps);
        if (!keeps) {
            finish();
            if (resumes) {
                SSL_SESSION_free(session);
                session = SSL_get1_session(client);
            }
            SSL_free(client);
        }
        number++;
        if (warm > 0 && --warm == 0) {
            number = spent = readings = 0;
            stop = read_(CLOCK_MONOTONIC) + (uint64_t)(seconds * 1e9);
        }
    }
    double total = (double)spent;
    uint64_t measured = readings;
    spent = 0;
    for (int i = 0; i < 10000; i++) {
        begin();
        end();
    }
    total -= (double)spent / 10000 * (double)measured;
    require(number > 0, "nothing done");
    printf("%llu %.0f\n", (unsigned long long)number, total / (double)number);
    return 0;
}
