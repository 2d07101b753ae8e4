// Time from exec to the first answer.
//
//   start PORT PROGRAM [ARGUMENT…]
//
// Starts PROGRAM on CPU 0, asks 127.0.0.1:PORT every 50 µs for at most ten seconds until it has
// answered 503, prints the nanoseconds since exec, and ends it with SIGTERM.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char request[] = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
static const char status[] = "HTTP/1.1 503 ";

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static void pause50(void) {
    struct timespec time = {.tv_nsec = 50000};
    nanosleep(&time, NULL);
}

static void useCPU(int number) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(number, &set);
    sched_setaffinity(0, sizeof set, &set);
}

/// One try: true once a 503 came back.
static int answers(unsigned port) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    struct timeval patience = {.tv_sec = 2};
    char answer[512];
    size_t held = 0;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (connect(descriptor, (struct sockaddr *)&to, sizeof to) == 0 &&
        send(descriptor, request, sizeof request - 1, MSG_NOSIGNAL) > 0) {
        while (held < sizeof status - 1) {
            ssize_t length = recv(descriptor, answer + held, sizeof answer - held, 0);
            if (length <= 0) break;
            held += (size_t)length;
        }
    }
    close(descriptor);
    return held >= sizeof status - 1 && memcmp(answer, status, sizeof status - 1) == 0;
}

int main(int argc, char **argv) {
    int channel[2];
    if (argc < 3 || pipe2(channel, O_CLOEXEC)) return 64;
    unsigned port = (unsigned)atoi(argv[1]);
    pid_t child = fork();
    if (child < 0) return 71;
    if (child == 0) {
        // Nobody else would end the server if this program were ended early.
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        useCPU(0);
        uint64_t started = now();
        if (write(channel[1], &started, sizeof started) != sizeof started) _exit(71);
        execvp(argv[2], argv + 2);
        _exit(127);
    }
    useCPU(1);
    prctl(PR_SET_TIMERSLACK, 1L, 0L, 0L, 0L);
    uint64_t started = 0, ended = 0;
    if (read(channel[0], &started, sizeof started) != sizeof started) return 71;
    while (now() - started < 10000000000u) {
        if (answers(port)) {
            ended = now();
            break;
        }
        if (waitpid(child, NULL, WNOHANG) == child) return fprintf(stderr, "start: it ended\n"), 1;
        pause50();
    }
    kill(child, SIGTERM);
    for (int i = 0; i < 100000 && waitpid(child, NULL, WNOHANG) == 0; i++) {
        if (i == 99999) kill(child, SIGKILL);
        pause50();
    }
    if (!ended) return fprintf(stderr, "start: no answer within ten seconds\n"), 1;
    printf("%llu\n", (unsigned long long)(ended - started));
    return 0;
}
