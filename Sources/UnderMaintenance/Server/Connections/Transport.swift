// How bytes go in and out of a connection: as they are, or through TLS.

import Kernel
import Maintenance
import TLS

/// The socket and, once a ClientHello has come, the TLS connection on it.
struct Transport: ~Copyable {
    let descriptor: FileDescriptor
    private var tls: TLS.Connection?
    /// Ciphertext that the kernel hasn't taken yet: at most a flight, or one record.
    private var unsent: [UInt8] = []

    /// A TLS listener's: what comes first is read where ciphertext goes.
    private let expectsTLS: Bool

    init(owning descriptor: consuming FileDescriptor, expectsTLS: Bool) {
        self.descriptor = descriptor
        self.expectsTLS = expectsTLS
    }

    /// Where `receive` leaves what the connection is to handle.
    func inbox(of bench: Workbench) -> InputBuffer {
        expectsTLS && tls == nil ? bench.ciphertext : bench.input
    }

    /// Whether plaintext can be exchanged.
    var isEstablished: Bool { tls == nil || tls?.isEstablished == true }

    var isTLS: Bool { tls != nil }

    /// Something sent before still waits for the kernel.
    var isBlocked: Bool { !unsent.isEmpty }

    /// Starts TLS with bytes already received.
    mutating func begin(
        _ store: CertificateStore, with ciphertext: Span<UInt8>, on bench: Workbench
    ) -> Progress {
        do throws(TLSError) {
            tls = try TLS.Connection(store: store, bio: bench.wire)
        } catch {
            return .failed(.outOfMemory)
        }
        return decrypt(ciphertext, on: bench)
    }

    /// Reads, and decrypts what is TLS. The handshake goes on by itself.
    @inline(__always)
    mutating func receive(on bench: Workbench) -> Progress {
        if tls == nil {
            return inbox(of: bench).withMutableSpan { descriptor.receive(into: &$0) }
        }
        return receiveRecords(on: bench)
    }

    private mutating func receiveRecords(on bench: Workbench) -> Progress {
        let progress = bench.ciphertext.withMutableSpan { descriptor.receive(into: &$0) }
        guard case .moved(let count) = progress else { return progress }
        return bench.ciphertext.withSpan(first: count) { decrypt($0, on: bench) }
    }

    private mutating func decrypt(_ ciphertext: Span<UInt8>, on bench: Workbench) -> Progress {
        guard let tls else { return .ended }
        let wasEstablished = tls.isEstablished
        var progress: Progress
        do throws(TLSError) {
            switch try bench.input.withMutableSpan({
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
        }
        if case .failed(let error) = flush(on: bench) { progress = .failed(error) }
        return progress
    }

    /// Sends, at most one record's worth if it is TLS.
    /// - Parameters:
    ///   - more: the next bytes follow at once.
    ///   - ends: these are the connection's last: close_notify leaves with them, and the kernel
    ///     holds back what isn't a full segment for the FIN that follows.
    @inline(__always)
    mutating func send(
        _ bytes: Span<UInt8>, more: Bool = false, ends: Bool, on bench: Workbench
    ) -> Progress {
        if tls == nil { return descriptor.send(bytes, more: more || ends) }
        return sendRecord(bytes, ends: ends, on: bench)
    }

    private mutating func sendRecord(
        _ bytes: Span<UInt8>, ends: Bool, on bench: Workbench
    ) -> Progress {
        guard let tls else { return .ended }
        if isBlocked {
            let progress = flush(on: bench)
            guard case .moved = progress, !isBlocked else { return progress }
        }
        let record = bytes.extracting(first: TLS.Connection.recordBytes)
        do throws(TLSError) {
            try tls.send(record)
        } catch {
            bench.wire.removeOutput()
            return .failed(.connectionAborted)
        }
        if ends, record.count == bytes.count { tls.end() }
        if case .failed(let error) = flush(on: bench, more: ends) { return .failed(error) }
        return .moved(record.count)
    }

    /// Says close_notify if there is a TLS connection to say it on; nobody waits for it.
    mutating func end(on bench: Workbench) {
        guard let tls, tls.isEstablished, !isBlocked else { return }
        tls.end()
        _ = flush(on: bench)
    }

    /// Sends the ciphertext there is; keeps what the kernel doesn't take. Afterwards nothing is on
    /// the wire, whatever happened: the next connection writes there too.
    mutating func flush(on bench: Workbench, more: Bool = false) -> Progress {
        defer { bench.wire.removeOutput() }
        if isBlocked {
            unsent += bench.wire.withOutput { Array($0) }
            let waiting = unsent
            let progress = descriptor.send(waiting.span, more: more)
            guard case .moved(let count) = progress else { return progress }
            unsent = Array(waiting[count...])
            return isBlocked ? .wouldBlock : progress
        }
        if bench.wire.outputCount == 0 { return .moved(0) }
        let progress = bench.wire.withOutput { descriptor.send($0, more: more) }
        let sent: Int
        switch progress {
        case .moved(let count): sent = count
        case .wouldBlock: sent = 0
        case .ended, .failed: return progress
        }
        if sent < bench.wire.outputCount {
            unsent = bench.wire.withOutput { Array($0.extracting(sent...)) }
        }
        return .moved(sent)
    }
}
