// What the access log says of a request that is answered or refused.

import HTTP
import Maintenance

extension Connection {
    @inline(never)
    func record(
        _ answer: Answer, to request: Request, of bytes: Span<UInt8>, in context: LoopContext
    ) {
        let responses = context.responder.responses
        // What breaks the rules may have no request line.
        let hasLine = !request.target.isEmpty
        let entry = AccessLogEntry(
            time: context.unixTime, client: peer.client(request, of: bytes, in: context),
            version: hasLine ? request.version.name : "", status: responses.status(of: answer),
            bodyBytes: responses.bodyBytes(of: answer))
        context.accessLog.record(
            entry, method: bytes.extracting((hasLine ? request.methodName : .empty).indices),
            target: bytes.extracting(request.target.indices),
            host: bytes.extracting(request.authority.indices),
            userAgent: bytes.extracting(request[.userAgent].indices))
    }
}
