// What is spoken on a connection, by its first bytes.

import HTTP
import HTTP2
import Kernel

/// Fed with what came first until it has decided. It takes no bytes: whoever obeys it goes on
/// with all of them, but for a PROXY header.
struct ProtocolChoice {
    enum Decision: Equatable {
        /// More bytes are needed; hand them in behind these.
        case undecided
        /// A PROXY header comes first; choose again with what is behind it.
        case proxied(ProxyHeader)
        /// There should be a PROXY header, and there is none or a broken one.
        case refused(Refusal)
        case http1
        /// By prior knowledge: RFC 9113 §3.3.
        case http2
        /// Plain HTTP on a TLS listener: an answer in plain says more than an alert.
        case plainOnTLS
        case tls
        /// A ClientHello on a plain listener.
        case tlsOnPlain

        static func == (one: Decision, other: Decision) -> Bool {
            switch (one, other) {
            case (.undecided, .undecided), (.http1, .http1), (.http2, .http2),
                (.plainOnTLS, .plainOnTLS),
                (.tls, .tls), (.tlsOnPlain, .tlsOnPlain), (.refused, .refused):
                true
            case (.proxied(let header), .proxied(let otherHeader)): header == otherHeader
            default: false
            }
        }
    }

    /// Why there is no PROXY header where one should be.
    enum Refusal { case missing, malformed }

    /// Off once there has been one.
    private var proxyProtocol: ProxyProtocolMode
    private let speaksTLS: Bool

    init(proxyProtocol: ProxyProtocolMode, speaksTLS: Bool) {
        self.proxyProtocol = proxyProtocol
        self.speaksTLS = speaksTLS
    }

    /// - Parameter bytes: all that has come and wasn't taken.
    mutating func next(_ bytes: Span<UInt8>) -> Decision {
        guard !bytes.isEmpty else { return .undecided }
        if proxyProtocol != .off, let decision = proxyHeader(bytes) { return decision }
        // A handshake record: RFC 8446 §5.1. No method starts with a control character.
        let isClientHello = bytes[0] == 0x16
        guard speaksTLS else { return isClientHello ? .tlsOnPlain : plain(bytes) }
        let isLetter = bytes[0].lowercased &- UInt8(ascii: "a") < 26
        // What is neither is OpenSSL's to refuse, with an alert.
        return isLetter ? .plainOnTLS : .tls
    }

    private func plain(_ bytes: Span<UInt8>) -> Decision {
        switch Preface.match(bytes) {
        case .absent: .http1
        case .incomplete: .undecided
        case .whole: .http2
        }
    }

    /// Whether what has come so far may be the beginning of a request of HTTP/1.
    var mayBeHTTP1: Bool { proxyProtocol == .off && !speaksTLS }

    /// Nil: there is none where there needn't be.
    private mutating func proxyHeader(_ bytes: Span<UInt8>) -> Decision? {
        guard ProxyHeader.mayStart(bytes) else {
            if proxyProtocol == .required { return .refused(.missing) }
            return nil
        }
        do throws(ProxyHeaderError) {
            guard let header = try ProxyHeader.parse(bytes) else { return .undecided }
            proxyProtocol = .off
            return .proxied(header)
        } catch {
            return .refused(.malformed)
        }
    }
}
