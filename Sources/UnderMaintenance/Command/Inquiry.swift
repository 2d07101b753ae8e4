// One question to one of this machine's own listeners, by plain HTTP or by TLS.

import HTTP
import Kernel
import Maintenance
import TLS

/// Blocking, with a limit on every wait.
struct Inquiry: ~Copyable {
    /// Why a listener isn't healthy.
    enum Complaint: Error {
        case system(Errno)
        case tls(TLSError)
        case noAnswer
        case notHTTP

        var words: String {
            switch self {
            case .system(.wouldBlock), .system(.inProgress), .noAnswer: "no answer in time"
            case .system(let error): error.words
            case .tls(let error): "TLS: " + error.words
            case .notHTTP: "the answer isn't HTTP"
            }
        }
    }

    private let descriptor: FileDescriptor
    /// Milliseconds of the monotonic clock.
    private let ends: Int
    private let wire = MemoryBIO()
    private let ciphertext = InputBuffer(capacity: ServerLimits.ciphertextBytes)
    private let plaintext = InputBuffer(capacity: ServerLimits.inputBytes)
    private var tls: TLS.Connection?

    init(_ address: SocketAddress, until ends: Int) throws(Complaint) {
        guard Clock.monotonicMilliseconds() < ends else { throw .noAnswer }
        do throws(Errno) {
            descriptor = try ConnectedSocket.open(address)
        } catch {
            throw .system(error)
        }
        self.ends = ends
    }

    /// Sends bytes as they are, before any TLS.
    func sendPlain(_ bytes: [UInt8]) { _ = descriptor.send(bytes.span) }

    /// Goes through the handshake; whoever answers is us, so nothing is verified.
    mutating func startTLS() throws(Complaint) {
        do throws(TLSError) {
            let connection = try TLS.Connection(clientOn: wire)
            tls = connection
            _ = try decrypt([], connection)
        } catch {
            throw .tls(error)
        }
        while let tls, !tls.isEstablished { _ = try receive() }
    }

    func send(_ bytes: [UInt8]) throws(Complaint) {
        guard let tls else { return sendPlain(bytes) }
        do throws(TLSError) {
            try tls.send(bytes.span)
        } catch {
            throw .tls(error)
        }
        flush()
    }

    /// - Returns: what has come, empty if that was only part of a handshake or a record.
    func receive() throws(Complaint) -> [UInt8] {
        guard Clock.monotonicMilliseconds() < ends else { throw .noAnswer }
        let progress = ciphertext.withMutableSpan { descriptor.receive(into: &$0) }
        let received: [UInt8]
        switch progress {
        case .moved(let count): received = ciphertext.withSpan(first: count) { Array($0) }
        case .wouldBlock, .ended: throw .noAnswer
        case .failed(let error): throw .system(error)
        }
        guard let tls else { return received }
        do throws(TLSError) {
            return try decrypt(received, tls)
        } catch {
            throw .tls(error)
        }
    }

    private func decrypt(
        _ received: [UInt8], _ tls: TLS.Connection
    ) throws(TLSError) -> [UInt8] {
        defer { flush() }
        let progress = try plaintext.withMutableSpan {
            span throws(TLSError) in try tls.receive(received.span, into: &span)
        }
        guard case .moved(let count) = progress else { return [] }
        return plaintext.withSpan(first: count) { Array($0) }
    }

    private func flush() {
        _ = wire.withOutput { descriptor.send($0) }
        wire.removeOutput()
    }
}
