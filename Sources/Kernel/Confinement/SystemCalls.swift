// Which system calls each kind of process makes, one a line, each with its reason.

internal import CLinux

/// What isn't here is answered ENOSYS, as an old kernel would; what no process of ours would ever ask
/// for ends a worker or a logger. docs/confinement.md repeats these tables.
enum SystemCalls {
    /// Every process.
    static let everybody: [CInt] =
        [
            SYS_read,  // signals, logs, files
            SYS_write,  // logs, the access log, an eventfd
            SYS_close,  // what is done with
            SYS_exit_group,  // the end
            SYS_exit,  // the C library's second try
            SYS_brk,  // the heap
            SYS_munmap,  // large allocations, given back
            SYS_mremap,  // large allocations that grow
            SYS_madvise,  // free pages of the heap, given back
            SYS_futex,  // locks of the C library and of OpenSSL
            SYS_getpid,  // OpenSSL's look whether it has been forked
            SYS_gettid,  // abort(3), so that it ends by its own signal
            SYS_rt_sigprocmask,  // the same
            SYS_rt_sigreturn,  // the end of a signal handler
            SYS_restart_syscall,  // waiting goes on after SIGCONT
            SYS_clock_gettime,  // clocks where the vDSO has none
            SYS_gettimeofday,  // the same, by OpenSSL
            SYS_getrandom,  // keys, nonces, jitter
            SYS_ppoll,  // a pause, a queue that is full
            SYS_writev,  // the C library's last words
        ] + onlyHere.everybody

    /// Workers.
    static let serving: [CInt] =
        [
            SYS_epoll_pwait,  // what is ready
            SYS_epoll_ctl,  // connections that wait
            SYS_accept4,  // connections
            SYS_recvfrom,  // requests
            SYS_sendto,  // answers
            SYS_shutdown,  // the end of an answer, before the connection's
            SYS_setsockopt,  // acknowledge at once; reset who is given up
            SYS_getpeername,  // for the access log, and who is trusted
            SYS_dup,  // the descriptor in reserve
            SYS_getppid,  // whether the master lives
        ] + onlyHere.serving

    /// Workers that answer ACME challenges, which Landlock keeps beneath their directory.
    static let challenges: [CInt] = [
        SYS_openat,  // the directory, and files where there is no openat2
        SYS_openat2,  // files beneath it
        SYS_readlinkat,  // links on the way, where there is no openat2
        SYS_fstat,  // whether it is a file, and its size
        SYS_newfstatat,  // the same, by older C libraries
    ]

    /// Loggers.
    static let logging: [CInt] =
        [
            SYS_tee,  // lines that are looked at before they are removed
            SYS_setitimer,  // the end, some time after the master's
        ] + onlyHere.logging

    /// The master besides all of these, since it forks the others.
    static let mastering: [CInt] =
        [
            SYS_clone,  // fork
            SYS_wait4,  // children that have ended
            SYS_kill,  // children that are to end
            SYS_getdents64,  // directories of pages and certificates
            SYS_faccessat,  // why a file can't be read
            SYS_faccessat2,  // the same
            SYS_unlinkat,  // paths of unix sockets, at the end
            SYS_geteuid,  // who we are
            SYS_getuid,  // the same
            SYS_getegid,  // the same
            SYS_getgid,  // the same
            SYS_getgroups,  // the same
            SYS_dup3,  // standard streams as they were
            SYS_pipe2,  // a logger's copy of its queue
            SYS_close_range,  // what a logger doesn't need
            SYS_set_robust_list,  // the C library in a child
            SYS_rt_sigaction,  // signals of a child
            SYS_signalfd4,  // the same
            SYS_epoll_create1,  // a worker's event loop
            SYS_prlimit64,  // a worker's descriptors, no core file
            SYS_prctl,  // a child's name, its end with the master, no_new_privs
            SYS_setgroups,  // a child that is to be nobody
            SYS_setresgid,  // the same
            SYS_setresuid,  // the same
            SYS_capset,  // the same
            SYS_seccomp,  // a child's own filter
            444,  // landlock_create_ruleset: a child's own rules
            445,  // landlock_add_rule: the same
            446,  // landlock_restrict_self: the same
        ] + onlyHere.mastering

    /// What ends whoever asks for it, and its name for the log.
    struct Refused {
        let number: CInt
        let name: StaticString

        init(_ number: CInt, _ name: StaticString) {
            self.number = number
            self.name = name
        }
    }

