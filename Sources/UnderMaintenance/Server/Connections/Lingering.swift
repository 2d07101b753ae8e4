// The end of a connection whose peer may still be sending.

import Kernel

/// Throws away what comes: closing with bytes unread would send a reset, and the peer might lose
/// the answer to it (RFC 9112 §9.6).
struct Lingering {
    /// Milliseconds of the monotonic clock at which it ends whatever comes.
    private let ends: Int
    /// Bytes thrown away so far.
    private var count = 0

    init(now: Int) { ends = now + ServerLimits.lingerTotal }

    /// Throws away what is there, within the bounds of a turn.
    mutating func go(on descriptor: borrowing FileDescriptor, now: Int) -> Connection.Outcome {
        var moved = 0
        while moved < ServerLimits.lingerBatch {
            let progress = descriptor.discardReceived(upTo: ServerLimits.lingerBatch)
            guard case .moved(let discarded) = progress else {
                if progress != .wouldBlock { return .close }
                break
            }
            moved += discarded
        }
        count += moved
        let isOver = now >= ends || count > ServerLimits.lingerBytes
        return isOver ? .close : .wait(.linger, restartsTimer: moved > 0)
    }
}
