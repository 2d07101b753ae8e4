// `healthcheck`: asks this machine's own listeners whether they answer.

import HTTP
import Kernel
import Maintenance
import TLS

enum HealthcheckCommand {
    /// Milliseconds for all listeners together; a container runtime gives us three seconds.
    private static let patience = 2_500

    /// - Returns: 0 when every listener gave a well-formed HTTP answer, else 1.
    static func run() -> Int32 {
        let configuration = Configuration.load(
            from: Environment.variables, now: Clock.unixSeconds()
        ).configuration
        let ends = Clock.monotonicMilliseconds() + patience
        var isHealthy = true
        if !configuration.httpsListen.isEmpty { Library.start() }
        for address in configuration.httpListen {
            let proxy = configuration.proxyProtocol
            isHealthy = isAnswering(address, proxy, isTLS: false, ends) && isHealthy
        }
        for address in configuration.httpsListen {
            let proxy = configuration.httpsProxyProtocol
            isHealthy = isAnswering(address, proxy, isTLS: true, ends) && isHealthy
        }
        return isHealthy ? ExitCode.stopped : ExitCode.warned
    }

    private static func isAnswering(
        _ address: SocketAddress, _ proxy: ProxyProtocolMode, isTLS: Bool, _ ends: Int
    ) -> Bool {
        do throws(Inquiry.Complaint) {
            try ask(address.asClient, proxy, isTLS: isTLS, ends)
            return true
        } catch {
            Output.error.write(address.text + ": " + error.words + "\n")
            return false
        }
    }

    private static func ask(
        _ address: SocketAddress, _ proxy: ProxyProtocolMode, isTLS: Bool, _ ends: Int
    ) throws(Inquiry.Complaint) {
        var inquiry = try Inquiry(address, until: ends)
        if proxy != .off { inquiry.sendPlain(ProxyHeader.localHeader) }
        if isTLS { try inquiry.startTLS() }
        var request: [UInt8] = []
        request.append("HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n")
        request.append("User-Agent: under-maintenance-healthcheck\r\n\r\n")
        try inquiry.send(request)
        var answer: [UInt8] = []
        while answer.count < statusLine.count { answer += try inquiry.receive() }
        guard isStatusLine(answer) else { throw .notHTTP }
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
