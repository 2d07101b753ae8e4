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
            if head.request.has(.host) { throw .duplicateHost }
            guard value.isEmpty || Authority.isValid(bytes, at: value, portRequired: false) else {
                throw .invalidHost
            }
        case .connection: takeConnection(bytes.extracting(value.indices), into: &head)
        case .contentLength:
            try takeContentLength(bytes.extracting(value.indices), into: &head)
        case .transferEncoding: try takeTransferEncoding(bytes, value, into: &head)
        case .expect:
            if head.request.version == .http11, value.count == 12,
                bytes.hasName("100-continue", at: Int(value.start))
            {
                head.expectsContinue = true
            }
        case .userAgent, .forwardedFor, .forwarded, .via, .accept, .acceptLanguage,
            .acceptEncoding, .contentType, .origin, .requestMethod, .requestHeaders, .destination,
            .requestID, .traceParent:
            break
        }
        head.request.note(field, value)
    }

    /// What can be said only at the empty line that ends a head.
    @inline(__always)
    func conclude(
        _ head: inout RequestHead, _ bytes: Span<UInt8>, linesFrom start: Int, to index: Int
    ) throws(HeadError) {
        // RFC 9112 §3.2: HTTP/1.1 requires it, also beside an absolute-form target, which wins.
        let hasHost = head.request.has(.host)
        if !hasHost && head.request.version == .http11 { throw .missingHost }
        if head.request.authority.isEmpty { head.request.authority = head.request[.host] }
        head.request.lines = ByteRange(from: start, to: index)
        if head.hasOtherCodings {
            throw head.request.withList(.transferEncoding, of: bytes) {
                Self.refusal(ofCodings: $0)
            }
        }
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
        if head.request.version == .http10 { throw .transferEncodingInHTTP10 }
        if head.request.has(.contentLength) { throw .bothFramings }
        if !head.request.has(.transferEncoding), Self.isChunked(bytes, at: value) {
            head.framing = .chunked
        } else {
            // More of the list may follow.
            head.hasOtherCodings = true
        }
    }

    private static func isChunked(_ bytes: Span<UInt8>, at coding: ByteRange) -> Bool {
        coding.count == 7 && bytes.hasName("chunked", at: Int(coding.start))
    }

    /// A coding we don't have is our lack (RFC 9112 §6.1: 501), if the message could be read with
    /// it: `chunked` comes last, once, or nobody knows what it does. Else the end of the message
    /// can't be found (§6.3), or it isn't a list of codings at all.
    @inline(never)
    private static func refusal(ofCodings value: Span<UInt8>) -> HeadError {
        var isUnknown = false
        var others = 0
        var chunks = 0
        var endsInChunked = false
        var elements = ListElements(value)
        while let element = elements.next(in: value) {
            var end = element.indices.lowerBound
            while end < element.indices.upperBound, value[end].isToken { end += 1 }
            let coding = ByteRange(from: element.indices.lowerBound, to: end)
            endsInChunked = isChunked(value, at: coding)
            // RFC 9112 §7: parameters may follow; `chunked` has none.
            let rest = value.trimmed(from: end, to: element.indices.upperBound)
            let isWellFormed =
                rest.isEmpty || value[Int(rest.start)] == UInt8(ascii: ";") && !endsInChunked
            if coding.isEmpty || !isWellFormed { return .invalidTransferCoding }
            if endsInChunked {
                chunks += 1
            } else {
                others += 1
                if !isRegistered(value.extracting(coding.indices)) { isUnknown = true }
            }
        }
        if chunks > 1 { return .repeatedTransferCoding }
        // An empty line beside it.
        if others == 0 { return .invalidTransferCoding }
        if chunks == 1 { return endsInChunked ? .unsupportedTransferCoding : .chunkedNotLast }
        return isUnknown ? .unsupportedTransferCoding : .chunkedNotLast
    }

    /// The names in the IANA registry, and the one that was taken out of it.
    private static func isRegistered(_ coding: Span<UInt8>) -> Bool {
        switch coding.count {
        case 4: coding.hasName("gzip", at: 0)
        case 6: coding.hasName("x-gzip", at: 0)
        case 7: coding.hasName("deflate", at: 0)
        case 8: coding.hasName("compress", at: 0) || coding.hasName("identity", at: 0)
        case 10: coding.hasName("x-compress", at: 0)
        default: false
        }
    }

    /// RFC 9110 §8.6: digits. A repetition of one number, in a list or in several lines, counts as
    /// that number; different numbers are refused.
    @inline(never)
    private func takeContentLength(
        _ value: Span<UInt8>, into head: inout RequestHead
    ) throws(HeadError) {
        if head.request.has(.transferEncoding) { throw .bothFramings }
        var rest = ListElements(value)
        // An empty list has one element too, an empty one, which is no number.
        while let element = rest.next(in: value) {
            guard let length = value.extracting(element.indices).contentLength else {
                throw .invalidContentLength
            }
            if case .length(let other) = head.framing, other != length {
                throw .conflictingContentLength
            }
            head.framing = .length(length)
        }
    }
}
