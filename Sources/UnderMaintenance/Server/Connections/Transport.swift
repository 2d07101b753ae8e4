// How bytes go in and out of a connection: as they are, or through TLS.

import HTTP
import Kernel
import Maintenance
import TLS

/// The socket and, once a ClientHello has come, the TLS connection on it.
///
/// Every idle connection has one: 32 bytes in this order.
struct Transport: ~Copyable {
    let descriptor: FileDescriptor
    /// Bytes handed to the kernel; counts on beyond its end, as `left` does.
    private var sent: UInt32 = 0
    private var tls: TLS.Connection?
    /// Ciphertext that the kernel hasn't taken yet: at most a flight, or one record.
    var unsent: [UInt8] = []
    /// How many of those handed to the kernel have left it at least.
    private var left: UInt32 = 0
    /// How many may have been sent and not left before they are counted anew, in `countingUnit`.
    private var countsFrom: UInt8 = 0
    /// How often it was looked in vain whether the peer takes its answer.
    var looksInVain = neverLooked

    /// A TLS listener's: what comes first is read where ciphertext goes.
    let expectsTLS: Bool
    /// Whether the last read filled its buffer.
    private(set) var mayHaveMore = false

    init(owning descriptor: consuming FileDescriptor, expectsTLS: Bool) {
        self.descriptor = descriptor
        self.expectsTLS = expectsTLS
    }

    /// Where `receive` leaves what the connection is to handle.
    func inbox(of context: LoopContext) -> InputBuffer {
        expectsTLS && tls == nil ? context.ciphertext : context.input
    }

    /// Whether plaintext can be exchanged.
    var isEstablished: Bool { tls == nil || tls?.isEstablished == true }

    var isTLS: Bool { tls != nil }

    /// Whether the client and we have agreed on HTTP/2.
    var speaksHTTP2: Bool { tls?.speaksHTTP2 == true }

    /// Whether the connection is for that host, as far as TLS knows.
    /// - Parameter host: without port.
    func isFor(_ host: Span<UInt8>) -> Bool { tls?.isFor(host) ?? true }

    /// The version of TLS, and the host that the client named by SNI; nil without TLS.
    var security: (version: StaticString, serverName: [UInt8])? {
        tls.map { ($0.version, $0.serverName) }
    }

    /// The peer isn't waited for to take anything.
    static let neverLooked = UInt8.max

    /// Bytes in which is counted what may lie in the kernel. Fewer are less than a connection costs
    /// there anyway.
    private static let countingUnit: UInt32 = 4096

    /// Whether the kernel may hold more than was counted last.
    var mayHold: Bool {
        @inline(__always) get { (sent &- left) / Self.countingUnit > UInt32(countsFrom) }
    }

    /// Whether the kernel, when last asked, held something for its peer, or may do so since.
    var isQueueing: Bool { sent &- left >= Self.countingUnit }

    /// Bytes held for its peer in our memory.
    var heldBytes: Int { (tls?.heldBytes ?? 0) + unsent.capacity }

    /// Counts what may lie in the kernel: all that was sent since it was last asked.
    /// - Parameter inSteps: a quarter more, so that not every answer has to be counted.
    /// - Returns: bytes.
    mutating func countQueued(inSteps: Bool) -> Int {
        countsFrom = 0
        guard isQueueing else { return 0 }
        // It takes no more, so that all else has left.
        let most = UInt32(ServerLimits.sendQueue)
        let queued = min(sent &- left, most)
        left = sent &- queued
        if !inSteps { return Int(queued) }
        let units = min(queued / 4 * 5, most) / Self.countingUnit
        countsFrom = queued == most ? .max : UInt8(units)
        return Int((units + 1) * Self.countingUnit)
    }

    /// Asks the kernel how much has left.
    /// - Returns: whether that is enough to go on waiting for more, since it last was.
    mutating func hasProgressed() -> Bool {
        guard sent != left, let queued = descriptor.unacknowledgedBytes else { return false }
        // A unix socket's are counted with what the kernel keeps them in.
        let left = sent &- min(UInt32(clamping: queued), sent &- self.left)
        guard left &- self.left >= UInt32(ServerLimits.leastProgress) else { return false }
        self.left = left
        return true
    }

    /// Something sent before still waits for the kernel.
    var isBlocked: Bool { !unsent.isEmpty }

    /// Bytes of it.
    var unsentBytes: Int { unsent.count }

    /// Starts TLS with bytes already received.
    mutating func begin(
        _ store: CertificateStore, with ciphertext: Span<UInt8>, in context: LoopContext
    ) -> Progress {
        do throws(TLSError) {
            tls = try TLS.Connection(store: store, bio: context.bio)
        } catch {
            return .failed(.outOfMemory)
        }
        return decrypt(ciphertext, in: context)
    }

