// The Linux calls and macros Swift can't import: variadic calls, calls that need _GNU_SOURCE
// (which must stay out of this header, or it clashes with the SwiftGlibc module), errno and
// constants that import unevenly. Each carries its C name behind the module's name.
#ifndef CLINUX_H
#define CLINUX_H

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <malloc.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static inline int CLinux_errno(void) { return errno; }

/// F_SETFL of fcntl(2), which is variadic.
static inline int CLinux_set_nonblocking(int fd) { return fcntl(fd, F_SETFL, O_NONBLOCK); }

/// Without O_CREAT: no mode is needed.
static inline int CLinux_open(const char *path, int flags) { return open(path, flags); }
static inline int CLinux_openat(int directory, const char *path, int flags) {
    return openat(directory, path, flags);
}
/// Into bytes, which char needn't be.
static inline ssize_t CLinux_readlinkat(
    int directory, const char *path, void *buffer, size_t size) {
    return readlinkat(directory, path, buffer, size);
}
/// openat2(2), RESOLVE_BENEATH.
int CLinux_open_beneath(int directory, const char *path, int flags);

/// As far as `address` holds it, which has `size` bytes: IPv4 lies in a sockaddr_in6.
static inline int CLinux_getsockname(int fd, void *address, socklen_t size) {
    return getsockname(fd, (struct sockaddr *)address, &size);
}

/// SIOCOUTQ of tcp(7) and unix(7); -1: refused.
static inline int CLinux_unacknowledged(int fd) {
    int count = 0;
    return ioctl(fd, SIOCOUTQ, &count) == 0 ? count : -1;
}

/// Named apart from the struct of the same name.
static inline int CLinux_stat(const char *path, struct stat *information) {
    return stat(path, information);
}

/// readdir(3); NULL with errno 0 at the end. The struct's array has no length Swift could trust.
static inline const char *CLinux_readdir_name(DIR *directory) {
    errno = 0;
    struct dirent *entry = readdir(directory);
    return entry ? entry->d_name : NULL;
}

int CLinux_accept4(int fd, struct sockaddr_in6 *address, int flags);
int CLinux_prctl(int option, unsigned long argument);
int CLinux_setgroups_none(void);
int CLinux_setresgid(gid_t gid);
int CLinux_setresuid(uid_t uid);
int CLinux_capset_none(void);
/// pipe2(2), O_CLOEXEC.
int CLinux_pipe(int *reading, int *writing);
/// F_SETPIPE_SZ of fcntl(2).
int CLinux_set_pipe_size(int fd, int bytes);
ssize_t CLinux_tee(int from, int to, size_t count);
/// close_range(2) up to the last; where there is none, as far as ours go.
void CLinux_close_from(int first);
/// From now on the signal starts alarm(2), whose signal ends the process even in the middle of a call
/// that waits: all that happens inside a signal handler.
void CLinux_alarm_on(int number, unsigned seconds);
/// seccomp(2), SECCOMP_SET_MODE_FILTER, with struct sock_filter's.
int CLinux_set_filter(const void *program, unsigned short count, unsigned flags);
/// From now on a call that the filter traps writes its number and 1 into the word and ends the
/// process with 128 and SIGSYS: sigaction(2). All that happens inside a signal handler.
void CLinux_end_at_trap(uint64_t *word);
/// The version of landlock(7)'s interface; -1: there is none.
int CLinux_landlock_version(void);
/// landlock_create_ruleset(2): rights to files and to the network, and scopes, as far as it knows them.
int CLinux_landlock_create(const uint64_t *handled, size_t words);
/// landlock_add_rule(2), LANDLOCK_RULE_PATH_BENEATH.
int CLinux_landlock_allow(int ruleset, int directory, uint64_t rights);
/// landlock_restrict_self(2).
int CLinux_landlock_enter(int ruleset);
/// CPU_COUNT of sched_getaffinity(2); 0 when the call fails.
int CLinux_affinity_count(void);

int CLinux_argument_count(void);
const char *CLinux_argument(int index);
const char *const *CLinux_environ(void);

/// The resource is an enum in C++ and an int in C, and imports as neither.
static inline int CLinux_getrlimit_nofile(struct rlimit *limit) {
    return getrlimit(RLIMIT_NOFILE, limit);
}
static inline int CLinux_setrlimit_nofile(const struct rlimit *limit) {
    return setrlimit(RLIMIT_NOFILE, limit);
}

