// Which system calls each kind of process makes, one a line, each with its reason.

internal import CLinux

/// What isn't here is answered ENOSYS, as an old kernel would; what no process of ours would ever ask
/// for ends a worker or a logger. docs/confinement.md repeats these tables.
enum SystemCalls {
    /// Every process.
    static let everybody: [CInt] = [
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
    ]

    /// Workers.
    static let serving: [CInt] = [
        SYS_epoll_pwait,  // what is ready
        SYS_epoll_ctl,  // connections that wait
        SYS_accept4,  // connections
        SYS_recvfrom,  // requests
        SYS_sendto,  // answers
        SYS_shutdown,  // the end of an answer, before the connection's
        SYS_setsockopt,  // acknowledge at once; reset who is given up
        SYS_dup,  // the descriptor in reserve
        SYS_getppid,  // whether the master lives
    ]

    /// Workers that answer ACME challenges, which Landlock keeps beneath their directory.
    static let challenges: [CInt] = [
        SYS_openat,  // the directory, and files where there is no openat2
        SYS_openat2,  // files beneath it
        SYS_readlinkat,  // links on the way, where there is no openat2
        SYS_fstat,  // whether it is a file, and its size
        SYS_newfstatat,  // the same, by older C libraries
    ]

    /// Loggers.
    static let logging: [CInt] = [
        SYS_tee,  // lines that are looked at before they are removed
        SYS_setitimer,  // the end, some time after the master's
    ]

    /// The master besides all of these, since it forks the others.
    static let mastering: [CInt] = [
        SYS_clone,  // fork
        SYS_mmap,  // large allocations
        SYS_mprotect,  // the C library's heap
        SYS_tgkill,  // abort(3)
        SYS_ioctl,  // how much of an answer is unsent, asked by a worker
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
    ]

    /// What ends a worker or a logger that asks for it.
    static let refused: [CInt] = [
        SYS_execve,  // another program
        SYS_execveat,  // the same
        SYS_clone,  // another process
        SYS_clone3,  // the same
        SYS_openat,  // a file
        SYS_openat2,  // the same
        SYS_open_by_handle_at,  // the same
        SYS_memfd_create,  // a file without a name
        SYS_unlinkat,  // somebody's file
        SYS_renameat2,  // the same
        SYS_linkat,  // the same
        SYS_symlinkat,  // the same
        SYS_mkdirat,  // the same
        SYS_mknodat,  // the same
        SYS_fchmodat,  // the same
        SYS_fchownat,  // the same
        SYS_truncate,  // the same
        SYS_socket,  // the network behind us
        SYS_socketpair,  // the same
        SYS_connect,  // the same
        SYS_bind,  // a listener of its own
        SYS_listen,  // the same
        SYS_ptrace,  // the memory of others, where keys are
        SYS_process_vm_readv,  // the same
        SYS_process_vm_writev,  // the same
        SYS_pidfd_open,  // the descriptors of others
        SYS_pidfd_getfd,  // the same
        SYS_kill,  // the end of others
        SYS_tkill,  // the same
        SYS_tgkill,  // the same
        SYS_rt_sigqueueinfo,  // the same
        SYS_pidfd_send_signal,  // the same
        SYS_mount,  // another file system
        SYS_umount2,  // the same
        SYS_move_mount,  // the same
        SYS_open_tree,  // the same
        SYS_fsopen,  // the same
        SYS_pivot_root,  // the same
        SYS_chroot,  // the same
        SYS_setns,  // another namespace
        SYS_unshare,  // the same
        SYS_setuid,  // another identity
        SYS_setresuid,  // the same
        SYS_setgid,  // the same
        SYS_setresgid,  // the same
        SYS_setgroups,  // the same
        SYS_bpf,  // parts of the kernel that are often broken into
        SYS_perf_event_open,  // the same
        SYS_userfaultfd,  // the same
        SYS_io_uring_setup,  // the same
        SYS_io_uring_enter,  // the same
        SYS_keyctl,  // the same
        SYS_add_key,  // the same
        SYS_init_module,  // the kernel itself
        SYS_finit_module,  // the same
        SYS_kexec_load,  // the same
        SYS_reboot,  // the machine
        SYS_mmap,  // with PROT_EXEC: code of its own
        SYS_mprotect,  // the same
    ]

    /// Names of those that end, in their order.
    static var names: StaticString {
        """
        execve execveat clone clone3 openat openat2 open_by_handle_at memfd_create \
        unlinkat renameat2 linkat symlinkat mkdirat mknodat fchmodat fchownat truncate \
        socket socketpair connect bind listen ptrace process_vm_readv process_vm_writev \
        pidfd_open pidfd_getfd kill tkill tgkill rt_sigqueueinfo pidfd_send_signal mount \
        umount2 move_mount open_tree fsopen pivot_root chroot setns unshare setuid \
        setresuid setgid setresgid setgroups bpf perf_event_open userfaultfd \
        io_uring_setup io_uring_enter keyctl add_key init_module finit_module kexec_load \
        reboot mmap mprotect
        """
    }

    #if arch(x86_64)
        /// What this architecture alone has, beside the newer call.
        enum Older {
            static let everybody: [CInt] = [
                SYS_poll,  // as ppoll
                SYS_time,  // as clock_gettime, by OpenSSL
            ]

            static let serving: [CInt] = [
                SYS_epoll_wait  // as epoll_pwait
            ]

            static let logging: [CInt] = [
                SYS_alarm  // as setitimer
            ]

            static let mastering: [CInt] = [
                SYS_unlink,  // as unlinkat
                SYS_dup2,  // as dup3
                SYS_fork,  // as clone
            ]

            static let refused: [CInt] = [
                SYS_fork,  // as clone
                SYS_vfork,  // as clone
                SYS_open,  // as openat
                SYS_creat,  // as openat
                SYS_unlink,  // as unlinkat
                SYS_rename,  // as renameat2
                SYS_chmod,  // as fchmodat
                SYS_chown,  // as fchownat
                SYS_link,  // as linkat
                SYS_symlink,  // as symlinkat
                SYS_mkdir,  // as mkdirat
            ]

            static var names: StaticString {
                "fork vfork open creat unlink rename chmod chown link symlink mkdir"
            }
        }
    #else
        enum Older {
            static let everybody: [CInt] = []
            static let serving: [CInt] = []
            static let logging: [CInt] = []
            static let mastering: [CInt] = []
            static let refused: [CInt] = []
            static var names: StaticString { "" }
        }
    #endif
}