    /// Reads, and decrypts what is TLS. The handshake goes on by itself.
    @inline(__always)
    mutating func receive(in context: LoopContext) -> Progress {
        let buffer = expectsTLS ? context.ciphertext : context.input
        let progress = buffer.withMutableSpan { descriptor.receive(into: &$0) }
        guard case .moved(let count) = progress else {
            mayHaveMore = false
            return progress
        }
        mayHaveMore = count == buffer.capacity
        context.tally.block.add(count, at: Count.receivedBytes + (expectsTLS ? 1 : 0))
        if tls == nil { return progress }
        return context.ciphertext.withSpan(first: count) { decrypt($0, in: context) }
    }

    private mutating func decrypt(_ ciphertext: Span<UInt8>, in context: LoopContext) -> Progress {
        guard let tls else { return .ended }
        let wasEstablished = tls.isEstablished
        var progress: Progress
        do throws(TLSError) {
            switch try context.input.withMutableSpan({
                plaintext throws(TLSError) in try tls.receive(ciphertext, into: &plaintext)
            }) {
            case .moved(let count): progress = .moved(count)
            case .wantsRead:
                progress = .wouldBlock
                // We answer the end of the handshake with nothing. A client with Nagle's algorithm
                // on keeps its request back until that end is acknowledged, 40 ms later.
                if tls.isEstablished, !wasEstablished { descriptor.acknowledgeAtOnce() }
            case .peerClosed: progress = .ended
            }
        } catch {
            // Garbage, an aborted handshake, a version or cipher nobody shares: the alert that
            // says so is on the wire.
            progress = .failed(.connectionAborted)
            if !wasEstablished { context.tally.failedHandshake(error.failure) }
        }
        if !wasEstablished, tls.isEstablished {
            context.tally.shookHands(resumed: tls.isResumed)
        }
        if case .failed(let error) = flush(in: context) { progress = .failed(error) }
        return progress
    }

    /// Sends, at most one record's worth if it is TLS.
    /// - Parameters:
    ///   - more: the next bytes follow at once.
    ///   - ends: these are the connection's last: close_notify leaves with them, and the kernel
    ///     holds back what isn't a full segment for the FIN that follows.
    @inline(__always)
    mutating func send(
        _ bytes: Span<UInt8>, more: Bool = false, ends: Bool, in context: LoopContext
    ) -> Progress {
        if tls == nil {
            let progress = descriptor.send(bytes, more: more || ends)
            note(progress, in: context)
            return progress
        }
        return sendRecord(bytes, ends: ends, in: context)
    }

    @inline(__always)
    private mutating func note(_ progress: Progress, in context: LoopContext) {
        guard case .moved(let count) = progress else { return }
        sent &+= UInt32(truncatingIfNeeded: count)
        context.tally.block.add(count, at: Count.sentBytes + (expectsTLS ? 1 : 0))
    }

    private mutating func sendRecord(
        _ bytes: Span<UInt8>, ends: Bool, in context: LoopContext
    ) -> Progress {
        guard let tls else { return .ended }
        if isBlocked {
            let progress = flush(in: context)
            guard case .moved = progress, !isBlocked else { return progress }
        }
        let record = bytes.extracting(first: TLS.Connection.recordBytes)
        do throws(TLSError) {
            try tls.send(record)
        } catch {
            context.bio.removeOutput()
            return .failed(.connectionAborted)
        }
        if ends, record.count == bytes.count { tls.end() }
        if case .failed(let error) = flush(in: context, more: ends) { return .failed(error) }
        return .moved(record.count)
    }

    /// Says close_notify if there is a TLS connection to say it on; nobody waits for it.
    mutating func end(in context: LoopContext) {
        guard let tls, tls.isEstablished, !isBlocked else { return }
        tls.end()
        _ = flush(in: context)
    }

    /// Sends the ciphertext there is; keeps what the kernel doesn't take. Afterwards nothing is on
    /// the wire, whatever happened: the next connection writes there too.
    mutating func flush(in context: LoopContext, more: Bool = false) -> Progress {
        defer { context.bio.removeOutput() }
        if isBlocked {
            unsent += context.bio.withOutput { Array($0) }
            let waiting = unsent
            let progress = descriptor.send(waiting.span, more: more)
            note(progress, in: context)
            guard case .moved(let count) = progress else { return progress }
            unsent = Array(waiting[count...])
            return isBlocked ? .wouldBlock : progress
        }
        if context.bio.outputCount == 0 { return .moved(0) }
        let progress = context.bio.withOutput { descriptor.send($0, more: more) }
        note(progress, in: context)
        let count: Int
        switch progress {
        case .moved(let moved): count = moved
        case .wouldBlock: count = 0
        case .ended, .failed: return progress
        }
        if count < context.bio.outputCount {
            unsent = context.bio.withOutput { Array($0.extracting(count...)) }
        }
        return .moved(count)
    }
}
