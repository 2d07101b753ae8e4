// The rules a chunked body can break.

/// Why a body can't be read on. Where it ends is unknown, so the connection can't be kept.
package enum BodyError: UInt8, Error, CaseIterable, Sendable {
    case invalidChunkSize, chunkSizeTooLarge, invalidChunkExtension, chunkLineTooLong
    case chunkDataNotEnded
    case invalidTrailer, trailersTooLarge
    case bareLineFeed, bareCarriageReturn
}
