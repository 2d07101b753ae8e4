// What the kernel has not taken yet of a connection's answers.

import Maintenance

/// The end of the composed bytes, and how far a large body has gone: the body itself stays where
/// it was loaded, whoever reads slowly.
final class PendingOutput {
    let bytes: [UInt8]
    /// Bytes of `bytes` already sent.
    var sent = 0
    /// The representation whose body follows, if one does.
    let body: RepresentationID?
    /// Bytes of the body already sent.
    var bodySent = 0

    init(bytes: [UInt8], body: RepresentationID?) {
        self.bytes = bytes
        self.body = body
    }
}
