// Who listens where, plain and over TLS, and whom a listener believes.

import HTTP
import Kernel
import TLS

extension VariableReader {
    /// Whether a certificate is named, so that TLS can be spoken.
    @inline(never)
    fileprivate var hasCertificate: Bool {
        for variable: Variable in [.tlsCertificatePath, .tlsCertificateDirectory, .tlsSelfSigned]
        where value(of: variable) != nil { return true }
        return false
    }

    /// Whether there is to be a listener of that kind, however wrong its addresses are.
    @inline(never)
    fileprivate func wants(_ kind: Listener.Kind) -> Bool {
        if let list = value(of: kind.traits.listen) { return !list.isOff }
        return kind.isPublic && (!kind.traits.speaksTLS || hasCertificate)
    }
}

extension ListenerSettings {
    /// One for each kind, in their order.
    static func all(_ reader: inout VariableReader) -> [ListenerSettings] {
        var all: [ListenerSettings] = []
        for kind in Listener.Kind.allCases {
            let settings = ListenerSettings(kind, &reader)
            for other in all { settings.noteOverlap(with: other, &reader) }
            all.append(settings)
        }
        if !Listener.Kind.allCases.contains(where: { $0.isPublic && reader.wants($0) }) {
            let list = reader.value(of: .httpListen) ?? []
            reader.note(.httpListen, list, .nothingListens)
        }
        return all
    }

    @inline(never)
    private init(_ kind: Listener.Kind, _ reader: inout VariableReader) {
        self.kind = kind
        if let list = reader.value(of: kind.traits.listen) {
            isExplicit = true
            addresses =
                reader.wants(kind) ? Self.addresses(list, kind, &reader) : []
            // The platform's, or somebody else's: nobody needs it here.
            if let port = kind.traits.port, let value = reader.value(of: port),
                Self.port(value, port) == nil
            {
                reader.warn(port, value, .notPort)
            }
        } else if let port = kind.traits.port, let value = reader.value(of: port) {
            isExplicit = true
            addresses = [Self.address(ofPort: value, port, &reader) ?? kind.standardAddress]
        } else {
            isExplicit = false
            addresses = reader.wants(kind) ? [kind.standardAddress] : []
        }
        proxyProtocol = kind.traits.proxyProtocol.map { reader.choice($0) } ?? .off
        keepAlive = kind.traits.keepAlive.map { reader.choice($0) } ?? .off
        if kind.isPublic { return }
        for address in addresses where address.isGlobal {
            reader.warn(kind.traits.listen, Array(address.text.utf8), .reachable)
        }
    }

    /// What is right of a list, after a mistake for each item that isn't.
    private static func addresses(
        _ list: [UInt8], _ kind: Listener.Kind, _ reader: inout VariableReader
    ) -> [SocketAddress] {
        let variable = kind.traits.listen
        var addresses: [SocketAddress] = []
        for item in VariableReader.items(of: list) {
            do throws(ListenRefusal) {
                let address = try ListenAddress.parse(item)
                if let other = addresses.first(where: { ListenAddress.overlap($0, address) }) {
                    reader.note(variable, item, .taken(other, by: nil))
                } else {
                    addresses.append(address)
                    let isOfTLS = address.port == Listener.Kind.https.traits.standardPort
                    if kind == .http, isOfTLS, !reader.hasCertificate {
                        reader.warn(variable, item, .plainOnPortOfTLS)
                    }
                }
            } catch {
                reader.note(variable, item.isEmpty ? list : item, .address(error, kind))
            }
        }
        if kind.traits.speaksTLS, !reader.hasCertificate {
            reader.note(variable, list, .noCertificate)
        }
        return addresses
    }

    private static func address(
        ofPort value: [UInt8], _ variable: Variable, _ reader: inout VariableReader
    ) -> SocketAddress? {
        if let port = port(value, variable) { return .any(port: port) }
        reader.note(variable, value, .notPort)
        return nil
    }

    private static func port(_ value: [UInt8], _ variable: Variable) -> UInt16? {
        value.decimal().flatMap { variable.bounds.contains($0) ? UInt16($0) : nil }
    }

    @inline(never)
    private func noteOverlap(with other: ListenerSettings, _ reader: inout VariableReader) {
        for address in addresses {
            guard let taken = other.addresses.first(where: { ListenAddress.overlap($0, address) })
            else { continue }
            reader.note(
                kind.traits.listen, Array(address.text.utf8), .taken(taken, by: other.kind))
        }
    }
}

