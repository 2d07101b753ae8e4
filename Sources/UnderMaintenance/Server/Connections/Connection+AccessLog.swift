// What the access log says of an answered request.

import HTTP
import Kernel
import Maintenance

extension Connection {
    func record(
        _ head: RequestHead, of bytes: Span<UInt8>, _ response: Response, on bench: Workbench
    ) {
        let representation = bench.responder.responses.representations[response.representation]
        record(
            head, of: bytes, status: representation.status,
            bodyBytes: response.omitsBody ? 0 : representation.body.count, on: bench)
    }

    func record(
        _ head: RequestHead, of bytes: Span<UInt8>, status: Int, bodyBytes: Int,
        on bench: Workbench
    ) {
        let entry = AccessLogEntry(
            time: bench.unixTime, client: clientAddress(head, of: bytes, on: bench),
            version: head.version == .http11 ? "HTTP/1.1" : "HTTP/1.0", status: status,
            bodyBytes: bodyBytes)
        bench.accessLog.record(
            entry, method: bytes.extracting(head.methodRange.indices),
            target: bytes.extracting(head.targetRange.indices),
            host: bytes.extracting(head.host.indices),
            userAgent: bytes.extracting(head.userAgent.indices))
    }

    /// Whom the proxies we trust name, from the nearest to the farthest; else the peer.
    private func clientAddress(
        _ head: RequestHead, of bytes: Span<UInt8>, on bench: Workbench
    ) -> IPAddress? {
        let peer = transport.descriptor.peerAddress()
        let nearest = client ?? peer?.ipAddress
        guard !head.forwardedFor.isEmpty, bench.trusts(peer) else { return nearest }
        let forwarded = ForwardedFor.client(
            of: bytes.extracting(head.forwardedFor.indices), trusted: bench.trustedProxies)
        return forwarded ?? nearest
    }
}