static inline int CLinux_setrlimit_core_none(void) {
    return setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
}
static inline int CLinux_getrlimit_as(struct rlimit *limit) { return getrlimit(RLIMIT_AS, limit); }
static const rlim_t CLinux_RLIM_INFINITY = RLIM_INFINITY;

/// mmap(2), MAP_SHARED and MAP_ANONYMOUS; NULL: refused. MAP_FAILED is a cast to a pointer.
static inline void *CLinux_map_shared(size_t bytes) {
    void *start = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return start == MAP_FAILED ? NULL : start;
}

// Where a word has several writers, or what is written before it must be seen before it.
static inline uint64_t CLinux_load(const uint64_t *word) {
    return __atomic_load_n(word, __ATOMIC_SEQ_CST);
}
static inline void CLinux_store(uint64_t *word, uint64_t value) {
    __atomic_store_n(word, value, __ATOMIC_SEQ_CST);
}
static inline bool CLinux_replace(uint64_t *word, uint64_t expected, uint64_t value) {
    return __atomic_compare_exchange_n(
        word, &expected, value, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

/// SIG_IGN is a cast to a function pointer.
static inline void CLinux_ignore(int number) { signal(number, SIG_IGN); }

static inline int CLinux_WIFEXITED(int status) { return WIFEXITED(status); }
static inline int CLinux_WEXITSTATUS(int status) { return WEXITSTATUS(status); }
static inline int CLinux_WTERMSIG(int status) { return WTERMSIG(status); }

enum {
    CLinux_PR_SET_NO_NEW_PRIVS = 38,
    CLinux_PR_SET_PDEATHSIG = 1,
    CLinux_PR_SET_DUMPABLE = 4,
    CLinux_PR_SET_NAME = 15,
};

/// Only _GNU_SOURCE shows it; the same on every architecture Swift knows.
static const int CLinux_O_PATH = 010000000;

static const int CLinux_O_NOFOLLOW = O_NOFOLLOW;
static const int CLinux_O_DIRECTORY = O_DIRECTORY;
static const uint32_t CLinux_EPOLLIN = EPOLLIN;
static const uint32_t CLinux_EPOLLOUT = EPOLLOUT;
/* Reported whether asked for or not. */
static const uint32_t CLinux_EPOLLGONE = EPOLLERR | EPOLLHUP;
static const uint32_t CLinux_EPOLLEXCLUSIVE = EPOLLEXCLUSIVE;
static const int CLinux_EPOLL_CLOEXEC = EPOLL_CLOEXEC;
static const int CLinux_EFD_FLAGS = EFD_NONBLOCK | EFD_CLOEXEC;
static const int CLinux_SOCK_STREAM = SOCK_STREAM;
static const int CLinux_SOCK_DGRAM = SOCK_DGRAM;
static const int CLinux_SOCK_NONBLOCK = SOCK_NONBLOCK;
static const int CLinux_SOCK_CLOEXEC = SOCK_CLOEXEC;
static const int CLinux_SFD_NONBLOCK = SFD_NONBLOCK;
static const int CLinux_SFD_CLOEXEC = SFD_CLOEXEC;
static const int CLinux_MSG_NOSIGNAL = MSG_NOSIGNAL;
static const int CLinux_MSG_TRUNC = MSG_TRUNC;
static const int CLinux_MSG_MORE = MSG_MORE;
static const int CLinux_IPPROTO_TCP = IPPROTO_TCP;
static const int CLinux_IPPROTO_IPV6 = IPPROTO_IPV6;
static const int CLinux_SHUT_WR = SHUT_WR;
static const mode_t CLinux_S_IFMT = S_IFMT;
static const mode_t CLinux_S_IFDIR = S_IFDIR;
static const mode_t CLinux_S_IFREG = S_IFREG;
static const mode_t CLinux_S_IFSOCK = S_IFSOCK;

/// What seccomp(2) calls this architecture.
#if defined(__x86_64__)
static const uint32_t CLinux_AUDIT_ARCH = 0xC000003E;
#elif defined(__aarch64__)
static const uint32_t CLinux_AUDIT_ARCH = 0xC00000B7;
#endif
static const uint32_t CLinux_SIOCOUTQ = SIOCOUTQ;

#endif
