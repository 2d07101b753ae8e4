// The one reading of Content-Length, which frames bodies of HTTP/1 and is held against those of HTTP/2.

extension Span where Element == UInt8 {
    /// 1*DIGIT up to the limit (RFC 9110 §8.6): nil for a sign, a space, nothing, or more than can be
    /// counted down.
    @inline(never)
    package var contentLength: UInt64? {
        if isEmpty { return nil }
        var length: UInt64 = 0
        for index in indices {
            // Below 2^63, ten times the length fits only up to here.
            guard self[index].isDigit, length <= Limits.contentLength / 10 else { return nil }
            length = length &* 10 &+ UInt64(self[index] &- 0x30)
            guard length <= Limits.contentLength else { return nil }
        }
        return length
    }
}
