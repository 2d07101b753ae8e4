// Every protocol limit of the HTTP room, with its unit and what happens beyond it.

package enum Limits {
    /// Bytes of a request head, leading empty lines and the final empty line included.
    /// A longer head is answered 431 and the connection closed.
    package static let headBytes = 64 * 1024

    /// Field lines of a request head. One more is answered 431 and the connection closed.
    package static let fieldCount = 200

    /// Empty lines skipped before a request line (RFC 9112 §2.2). One more is answered 400.
    package static let leadingEmptyLines = 4

    /// Bytes of a request body that are read and thrown away to keep a connection.
    /// A larger body costs the connection: the answer says `close`.
    package static let keptBodyBytes = 64 * 1024

    /// Bytes of a chunk-size line with its extensions, without its CRLF (RFC 9112 §7.1.1 asks for
    /// a limit). A longer line ends the connection.
    package static let chunkLineBytes = 4096

    /// Bytes of a trailer section without its final empty line, CRLFs included.
    /// A longer section ends the connection.
    package static let trailerBytes = headBytes

    /// Field lines of a trailer section. One more ends the connection.
    package static let trailerCount = fieldCount

    /// The largest body or chunk that can be announced, in bytes. A larger number is refused
    /// (400), so that no sum of ours can overflow.
    package static let contentLength = UInt64(Int64.max)

    /// Bytes of a PROXY v1 line with its CRLF, as its specification sets it.
    /// A longer line is refused.
    package static let proxyLineBytes = 107

    /// Bytes of a PROXY v2 header: 16 fixed, the addresses and the TLVs. A longer one is refused.
    /// Client certificates travel in TLVs; this is the room nginx gives them too.
    package static let proxyHeaderBytes = 4096

    /// Bytes of Accept, Accept-Language or Accept-Encoding, where they are spread over several lines,
    /// behind which no further line is read.
    package static let preferenceBytes = 4096

    /// Bytes of an origin that is repeated to a script (RFC 6454 §6.1). A longer one isn't.
    package static let originBytes = 512

    /// Bytes of a list of tokens that is repeated to a script. A longer one isn't.
    package static let tokenListBytes = 2048

    /// Bytes of the token of an ACME challenge: it names a file. A longer one is answered 404.
    package static let challengeTokenBytes = 255
}
