// The frames that carry neither requests nor bodies.

internal import HTTP

extension Session {
    /// What is wrong with the size of a frame that isn't all there; nil: nothing.
    static func sizeError(_ type: FrameType, _ header: FrameHeader) -> ErrorCode? {
        switch type {
        case .resetStream, .windowUpdate: header.length == 4 ? nil : .frameSizeError
        case .ping: header.length == 8 ? nil : .frameSizeError
        case .goAway: header.length >= 8 ? nil : .frameSizeError
        case .settings:
            header.length % 6 != 0
                ? .frameSizeError
                : header.length > 6 * SessionLimits.settings ? .enhanceYourCalm : nil
        case .pushPromise: .protocolError
        // Of PRIORITY it is an error of the stream (RFC 9113 §6.3).
        case .priority, .data, .headers, .continuation: nil
        }
    }

    @inline(never)
    mutating func readControl(
        _ type: FrameType, _ header: FrameHeader, _ payload: Span<UInt8>, _ output: OutputBuffer
    ) -> Step? {
        if let error = Self.sizeError(type, header) { return fail(error, output) }
        switch type {
        case .priority: return readPriority(header, payload, output)
        case .resetStream: return readReset(header, output)
        case .settings: return readSettings(header, payload, output)
        case .ping: return readPing(header, payload, output)
        case .goAway:
            // RFC 9113 §6.8: it says which of our streams count, and we have none. No abort.
            guard header.stream == 0 else { return fail(.protocolError, output) }
            return spend(Patience.frame, output)
        case .windowUpdate: return readWindowUpdate(header, payload, output)
        case .pushPromise, .data, .headers, .continuation: return fail(.protocolError, output)
        }
    }

    /// A frame that nobody knows: it is thrown away as it comes.
    @inline(never)
    mutating func ignore(
        _ header: FrameHeader, _ position: inout Int, _ output: OutputBuffer
    ) -> Step? {
        position += FrameHeader.size
        discarding = UInt32(truncatingIfNeeded: header.length)
        discardingStream = 0
        isMidFrame = false
        return spend(Patience.frame, output)
    }

    /// RFC 9113 §6.3: deprecated, and ignored.
    private mutating func readPriority(
        _ header: FrameHeader, _ payload: Span<UInt8>, _ output: OutputBuffer
    ) -> Step? {
        let id = header.stream
        guard id != 0 else { return fail(.protocolError, output) }
        let error: ErrorCode
        if payload.count != 5 {
            error = .frameSizeError
        } else if payload.word(at: 0) & 0x7fff_ffff == id {
            error = .protocolError
        } else {
            return spend(Patience.frame, output)
        }
        // An idle stream can't be reset (RFC 9113 §6.4).
        if isIdle(id) { return fail(error, output) }
        let isReceiving = index(of: id).map { streams[$0].isReceiving } ?? false
        return reset(id, error, isReceiving: isReceiving, output)
    }

    /// RFC 9113 §6.4. The answer has been composed already; on a closed stream it is a late one.
    private mutating func readReset(_ header: FrameHeader, _ output: OutputBuffer) -> Step? {
        if isIdle(header.stream) { return fail(.protocolError, output) }
        if let index = index(of: header.stream) { remove(at: index) }
        return spend(Patience.frame, output)
    }

    /// RFC 9113 §6.5.
    private mutating func readSettings(
        _ header: FrameHeader, _ payload: Span<UInt8>, _ output: OutputBuffer
    ) -> Step? {
        guard header.stream == 0 else { return fail(.protocolError, output) }
        if header.flags.contains(.acknowledgement) {
            guard payload.isEmpty else { return fail(.frameSizeError, output) }
            return spend(Patience.frame, output)
        }
        var place = 0
        while place < payload.count {
            let number = payload.word(at: place) >> 16
            let value = payload.word(at: place + 2)
            place += 6
            if let error = apply(UInt16(truncatingIfNeeded: number), value) {
                return fail(error, output)
            }
        }
        // In front of whatever they allow (RFC 9113 §6.5.3).
        output.appendSettingsAcknowledgement()
        if phase == .settings {
            phase = .open
            return nil
        }
        return spend(Patience.settings, output)
    }

    /// - Returns: what is wrong with it.
    private mutating func apply(_ number: UInt16, _ value: UInt32) -> ErrorCode? {
        switch Setting(rawValue: number) {
        case .headerTableSize:
            // Whoever makes his table smaller must be told by the next block that we follow
            // (RFC 7541 §4.2), also if we use none.
            if value < DynamicTable.largestSize, tableSize == .standard { tableSize = .owed }
        case .enablePush, .noRFC7540Priorities: if value > 1 { return .protocolError }
        case .initialWindowSize: return resizeWindows(to: value)
        case .maxFrameSize:
            guard (1 << 14..<1 << 24).contains(value) else { return .protocolError }
        case .maxConcurrentStreams, .maxHeaderListSize, nil: break
        }
        return nil
    }

    /// RFC 9113 §6.9.2: windows may become negative.
    private mutating func resizeWindows(to size: UInt32) -> ErrorCode? {
        guard size <= UInt32(Int32.max) else { return .flowControlError }
        let change = Int64(size) - Int64(initialSendWindow)
        initialSendWindow = Int32(size)
        for index in streams.indices {
            let window = Int64(streams[index].sendWindow) + change
            guard window <= Int64(Int32.max) else { return .flowControlError }
            streams[index].sendWindow = Int32(window)
        }
        return nil
    }

    /// RFC 9113 §6.7.
    private mutating func readPing(
        _ header: FrameHeader, _ payload: Span<UInt8>, _ output: OutputBuffer
    ) -> Step? {
        guard header.stream == 0 else { return fail(.protocolError, output) }
        if !header.flags.contains(.acknowledgement) { output.appendPingAnswer(payload) }
        return spend(Patience.frame, output)
    }

    /// RFC 9113 §6.9.
    private mutating func readWindowUpdate(
        _ header: FrameHeader, _ payload: Span<UInt8>, _ output: OutputBuffer
    ) -> Step? {
        let increment = Int64(payload.word(at: 0) & 0x7fff_ffff)
        if header.stream == 0 {
            guard increment > 0 else { return fail(.protocolError, output) }
            let window = Int64(sendWindow) + increment
            guard window <= Int64(Int32.max) else { return fail(.flowControlError, output) }
            sendWindow = Int32(window)
            return spend(Patience.frame, output)
        }
        if isIdle(header.stream) { return fail(.protocolError, output) }
        // RFC 9113 §5.1: on a closed stream it is a late one, whatever it says.
        guard let index = index(of: header.stream) else { return spend(Patience.frame, output) }
        let window = Int64(streams[index].sendWindow) + increment
        guard increment > 0, window <= Int64(Int32.max) else {
            return reset(
                header.stream, increment > 0 ? .flowControlError : .protocolError,
                isReceiving: streams[index].isReceiving, output)
        }
        streams[index].sendWindow = Int32(window)
        return spend(Patience.frame, output)
    }
}
