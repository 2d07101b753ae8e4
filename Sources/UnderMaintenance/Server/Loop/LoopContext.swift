// What the connections of one event loop share: the buffers, the clock, the responder.

import HTTP
import HTTP2
import Kernel
import Maintenance
import TLS

/// One request at a time is on it, so an idle connection owns no buffer.
final class LoopContext {
    /// What was just read.
    let input = InputBuffer(capacity: ServerLimits.inputBytes)
    /// What was just read and is encrypted.
    let ciphertext = InputBuffer(capacity: ServerLimits.ciphertextBytes)
    /// Where OpenSSL reads and writes.
    let bio = MemoryBIO()
    /// Answers not yet handed to the kernel.
    let output = OutputBuffer(capacity: ServerLimits.outputCapacity)
    /// Where the fields of an HTTP/2 request are unpacked.
    let fieldText = FieldText()
    let clock: ClockLines
    /// Milliseconds of the monotonic clock, at the start of this turn.
    private(set) var now = 0
    /// Seconds since 1970 in UTC, at the start of this turn.
    private(set) var unixTime = 0
    /// Once set, no more than what has been read is answered.
    var isDraining = false
    let responder: Responder
    /// What is spoken on each listener.
    let services: [Service]
    let trustedProxies: [AddressRange]
    let accessLog: AccessLog
    let tally: Tally
    var notices = PeerNotices()

    init(
        configuration: Configuration, responder: Responder, services: [Service],
        tally: Tally = Tally()
    ) {
        self.responder = responder
        self.tally = tally
        self.services = services
        trustedProxies = configuration.trustedProxies
        accessLog = AccessLog(
            format: configuration.accessLog, keepsQueries: configuration.logsQueries,
            countingIn: tally.block)
        let unixTime = Clock.unixSeconds()
        clock = ClockLines(
            RetryAdvice(
                retryAfter: configuration.retryAfter, until: responder.responses.until,
                jitter: configuration.retryJitter),
            unixTime: unixTime, seed: UInt64(Process.identifier) << 32 | UInt64(unixTime))
        readClocks()
    }

    /// Reads both clocks, once a turn.
    func readClocks() {
        now = Clock.monotonicMilliseconds()
        unixTime = Clock.unixSeconds()
        clock.update(to: unixTime)
    }

    /// Whether whoever has the address may say who its client is.
    func trusts(_ address: IPAddress) -> Bool {
        for range in trustedProxies where range.contains(address) { return true }
        return false
    }
}
