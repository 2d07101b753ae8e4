// The PROXY protocol header that a proxy puts before a connection's bytes.

/// Versions 1 and 2 of https://www.haproxy.org/download/2.9/doc/proxy-protocol.txt.
package struct ProxyHeader: Equatable, Sendable {
    package enum Source: Equatable, Sendable {
        /// The proxy's own connection, such as a health check (v2 LOCAL).
        case local
        /// No address worth knowing: v1 UNKNOWN, v2 UNSPEC or a unix socket.
        case unknown
        /// The client's address and port.
        case address(IPAddress, port: UInt16)
    }

    /// Bytes the header took; the connection's own bytes follow.
    package let byteCount: Int
    package let source: Source

    /// `nil`: the header has not ended; call again with the same bytes and more.
    ///
    /// Whether the peer may send one at all is for the caller to say.
    package static func parse(_ bytes: Span<UInt8>) throws(ProxyHeaderError) -> ProxyHeader? {
        guard bytes.count > 0 else { return nil }
        if bytes[0] == UInt8(ascii: "P") {
            guard isPrefix(ProxyLine.signature, of: bytes) else { throw .missing }
            return try ProxyLine.parse(bytes)
        }
        guard isPrefix(ProxyBlock.signature, of: bytes) else { throw .missing }
        return try ProxyBlock.parse(bytes)
    }

    /// Whether the bytes start a header as far as they go. False is final; true may still turn out
    /// to be a request (`P` starts POST too, CRLF an empty line).
    package static func mayStart(_ bytes: Span<UInt8>) -> Bool {
        isPrefix(ProxyLine.signature, of: bytes) || isPrefix(ProxyBlock.signature, of: bytes)
    }

    /// Whether bytes and signature agree as far as both go.
    private static func isPrefix<let length: Int>(
        _ signature: InlineArray<length, UInt8>, of bytes: Span<UInt8>
    ) -> Bool {
        var index = 0
        while index < length, index < bytes.count {
            if bytes[index] != signature[index] { return false }
            index += 1
        }
        return true
    }
}

/// Why a PROXY header is refused. The connection is closed without an answer.
package enum ProxyHeaderError: UInt8, Error, CaseIterable, Sendable {
    /// The bytes start neither a version 1 nor a version 2 header.
    case missing
    case malformedLine, lineTooLong, invalidAddress, invalidPort
    case unsupportedVersion, unsupportedCommand, unsupportedFamily
    case headerTooShort, headerTooLong
}
