// The chunked transfer coding, read past and checked to the byte.

/// RFC 9112 §7.1 as a machine that takes one byte at a time and holds no text, so it works at
/// every split. Stricter than the grammar in one point: no white space between size and extension.
struct ChunkedReader {
    private enum Phase {
        /// Before the first digit of a chunk size; among its digits; in its extensions.
        case sizeStart, size, extensions
        /// After the CR of a chunk-size line.
        case sizeLineFeed
        /// In the data; before its CR; before its LF.
        case data, dataCarriageReturn, dataLineFeed
        /// At the start of a trailer line; in its name; in its value; after its CR.
        case trailerStart, trailerName, trailerValue, trailerLineFeed
        /// After the CR of the empty line that ends it all.
        case lastLineFeed
        case complete
    }

    private var phase = Phase.sizeStart
    /// The size read so far, then the data bytes still to come.
    private var remaining: UInt64 = 0
    /// Bytes of this chunk-size line, or of the trailer section.
    private var lineBytes = 0
    private var trailers = 0

    var isComplete: Bool { phase == .complete }

    mutating func consume(_ bytes: Span<UInt8>) throws(BodyError) -> Int {
        var index = 0
        while index < bytes.count, phase != .complete {
            if phase == .data {
                let taken = Int(min(remaining, UInt64(bytes.count &- index)))
                remaining -= UInt64(taken)
                index += taken
                if remaining == 0 { phase = .dataCarriageReturn }
                continue
            }
            try take(bytes[index])
            index += 1
        }
        return index
    }

    private mutating func take(_ byte: UInt8) throws(BodyError) {
        switch phase {
        case .sizeStart, .size: try takeSize(byte)
        case .extensions: try takeExtension(byte)
        case .sizeLineFeed:
            try expectLineFeed(byte)
            lineBytes = 0
            phase = remaining == 0 ? .trailerStart : .data
        case .data, .complete: break
        case .dataCarriageReturn:
            guard byte == .carriageReturn else { throw .chunkDataNotEnded }
            phase = .dataLineFeed
        case .dataLineFeed:
            guard byte == .lineFeed else { throw .chunkDataNotEnded }
            phase = .sizeStart
        case .trailerStart, .trailerName, .trailerValue, .trailerLineFeed:
            try takeTrailer(byte)
        case .lastLineFeed:
            try expectLineFeed(byte)
            phase = .complete
        }
    }

    /// Hexadecimal digits only: no sign, no `0x`, no space, and a sum that can't overflow.
    private mutating func takeSize(_ byte: UInt8) throws(BodyError) {
        if let digit = byte.hexValue {
            try countLineByte()
            guard remaining <= Limits.contentLength >> 4 else { throw .chunkSizeTooLarge }
            remaining = remaining << 4 | UInt64(digit)
            phase = .size
            return
        }
        if byte == .lineFeed { throw .bareLineFeed }
        guard phase == .size else { throw .invalidChunkSize }
        switch byte {
        case .carriageReturn: phase = .sizeLineFeed
        case UInt8(ascii: ";"):
            try countLineByte()
            phase = .extensions
        default: throw .invalidChunkSize
        }
    }

    /// Extensions are ignored (RFC 9112 §7.1.1), quoted or not: a CR ends the line in any case.
    private mutating func takeExtension(_ byte: UInt8) throws(BodyError) {
        if byte == .carriageReturn {
            phase = .sizeLineFeed
            return
        }
        if byte == .lineFeed { throw .bareLineFeed }
        guard byte.isFieldText else { throw .invalidChunkExtension }
        try countLineByte()
    }

    /// RFC 9112 §7.1.2: field lines, as strict as those of a head.
    private mutating func takeTrailer(_ byte: UInt8) throws(BodyError) {
        if phase == .trailerLineFeed {
            try expectLineFeed(byte)
            phase = .trailerStart
        } else if byte == .lineFeed {
            throw .bareLineFeed
        } else if byte == .carriageReturn {
            if phase == .trailerName { throw .invalidTrailer }
            phase = phase == .trailerStart ? .lastLineFeed : .trailerLineFeed
            if phase == .lastLineFeed { return }
        } else if phase == .trailerValue {
            guard byte != 0 else { throw .invalidTrailer }
        } else if byte == UInt8(ascii: ":"), phase == .trailerName {
            phase = .trailerValue
        } else {
            guard byte.isToken else { throw .invalidTrailer }
            if phase == .trailerStart { trailers += 1 }
            guard trailers <= Limits.trailerCount else { throw .trailersTooLarge }
            phase = .trailerName
        }
        lineBytes += 1
        guard lineBytes <= Limits.trailerBytes else { throw .trailersTooLarge }
    }

    private mutating func countLineByte() throws(BodyError) {
        lineBytes += 1
        guard lineBytes <= Limits.chunkLineBytes else { throw .chunkLineTooLong }
    }

    private func expectLineFeed(_ byte: UInt8) throws(BodyError) {
        guard byte == .lineFeed else { throw .bareCarriageReturn }
    }
}