/// What the environment decides about TLS. The files it names are read elsewhere.
struct TLSConfiguration {
    /// The chain of the default certificate, leaf first. This or `directory` is there.
    var certificatePath: String?
    /// Nil: the certificate's file holds the key too.
    var keyPath: String?
    /// Of every encrypted key, those in the directory too.
    var passphrasePath: String?
    /// More certificates, chosen by SNI.
    var directory: String?
    /// Whom a certificate of our own making is for, instead of all those.
    var selfSigned: [Certificate.Name] = []
    var minimumVersion: TLSSettings.MinimumVersion
    /// Whether ALPN offers HTTP/2.
    var offersHTTP2: Bool
    /// Nil: random keys that rotate.
    var ticketKeysPath: String?
}

extension TLSConfiguration {
    /// Nil without a certificate.
    init?(_ reader: inout VariableReader) {
        self.init(
            certificatePath: reader.path(.tlsCertificatePath), keyPath: reader.path(.tlsKeyPath),
            passphrasePath: reader.path(.tlsKeyPassphrasePath),
            directory: reader.path(.tlsCertificateDirectory),
            selfSigned: Self.selfSigned(&reader),
            minimumVersion: reader.choice(.tlsMinimumVersion),
            offersHTTP2: reader.isOn(.http2),
            ticketKeysPath: reader.path(.tlsTicketKeysPath))
        if certificatePath == nil, keyPath != nil {
            reader.note(.tlsCertificatePath, [], .noCertificateOfKey)
        }
        if reader.hasCertificate { return }
        reader.noteWithoutEffect()
        if keyPath == nil, let path = reader.value(of: .tlsKeyPassphrasePath) {
            reader.note(.tlsKeyPassphrasePath, path, .noKeyOfPassphrase)
        }
        return nil
    }
}

extension TLSConfiguration {
    private static func selfSigned(_ reader: inout VariableReader) -> [Certificate.Name] {
        guard let list = reader.value(of: .tlsSelfSigned), !list.isOff else { return [] }
        for other: Variable in [.tlsCertificatePath, .tlsCertificateDirectory]
        where reader.value(of: other) != nil {
            reader.note(.tlsSelfSigned, list, .selfSignedBesideCertificate)
        }
        var names: [Certificate.Name] = []
        for item in VariableReader.items(of: list) {
            if item.isEmpty {
                reader.note(.tlsSelfSigned, list, .emptyItem)
            } else if item.switchWord == nil, let name = Certificate.Name(item.span) {
                names.append(name)
            } else {
                reader.note(.tlsSelfSigned, item: item, .notName)
            }
        }
        return names
    }
}

extension VariableReader {
    /// What was set for TLS, and differs from what holds without it.
    fileprivate mutating func noteWithoutEffect() {
        for variable: Variable in [
            .tlsMinimumVersion, .tlsTicketKeysPath, .httpsProxyProtocol, .http2,
        ] {
            guard !hasNoted(variable), let value = value(of: variable),
                value.switchWord?.equals("off") != true,
                !value.equals(variable.row.standard)
            else { continue }
            warn(variable, value, .withoutCertificate)
        }
    }
}

extension Configuration {
    static func trustedProxies(_ reader: inout VariableReader) -> [AddressRange] {
        guard let list = reader.value(of: .trustedProxies) else { return localNetworks }
        if list.isOff { return [] }
        var ranges: [AddressRange] = []
        for item in VariableReader.items(of: list) {
            if item.isEmpty {
                reader.note(.trustedProxies, list, .emptyItem)
            } else if item.isOff {
                reader.note(.trustedProxies, list, .noneAmongOthers)
            } else if let range = AddressRange.parse(item.span) {
                ranges.append(range)
            } else {
                reader.note(.trustedProxies, item: item, .notNetwork)
            }
        }
        return ranges
    }

    /// Loopback, private, shared (RFC 6598) and link-local networks: where reverse proxies live.
    static var localNetworks: [AddressRange] {
        var ranges: [AddressRange] = []
        for text in [
            "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10",
            "169.254.0.0/16", "::1/128", "fc00::/7", "fe80::/10",
        ] {
            if let range = AddressRange.parse(Array(text.utf8).span) { ranges.append(range) }
        }
        return ranges
    }
}
