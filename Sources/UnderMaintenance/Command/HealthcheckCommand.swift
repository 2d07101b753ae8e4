// `healthcheck`: asks this machine's own listeners whether they answer.

import HTTP
import Kernel
import Maintenance
import TLS

enum HealthcheckCommand {
    /// Milliseconds for all listeners together; a container runtime gives us three seconds.
    private static let patience = 2_500

    /// - Returns: 0 when there is a listener and every one gave a well-formed HTTP answer, else 1.
    static func run() -> Int32 {
        let configuration = Configuration.load(
            from: Environment.variables, now: Clock.unixSeconds()
        ).configuration
        let ends = Clock.monotonicMilliseconds() + patience
        let listeners = configuration.listeners.filter { $0.kind.isPublic }
        guard listeners.contains(where: { !$0.addresses.isEmpty }) else {
            Output.error.write("there is no listener to ask; see check\n")
            return ExitCode.warned
        }
        var isHealthy = true
        for settings in listeners {
            if settings.kind.traits.speaksTLS, !settings.addresses.isEmpty { Library.start() }
            for address in settings.addresses {
                isHealthy = isAnswering(address, settings, until: ends) && isHealthy
            }
        }
        return isHealthy ? ExitCode.stopped : ExitCode.warned
    }

    private static func isAnswering(
        _ address: SocketAddress, _ settings: ListenerSettings, until ends: Int
    ) -> Bool {
        do throws(ProbeConnection.Complaint) {
            try ask(address.asClient, settings, until: ends)
            return true
        } catch {
            Output.error.write(address.text + ": " + error.words + "\n")
            return false
        }
    }

    private static func ask(
        _ address: SocketAddress, _ settings: ListenerSettings, until ends: Int
    ) throws(ProbeConnection.Complaint) {
        var probe = try ProbeConnection(address, until: ends)
        if settings.proxyProtocol != .off { probe.sendPlain(ProxyHeader.localHeader) }
        if settings.kind.traits.speaksTLS { try probe.startTLS() }
        var request: [UInt8] = []
        request.append("HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n")
        request.append("User-Agent: ")
        request.append(userAgent)
        request.append("\r\n\r\n")
        try probe.send(request)
        var answer: [UInt8] = []
        while answer.count < statusLine.count { answer += try probe.receive() }
        guard isStatusLine(answer) else { throw .notHTTP }
    }

    private static var userAgent: StaticString { "under-maintenance-healthcheck" }
    static var userAgentBytes: UInt32 { UInt32(userAgent.utf8CodeUnitCount) }

    /// Whether a request is ours: from this machine, and not by way of a proxy on it.
    @inline(never)
    static func sent(_ request: Request, of bytes: Span<UInt8>, by peer: Peer) -> Bool {
        peer.isOnThisMachine && !request.isForwarded
            && bytes.holds(
                [UInt8](userAgent), at: Int(request[.userAgent].start),
                count: userAgent.utf8CodeUnitCount)
    }

    /// The shape of `HTTP/1.1 503 `, with 0 for any digit.
    private static let statusLine: [UInt8] = Array("HTTP/0.0 000 ".utf8)

    private static func isStatusLine(_ answer: [UInt8]) -> Bool {
        guard answer.count >= statusLine.count else { return false }
        for (expected, byte) in zip(statusLine, answer) {
            let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            guard expected == UInt8(ascii: "0") ? isDigit : byte == expected else { return false }
        }
        return true
    }
}

extension SocketAddress {
    /// The same for a client: "any address" is reached by way of loopback.
    fileprivate var asClient: SocketAddress {
        switch self {
        case .ipv4(0, let port): .ipv4(0x7F00_0001, port: port)
        // `[::]` takes IPv4 too, and listens there alone where IPv6 is off.
        case .ipv6(0, 0, let port): .ipv4(0x7F00_0001, port: port)
        default: self
        }
    }
}

extension ProxyHeader {
    /// PROXY v2, command LOCAL: the connection is the sender's own.
    fileprivate static let localHeader: [UInt8] = [
        0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A, 0x20, 0x00, 0, 0,
    ]
}

/// A blocking connection to one of this machine's own listeners, plain or by TLS, with a limit on
/// every wait.
private struct ProbeConnection: ~Copyable {
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
    private let bio = MemoryBIO()
    private let ciphertext = InputBuffer(capacity: ServerLimits.ciphertextBytes)
    private let plaintext = InputBuffer(capacity: ServerLimits.inputBytes)
    private var tls: TLS.Connection?

    init(_ address: SocketAddress, until ends: Int) throws(Complaint) {
        let wait = try Self.wait(until: ends)
        do throws(Errno) {
            descriptor = try ConnectedSocket.open(address, milliseconds: wait)
        } catch {
            throw .system(error)
        }
        self.ends = ends
    }

    /// - Returns: milliseconds that the next wait may take.
    private static func wait(until ends: Int) throws(Complaint) -> Int {
        let left = ends - Clock.monotonicMilliseconds()
        guard left > 0 else { throw .noAnswer }
        return min(left, 1000)
    }

    /// Sends bytes as they are, before any TLS.
    func sendPlain(_ bytes: [UInt8]) { _ = descriptor.send(bytes.span) }

    /// Goes through the handshake; whoever answers is us, so nothing is verified.
    mutating func startTLS() throws(Complaint) {
        do throws(TLSError) {
            let connection = try TLS.Connection(clientOn: bio)
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
        let wait = try Self.wait(until: ends)
        do throws(Errno) {
            try descriptor.limitWaits(milliseconds: wait)
        } catch {
            throw .system(error)
        }
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
        _ = bio.withOutput { descriptor.send($0) }
        bio.removeOutput()
    }
}
