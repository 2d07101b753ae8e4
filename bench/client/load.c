// The load: sends requests over a number of connections and counts the right answers.
//
//   load PORT CONNECTIONS DEPTH SECONDS COUNT MODE REQUEST
//
// DEPTH requests are sent at once on a connection, the next ones when all of them are answered.
// It ends after SECONDS, or after COUNT requests where COUNT isn't 0. MODE is "keep" (connections
// are kept) or "close" (each request has a connection of its own, which the server closes).
// Prints: right answers, wrong answers, connections that broke, connections closed by the server
// between answers, nanoseconds.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { connectionLimit = 1024, depthLimit = 64, requestLimit = 4096, bufferSize = 32768 };

static const char status[] = "HTTP/1.1 503 ";
static const char body[] = "Under maintenance";

struct connection {
    int descriptor;
    unsigned outstanding;
    size_t held;
    char buffer[bufferSize];
};

static struct connection connections[connectionLimit];
static char batch[depthLimit * requestLimit];
static size_t requestLength;
static unsigned port, depth;
static bool closing;
static int epoll;
static unsigned opened;
static uint64_t right, wrong, broken, reopened, sent, count;
static uint64_t deadline;

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static void fail(const char *what) {
    fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
    exit(1);
}

/// Closed by a reset, after the server's FIN: nothing is left in TIME_WAIT, which would make each
/// run depend on those before it. The server doesn't see it, its kernel does that on our CPU.
static void openConnection(struct connection *connection) {
    struct linger reset = {.l_onoff = 1};
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;
    if (descriptor < 0) fail("socket");
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    if (connect(descriptor, (struct sockaddr *)&to, sizeof to)) fail("connect");
    connection->descriptor = descriptor;
    connection->held = 0;
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event)) fail("epoll_ctl");
    opened++;
}

static void closeConnection(struct connection *connection) {
    if (connection->descriptor < 0) return;
    close(connection->descriptor);
    opened--;
    connection->descriptor = -1;
    sent -= connection->outstanding;
    connection->outstanding = 0;
}

/// Sends the next batch, or closes the connection when the time or the count is used up.
static void sendBatch(struct connection *connection, uint64_t time) {
    unsigned number = depth;
    if (count && count - sent < number) number = (unsigned)(count - sent);
    if (number == 0 || time >= deadline) {
        closeConnection(connection);
        return;
    }
    if (connection->descriptor < 0) openConnection(connection);
    size_t length = number * requestLength;
    if (send(connection->descriptor, batch, length, MSG_NOSIGNAL) != (ssize_t)length) {
        broken++;
        closeConnection(connection);
        return;
    }
    connection->outstanding = number;
    sent += number;
}

/// What Content-Length says, in either letter case; the length of the usual body without one.
static size_t contentLength(const char *head, const char *end) {
    static const char name[] = "ontent-";
    const char *at = memmem(head, (size_t)(end - head), name, sizeof name - 1);
    while (at && strncasecmp(at + 7, "length: ", 8)) {
        at = memmem(at + 1, (size_t)(end - at - 1), name, sizeof name - 1);
    }
    return at ? strtoul(at + 15, NULL, 10) : sizeof body - 1;
}

/// Counts the whole answers in the buffer; false when one is wrong.
static bool takeAnswers(struct connection *connection) {
    size_t offset = 0;
    const size_t statusLength = sizeof status - 1;
    while (offset < connection->held) {
        const char *head = connection->buffer + offset;
        size_t left = connection->held - offset;
        const char *end = memmem(head, left, "\r\n\r\n", 4);
        if (!end) break;
        const size_t bodyLength = contentLength(head, end);
        if (left < (size_t)(end + 4 - head) + bodyLength) break;
        // Another length is another job: then the size alone is compared.
        const bool isUsual = bodyLength == sizeof body - 1;
        if (!connection->outstanding || memcmp(head, status, statusLength) ||
            (isUsual && memcmp(end + 4, body, bodyLength))) {
            wrong++;
            return false;
        }
        right++;
        connection->outstanding--;
        offset += (size_t)(end + 4 - head) + bodyLength;
    }
    connection->held -= offset;
    memmove(connection->buffer, connection->buffer + offset, connection->held);
    return true;
}

static void receive(struct connection *connection, uint64_t time) {
    ssize_t length = recv(connection->descriptor, connection->buffer + connection->held,
                          bufferSize - connection->held, MSG_DONTWAIT);
    if (length < 0 && errno == EAGAIN) return;
    if (length < 0) {
        broken++;
        closeConnection(connection);
        sendBatch(connection, time);
    } else if (length == 0) {
        // The end of a connection that has answered, or a server's limit of requests for each:
        // what it left unanswered is asked again.
        if (closing ? connection->outstanding > 0 : connection->held > 0) broken++;
        else if (!closing) reopened++;
        closeConnection(connection);
        sendBatch(connection, time);
    } else {
        connection->held += (size_t)length;
        if (!takeAnswers(connection) || connection->held == bufferSize) {
            closeConnection(connection);
        } else if (!closing && !connection->outstanding) {
            sendBatch(connection, time);
        }
    }
}

int main(int argc, char **argv) {
    if (argc != 8) return fprintf(stderr, "load: see its source for the arguments\n"), 64;
    port = (unsigned)atoi(argv[1]);
    unsigned number = (unsigned)atoi(argv[2]);
    depth = (unsigned)atoi(argv[3]);
    double seconds = atof(argv[4]);
    count = strtoull(argv[5], NULL, 10);
    closing = strcmp(argv[6], "close") == 0;
    requestLength = strlen(argv[7]);
    if (number < 1 || number > connectionLimit || depth < 1 || depth > depthLimit ||
        requestLength < 1 || requestLength > requestLimit || seconds <= 0 || seconds > 600 ||
        (closing && depth != 1)) {
        return fprintf(stderr, "load: an argument is out of range\n"), 64;
    }
    for (unsigned i = 0; i < depth; i++) {
        memcpy(batch + i * requestLength, argv[7], requestLength);
    }
    signal(SIGPIPE, SIG_IGN);
    epoll = epoll_create1(EPOLL_CLOEXEC);
    if (epoll < 0) fail("epoll_create1");

    uint64_t start = now(), time = start;
    deadline = start + (uint64_t)(seconds * 1e9);
    for (unsigned i = 0; i < number; i++) {
        connections[i].descriptor = -1;
        sendBatch(&connections[i], time);
    }
    // Answers still on their way at the deadline get two seconds more.
    while (opened > 0 && time < deadline + 2000000000u && wrong + broken < 1000) {
        struct epoll_event events[64];
        int ready = epoll_wait(epoll, events, 64, 100);
        if (ready < 0 && errno != EINTR) fail("epoll_wait");
        time = now();
        for (int i = 0; i < ready; i++) receive(events[i].data.ptr, time);
    }
    broken += opened;
    printf("%llu %llu %llu %llu %llu\n", (unsigned long long)right, (unsigned long long)wrong,
           (unsigned long long)broken, (unsigned long long)reopened,
           (unsigned long long)(now() - start));
    return 0;
}
