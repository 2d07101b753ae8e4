// One thing that isn't as it should be, from its typed cause to the operator's line.

import Kernel

/// An object: lists of them are handed on often, and each holds much.
final class Finding {
    enum Severity {
        /// A right answer is still possible: the default is used and the service starts.
        case warning
        /// A listener would be wrong or unsafe: the service doesn't start.
        case mistake
    }

    /// What holds until it is mended.
    enum Effect {
        case none, standard, off, leftOut, kept, served, nextPage, notFound, environment

        /// Behind the cure.
        fileprivate var words: String {
            switch self {
            case .none: ""
            case .standard: "; the default is used"
            case .off: "; until then it is off"
            case .leftOut: "; until then it is left out"
            case .kept: "; until then what was loaded before is served"
            case .served: "; until then it is served as it is"
            case .nextPage: "; until then the next best page is sent"
            case .notFound: "; until then challenges are answered 404"
            case .environment: "; until then the environment's texts are used"
            }
        }
    }

    let severity: Severity
    /// The whole name, as in the environment.
    let variable: String
    /// Nil: nobody reads that name.
    let subject: Variable?
    /// What was written, of a list the item; or the path of the file that is at fault. Empty where it
    /// says nothing or might be a secret.
    let value: String
    private let secret: Secret?
    let refusal: Refusal
    let effect: Effect

    /// A value that isn't taken; the table says how bad that is.
    convenience init(
        _ variable: Variable, _ value: [UInt8], _ refusal: Refusal, _ effect: Effect = .standard
    ) {
        let severity: Severity = variable.row.marks.contains(.stops) ? .mistake : .warning
        self.init(
            severity, variable.name, variable, value, refusal, severity == .mistake ? .none : effect
        )
    }

    /// A value that is taken, or leaves everything else as it should be.
    convenience init(warning variable: Variable, _ value: [UInt8], _ refusal: Refusal) {
        self.init(.warning, variable.name, variable, value, refusal, .none)
    }

    /// A name that nobody reads. Its value isn't repeated: it may be a secret under a name that
    /// was meant for another.
    convenience init(unknown name: String, nearest: Variable?) {
        self.init(.warning, name, nil, [], .unknown(nearest: nearest), .none)
    }

    /// What is wrong with a file that a variable names.
    /// - Parameter isKnown: something has been loaded from there: it is a path, whatever it looks like.
    @inline(never)
    convenience init(
        _ severity: Severity, _ variable: Variable, path: String, _ refusal: FileRefusal,
        _ effect: Effect = .none, isKnown: Bool = false
    ) {
        self.init(
            severity, variable.name, variable, Array(path.utf8), .file(refusal), effect,
            isKnown: isKnown)
    }

    @inline(never)
    private init(
        _ severity: Severity, _ variable: String, _ subject: Variable?, _ value: [UInt8],
        _ refusal: Refusal, _ effect: Effect, isKnown: Bool = false
    ) {
        self.severity = severity
        self.variable = variable
        self.subject = subject
        secret = isKnown ? nil : Secret(value, of: subject)
        self.value = secret == nil ? String(bytes: value) : ""
        self.refusal = refusal
        self.effect = effect
    }

    /// What the operator reads.
    struct Words {
        let reason: String
        /// What is accepted, or what to do instead.
        let cure: String

        init(_ reason: String, _ cure: String) {
            self.reason = reason
            self.cure = cure
        }
    }

    var words: Words {
        var words = refusal.words(for: Array(value.utf8), of: subject)
        if secret != nil, let subject {
            // What is proposed otherwise may be made of what was written; of a text it never is.
            let accepted = subject.row.form.accepted
            if subject.isPath {
                words = Words(
                    "there is no such file", "give the path of a file; a secret belongs into it")
            } else if !accepted.utf8.isEmpty {
                words = Words(words.reason, "accepted: " + accepted)
            }
        }
        return Words(words.reason, words.cure + effect.words)
    }

    var reason: String { words.reason }
    var cure: String { words.cure }

    /// The value as it may be seen, nil where there is nothing to show.
    var shownValue: String? {
        if let secret { return "(" + secret.words + ")" }
        return value.utf8.isEmpty ? nil : value
    }

    func log(at time: Int = Clock.unixSeconds()) { line(at: time).write() }

    /// The line of the log.
    func line(at time: Int) -> LogLine {
        switch severity {
        case .warning: line(LogLine(.warning, "configuration-warning", at: time), "value")
        case .mistake: line(LogLine(.error, "configuration-mistake", at: time), "value")
        }
    }

    /// Says of a reload what it failed at.
    func logFailedReload() {
        line(LogLine(.error, "reload-failed"), "path", effect == .none ? .kept : .none).write()
    }

    @inline(never)
    private func line(_ line: LogLine, _ key: StaticString, _ effect: Effect = .none) -> LogLine {
        var line = line
        line.add("variable", variable)
        if let shownValue { line.add(key, shownValue) }
        let words = words
        line.add("reason", words.reason)
        line.add("cure", words.cure + effect.words)
        return line
    }
}
