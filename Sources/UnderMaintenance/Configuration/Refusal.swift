// Why a variable isn't taken as it was written, and the sentences for it.

import HTTP
import Kernel
import Maintenance

indirect enum Refusal {
    case notWholeNumber, notSize, outOfRange, noSuchWord
    case notRetryAfter, past
    case notUTF8, notColor
    /// Of a text, a link or a time.
    case announcement(AnnouncementError)
    case notPort, notNetwork, notOrigin, wordAmongOthers, emptyItem, noneAmongOthers, notName
    /// With commas.
    case withoutCommas([UInt8])
    case address(ListenRefusal, Listener.Kind)
    /// - Parameter by: the kind of listener that has it; nil: an item before it in the same list.
    case taken(SocketAddress, by: Listener.Kind?)
    case nothingListens
    /// An address that can't be had, as far as can be seen without opening it.
    case refused(SocketAddress, Errno)
    /// Bytes that all hold, and of how many workers.
    case tooLittle(Int, Int)
    case noCertificate, noCertificateOfKey, noKeyOfPassphrase, selfSignedBesideCertificate
    case unknown(nearest: Variable?)
    /// A private listener at an address of everybody's.
    case reachable
    /// A port where clients speak TLS.
    case plainOnPortOfTLS
    /// What would matter only with a certificate, or with the built-in page.
    case withoutCertificate
    case withoutPage(String)
    case file(FileRefusal)

    /// - Parameters:
    ///   - value: what was written.
    ///   - variable: nil for a name that nobody reads.
    @inline(never)
    func words(for value: [UInt8], of variable: Variable?) -> Finding.Words {
        let accepted = "accepted: " + (variable?.row.form.accepted ?? "")
        let certificate = Variable.tlsCertificatePath.name
        return switch self {
        case .notWholeNumber: .init("not a whole number", accepted)
        case .notSize: .init("not a number of bytes", accepted)
        case .outOfRange: .init("out of range", accepted)
        case .noSuchWord: .init("no such word", accepted)
        case .notRetryAfter: .init("neither seconds nor an HTTP date", accepted)
        case .past: .init("in the past", accepted)
        case .notUTF8: AnnouncementError.notUTF8.words(for: value)
        case .notColor:
            .init(
                "not a colour",
                AnnouncementValue.color([UInt8(ascii: "#")] + value) == nil
                    ? accepted : "write #" + String(bytes: value))
        case .announcement(let error): error.words(for: value)
        case .notPort: .init("not a port", accepted)
        case .notNetwork: .init("not a network", accepted)
        case .notOrigin:
            .init("not an origin: a scheme, ://, a host and perhaps a port", accepted)
        case .withoutCommas(let list):
            .init("several items without commas", "write " + String(bytes: list))
        case .wordAmongOthers:
            .init("on and off stand alone", "write * for everybody, or leave it out of the list")
        case .emptyItem:
            .init("an item of the list is empty", "leave out the comma too many")
        case .noneAmongOthers:
            .init("none stands alone", "write none, or leave it out of the list")
        case .notName: .init("neither a host name nor an IP address", accepted)
        case .address(let refusal, let kind):
            refusal.words(for: value, port: String(kind.traits.standardPort))
        case .taken(let address, by: nil):
            .init(address.text + " takes its connections", "leave out one of the two")
        case .taken(let address, by: let kind?):
            .init(
                "the " + (kind.traits.speaksTLS ? "TLS" : "plain") + " listener " + address.text
                    + " takes its connections", "give one of the two another address")
        case .nothingListens: .init("nothing would listen", accepted)
        case .refused(let address, let error): ListenerSet.words(error, address)
        case .tooLittle(let bytes, let workers):
            .init(
                "peers can make " + String(workers) + " workers hold "
                    + Variable.Form.size(bytes),
                "write " + (variable == .memory ? "that, or fewer workers" : "fewer"))
        case .noCertificate:
            .init("there is no certificate", "set " + certificate + ", or leave it unset")
        case .noCertificateOfKey:
            .init(
                "not set, but " + Variable.tlsKeyPath.name + " is",
                "give the path of the certificate that the key is for")
        case .noKeyOfPassphrase:
            .init(
                "there is no key it could open",
                "set " + Variable.tlsKeyPath.name + " too, or leave it unset")
        case .selfSignedBesideCertificate:
            .init("there is a certificate already", "leave out one of the two")
        case .unknown(let nearest?):
            .init("no such variable", "did you mean " + nearest.name + "?")
        case .unknown(nil): .init("no such variable", "see --help")
        case .reachable:
            .init(
                "an address that everybody can reach",
                "choose a private one, such as 127.0.0.1, or unix:/path")
        case .plainOnPortOfTLS:
            .init(
                "plain HTTP on the port of https:// URLs",
                "write it into " + Variable.httpsListen.name + ", with a certificate")
        case .withoutCertificate:
            .init(
                "without effect: there is no certificate",
                "set " + certificate + ", or leave it unset")
        case .withoutPage(let path):
            .init(
                "not on the page, which is " + path, "leave it unset, or write it into the page")
        case .file(.unreadable(.noEntry, _)) where Self.isUnexpanded(value):
            .init(
                "No such file or directory",
                "write the whole path, from / on: nobody replaces ~, $ or a URL here")
        case .file(let refusal): refusal.words
        }
    }
}

