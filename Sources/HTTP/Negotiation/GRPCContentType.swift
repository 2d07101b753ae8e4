// Requests of gRPC clients, which look for an answer of their own kind.

/// The media types of gRPC, and of gRPC-Web, which goes over HTTP/1.1 too.
package enum GRPCContentType: Int, CaseIterable {
    case binary, web, webText

    /// Of the answer.
    package var contentType: StaticString {
        switch self {
        case .binary: "application/grpc"
        case .web: "application/grpc-web+proto"
        case .webText: "application/grpc-web-text+proto"
        }
    }

    /// - Parameter contentType: of the request.
    package init?(contentType: Span<UInt8>) {
        guard contentType.hasName("application/grpc", at: 0) else { return nil }
        self = .binary
        if contentType.hasName("application/grpc-web", at: 0) { self = .web }
        if contentType.hasName("application/grpc-web-text", at: 0) { self = .webText }
    }
}
