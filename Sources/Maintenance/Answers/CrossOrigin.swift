// What lets a script of another site read the answer.

package import HTTP

/// The Fetch standard's CORS protocol. Credentials are allowed because a request that carries them
/// would be hidden from its script otherwise; the answer holds nothing that depends on them.
package enum CrossOrigin {
    /// Bytes of the longest lines.
    package static let longest = 8192

    /// Whether the request comes from a script that wants leave.
    @inline(__always)
    static func isAsked(_ head: RequestHead, of bytes: Span<UInt8>) -> Bool {
        let origin = head[.origin]
        return !origin.isEmpty && Origin.isValid(bytes.extracting(origin.indices))
    }

    /// Whether it asks for leave before the request proper: an OPTIONS that names a method.
    static func isPreflight(_ head: RequestHead, of bytes: Span<UInt8>) -> Bool {
        head.method == .options && isAsked(head, of: bytes)
            && TokenList.isToken(bytes.extracting(head[.requestMethod].indices))
            && TokenList.isList(bytes.extracting(head[.requestHeaders].indices))
    }

    /// Appends the lines, each with its CRLF, that repeat what the request asked for.
    package static func append(
        _ response: Response, to head: RequestHead, of bytes: Span<UInt8>,
        into output: OutputBuffer
    ) {
        output.append("Access-Control-Allow-Origin: ")
        output.append(bytes.extracting(head[.origin].indices))
        output.append("\r\nAccess-Control-Allow-Credentials: true\r\n")
        guard response.representation == ResponseSet.preflight else {
            output.append("Access-Control-Expose-Headers: Retry-After, X-Maintenance-Mode")
            if ResponseSet.isRemoteProcedureCall(response.representation) {
                output.append(", grpc-status, grpc-message")
            }
            output.append("\r\n")
            return
        }
        output.append("Access-Control-Allow-Methods: ")
        output.append(bytes.extracting(head[.requestMethod].indices))
        let headers = head[.requestHeaders]
        if !headers.isEmpty {
            output.append("\r\nAccess-Control-Allow-Headers: ")
            output.append(bytes.extracting(headers.indices))
        }
        // The application's own rules hold again as soon as it is back.
        output.append("\r\nAccess-Control-Max-Age: 0\r\n")
    }
}
