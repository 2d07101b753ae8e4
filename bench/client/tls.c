// The TLS load: connections or requests over TLS 1.3, their right answers counted.
//
//   tls PORT CONNECTIONS WARM SECONDS COUNT MODE REQUEST
//
// MODE is one of
//   full     each request has a connection of its own, with a full handshake; the server closes it
//   resumed  the same, and each connection uses the ticket of the one before in its place
//   keep     requests on connections that are kept
//   hold     COUNT connections are opened, shaken hands on and kept open, with nothing sent
//   asked    the same with one request on each, answered
// It loads the server for WARM seconds (and until each connection has a ticket, or one answer),
// prints "ready" and waits for a line. Then it loads it for SECONDS, or COUNT requests where COUNT
// isn't 0, prints a line with: right answers, wrong answers, connections that broke, full
// handshakes where a resumed one was wanted, connections ended without close_notify. It keeps its
// connections until its input ends.
//
// CONNECTIONS are worked on at a time. What they have to send leaves when none of them has anything
// to read: a client verifies longer than a server signs (ECDSA), and one that sent at once would
// let the server sleep before each message. So it finds several waiting, as a busy one does.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { connectionLimit = 1024, answerLimit = 4096, patienceSeconds = 5 };

static const char status[] = "HTTP/1.1 503 ";
static const char body[] = "Under maintenance";

static enum { full, resumed, keep, hold, asked } mode;
static const char *const modes[] = {"full", "resumed", "keep", "hold", "asked"};

struct connection {
    int descriptor;
    SSL *ssl;
    BIO *in, *out;
    SSL_SESSION *session;
    bool isEstablished, isAsked, isAnswered, isNotified, isUnsent;
    uint64_t answers;
    size_t held;
    char answer[answerLimit];
};

static struct connection connections[connectionLimit];
static struct connection *unsent[connectionLimit];
static unsigned unsentCount, number, busy;
static SSL_CTX *context;
static const char *request;
static size_t requestLength;
static struct sockaddr_in server = {.sin_family = AF_INET};
static int epoll;
static bool isWarm;
static uint64_t right, wrong, broken, unwanted, unnotified, started, count, deadline;

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static void fail(const char *what) {
    fprintf(stderr, "tls: %s: %s\n", what, strerror(errno));
    exit(1);
}

static bool holds(void) { return mode == hold || mode == asked; }

/// Whether another request may start.
static bool goesOn(const struct connection *connection) {
    if (!isWarm && !holds()) {
        bool isReady = mode == full || connection->answers > 0;
        return !isReady || now() < deadline;
    }
    return (!count || started < count) && now() < deadline;
}

/// The certificate is taken as it is: what that costs is the client's.
static int trust(X509_STORE_CTX *store, void *argument) {
    (void)store, (void)argument;
    return 1;
}

static void prepare(void) {
    static const unsigned char protocols[] = "\x08http/1.1";
    context = SSL_CTX_new(TLS_client_method());
    if (!context || !SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) ||
        !SSL_CTX_set_ciphersuites(context, "TLS_AES_128_GCM_SHA256") ||
        !SSL_CTX_set1_groups_list(context, "X25519") ||
        SSL_CTX_set_alpn_protos(context, protocols, sizeof protocols - 1)) {
        fprintf(stderr, "tls: OpenSSL refuses the settings\n");
        exit(1);
    }
    SSL_CTX_set_cert_verify_callback(context, trust, NULL);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_read_ahead(context, 1);
}

static void schedule(struct connection *connection) {
    if (connection->isUnsent || BIO_pending(connection->out) == 0) return;
    connection->isUnsent = true;
    unsent[unsentCount++] = connection;
}

static void ask(struct connection *connection) {
    connection->isAsked = true;
    connection->isAnswered = false;
    connection->held = 0;
    started++;
    busy++;
    if (connection->isEstablished) SSL_write(connection->ssl, request, (int)requestLength);
}

