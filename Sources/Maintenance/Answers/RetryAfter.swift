// When clients are told to come back.

internal import HTTP

/// The value of Retry-After: RFC 9110 §10.2.3.
package enum RetryAfter: Equatable {
    case seconds(Int)
    /// A moment, in seconds since 1970 in UTC.
    case date(Int)

    /// What is said when nothing else is configured, or the configured date has passed.
    package static let standard = RetryAfter.seconds(300)

    /// The same, unless the moment has passed: then the standard, or every client would be back
    /// at once.
    package func inForce(at unixTime: Int) -> RetryAfter {
        if case .date(let date) = self, date <= unixTime { return .standard }
        return self
    }

    /// The same, later by some seconds.
    func delayed(by seconds: Int) -> RetryAfter {
        switch self {
        case .seconds(let own): .seconds(own + seconds)
        case .date(let date): .date(date + seconds)
        }
    }

    /// From now, for documents that write it as a number.
    func seconds(at unixTime: Int) -> Int {
        switch self {
        case .seconds(let seconds): seconds
        case .date(let date): date - unixTime
        }
    }
}
