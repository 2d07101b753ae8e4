// Reads a request body past, keeping nothing of it.

/// Fed with what follows the head until `isComplete`. After an error it must not be fed again.
package struct BodyReader: Sendable {
    private enum State {
        case length(UInt64)
        case chunked(ChunkedReader)
    }

    private var state: State

    package init(_ framing: BodyFraming) {
        state =
            switch framing {
            case .none: .length(0)
            case .length(let count): .length(count)
            case .chunked: .chunked(ChunkedReader())
            }
    }

    /// Whether the body has ended; what follows is the next request.
    package var isComplete: Bool {
        switch state {
        case .length(let remaining): remaining == 0
        case .chunked(let reader): reader.isComplete
        }
    }

    /// The number of bytes, from the first on, that belong to the body. Fewer than given: it has
    /// ended.
    package mutating func consume(_ bytes: Span<UInt8>) throws(BodyError) -> Int {
        switch state {
        case .length(let remaining):
            let taken = min(remaining, UInt64(bytes.count))
            state = .length(remaining - taken)
            return Int(taken)
        case .chunked(var reader):
            let taken = try reader.consume(bytes)
            state = .chunked(reader)
            return taken
        }
    }
}

/// Why a body can't be read on. Where it ends is unknown, so the connection can't be kept.
package enum BodyError: UInt8, Error, CaseIterable, Sendable {
    case invalidChunkSize, chunkSizeTooLarge, invalidChunkExtension, chunkLineTooLong
    case chunkDataNotEnded
    case invalidTrailer, trailersTooLarge
    case bareLineFeed, bareCarriageReturn
}
