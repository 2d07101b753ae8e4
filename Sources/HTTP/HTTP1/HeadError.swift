// The rules a request head can break.

/// Why a request head is refused. The connection is closed after the answer.
package enum HeadError: UInt8, Error, CaseIterable, Sendable {
    // Lines and bytes.
    case bareLineFeed, bareCarriageReturn, nulByte, tooManyEmptyLines
    // The request line.
    case malformedRequestLine, invalidMethod, invalidTarget, unsupportedVersion
    // Field lines.
    case obsoleteLineFolding, emptyFieldName, spaceBeforeColon, missingColon
    case invalidFieldName
    // Host.
    case missingHost, duplicateHost, invalidHost
    // Framing.
    case bothFramings, invalidContentLength, conflictingContentLength
    case invalidTransferCoding, repeatedTransferCoding, chunkedNotLast
    case unsupportedTransferCoding, transferEncodingInHTTP10
    // Size and time.
    case headTooLarge, tooManyFields, headTooSlow
}

extension HeadError {
    /// Position in `allCases`, for tables of answers made at load.
    package var index: Int { Int(rawValue) }

    /// The status code of the answer.
    package var status: Int {
        switch self {
        // RFC 9110 §15.5.9.
        case .headTooSlow: 408
        case .headTooLarge, .tooManyFields: 431
        case .unsupportedTransferCoding: 501
        case .unsupportedVersion: 505
        default: 400
        }
    }

    /// One plain sentence for the answer's body.
    package var reason: StaticString {
        switch self {
        case .bareLineFeed: "A line ends in LF without CR."
        case .bareCarriageReturn: "A CR stands without its LF."
        case .nulByte: "The request head contains a NUL byte."
        case .tooManyEmptyLines: "Too many empty lines come before the request."
        case .malformedRequestLine: "The request line is malformed."
        case .invalidMethod: "The method is not a token."
        case .invalidTarget: "The request target is invalid."
        case .unsupportedVersion: "Only HTTP/1.x is spoken here."
        case .obsoleteLineFolding: "A header line starts with white space."
        case .emptyFieldName: "A header field has no name."
        case .spaceBeforeColon: "A header field name is followed by white space."
        case .missingColon: "A header line has no colon."
        case .invalidFieldName: "A header field name contains an invalid character."
        case .missingHost: "The Host header field is missing."
        case .duplicateHost: "The Host header field is there more than once."
        case .invalidHost: "The Host header field is invalid."
        case .bothFramings: "Both Content-Length and Transfer-Encoding are present."
        case .invalidContentLength: "The Content-Length header field is invalid."
        case .conflictingContentLength: "The Content-Length header fields differ."
        case .invalidTransferCoding: "The Transfer-Encoding header field is invalid."
        case .repeatedTransferCoding: "The transfer coding chunked is there more than once."
        case .chunkedNotLast: "The last transfer coding isn't chunked."
        case .unsupportedTransferCoding: "The only transfer coding accepted is chunked."
        case .transferEncodingInHTTP10: "HTTP/1.0 knows no Transfer-Encoding."
        case .headTooLarge: "The request head is too large."
        case .tooManyFields: "The request has too many header fields."
        case .headTooSlow: "The request took too long to arrive."
        }
    }
}
