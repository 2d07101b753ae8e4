// The floor: a server that answers without reading what it is asked.
//
//   bare PORT
//
// One process, epoll, one read and one send for all requests that came together. It looks at the
// first request of a connection only, for its length and for "Connection: close", and takes the
// others to be as long. Not a correct server: what a correct one costs is measured against it.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { descriptorLimit = 65536, batchLimit = 64, bufferSize = 65536 };

#define ANSWER(connection) \
    "HTTP/1.1 503 Service Unavailable\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n" \
    "Content-Type: text/plain; charset=utf-8\r\nContent-Length: 17\r\nRetry-After: 300\r\n" \
    "Cache-Control: no-store\r\n" connection "\r\nUnder maintenance"

static const char kept[] = ANSWER("");
static const char closed[] = ANSWER("Connection: close\r\n");
static char answers[batchLimit * sizeof kept];

/// By descriptor: the length of a request (0: none seen yet) and what is left of an unfinished one.
static struct {
    uint32_t length, left;
} table[descriptorLimit];

static char buffer[bufferSize];

static bool answer(int descriptor) {
    ssize_t length = recv(descriptor, buffer, sizeof buffer, 0);
    if (length <= 0) return length < 0 && errno == EAGAIN;
    if (!table[descriptor].length) {
        const char *end = memmem(buffer, (size_t)length, "\r\n\r\n", 4);
        if (!end) return false;
        table[descriptor].length = (uint32_t)(end + 4 - buffer);
        if (memmem(buffer, table[descriptor].length, "Connection: close", 17)) {
            // The close that follows at once sends answer and FIN in one segment. A correct server
            // can't: with another request unread, close throws the unsent answer away.
            send(descriptor, closed, sizeof closed - 1, MSG_NOSIGNAL | MSG_MORE);
            return false;
        }
    }
    uint32_t bytes = table[descriptor].left + (uint32_t)length;
    uint32_t number = bytes / table[descriptor].length;
    table[descriptor].left = bytes % table[descriptor].length;
    while (number > 0) {
        size_t now = number < batchLimit ? number : batchLimit;
        size_t size = now * (sizeof kept - 1);
        if (send(descriptor, answers, size, MSG_NOSIGNAL) != (ssize_t)size) return false;
        number -= (uint32_t)now;
    }
    return true;
}

int main(int argc, char **argv) {
    if (argc != 2) return 64;
    struct sockaddr_in address = {.sin_family = AF_INET};
    address.sin_port = htons((uint16_t)atoi(argv[1]));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), yes = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    setsockopt(listener, IPPROTO_TCP, TCP_DEFER_ACCEPT, &yes, sizeof yes);
    if (bind(listener, (struct sockaddr *)&address, sizeof address)) return 71;
    if (listen(listener, 4096)) return 71;
    for (int i = 0; i < batchLimit; i++) {
        memcpy(answers + (size_t)i * (sizeof kept - 1), kept, sizeof kept - 1);
    }
    int epoll = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, events[64];
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        int ready = epoll_wait(epoll, events, 64, -1);
        for (int i = 0; i < ready; i++) {
            int descriptor = events[i].data.fd;
            if (descriptor != listener) {
                if (!answer(descriptor)) close(descriptor);
                continue;
            }
            while ((descriptor = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
                if (descriptor >= descriptorLimit) {
                    close(descriptor);
                    continue;
                }
                // The request is usually there already: one that is answered and closed in this
                // turn never meets epoll.
                table[descriptor].length = table[descriptor].left = 0;
                if (!answer(descriptor)) {
                    close(descriptor);
                    continue;
                }
                event.events = EPOLLIN;
                event.data.fd = descriptor;
                epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
            }
        }
    }
}
