// The PROXY header in front of the first request.

import HTTP
import Kernel
import Maintenance

extension Connection {
    /// Takes the header, or finds that there is none where there needn't be.
    /// - Returns: the bytes it took, 0 when it isn't complete or not there; nil: close.
    mutating func readProxyHeader(_ bytes: Span<UInt8>, on bench: Workbench) -> Int? {
        guard ProxyHeader.mayStart(bytes) else {
            if bench.services[service].proxyProtocol == .required {
                bench.notices.refusedProxyHeader("missing", now: bench.unixTime)
                return nil
            }
            stage = bench.services[service].firstStage
            return 0
        }
        do throws(ProxyHeaderError) {
            guard let header = try ProxyHeader.parse(bytes) else { return 0 }
            switch header.source {
            // Says nothing about anybody, so anybody may say it: a healthcheck does.
            case .local: break
            case .unknown, .address:
                guard bench.trusts(transport.descriptor.peerAddress()) else {
                    bench.notices.refusedProxyHeader("sender not trusted", now: bench.unixTime)
                    return nil
                }
            }
            if case .address(let address, port: _) = header.source { client = address }
            stage = bench.services[service].firstStage
            return header.byteCount
        } catch {
            bench.notices.refusedProxyHeader("malformed", now: bench.unixTime)
            return nil
        }
    }
}
