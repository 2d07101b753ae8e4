// When clients are told to come back.

internal import HTTP

/// The value of Retry-After: RFC 9110 §10.2.3.
package enum RetryAfter: Equatable {
    case seconds(Int)
    /// A moment, in seconds since 1970 in UTC.
    case date(Int)

    /// What is said when nothing else is configured, or the configured date has passed.
    package static let standard = RetryAfter.seconds(300)

    /// RFC 9111 §1.2.2: the largest number that every reader understands as such.
    package static let longest = 1 << 31

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

/// What Retry-After follows; configured once.
package struct RetryAdvice {
    let retryAfter: RetryAfter
    /// The end of the maintenance, Unix time. Until then Retry-After counts down to it.
    let until: Int?
    /// Each answer gets 0 to this many seconds on top, so that clients don't return in one second.
    let jitter: Int

    package init(retryAfter: RetryAfter, until: Int? = nil, jitter: Int = 0) {
        self.retryAfter = retryAfter
        self.until = until
        self.jitter = jitter
    }

    func inForce(at unixTime: Int) -> RetryAfter {
        if let until, until > unixTime { return .seconds(until - unixTime) }
        return retryAfter.inForce(at: unixTime)
    }
}
