// One thing that isn't taken as it was written, from its typed cause to the operator's line: all
// sentences about variables are made here.

import Kernel

struct Finding {
    enum Severity {
        /// A right answer is still possible: the default is used and the service starts.
        case warning
        /// A listener would be wrong or unsafe: the service doesn't start.
        case mistake
    }

    let severity: Severity
    /// The whole name, as in the environment.
    let variable: String
    /// Nil: nobody reads that name.
    let subject: Variable?
    /// What was written; of a list, the item. Empty where it says nothing or might be a secret.
    let value: String
    let refusal: VariableRefusal

    /// A value that isn't taken; the table says how bad that is.
    init(_ variable: Variable, _ value: [UInt8], _ refusal: VariableRefusal) {
        self.init(
            variable.row.marks.contains(.stops) ? .mistake : .warning, variable.name, variable,
            value, refusal)
    }

    /// A name that nobody reads. Its value isn't repeated: it may be a secret under a name that
    /// was meant for another.
    init(unknown name: String, nearest: Variable?) {
        self.init(.warning, name, nil, [], .unknown(nearest: nearest))
    }

    /// What is wrong with a file that a variable names, in the words of whoever reads it.
    init(severity: Severity, variable: Variable, value: String, reason: String, cure: String) {
        self.init(
            severity, variable.name, variable, Array(value.utf8),
            .file(reason: reason, cure: cure))
    }

    @inline(never)
    private init(
        _ severity: Severity, _ variable: String, _ subject: Variable?, _ value: [UInt8],
        _ refusal: VariableRefusal
    ) {
        self.severity = severity
        self.variable = variable
        self.subject = subject
        self.value = Self.isSecret(value, of: subject) ? "" : String(bytes: value)
        self.refusal = refusal
    }

    /// Whether the value may be what a file should hold, a key or a passphrase, instead of the
    /// file's path. Base64 and hexadecimal digits hold no full stop.
    private static func isSecret(_ value: [UInt8], of subject: Variable?) -> Bool {
        if value.contains("-----BEGIN") { return true }
        guard let subject, subject.row.marks.contains(.secret) else { return false }
        let isPath = value.hasPrefix("/") || value.contains("/") && value.contains(".")
        return !isPath || value.contains { $0 < 0x20 }
    }

    var reason: String { refusal.reason }

    /// What is accepted, or what to write instead.
    var cure: String {
        switch refusal {
        case .notWholeNumber, .notSize, .outOfRange, .notRetryAfter, .past, .tooFar, .notTime,
            .notLink:
            accepted + Self.unused
        case .tooLong: "write a shorter text, or a page of your own" + Self.unused
        case .noSuchWord, .notPort, .notNetwork, .nothingListens: accepted
        case .address(let refusal, let kind):
            refusal.cure(for: Array(value.utf8), port: String(kind.traits.standardPort))
        case .emptyItem: "leave out the comma too many"
        case .taken(_, by: nil): "leave out one of the two"
        case .taken: "give one of the two another address"
        case .noCertificate:
            "set " + Variable.tlsCertificatePath.name + ", or leave it unset"
        case .noCertificateOfKey: "give the path of the certificate that the key is for"
        case .noKeyOfPassphrase: "set " + Variable.tlsKeyPath.name + " too, or leave it unset"
        case .unknown(let nearest?): "did you mean " + nearest.name + "?"
        case .unknown(nil): "see --help"
        case .later: "leave it unset"
        case .file(_, let cure): cure
        }
    }

    private static let unused = "; the default is used"
    private var accepted: String { "accepted: " + (subject?.row.form.accepted ?? "") }

    func log(at time: Int = Clock.unixSeconds()) { line(at: time).write() }

    /// The line of the log.
    func line(at time: Int) -> LogLine {
        var line =
            switch severity {
            case .warning: LogLine(.warning, "configuration-warning", at: time)
            case .mistake: LogLine(.error, "configuration-mistake", at: time)
            }
        line.add("variable", variable)
        if !value.utf8.isEmpty { line.add("value", value) }
        line.add("reason", reason)
        line.add("cure", cure)
        return line
    }

    /// The line of `check`.
    var report: String {
        let word = severity == .mistake ? "mistake" : "warning"
        let written = value.utf8.isEmpty ? "" : "=" + LogLine.escaped(value)
        return word + "      " + variable + written + ": " + reason + "; " + cure + "\n"
    }
}

