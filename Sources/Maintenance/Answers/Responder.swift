// The one handler: from what a request says to what it is answered.

package import HTTP

/// Decides the answer. Every listener and every protocol version asks here.
package struct Responder {
    package let responses: ResponseSet

    package init(responses: ResponseSet) { self.responses = responses }

    /// Every method, target and host gets the maintenance answer, in the terms it asks for.
    /// - Parameters:
    ///   - head: left as it is; lent in place, since copying it would cost as much as answering.
    ///   - bytes: what the head was parsed from.
    @inline(__always)
    package func answer(
        _ head: inout RequestHead, of bytes: Span<UInt8>, closes: Bool
    ) -> Response {
        guard responses.uniform >= 0, !head.hasRepeatedLists, head[.contentType].isEmpty,
            head[.origin].isEmpty,
            head[.accept].isEmpty || FormatChoice.isAny(bytes, at: head[.accept])
        else {
            return negotiatedAnswer(&head, of: bytes, closes: closes)
        }
        return Response(
            representation: responses.uniform, omitsBody: head.method == .head, closes: closes)
    }

    @inline(never)
    private func negotiatedAnswer(
        _ head: inout RequestHead, of bytes: Span<UInt8>, closes: Bool
    ) -> Response {
        let isCrossOrigin = responses.allowsCrossOrigin && CrossOrigin.isAsked(head, of: bytes)
        let type = bytes.extracting(head[.contentType].indices)
        let index: Int
        if isCrossOrigin, CrossOrigin.isPreflight(head, of: bytes) {
            index = ResponseSet.preflight
        } else if let call = RemoteProcedureCall(contentType: type) {
            index = ResponseSet.index(of: call)
        } else {
            index = representation(head, of: bytes)
        }
        return Response(
            representation: index, omitsBody: head.method == .head, closes: closes,
            isCrossOrigin: isCrossOrigin)
    }

    private func representation(_ head: RequestHead, of bytes: Span<UInt8>) -> Int {
        let index = responses.catalogue.choose(head, of: bytes)
        guard responses.representations[index].hasGzip else { return index }
        let takesGzip = head.withList(.acceptEncoding, of: bytes) { ContentCoding.prefersGzip($0) }
        return takesGzip ? index + 1 : index
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
