// Who listens where, plain and over TLS, and whom a listener believes.

import HTTP
import Kernel

extension Configuration {
    mutating func readListeners(_ reader: inout VariableReader) {
        let httpsList = reader.value(of: "UNDER_MAINTENANCE_HTTPS_LISTEN")
        let wantsHTTPS = httpsList.map { !$0.equalsIgnoringCase("off") } ?? reader.hasCertificate
        readHTTPListen(&reader, isAlone: !wantsHTTPS)
        if wantsHTTPS { readHTTPSListen(httpsList, &reader) }
        readTLS(&reader)
        let http = "UNDER_MAINTENANCE_HTTP_PROXY_PROTOCOL"
        if let mode: ProxyProtocolMode = reader.choice(of: http, .mistake) { proxyProtocol = mode }
        let https = "UNDER_MAINTENANCE_HTTPS_PROXY_PROTOCOL"
        if let mode: ProxyProtocolMode = reader.choice(of: https, .mistake) {
            httpsProxyProtocol = mode
        }
        if let list = reader.value(of: "UNDER_MAINTENANCE_TRUSTED_PROXIES") {
            readTrustedProxies(list, &reader)
        }
        if let policy: KeepAlivePolicy = reader.choice(of: "UNDER_MAINTENANCE_HTTP_KEEP_ALIVE") {
            keepAlive = policy
        }
        if let word: Switch = reader.choice(of: "UNDER_MAINTENANCE_HTTPS_KEEP_ALIVE") {
            httpsKeepAlive = word == .on ? .on : .off
        }
    }

    /// - Parameter isAlone: there will be no listener for TLS.
    private mutating func readHTTPListen(_ reader: inout VariableReader, isAlone: Bool) {
        let name = "UNDER_MAINTENANCE_HTTP_LISTEN"
        if let list = reader.value(of: name) {
            explicitListeners.append(.http)
            guard list.equalsIgnoringCase("off") else {
                httpListen = Self.addresses(list, of: name, port: "80", &reader)
                return
            }
            httpListen = []
            guard isAlone else { return }
            reader.mistake(
                name, list, "nothing would listen", "accepted: " + ListenRefusal.accepted)
        } else if let value = reader.value(of: "PORT") {
            explicitListeners.append(.http)
            if let port = value.decimal(), (1...65535).contains(port) {
                httpListen = [.any(port: UInt16(port))]
            } else {
                reader.mistake("PORT", value, "not a port", "accepted: 1–65535")
            }
        }
    }

    /// - Parameter list: nil for the default, which a certificate brings.
    private mutating func readHTTPSListen(_ list: [UInt8]?, _ reader: inout VariableReader) {
        let name = "UNDER_MAINTENANCE_HTTPS_LISTEN"
        if let list {
            explicitListeners.append(.https)
            httpsListen = Self.addresses(list, of: name, port: "443", &reader)
            if !reader.hasCertificate {
                reader.mistake(
                    name, list, "there is no certificate",
                    "set UNDER_MAINTENANCE_TLS_CERTIFICATE_PATH, or leave it unset")
            }
        } else {
            httpsListen = [.any(port: 443)]
        }
        for address in httpsListen {
            guard let plain = httpListen.first(where: { ListenAddress.overlap($0, address) }) else {
                continue
            }
            reader.mistake(
                name, Array(address.text.utf8),
                "the plain listener " + plain.text + " takes its connections",
                "give one of the two another address")
        }
    }

    /// What is right of a list, after a mistake for each item that isn't.
    /// - Parameter port: what a cure proposes.
    private static func addresses(
        _ list: [UInt8], of name: String, port: String, _ reader: inout VariableReader
    ) -> [SocketAddress] {
        var addresses: [SocketAddress] = []
        for item in VariableReader.items(of: list) {
            do throws(ListenRefusal) {
                let address = try ListenAddress.parse(item)
                if let other = addresses.first(where: { ListenAddress.overlap($0, address) }) {
                    reader.mistake(
                        name, item, other.text + " takes its connections",
                        "leave out one of the two")
                } else {
                    addresses.append(address)
                }
            } catch {
                reader.mistake(
                    name, item.isEmpty ? list : item, error.reason,
                    error.cure(for: item, port: port))
            }
        }
        return addresses
    }

    private mutating func readTrustedProxies(_ list: [UInt8], _ reader: inout VariableReader) {
        let name = "UNDER_MAINTENANCE_TRUSTED_PROXIES"
        trustedProxies = []
        for item in VariableReader.items(of: list) {
            if item.isEmpty {
                reader.mistake(
                    name, list, "an item of the list is empty", "leave out the comma too many")
            } else if let range = AddressRange.parse(item.span) {
                trustedProxies.append(range)
            } else {
                reader.mistake(
                    name, item, "not a network",
                    "accepted: networks such as 10.0.0.0/8 or fc00::/7, and single addresses")
            }
        }
    }
}
