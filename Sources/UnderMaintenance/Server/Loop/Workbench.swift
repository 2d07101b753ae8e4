// What the connections of one event loop share: the buffers, the clock, the responder.

import HTTP
import Kernel
import Maintenance
import TLS

/// One request at a time is on it, so an idle connection owns no buffer.
final class Workbench {
    /// What was just read.
    let input = InputBuffer(capacity: ServerLimits.inputBytes)
    /// What was just read and is encrypted.
    let ciphertext = InputBuffer(capacity: ServerLimits.ciphertextBytes)
    /// Where OpenSSL reads and writes.
    let wire = MemoryBIO()
    /// Answers not yet handed to the kernel.
    let output = OutputBuffer(capacity: ServerLimits.outputCapacity)
    /// The lines that an answer repeats to a script of another site.
    let crossOrigin = OutputBuffer(capacity: CrossOrigin.longest)
    let clock: ClockLines
    private let turn = Turn()
    let responder: Responder
    /// What is spoken on each listener.
    let services: [Service]
    let trustedProxies: [AddressRange]
    let accessLog: AccessLog
    let challenges: ChallengeDirectory?
    var notices = PeerNotices()

    init(configuration: Configuration, responder: Responder, services: [Service]) {
        self.responder = responder
        self.services = services
        trustedProxies = configuration.trustedProxies
        accessLog = AccessLog(format: configuration.accessLog)
        let unixTime = Clock.unixSeconds()
        clock = ClockLines(
            RetryAdvice(
                retryAfter: configuration.retryAfter, until: configuration.announcement.until,
                jitter: configuration.retryJitter),
            unixTime: unixTime, seed: UInt64(Process.identifier) << 32 | UInt64(unixTime))
        challenges = configuration.challengeDirectory.map { ChallengeDirectory(path: $0) }
        readClocks()
    }

    /// Milliseconds of the monotonic clock, at the start of this turn.
    var now: Int { turn.now }

    /// Seconds since 1970 in UTC, at the start of this turn.
    var unixTime: Int { turn.unixTime }

    /// Once set, every answer is its connection's last.
    var isDraining: Bool {
        get { turn.isDraining }
        set { turn.isDraining = newValue }
    }

    /// Reads both clocks, once a turn.
    func readClocks() {
        turn.now = Clock.monotonicMilliseconds()
        turn.unixTime = Clock.unixSeconds()
        clock.update(to: unixTime)
    }

    /// Keeps what the answer to a script of another site repeats of its request.
    func noteCrossOrigin(_ response: Response, to head: RequestHead, of bytes: Span<UInt8>) {
        crossOrigin.removeAll()
        CrossOrigin.append(response, to: head, of: bytes, into: crossOrigin)
    }

    /// The same for a request that is gone.
    func recallCrossOrigin(_ lines: [UInt8]) {
        crossOrigin.removeAll()
        crossOrigin.append(contentsOf: lines)
    }

    /// Composes an answer.
    /// - Returns: the representation whose body must follow by itself, being large; else nil.
    @inline(__always)
    func append(_ response: Response) -> Int? {
        responder.responses.append(
            response, clock: clock, crossOrigin: crossOrigin, to: output)
    }

    /// Whether the peer may say who its client is. A unix socket's peer is on this machine.
    func trusts(_ peer: SocketAddress?) -> Bool {
        guard let address = peer?.ipAddress else { return true }
        for range in trustedProxies where range.contains(address) { return true }
        return false
    }
}
