// The bodies that need _GNU_SOURCE or the C start-up.
#define _GNU_SOURCE
#include "CLinux.h"

#include <grp.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

int CLinux_accept4(int fd, struct sockaddr_in6 *address, int flags) {
    socklen_t size = sizeof *address;
    return accept4(fd, (struct sockaddr *)address, address ? &size : NULL, flags);
}

int CLinux_prctl(int option, unsigned long argument) { return prctl(option, argument, 0, 0, 0); }

// glibc's wrappers signal every thread to change its identity too; there are no threads here,
// and the system calls alone are what is meant.
int CLinux_setgroups_none(void) { return (int)syscall(SYS_setgroups, 0, NULL); }
int CLinux_setresgid(gid_t gid) { return (int)syscall(SYS_setresgid, gid, gid, gid); }
int CLinux_setresuid(uid_t uid) { return (int)syscall(SYS_setresuid, uid, uid, uid); }

int CLinux_capset_none(void) {
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct none[2] = {{0}};
    return (int)syscall(SYS_capset, &header, none);
}

int CLinux_pipe(int *reading, int *writing) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) == -1) return -1;
    *reading = ends[0];
    *writing = ends[1];
    return 0;
}

int CLinux_set_pipe_size(int fd, int bytes) { return fcntl(fd, F_SETPIPE_SZ, bytes); }

ssize_t CLinux_tee(int from, int to, size_t count) { return tee(from, to, count, 0); }

void CLinux_close_from(int first) {
    if (syscall(SYS_close_range, first, ~0U, 0) == 0) return;
    for (int fd = first; fd < 4096; fd++) close(fd);
}

static unsigned alarm_seconds;

static void start_alarm(int number) {
    (void)number;
    alarm(alarm_seconds);
}

void CLinux_alarm_on(int number, unsigned seconds) {
    alarm_seconds = seconds;
    signal(SIGALRM, SIG_DFL);
    signal(number, start_alarm);
}

int CLinux_open_beneath(int directory, const char *path, int flags) {
    // struct open_how: flags, mode, resolve; the last is RESOLVE_BENEATH.
    uint64_t how[3] = {(uint64_t)flags, 0, 0x08};
    return (int)syscall(SYS_openat2, directory, path, how, sizeof how);
}

int CLinux_set_filter(const void *program, unsigned short count, unsigned flags) {
    struct sock_fprog filter = {count, (struct sock_filter *)program};
    return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &filter);
}

static uint64_t *trapped_call;

static void end_at_trap(int number, siginfo_t *information, void *context) {
    (void)context;
    *trapped_call = (uint64_t)information->si_syscall + 1;
    _exit(128 + number);
}

void CLinux_end_at_trap(uint64_t *word) {
    trapped_call = word;
    struct sigaction action = {0};
    action.sa_sigaction = end_at_trap;
    action.sa_flags = SA_SIGINFO;
    sigaction(SIGSYS, &action, NULL);
}

// Numbers and forms of landlock(7) that older headers lack; all architectures have the same numbers.
int CLinux_landlock_version(void) { return (int)syscall(444, NULL, 0, 1); }

int CLinux_landlock_create(const uint64_t *handled, size_t words) {
    return (int)syscall(444, handled, words * sizeof *handled, 0);
}

int CLinux_landlock_allow(int ruleset, int directory, uint64_t rights) {
    struct {
        uint64_t rights;
        int32_t directory;
    } __attribute__((packed)) rule = {rights, directory};
    return (int)syscall(445, ruleset, 1, &rule, 0);
}

int CLinux_landlock_enter(int ruleset) { return (int)syscall(446, ruleset, 0); }

int CLinux_affinity_count(void) {
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 0;
}

// Embedded Swift has no CommandLine; the C start-up hands its arguments to every constructor.
static int argument_count;
static char **arguments;

__attribute__((constructor)) static void keep_arguments(int argc, char **argv) {
    argument_count = argc;
    arguments = argv;
}

int CLinux_argument_count(void) { return argument_count; }
const char *CLinux_argument(int index) { return arguments[index]; }
const char *const *CLinux_environ(void) { return (const char *const *)environ; }
