// What lets a script of another site read the answer.

package import HTTP

/// The Fetch standard's CORS protocol. Credentials are allowed because a request that carries them
/// would be hidden from its script otherwise; the answer holds nothing that depends on them.
package enum CrossOrigin {
    /// Bytes of the longest fields: an origin, a method and a list of names are repeated.
    package static let longestFields =
        Limits.originBytes + 2 * Limits.tokenListBytes + 512 + RequestID.longest

    /// Whether the request comes from a script that wants leave.
    @inline(__always)
    static func isAsked(_ request: Request, of bytes: Span<UInt8>) -> Bool {
        let origin = request[.origin]
        return !origin.isEmpty && Origin.isValid(bytes.extracting(origin.indices))
    }

    /// Whether what comes from such a script asks for leave before the request proper: an OPTIONS
    /// that names a method.
    static func isPreflight(_ request: Request, of bytes: Span<UInt8>) -> Bool {
        request.method == .options
            && TokenList.isToken(bytes.extracting(request[.requestMethod].indices))
            && request.withList(.requestHeaders, of: bytes) { TokenList.isList($0) }
    }

    /// The fields that repeat what the request asked for, and Vary, of which the origin is part.
    package static func fields(
        of answer: PreparedAnswer, in responses: ResponseSet, to request: Request,
        of bytes: Span<UInt8>
    ) -> FieldList {
        var fields = FieldList()
        fields.add("Vary", listing: responses[answer.representation].vary + ["Origin"])
        let origin = bytes.extracting(request[.origin].indices)
        fields.add("Access-Control-Allow-Origin", [UInt8](origin))
        fields.add("Access-Control-Allow-Credentials", "true")
        guard answer.representation == .preflight else {
            fields.add(
                "Access-Control-Expose-Headers",
                answer.representation.isGRPC
                    ? "Retry-After, X-Maintenance-Mode, grpc-status, grpc-message"
                    : "Retry-After, X-Maintenance-Mode")
            return fields
        }
        let method = bytes.extracting(request[.requestMethod].indices)
        fields.add("Access-Control-Allow-Methods", [UInt8](method))
        request.withList(.requestHeaders, of: bytes) {
            if !$0.isEmpty { fields.add("Access-Control-Allow-Headers", [UInt8]($0)) }
        }
        // The application's own rules hold again as soon as it is back.
        fields.add("Access-Control-Max-Age", "0")
        return fields
    }
}
