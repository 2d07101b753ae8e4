// What Retry-After follows.

/// Configured once.
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
