// The facts of one logged request.

import HTTP

/// What is logged besides the texts of the request, which are only lent: a span can't be kept.
struct AccessLogEntry {
    /// Unix time of the answer.
    var time: Int
    /// nil: over a unix socket.
    var client: IPAddress?
    /// `HTTP/1.1`; empty when no request line was understood.
    var version: StaticString
    var status: Int
    /// Of the body that was sent.
    var bodyBytes: Int
}
