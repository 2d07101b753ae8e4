// From the environment to a configuration, and everything that is wrong with it in one go.

import HTTP
import Kernel
import Maintenance

extension Configuration {
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
        var configuration = Configuration()
        configuration.readAnswer(&reader, now: now)
        configuration.readListeners(&reader)
        configuration.readService(&reader)
        reader.add(UnknownVariables.findings(in: variables))
        return Loaded(configuration: configuration, findings: reader.findings)
    }

    private mutating func readAnswer(_ reader: inout VariableReader, now: Int) {
        if let code = reader.number(of: "UNDER_MAINTENANCE_STATUS_CODE", in: 200...599) {
            statusCode = code
        }
        if let value = reader.value(of: "UNDER_MAINTENANCE_RETRY_AFTER") {
            retryAfter = Self.retryAfter(value, &reader, now: now)
        }
        if let path = reader.value(of: "UNDER_MAINTENANCE_CUSTOM_FILE_PATH") {
            customFile = CustomFile(path: String(bytes: path), isExplicit: true)
        }
        readAnnouncement(&reader, now: now)
        if let seconds = reader.number(of: "UNDER_MAINTENANCE_RETRY_JITTER", in: 0...86_400) {
            retryJitter = seconds
        }
        pagesDirectory = reader.path(of: "UNDER_MAINTENANCE_PAGES_DIRECTORY")
        if let word: Switch = reader.choice(of: "UNDER_MAINTENANCE_CORS") {
            allowsCrossOrigin = word == .on
        }
        challengeDirectory = reader.path(of: "UNDER_MAINTENANCE_ACME_DIRECTORY")
    }

    /// RFC 9111 §1.2.2: the largest number that every reader understands as such.
    static let longestRetry = 1 << 31

    private static func retryAfter(
        _ value: [UInt8], _ reader: inout VariableReader, now: Int
    ) -> RetryAfter {
        let name = "UNDER_MAINTENANCE_RETRY_AFTER"
        let accepted = "accepted: seconds up to 2147483648, or Sun, 06 Nov 1994 08:49:37 GMT"
        if let seconds = value.decimal() {
            if seconds <= longestRetry { return .seconds(seconds) }
            reader.warn(name, value, "out of range", accepted)
        } else if let date = HTTPDate.parse(value.span, now: now) {
            if date > now { return .date(date) }
            reader.warn(name, value, "in the past", accepted)
        } else {
            reader.warn(name, value, "neither seconds nor an HTTP date", accepted)
        }
        return .standard
    }

    private mutating func readService(_ reader: inout VariableReader) {
        if let format: AccessLogFormat = reader.choice(of: "UNDER_MAINTENANCE_ACCESS_LOG") {
            accessLog = format
        }
        workers = reader.number(of: "UNDER_MAINTENANCE_WORKERS", in: 1...64)
        maximumConnections = reader.number(
            of: "UNDER_MAINTENANCE_MAX_CONNECTIONS", in: 1...1_048_576)
        if let seconds = reader.number(of: "UNDER_MAINTENANCE_RELOAD_SECONDS", in: 0...86_400) {
            reloadSeconds = seconds
        }
        if let seconds = reader.number(of: "UNDER_MAINTENANCE_SHUTDOWN_SECONDS", in: 0...3600) {
            shutdownSeconds = seconds
        }
    }
}
