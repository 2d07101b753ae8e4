// What the fields that steer a connection mean: framing, Host, Connection, Expect.

extension RequestHeadParser {
    /// Notes one line of a known field.
    @inline(__always)
    func take(
        _ field: KnownField, _ value: ByteRange, _ bytes: Span<UInt8>,
        into head: inout RequestHead
    ) throws(HeadError) {
        switch field {
        case .host:
            // RFC 9112 §3.2: more than one, or an invalid one, is refused.
            if head.has(.host) { throw .duplicateHost }
            guard value.isEmpty || Authority.isValid(bytes, at: value, portRequired: false) else {
                throw .invalidHost
            }
        case .connection: takeConnection(bytes.extracting(value.indices), into: &head)
        case .contentLength:
            try takeContentLength(bytes.extracting(value.indices), into: &head)
        case .transferEncoding: try takeTransferEncoding(bytes, value, into: &head)
        case .expect:
            if head.version == .http11, value.count == 12,
                bytes.hasName("100-continue", at: Int(value.start))
            {
                head.expectsContinue = true
            }
        case .forwardedFor, .forwarded, .via: head.isForwarded = true
        case .accept, .acceptLanguage, .acceptEncoding:
            if head.has(field) { head.hasRepeatedLists = true }
        case .userAgent, .contentType, .origin, .requestMethod, .requestHeaders: break
        }
        head[field] = value
    }

    /// What can be said only at the empty line that ends a head.
    @inline(__always)
    func conclude(_ head: inout RequestHead, at index: Int) throws(HeadError) {
        // RFC 9112 §3.2: HTTP/1.1 requires it, also beside an absolute-form target.
        if !head.has(.host) && head.version == .http11 { throw .missingHost }
        if head.host.isEmpty { head.host = head[.host] }
        head.byteCount = index &+ 2
    }

    /// RFC 9112 §9.6 and §9.3: options without case, over any number of lines.
    @inline(never)
    private func takeConnection(_ value: Span<UInt8>, into head: inout RequestHead) {
        var rest = ListElements(value)
        while let option = rest.next(in: value) {
            let start = Int(option.start)
            if option.count == 5, value.hasName("close", at: start) { head.wantsClose = true }
            if option.count == 10, value.hasName("keep-alive", at: start) {
                head.wantsKeepAlive = true
            }
        }
    }

    /// RFC 9112 §6.1: the sole coding understood is `chunked`, once and alone; and a request with
    /// both framings is refused, not guessed at.
    @inline(never)
    private func takeTransferEncoding(
        _ bytes: Span<UInt8>, _ value: ByteRange, into head: inout RequestHead
    ) throws(HeadError) {
        if head.version == .http10 { throw .transferEncodingInHTTP10 }
        if head.has(.contentLength) { throw .bothFramings }
        guard !head.has(.transferEncoding), value.count == 7,
            bytes.hasName("chunked", at: Int(value.start))
        else { throw .unsupportedTransferCoding }
        head.framing = .chunked
    }

    /// RFC 9110 §8.6: digits. A repetition of one number, in a list or in several lines, counts as
    /// that number; different numbers are refused.
    @inline(never)
    private func takeContentLength(
        _ value: Span<UInt8>, into head: inout RequestHead
    ) throws(HeadError) {
        if head.has(.transferEncoding) { throw .bothFramings }
        var rest = ListElements(value)
        // An empty list has one element too, an empty one, which is no number.
        while let element = rest.next(in: value) {
            guard let length = Self.number(value.extracting(element.indices)) else {
                throw .invalidContentLength
            }
            if case .length(let other) = head.framing, other != length {
                throw .conflictingContentLength
            }
            head.framing = .length(length)
        }
    }

    /// 1*DIGIT up to the limit: no sign, no space, no overflow.
    private static func number(_ digits: Span<UInt8>) -> UInt64? {
        if digits.isEmpty { return nil }
        var number: UInt64 = 0
        for index in digits.indices {
            guard digits[index].isDigit else { return nil }
            // Below 2^63, ten times the number fits only up to here.
            guard number <= Limits.contentLength / 10 else { return nil }
            number = number &* 10 &+ UInt64(digits[index] &- 0x30)
            guard number <= Limits.contentLength else { return nil }
        }
        return number
    }
}
