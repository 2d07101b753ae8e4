// The rules a compressed field block can break.

/// Why a block can't be decoded. The tables of both sides differ from then on, so the connection
/// ends (RFC 9113 §4.3).
enum CompressionError: UInt8, Error, CaseIterable {
    // Integers and strings.
    case integerTooLarge, truncated
    case invalidHuffmanPadding, endOfStringSymbol
    // Tables.
    case invalidIndex
    case tableSizeTooLarge, misplacedTableSize, tooManyTableSizes
}
