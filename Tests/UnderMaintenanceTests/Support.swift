// What the tests of this module share.

import HTTP
import Kernel
import Maintenance
import TLS

@testable import UnderMaintenance

/// Sun, 22 Nov 2026 09:54:50 GMT
let testTime = 1_795_341_290

/// Names without the prefix, `PORT` excepted.
func load(_ variables: KeyValuePairs<String, String>) -> Configuration.Loaded {
    Configuration.load(
        from: variables.map { name, value in
            let isBare = name == "PORT" || name.hasPrefix("UNDER_MAINTENANCE")
            return Environment.Variable(
                name: isBare ? name : "UNDER_MAINTENANCE_" + name, value: value)
        }, now: testTime)
}

func ip(_ text: String) -> IPAddress {
    IPAddress.parse(Array(text.utf8).span)!
}

extension Finding {
    /// `warning STATUS_CODE=999`
    var summary: String {
        let name = variable.replacing("UNDER_MAINTENANCE_", with: "")
        return "\(severity) \(name)=\(value)"
    }
}

extension Configuration.Loaded {
    var summaries: [String] { findings.map(\.summary) }
    var listens: [String] { http.addresses.map(\.text) }
    var httpsListens: [String] { https.addresses.map(\.text) }
    var http: ListenerSettings { configuration.listeners[Listener.Kind.http.rawValue] }
    var https: ListenerSettings { configuration.listeners[Listener.Kind.https.rawValue] }
}

extension Configuration {
    /// That of an empty environment.
    init() { self = Configuration.load(from: [], now: testTime).configuration }
}

extension TLSConfiguration {
    init(certificatePath: String? = nil, directory: String? = nil) {
        self.init(
            certificatePath: certificatePath, directory: directory, minimumVersion: .tls12,
            offersHTTP2: false)
    }
}

extension Service {
    init(
        _ keepAlive: KeepAlivePolicy = .auto, proxyProtocol: ProxyProtocolMode = .off,
        certificates: CertificateStore? = nil, isLocal: Bool = false
    ) {
        self.init(
            kind: certificates == nil ? .http : .https, address: "[::]:0",
            proxyProtocol: proxyProtocol, keepAlive: keepAlive, certificates: certificates,
            isLocal: isLocal)
    }
}

/// What connections share, by default of one plain listener and without an access log.
func loopContext(
    _ services: [Service] = [Service()], _ variables: KeyValuePairs<String, String> = [:]
) -> LoopContext {
    LoopContext(
        configuration: load(variables).configuration,
        responder: Responder(responses: ResponseSet(MaintenanceContent()) { _ in [0x78] }),
        services: services)
}
