// Everything the environment decides, and everything that is wrong with it in one go.

import HTTP
import Kernel
import Maintenance

struct Configuration {
    /// The file that replaces the page.
    struct CustomFile {
        var path: String
        /// Asked for by name, so that its absence is worth a warning.
        var isExplicit: Bool
    }

    var statusCode: Int
    var retryAfter: RetryAfter
    /// Seconds of which each Retry-After gets a random part on top.
    var retryJitter: Int
    /// What the environment says of it.
    var announcement: Announcement
    /// A file that says it in front of that.
    var announcementPath: String?
    var logoPath: String?
    var customFile: CustomFile
    /// Pages by host and language.
    var pagesDirectory: String?
    /// Which scripts of other sites see the answer.
    var crossOrigin: CrossOriginPolicy
    /// Where an ACME client puts its answers to HTTP challenges.
    var challengeDirectory: String?
    /// One for each kind, in their order.
    var listeners: [ListenerSettings]
    /// Nil without a certificate.
    var tls: TLSConfiguration?
    /// Who may send PROXY headers and X-Forwarded-For.
    var trustedProxies: [AddressRange]
    var accessLog: AccessLogFormat
    /// Whether it holds the queries of targets.
    var logsQueries: Bool
    /// Nil: one for each usable processor, if there is memory for it.
    var workers: Int?
    /// Bytes that peers can make all processes hold; nil: by the limit of memory.
    var memory: Int?
    /// Of each worker; nil: what the descriptor limit allows.
    var maximumConnections: Int?
    /// Between two looks at the files; 0: only SIGHUP makes us look.
    var reloadSeconds: Int
    /// How long draining may take.
    var shutdownSeconds: Int
    /// Whether processes confine themselves.
    var isConfined: Bool

    private init(_ reader: inout VariableReader, now: Int) {
        statusCode = reader.number(.statusCode)
        retryAfter = Self.retryAfter(&reader, now: now)
        retryJitter = reader.number(.retryJitter)
        announcement = Self.announcement(&reader, now: now)
        announcementPath = reader.path(.announcementPath)
        logoPath = reader.path(.logoPath)
        customFile = Self.customFile(reader)
        pagesDirectory = reader.path(.pagesDirectory)
        crossOrigin = Self.crossOrigin(&reader)
        challengeDirectory = reader.path(.acmeDirectory)
        listeners = ListenerSettings.all(&reader)
        tls = TLSConfiguration(&reader)
        trustedProxies = Self.trustedProxies(&reader)
        accessLog = reader.choice(.accessLog)
        logsQueries = reader.isOn(.accessLogQuery)
        workers = reader.optionalNumber(.workers)
        memory = reader.optionalSize(.memory)
        maximumConnections = reader.optionalNumber(.maxConnections)
        reloadSeconds = reader.number(.reloadSeconds)
        shutdownSeconds = reader.number(.shutdownSeconds)
        isConfined = reader.isOn(.confinement)
    }

    struct Loaded {
        var configuration: Configuration
        /// In the order of the table of variables, unknown names last.
        var findings: [Finding]

        /// The service mustn't start.
        var hasMistakes: Bool { findings.contains { $0.severity == .mistake } }
    }

    /// Looks at nothing but its arguments.
    /// - Parameter now: Unix time, by which dates have passed or not.
    static func load(from variables: [Environment.Variable], now: Int) -> Loaded {
        var reader = VariableReader(variables)
        let configuration = Configuration(&reader, now: now)
        return Loaded(
            configuration: configuration,
            findings: reader.findings + UnknownVariables.findings(in: variables))
    }

    private static func retryAfter(_ reader: inout VariableReader, now: Int) -> RetryAfter {
        guard let value = reader.value(of: .retryAfter) else { return .standard }
        if let seconds = value.decimal() {
            if seconds <= RetryAfter.longest { return .seconds(seconds) }
            reader.note(.retryAfter, value, .outOfRange)
        } else if let date = HTTPDate.parse(value.span, now: now) {
            if date > now { return .date(date) }
            reader.note(.retryAfter, value, .past)
        } else {
            reader.note(.retryAfter, value, value.isNegative ? .outOfRange : .notRetryAfter)
        }
        return .standard
    }

    private static func customFile(_ reader: VariableReader) -> CustomFile {
        guard let path = reader.path(.customFilePath) else {
            return CustomFile(path: Variable.customFilePath.row.standard, isExplicit: false)
        }
        return CustomFile(path: path, isExplicit: true)
    }
}
