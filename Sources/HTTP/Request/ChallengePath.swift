// The one path that isn't answered like every other, if the operator wants it so.

/// RFC 8555 §8.3: where an ACME server looks whether somebody controls a domain.
package enum ChallengePath {
    /// The token at the end of `/.well-known/acme-challenge/TOKEN`: letters, digits, hyphens and
    /// underscores.
    package enum Match: Equatable {
        case token(ByteRange)
        /// The path, with something else behind it.
        case malformed
    }

    /// - Parameter target: in origin form or absolute form.
    /// - Returns: nil for any other path; ranges are in the target.
    package static func match(_ target: Span<UInt8>) -> Match? {
        var start = 0
        if target.count > 0, target[0] != UInt8(ascii: "/") {
            while start < target.count, !target.has("://", at: start) { start += 1 }
            start += 3
            while start < target.count, !RequestTarget.endsAuthority(target[start]) { start += 1 }
        }
        // 28 bytes: within what a comparison with a constant takes.
        guard target.has("/.well-known/acme-challenge/", at: start) else { return nil }
        start += 28
        var end = start
        while end < target.count, target[end] != UInt8(ascii: "?") {
            let byte = target[end]
            guard
                byte.isLetter || byte.isDigit || byte == UInt8(ascii: "-")
                    || byte == UInt8(ascii: "_")
            else { return .malformed }
            end += 1
        }
        guard end > start, end - start <= Limits.challengeTokenBytes else { return .malformed }
        return .token(ByteRange(from: start, to: end))
    }
}
