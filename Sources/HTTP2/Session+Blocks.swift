// HEADERS and CONTINUATION: from their blocks to requests.

internal import HTTP

extension Session {
    /// RFC 9113 §6.2.
    @inline(__always)
    mutating func readHeaders(
        _ header: FrameHeader, _ payload: Span<UInt8>, into request: inout Request,
        _ text: FieldText, _ output: OutputBuffer
    ) -> Step? {
        // RFC 9113 §5.1.1: a client's streams have odd numbers.
        guard header.stream & 1 == 1 else { return fail(.protocolError, output) }
        var start = 0
        var end = payload.count
        var dependsOnItself = false
        if header.flags.contains(.padded) {
            guard end > 0 else { return fail(.frameSizeError, output) }
            start = 1
            let padding = Int(payload[0])
            guard padding <= end &- start else { return fail(.protocolError, output) }
            end &-= padding
        }
        if header.flags.contains(.priority) {
            guard end &- start >= 5 else { return fail(.frameSizeError, output) }
            dependsOnItself = payload.word(at: start) & 0x7fff_ffff == header.stream
            start &+= 5
        }
        let fragment = payload.extracting(start..<end)
        if header.flags.contains(.endHeaders) {
            return finish(
                fragment, of: header.stream, isLast: header.flags.contains(.endStream),
                dependsOnItself, into: &request, text, output)
        }
        blockStream = header.stream
        blockIsLast = header.flags.contains(.endStream)
        blockDependsOnItself = dependsOnItself
        block = [UInt8](fragment)
        continuations = 0
        blockBegan = now
        return nil
    }

    /// RFC 9113 §6.10.
    @inline(never)
    mutating func readContinuation(
        _ header: FrameHeader, _ payload: Span<UInt8>, into request: inout Request,
        _ text: FieldText, _ output: OutputBuffer
    ) -> Step? {
        guard blockStream != 0 else { return fail(.protocolError, output) }
        continuations += 1
        guard continuations <= SessionLimits.continuations,
            block.count + payload.count <= SessionLimits.blockBytes,
            now &- blockBegan <= SessionLimits.blockMilliseconds
        else { return fail(.enhanceYourCalm, output) }
        block += [UInt8](payload)
        guard header.flags.contains(.endHeaders) else { return nil }
        let whole = block
        block = []
        blockStream = 0
        return finish(
            whole.span, of: header.stream, isLast: blockIsLast, blockDependsOnItself,
            into: &request, text, output)
    }

    /// A block is there. It is decoded whatever it is for, or the tables would differ.
    @inline(__always)
    private mutating func finish(
        _ block: Span<UInt8>, of stream: UInt32, isLast: Bool, _ dependsOnItself: Bool,
        into request: inout Request, _ text: FieldText, _ output: OutputBuffer
    ) -> Step? {
        let isRequest = stream > lastStream
        var fields = RequestFields(isTrailers: !isRequest)
        do throws(CompressionError) {
            try decode(block, &fields, into: &request, text)
        } catch {
            // RFC 9113 §4.3.
            return fail(.compressionError, output)
        }
        if dependsOnItself { fields.fail(.dependencyOnItself) }
        guard isRequest else { return endBody(of: stream, isLast: isLast, fields.error, output) }
        // RFC 9113 §6.8: after the last GOAWAY it may be tried again elsewhere.
        if farewell == .final { return spend(Patience.frame, output) }
        open(stream)
        if streams.count >= SessionLimits.streams {
            return reset(stream, .refusedStream, isReceiving: !isLast, output)
        }
        fields.conclude(&request, text)
        // RFC 9113 §8.1.1: the length must be that of all DATA, and here there is none.
        if isLast, let length = fields.contentLength, length > 0 { fields.fail(.missingBody) }
        if fields.error != nil {
            return reset(stream, .protocolError, isReceiving: !isLast, output)
        }
        current = stream
        currentGoesOn = !isLast
        currentWindow = initialSendWindow
        currentLength = fields.contentLength ?? Stream.anyNumber
        if let refusal = fields.refusal { return .refused(refusal) }
        return !isLast && mayHold ? .hold : .request
    }

    @inline(__always)
    private mutating func decode(
        _ block: Span<UInt8>, _ fields: inout RequestFields, into request: inout Request,
        _ text: FieldText
    ) throws(CompressionError) {
        request = Request()
        request.version = .http2
        text.removeAll()
        var decoder = FieldDecoder()
        while true {
            let mark = text.count
            guard let field = try decoder.next(of: block, &table, text, keeps: fields.keepsText)
            else { return }
            fields.take(field, into: &request, text)
            // What was refused stays in bounds: there is room for the values of the table.
            if !fields.keepsText { text.truncate(to: min(mark, text.count)) }
        }
    }

    @inline(__always)
    private mutating func open(_ stream: UInt32) {
        let distance = UInt64(stream &- lastStream &+ 1) / 2
        opened = distance < 64 ? opened &<< distance | 1 : 1
        lastStream = stream
    }

    /// A block on a stream that is no new one: trailers, or none that may be.
    @inline(never)
    private mutating func endBody(
        of stream: UInt32, isLast: Bool, _ error: RequestError?, _ output: OutputBuffer
    ) -> Step? {
        guard let index = index(of: stream) else {
            if isRemembered(stream) { return spend(Patience.frame, output) }
            let distance = (lastStream - stream) / 2
            // RFC 9113 §5.1: a stream that is closed; §5.1.1: one that was passed over.
            let wasOpened = distance < 64 && opened >> UInt64(distance) & 1 == 1
            return fail(wasOpened ? .streamClosed : .protocolError, output)
        }
        guard streams[index].isReceiving else {
            return reset(stream, .streamClosed, isReceiving: false, output)
        }
        // RFC 9113 §8.1: trailers end the stream, and follow the rules of fields.
        guard isLast, error == nil else {
            return reset(stream, .protocolError, isReceiving: !isLast, output)
        }
        return endBody(at: index, output)
    }
}