/// Closed by a reset, after the server's FIN: nothing is left in TIME_WAIT.
static void openConnection(struct connection *connection) {
    struct linger reset = {.l_onoff = 1};
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;
    if (descriptor < 0) fail("socket");
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    if (connect(descriptor, (struct sockaddr *)&server, sizeof server)) fail("connect");
    connection->descriptor = descriptor;
    connection->isEstablished = connection->isNotified = false;
    connection->in = BIO_new(BIO_s_mem());
    connection->out = BIO_new(BIO_s_mem());
    connection->ssl = SSL_new(context);
    if (!connection->in || !connection->out || !connection->ssl) fail("OpenSSL");
    BIO_set_mem_eof_return(connection->in, -1);
    SSL_set_bio(connection->ssl, connection->in, connection->out);
    SSL_set_tlsext_host_name(connection->ssl, "localhost");
    if (mode == resumed && connection->session) {
        SSL_set_session(connection->ssl, connection->session);
    }
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event)) fail("epoll_ctl");
    SSL_set_connect_state(connection->ssl);
    ask(connection);
    SSL_do_handshake(connection->ssl);
    schedule(connection);
}

/// Ends our side; held connections stay open as descriptors.
static void dropConnection(struct connection *connection, bool keepsDescriptor) {
    // Without this OpenSSL declares the session bad.
    SSL_set_shutdown(connection->ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    SSL_free(connection->ssl);
    connection->ssl = NULL;
    epoll_ctl(epoll, EPOLL_CTL_DEL, connection->descriptor, NULL);
    if (!keepsDescriptor) close(connection->descriptor);
    connection->descriptor = -1;
}

static void settle(struct connection *connection) {
    if (connection->isAsked) busy--;
    connection->isAsked = false;
}

static void breakConnection(struct connection *connection) {
    broken++;
    settle(connection);
    dropConnection(connection, false);
}

static void sendUnsent(void) {
    for (unsigned i = 0; i < unsentCount; i++) {
        struct connection *connection = unsent[i];
        connection->isUnsent = false;
        if (!connection->ssl) continue;
        char *bytes;
        long length = BIO_get_mem_data(connection->out, &bytes);
        if (send(connection->descriptor, bytes, (size_t)length, MSG_NOSIGNAL) != length) {
            breakConnection(connection);
            continue;
        }
        BIO_reset(connection->out);
        // Its Finished is out.
        if (mode == hold && connection->isEstablished) {
            right++;
            settle(connection);
            dropConnection(connection, true);
            if (goesOn(connection)) openConnection(connection);
        }
    }
    unsentCount = 0;
}

/// True when the answer is complete; a wrong one counts as that.
static bool isComplete(struct connection *connection) {
    const size_t bodyLength = sizeof body - 1;
    const char *end = memmem(connection->answer, connection->held, "\r\n\r\n", 4);
    size_t length = end ? (size_t)(end + 4 - connection->answer) + bodyLength : 0;
    if (!end || connection->held < length) return false;
    bool isKept = !memmem(connection->answer, length, "onnection: close", 16);
    if (connection->held == length && !memcmp(connection->answer, status, sizeof status - 1) &&
        !memcmp(end + 4, body, bodyLength) && isKept == (mode == keep || mode == asked)) {
        right++;
    } else {
        wrong++;
    }
    return true;
}

/// Goes as far as the bytes that came allow.
static void advance(struct connection *connection) {
    SSL *ssl = connection->ssl;
    if (!connection->isEstablished) {
        if (SSL_do_handshake(ssl) != 1) {
            if (SSL_get_error(ssl, -1) != SSL_ERROR_WANT_READ) breakConnection(connection);
            else schedule(connection);
            return;
        }
        connection->isEstablished = true;
        if (connection->session && mode == resumed && !SSL_session_reused(ssl)) unwanted++;
        if (mode != hold) SSL_write(ssl, request, (int)requestLength);
    }
    while (mode != hold) {
        int length = SSL_read(ssl, connection->answer + connection->held,
                              (int)(answerLimit - connection->held));
        if (length <= 0) {
            int error = SSL_get_error(ssl, length);
            if (error == SSL_ERROR_ZERO_RETURN) connection->isNotified = true;
            else if (error != SSL_ERROR_WANT_READ) return breakConnection(connection);
            break;
        }
        connection->held += (size_t)length;
        if (!connection->isAnswered && isComplete(connection)) {
            connection->isAnswered = true;
            connection->answers++;
            if (mode == keep || mode == asked) settle(connection);
        }
    }
    if (connection->isAnswered && mode == asked) {
        dropConnection(connection, true);
        if (goesOn(connection)) openConnection(connection);
        return;
    }
    if (connection->isAnswered && mode == keep && !connection->isAsked && goesOn(connection)) {
        ask(connection);
    }
    schedule(connection);
}

/// The server has closed: right after an answer where connections aren't kept.
static void ended(struct connection *connection) {
    if (!connection->isAnswered || mode == keep || mode == asked) {
        return breakConnection(connection);
    }
    if (!connection->isNotified) unnotified++;
    if (mode == resumed && SSL_SESSION_is_resumable(SSL_get0_session(connection->ssl))) {
        SSL_SESSION_free(connection->session);
        connection->session = SSL_get1_session(connection->ssl);
    }
    settle(connection);
    dropConnection(connection, false);
    if (goesOn(connection)) openConnection(connection);
}

static void receive(struct connection *connection) {
    static char buffer[65536];
    if (!connection->ssl) return;
    ssize_t length = recv(connection->descriptor, buffer, sizeof buffer, MSG_DONTWAIT);
    if (length < 0 && errno == EAGAIN) return;
    if (length < 0) return breakConnection(connection);
    if (length == 0) return ended(connection);
    BIO_write(connection->in, buffer, (int)length);
    ERR_clear_error();
    advance(connection);
}

/// Runs until the time or the count is over and everything asked is answered.
static void load(double seconds) {
    deadline = now() + (uint64_t)(seconds * 1e9);
    for (unsigned i = 0; i < number && broken < 1000; i++) {
        struct connection *connection = &connections[i];
        if (!goesOn(connection)) continue;
        if (!connection->ssl) openConnection(connection);
        else ask(connection), schedule(connection);
    }
    uint64_t end = deadline + patienceSeconds * 1000000000ull;
    while (busy > 0 && now() < end && wrong + broken < 1000) {
        struct epoll_event events[64];
        int ready = epoll_wait(epoll, events, 64, unsentCount ? 0 : 100);
        if (ready < 0 && errno != EINTR) fail("epoll_wait");
        for (int i = 0; i < ready; i++) receive(events[i].data.ptr);
        if (ready == 0) sendUnsent();
    }
    broken += busy;
    busy = 0;
}

int main(int argc, char **argv) {
    if (argc != 8) return fprintf(stderr, "tls: see its source for the arguments\n"), 64;
    server.sin_port = htons((uint16_t)atoi(argv[1]));
    server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    number = (unsigned)atoi(argv[2]);
    double warm = atof(argv[3]), seconds = atof(argv[4]);
    uint64_t limit = strtoull(argv[5], NULL, 10);
    unsigned word = 0;
    while (word < 5 && strcmp(argv[6], modes[word])) word++;
    request = argv[7];
    requestLength = strlen(request);
    if (number < 1 || number > connectionLimit || warm < 0 || warm > 60 || seconds <= 0 ||
        seconds > 600 || word == 5 || requestLength < 1 || requestLength > 4096) {
        return fprintf(stderr, "tls: an argument is out of range\n"), 64;
    }
    mode = word;
    signal(SIGPIPE, SIG_IGN);
    epoll = epoll_create1(EPOLL_CLOEXEC);
    if (epoll < 0) fail("epoll_create1");
    prepare();
    for (unsigned i = 0; i < number; i++) connections[i].descriptor = -1;

    if (!holds() && (warm > 0 || mode != full)) load(warm);
    isWarm = true;
    started = right = unwanted = unnotified = 0;
    count = limit;
    printf("ready\n");
    fflush(stdout);
    if (getchar() != '\n') return 1;
    load(seconds);
    printf("%llu %llu %llu %llu %llu\n", (unsigned long long)right, (unsigned long long)wrong,
           (unsigned long long)broken, (unsigned long long)unwanted,
           (unsigned long long)unnotified);
    fflush(stdout);
    while (getchar() != EOF) {}
    return 0;
}
