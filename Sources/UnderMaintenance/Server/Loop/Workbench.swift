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
    let wire = Wire()
    /// Answers not yet handed to the kernel.
    let output = OutputBuffer(capacity: ServerLimits.outputCapacity)
    var clock: ClockLines
    /// Milliseconds of the monotonic clock, at the start of this turn.
    var now = 0
    /// Seconds since 1970 in UTC, at the start of this turn.
    var unixTime = 0
    /// Once set, every answer is its connection's last.
    var isDraining = false
    let responder: Responder
    /// What is spoken on each listener.
    let services: [Service]
    let trustedProxies: [AddressRange]
    let accessLog: AccessLog
    var notices = PeerNotices()

    init(configuration: Configuration, responder: Responder, services: [Service]) {
        self.responder = responder
        self.services = services
        trustedProxies = configuration.trustedProxies
        accessLog = AccessLog(format: configuration.accessLog)
        unixTime = Clock.unixSeconds()
        clock = ClockLines(retryAfter: configuration.retryAfter, unixTime: unixTime)
        readClocks()
    }

    /// Reads both clocks, once a turn.
    func readClocks() {
        now = Clock.monotonicMilliseconds()
        unixTime = Clock.unixSeconds()
        clock.update(to: unixTime)
    }

    /// Whether the peer may say who its client is. A unix socket's peer is on this machine.
    func trusts(_ peer: SocketAddress?) -> Bool {
        guard let address = peer?.ipAddress else { return true }
        for range in trustedProxies where range.contains(address) { return true }
        return false
    }
}
