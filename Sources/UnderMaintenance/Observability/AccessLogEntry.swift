// The facts of one logged request.

import HTTP

/// Whom a request is logged under.
enum LoggedClient {
    case address(IPAddress)
    /// A unix socket's.
    case unix
    /// The peer's address couldn't be had.
    case unknown
}

/// What is logged besides the texts of the request, which are only lent: a span can't be kept.
struct AccessLogEntry {
    /// Unix time of the answer.
    var time: Int
    var client: LoggedClient
    /// `HTTP/1.1`; empty when no request line was understood.
    var version: StaticString
    var status: Int
    /// Of the body that was sent.
    var bodyBytes: Int
}
