// What a program costs that uses OpenSSL as its manual shows: OpenSSL reads and writes the socket.
//
//   bare-tls PORT CERTIFICATE KEY close|keep TICKETS
//
// One process, epoll, TLS 1.3; any bytes are one request, none is looked at. Not a correct server:
// what a correct one costs is measured against it.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { descriptorLimit = 65536 };

#define ANSWER(connection) \
    "HTTP/1.1 503 Service Unavailable\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n" \
    "Content-Type: text/plain; charset=utf-8\r\nContent-Length: 17\r\nRetry-After: 300\r\n" \
    "Cache-Control: no-store\r\n" connection "\r\nUnder maintenance"

static const char kept[] = ANSWER(""), closed[] = ANSWER("Connection: close\r\n");
static SSL *table[descriptorLimit];
static bool keeps;

/// False when the connection is over.
static bool advance(SSL *ssl) {
    char buffer[16384];
    for (;;) {
        // The first read shakes hands.
        ERR_clear_error();
        int length = SSL_read(ssl, buffer, sizeof buffer);
        if (length <= 0) return SSL_get_error(ssl, length) == SSL_ERROR_WANT_READ;
        const char *answer = keeps ? kept : closed;
        int size = (int)(keeps ? sizeof kept : sizeof closed) - 1;
        if (SSL_write(ssl, answer, size) != size) return false;
        if (keeps) continue;
        SSL_shutdown(ssl);
        return false;
    }
}

static void end(int descriptor) {
    SSL_free(table[descriptor]);
    table[descriptor] = NULL;
    close(descriptor);
}

int main(int argc, char **argv) {
    if (argc != 6) return 64;
    keeps = strcmp(argv[4], "keep") == 0;
    signal(SIGPIPE, SIG_IGN);
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    if (!context || !SSL_CTX_use_certificate_chain_file(context, argv[2]) ||
        !SSL_CTX_use_PrivateKey_file(context, argv[3], SSL_FILETYPE_PEM) ||
        !SSL_CTX_set_ciphersuites(context, "TLS_AES_128_GCM_SHA256") ||
        !SSL_CTX_set1_groups_list(context, "X25519") ||
        !SSL_CTX_set_num_tickets(context, (size_t)atoi(argv[5]))) {
        ERR_print_errors_fp(stderr);
        return 78;
    }
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    struct sockaddr_in address = {.sin_family = AF_INET};
    address.sin_port = htons((uint16_t)atoi(argv[1]));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), yes = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (bind(listener, (struct sockaddr *)&address, sizeof address)) return 71;
    if (listen(listener, 4096)) return 71;
    int epoll = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, events[64];
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        int ready = epoll_wait(epoll, events, 64, -1);
        for (int i = 0; i < ready; i++) {
            int descriptor = events[i].data.fd;
            if (descriptor != listener) {
                if (!advance(table[descriptor])) end(descriptor);
                continue;
            }
            while ((descriptor = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
                SSL *ssl = descriptor < descriptorLimit ? SSL_new(context) : NULL;
                if (!ssl) {
                    close(descriptor);
                    continue;
                }
                table[descriptor] = ssl;
                SSL_set_fd(ssl, descriptor);
                SSL_set_accept_state(ssl);
                event.events = EPOLLIN;
                event.data.fd = descriptor;
                epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
            }
        }
    }
}
