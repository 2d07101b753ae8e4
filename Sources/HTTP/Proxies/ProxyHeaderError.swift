// The rules a PROXY header can break.

/// Why a PROXY header is refused. The connection is closed without an answer.
package enum ProxyHeaderError: UInt8, Error, CaseIterable, Sendable {
    /// The bytes start neither a version 1 nor a version 2 header.
    case missing
    case malformedLine, lineTooLong, invalidAddress, invalidPort
    case unsupportedVersion, unsupportedCommand, unsupportedFamily
    case headerTooShort, headerTooLong
}
