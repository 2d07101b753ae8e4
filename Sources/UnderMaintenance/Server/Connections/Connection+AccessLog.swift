// What the access log says of a request that is answered or refused.

import HTTP
import Maintenance

extension Connection {
    @inline(never)
    func record(
        _ answer: Answer, to request: Request, of bytes: Span<UInt8>, in context: LoopContext
    ) {
        let responses = context.responder.responses
        // What breaks the rules may have no more than a method.
        let hasLine = !request.target.isEmpty
        var entry = AccessLogEntry(
            time: context.unixTime, client: peer.client(request, of: bytes, in: context),
            version: request.version.name, status: responses.status(of: answer),
            bodyBytes: responses.bodyBytes(of: answer))
        entry.listener = context.services[Int(listener)].address
        entry.format = responses.kind(of: answer).name
        if let (version, name) = transport.security {
            entry.tlsVersion = version
            entry.serverName = name
        }
        entry.requestID = RequestID.value(of: .requestID, in: request, of: bytes)
        entry.traceParent = RequestID.value(of: .traceParent, in: request, of: bytes)
        context.accessLog.record(
            entry, method: bytes.extracting((hasLine ? request.methodName : .empty).indices),
            target: bytes.extracting(request.target.indices),
            host: bytes.extracting(request.authority.indices),
            userAgent: bytes.extracting(request[.userAgent].indices))
    }
}
