// The limits of serving, with its unit and what happens beyond it.

import HTTP2
import Maintenance
import TLS

enum ServerLimits {
    /// Bytes read at once; also the most that waits, unparsed, behind an answer that the peer
    /// doesn't take.
    static let inputBytes = 64 * 1024

    /// Bytes of ciphertext read at once: what it decrypts to, and a record OpenSSL has kept from
    /// before, fit into the input.
    static let ciphertextBytes = inputBytes - TLS.Connection.recordBytes

    /// Bytes of answers that are collected before they are sent.
    static let outputBytes = 48 * 1024

    /// Room for them: one more answer may be added when the limit is all but reached.
    static let outputCapacity =
        outputBytes + Body.copiedBytes + 4096 + CrossOrigin.longestFields

    /// Bytes of replies to HTTP/2 frames that a peer may leave unread before it isn't read either.
    static let unreadReplies = 4096

    /// The same for ciphertext: behind a record there may be replies of TLS's own, to KeyUpdate.
    static let unreadCiphertext = TLS.Connection.recordBytes + unreadReplies

    /// Bytes of an answer that a peer takes at least while it is waited for, or it is given up.
    static let leastProgress = Int(SessionLimits.leastProgress)

    /// How many looks in vain at whether it does give it up, and milliseconds between two: it is
    /// closed that long after it has taken as much, and not much later.
    static let looksAtReader = 3
    static let readerLook = Int(SessionLimits.answerMilliseconds) / looksAtReader

    /// Milliseconds for a handshake, the first byte, the first request, a head from its first byte.
    static let beginning = 10_000

    /// Milliseconds a kept connection may be idle: longer than the pools of the common proxies keep
    /// one (600 s at most), so that it is they who close it, between requests.
    static let keptIdle = 620_000

    /// Bytes of large bodies that an HTTP/2 connection sends in one turn.
    static let turnBytes = 256 * 1024

    /// Bytes of the fields of requests that an HTTP/2 connection has answered in one turn.
    static let turnFieldBytes = 128 * 1024

    /// What an answer that takes a look at files counts as among them.
    static let composedWork = 8 * 1024

    /// Bytes that the kernel takes of an answer before the peer has acknowledged them: half of what
    /// socket(7) says that SO_SNDBUF comes to.
    static let sendQueue = 256 * 1024

    /// Bytes that each connection is counted with: its slot, and what names it.
    static let connectionBytes = 256

    /// Milliseconds since a connection was accepted in which others make room first.
    static let youth = 1_000

    /// Bytes that may be held without a look at what could be given back later.
    static let untrimmedBytes = 1 << 20

    /// Milliseconds until memory of connections that have gone is given back.
    static let trimPause = 10_000

    /// Connections accepted in one turn, so that those there are get theirs.
    static let acceptBatch = 16

    /// Batches of queued connections that are still taken at the end: the longest queue that
    /// `ListeningSocket` asks for.
    static let drainBatches = 65_536 / acceptBatch

    /// Events taken from epoll in one turn.
    static let eventBatch = 256

    /// Milliseconds without accepting when the system has no descriptor left.
    static let acceptPause = 100

    /// Milliseconds a peer may be silent while what it still sends is thrown away, so that it
    /// reads the answer instead of a reset. Then the connection is closed.
    static let lingerSilence = 2_000

    /// Milliseconds that may take altogether.
    static let lingerTotal = SessionLimits.bodyMilliseconds

    /// Bytes thrown away altogether. Above any upload that a form makes: a client that writes
    /// everything before it reads sees the answer too.
    static let lingerBytes = SessionLimits.bodyBytes

    /// Bytes thrown away in one turn.
    static let lingerBatch = 4 * 1024 * 1024

    /// Milliseconds after which a connection that is kept for a proxy gives no more than one
    /// answer: the hop behind the proxy may have chosen us for good.
    static let keptMilliseconds = 5_000

    /// Milliseconds a kept connection may wait for its next request once the server drains.
    static let drainingIdle = 1_000

    /// Milliseconds access log lines are gathered before they are written.
    static let logBatch = 100

    /// Milliseconds between two warnings about the same expiring certificate.
    static let reminder = 86_400_000

    /// Milliseconds of the time for a shutdown that workers leave for what the loggers still write.
    static let loggersShare = 300

    /// Milliseconds between two looks at what the processes take of the machine.
    static let usage = 5_000

    /// Seconds a logger has for what is still queued when its master was killed.
    static let abandonedLoggerSeconds: UInt32 = 10

    /// Milliseconds an old generation has to end when a further reload comes: a little more than
    /// it gives itself, which is `drainingIdle`.
    static let retirementEnds = drainingIdle + 500

    /// Seconds an old generation has for its last answers after a reload.
    static let retirementSeconds = 60

    /// Descriptors that are no connection: standard streams, listeners, epoll, signals, reserve.
    static let reservedDescriptors = 64

    /// Connections a worker holds at most, whatever the limit of descriptors.
    static let connections = 1_048_576

    /// Bytes of a custom page. A larger one is a warning and isn't used.
    static let pageBytes = 16 * 1024 * 1024

    /// Bytes of all custom pages. Those beyond it are warnings and aren't used.
    static let allPagesBytes = 64 * 1024 * 1024

    /// Bytes of an answer to an ACME challenge: a token, a point and a digest make less than 200.
    /// A larger file isn't one.
    static let challengeBytes = 4096

    /// The identity of a worker that was started by root: user and group.
    static let workerIdentity: UInt32 = 65532
}