extension Refusal {
    /// A path that a shell would have made another one of, or a URL.
    private static func isUnexpanded(_ path: [UInt8]) -> Bool {
        path.first == UInt8(ascii: "~") || path.contains(UInt8(ascii: "$")) || path.contains("://")
    }
}

extension ListenRefusal {
    /// - Parameter standard: the port that is proposed where none was written.
    @inline(never)
    func words(for item: [UInt8], port standard: String) -> Finding.Words {
        let end = ListenAddress.split(item)?.port ?? []
        let port = end.decimal() == nil ? standard : String(bytes: end)
        let forms = "accepted: " + ListenAddress.forms
        return switch self {
        case .empty:
            .init("an item of the list is empty", "leave out the comma too many; " + forms)
        case .offAmongOthers: .init("off stands alone", "write off, or leave it out of the list")
        case .url: .init("a URL, not an address", "write " + Self.address(of: item, standard))
        case .path: .init("a path without unix: before it", "write unix:" + String(bytes: item))
        case .protocolBehind(let port):
            .init("a port and its protocol", "write " + String(bytes: port))
        case .blanks(let list):
            Refusal.withoutCommas(list).words(for: item, of: nil)
        case .blanksInside(let address):
            .init("blanks or semicolons in an address", "write " + String(bytes: address))
        case .mapping(let inner):
            .init(
                "a mapping of ports, as Docker's --publish takes",
                "write " + String(bytes: inner) + ", and map it where the container is run")
        case .portRange: .init("a range of ports", "write each port, with commas between them")
        case .unexpanded:
            .init("a variable in a place where nobody replaces it", "write its value")
        case .portOutOfRange:
            .init("not a port", "write a port of " + Variable.port.row.form.accepted)
        case .portNotANumber:
            .init(
                "the port isn't a number",
                "write the port as a number of " + Variable.port.row.form.accepted)
        case .noPort: .init("no port", "write " + String(bytes: item) + ":" + standard)
        case .name:
            .init(
                "names aren't looked up",
                "write 127.0.0.1:" + port + " or [::1]:" + port + ", or :" + port
                    + " for everyone")
        case .star: .init("* isn't an address", "write :" + port)
        case .notAnAddress: .init("not an IP address", forms)
        case .unbracketed:
            .init("an IPv6 address without brackets", "write " + Self.bracketed(item, standard))
        case .bracketedIPv4:
            .init(
                "brackets are for IPv6",
                "write " + String(bytes: item.filter { $0 != 0x5B && $0 != 0x5D }))
        case .relativePath: .init("not an absolute path", "write unix:/ and the rest of the path")
        case .slashes:
            .init(
                "a path, not a URL", "write unix:/" + String(bytes: Self.withoutSlashes(item)))
        case .longPath:
            .init("a socket's path has at most 107 bytes", "choose a shorter path")
        }
    }

    /// What follows `unix:` and its slashes.
    private static func withoutSlashes(_ item: [UInt8]) -> [UInt8] {
        Array(item.dropFirst(5).drop { $0 == UInt8(ascii: "/") })
    }

    /// Of `tcp://0.0.0.0:8080/x` what can be listened on; else the port alone.
    private static func address(of url: [UInt8], _ standard: String) -> String {
        guard let colon = url.firstIndex(of: UInt8(ascii: ":")) else { return "" }
        let rest = Array(url[(colon + 1)...].drop { $0 == UInt8(ascii: "/") })
        let host = Array(rest.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") })
        do throws(ListenRefusal) {
            return try ListenAddress.parse(host).text
        } catch {
            let port = ListenAddress.split(host)?.port.decimal()
            return "address and port alone, such as :" + (port.map { String($0) } ?? standard)
        }
    }

    /// `::1:8080` is taken as address and port when it may be that, `fe80::a` as an address.
    private static func bracketed(_ item: [UInt8], _ standard: String) -> String {
        if let (host, portText) = ListenAddress.split(item), let port = portText.decimal(),
            Variable.port.bounds.contains(port), ListenAddress.isIPv6(host)
        {
            return "[" + String(bytes: host) + "]:" + String(bytes: portText)
        }
        return "[" + String(bytes: item) + "]:" + standard
    }
}