    static let refused: [Refused] =
        [
            Refused(SYS_execve, "execve"),  // another program
            Refused(SYS_execveat, "execveat"),  // the same
            Refused(SYS_clone, "clone"),  // another process
            Refused(SYS_clone3, "clone3"),  // the same
            Refused(SYS_openat, "openat"),  // a file
            Refused(SYS_openat2, "openat2"),  // the same
            Refused(SYS_open_by_handle_at, "open_by_handle_at"),  // the same
            Refused(SYS_memfd_create, "memfd_create"),  // a file without a name
            Refused(SYS_unlinkat, "unlinkat"),  // somebody's file
            Refused(SYS_renameat2, "renameat2"),  // the same
            Refused(SYS_linkat, "linkat"),  // the same
            Refused(SYS_symlinkat, "symlinkat"),  // the same
            Refused(SYS_mkdirat, "mkdirat"),  // the same
            Refused(SYS_mknodat, "mknodat"),  // the same
            Refused(SYS_fchmodat, "fchmodat"),  // the same
            Refused(SYS_fchownat, "fchownat"),  // the same
            Refused(SYS_truncate, "truncate"),  // the same
            Refused(SYS_socket, "socket"),  // the network behind us
            Refused(SYS_socketpair, "socketpair"),  // the same
            Refused(SYS_connect, "connect"),  // the same
            Refused(SYS_bind, "bind"),  // a listener of its own
            Refused(SYS_listen, "listen"),  // the same
            Refused(SYS_ptrace, "ptrace"),  // the memory of others, where keys are
            Refused(SYS_process_vm_readv, "process_vm_readv"),  // the same
            Refused(SYS_process_vm_writev, "process_vm_writev"),  // the same
            Refused(SYS_pidfd_open, "pidfd_open"),  // the descriptors of others
            Refused(SYS_pidfd_getfd, "pidfd_getfd"),  // the same
            Refused(SYS_kill, "kill"),  // the end of others
            Refused(SYS_tkill, "tkill"),  // the same
            Refused(SYS_tgkill, "tgkill"),  // the same
            Refused(SYS_rt_sigqueueinfo, "rt_sigqueueinfo"),  // the same
            Refused(SYS_pidfd_send_signal, "pidfd_send_signal"),  // the same
            Refused(SYS_mount, "mount"),  // another file system
            Refused(SYS_umount2, "umount2"),  // the same
            Refused(SYS_move_mount, "move_mount"),  // the same
            Refused(SYS_open_tree, "open_tree"),  // the same
            Refused(SYS_fsopen, "fsopen"),  // the same
            Refused(SYS_pivot_root, "pivot_root"),  // the same
            Refused(SYS_chroot, "chroot"),  // the same
            Refused(SYS_setns, "setns"),  // another namespace
            Refused(SYS_unshare, "unshare"),  // the same
            Refused(SYS_setuid, "setuid"),  // another identity
            Refused(SYS_setresuid, "setresuid"),  // the same
            Refused(SYS_setgid, "setgid"),  // the same
            Refused(SYS_setresgid, "setresgid"),  // the same
            Refused(SYS_setgroups, "setgroups"),  // the same
            Refused(SYS_bpf, "bpf"),  // parts of the kernel that are often broken into
            Refused(SYS_perf_event_open, "perf_event_open"),  // the same
            Refused(SYS_userfaultfd, "userfaultfd"),  // the same
            Refused(SYS_io_uring_setup, "io_uring_setup"),  // the same
            Refused(SYS_io_uring_enter, "io_uring_enter"),  // the same
            Refused(SYS_keyctl, "keyctl"),  // the same
            Refused(SYS_add_key, "add_key"),  // the same
            Refused(SYS_init_module, "init_module"),  // the kernel itself
            Refused(SYS_finit_module, "finit_module"),  // the same
            Refused(SYS_kexec_load, "kexec_load"),  // the same
            Refused(SYS_reboot, "reboot"),  // the machine
            Refused(SYS_mmap, "mmap"),  // with PROT_EXEC: code of its own
            Refused(SYS_mprotect, "mprotect"),  // the same
        ] + onlyHere.refused

    /// What the architecture has besides, or instead.
    private struct Own {
        var everybody: [CInt] = []
        var serving: [CInt] = []
        var logging: [CInt] = []
        var mastering: [CInt] = []
        var refused: [Refused] = []
    }

    #if arch(x86_64)
        private static let onlyHere = Own(
            everybody: [
                SYS_poll,  // as ppoll
                SYS_time,  // as clock_gettime, by OpenSSL
            ],
            serving: [
                SYS_epoll_wait  // as epoll_pwait
            ],
            logging: [
                SYS_alarm  // as setitimer
            ],
            mastering: [
                SYS_unlink,  // as unlinkat
                SYS_dup2,  // as dup3
                SYS_fork,  // as clone
            ],
            refused: [
                Refused(SYS_fork, "fork"),  // as clone
                Refused(SYS_vfork, "vfork"),  // as clone
                Refused(SYS_open, "open"),  // as openat
                Refused(SYS_creat, "creat"),  // as openat
                Refused(SYS_unlink, "unlink"),  // as unlinkat
                Refused(SYS_rename, "rename"),  // as renameat2
                Refused(SYS_chmod, "chmod"),  // as fchmodat
                Refused(SYS_chown, "chown"),  // as fchownat
                Refused(SYS_link, "link"),  // as linkat
                Refused(SYS_symlink, "symlink"),  // as symlinkat
                Refused(SYS_mkdir, "mkdir"),  // as mkdirat
            ])
    #else
        private static let onlyHere = Own()
    #endif
}
