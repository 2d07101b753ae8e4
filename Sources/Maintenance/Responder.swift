// The one handler: from what a request says to what it is answered.

package import HTTP

/// Decides the answer. Every listener and every protocol version asks here.
package struct Responder {
    package let responses: ResponseSet

    package init(responses: ResponseSet) { self.responses = responses }

    /// Every method, target and host gets the maintenance answer.
    @inline(__always)
    package func answer(_ head: RequestHead, closes: Bool) -> Response {
        Response(
            representation: ResponseSet.maintenance, omitsBody: head.method == .head,
            closes: closes)
    }

    /// The answer to a request that breaks the rules. Its framing can't be trusted: it is the last.
    package func refusal(of error: HeadError) -> Response {
        Response(representation: ResponseSet.index(of: error), omitsBody: false, closes: true)
    }

    /// The answer to a request whose head doesn't end in time: RFC 9110 §15.5.9.
    package var requestTimeout: Response {
        Response(representation: ResponseSet.requestTimeout, omitsBody: false, closes: true)
    }
}