/// Why a variable isn't taken as it was written.
enum VariableRefusal {
    case notWholeNumber, notSize, outOfRange, noSuchWord
    case notRetryAfter, notTime, past, tooFar
    case notLink
    case tooLong(longest: Int)
    case notPort, notNetwork, emptyItem
    case address(ListenRefusal, Listener.Kind)
    /// - Parameter by: the kind of listener that has it; nil: an item before it in the same list.
    case taken(SocketAddress, by: Listener.Kind?)
    case nothingListens
    case noCertificate, noCertificateOfKey, noKeyOfPassphrase
    case unknown(nearest: Variable?)
    case later
    case file(reason: String, cure: String)

    var reason: String {
        switch self {
        case .notWholeNumber: "not a whole number"
        case .notSize: "not a number of bytes"
        case .outOfRange: "out of range"
        case .noSuchWord: "no such word"
        case .notRetryAfter: "neither seconds nor an HTTP date"
        case .notTime: "not an RFC 3339 time"
        case .past: "in the past"
        case .tooFar: "too far away"
        case .notLink: "not an http or https URL"
        case .tooLong(let longest): "longer than " + String(longest) + " bytes"
        case .notPort: "not a port"
        case .notNetwork: "not a network"
        case .emptyItem: "an item of the list is empty"
        case .address(let refusal, _): refusal.reason
        case .taken(let address, by: nil): address.text + " takes its connections"
        case .taken(let address, by: let kind?):
            "the " + (kind.traits.speaksTLS ? "TLS" : "plain") + " listener " + address.text
                + " takes its connections"
        case .nothingListens: "nothing would listen"
        case .noCertificate: "there is no certificate"
        case .noCertificateOfKey: "not set, but " + Variable.tlsKeyPath.name + " is"
        case .noKeyOfPassphrase: "there is no key it could open"
        case .unknown: "no such variable"
        case .later: "not in this build"
        case .file(let reason, _): reason
        }
    }
}

extension ListenRefusal {
    var reason: String {
        switch self {
        case .empty: "an item of the list is empty"
        case .offAmongOthers: "off stands alone"
        case .url: "a URL, not an address"
        case .portOutOfRange: "not a port"
        case .portNotANumber: "the port isn't a number"
        case .noPort: "no port"
        case .name: "names aren't looked up"
        case .star: "* isn't an address"
        case .notAnAddress: "not an IP address"
        case .unbracketed: "an IPv6 address without brackets"
        case .bracketedIPv4: "brackets are for IPv6"
        case .relativePath: "not an absolute path"
        case .slashes: "a path, not a URL"
        case .longPath: "a socket's path has at most 107 bytes"
        }
    }

    /// - Parameter standard: the port that is proposed where none was written.
    func cure(for item: [UInt8], port standard: String) -> String {
        let end = ListenAddress.split(item)?.port ?? []
        let port = end.decimal() == nil ? standard : String(bytes: end)
        switch self {
        case .empty: return "leave out the comma too many; accepted: " + ListenAddress.forms
        case .offAmongOthers: return "write off, or leave it out of the list"
        case .url:
            return "write address and port alone, such as :" + standard
        case .portOutOfRange: return "write a port of " + Variable.port.row.form.accepted
        case .portNotANumber:
            return "write the port as a number of " + Variable.port.row.form.accepted
        case .noPort: return "write " + String(bytes: item) + ":" + standard
        case .name:
            return "write 127.0.0.1:" + port + " or [::1]:" + port + ", or :" + port
                + " for everyone"
        case .star: return "write :" + port
        case .notAnAddress: return "accepted: " + ListenAddress.forms
        case .unbracketed: return "write " + Self.bracketed(item, standard)
        case .bracketedIPv4:
            return "write " + String(bytes: item.filter { $0 != 0x5B && $0 != 0x5D })
        case .relativePath: return "write unix:/ and the rest of the path"
        case .slashes: return "write unix:/" + String(bytes: Self.withoutSlashes(item))
        case .longPath: return "choose a shorter path"
        }
    }

    /// What follows `unix:` and its slashes.
    private static func withoutSlashes(_ item: [UInt8]) -> [UInt8] {
        Array(item.dropFirst(5).drop { $0 == UInt8(ascii: "/") })
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
