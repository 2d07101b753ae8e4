// When each connection has waited long enough, and which one goes first when room is needed.

/// One queue for each reason to wait, in the order in which they end: every operation takes the
/// same time whatever the number of connections. Holds no descriptor and reads no clock.
struct Deadlines {
    /// What a connection is waiting for.
    enum Kind: UInt8, CaseIterable {
        /// The end of the TLS handshake; more bytes don't extend it. Closed.
        case handshake
        /// Its first byte; closed in silence.
        case firstByte
        /// The end of a head that has begun; more bytes don't extend it. Answered 408.
        case head
        /// The rest of a small body that is thrown away; more bytes don't extend it. Answered
        /// without it, and with HTTP/1 closed.
        case body
        /// The rest of bodies that HTTP/2 throws away, beside answers that are out. Their streams end.
        case upload
        /// The peer to see that an HTTP/2 connection ends. The last stream is named then.
        case farewell
        /// The peer to take the answer; each byte taken begins it anew. Closed.
        case write
        /// The peer to see our end and close; each byte begins it anew. Closed.
        case linger
        /// The next request of a kept connection. Closed in silence.
        case keptIdle

        /// Milliseconds.
        var duration: Int {
            switch self {
            case .handshake, .firstByte, .head, .upload: 10_000
            case .body, .farewell: 1_000
            case .write: 30_000
            case .linger: ServerLimits.lingerSilence
            // Longer than the pools of the common proxies keep an idle connection (600 s at
            // most), so that it is they who close it, between requests.
            case .keptIdle: 620_000
            }
        }
    }

    private struct Link {
        var previous = none
        var next = none
        var kind = Kind.firstByte
        var isQueued = false
        var ends = 0
    }

    /// Narrow: all of them are looked at in every turn.
    private struct Queue {
        var first = none
        var last = none
        /// Milliseconds.
        var duration: Int32 = 0
    }

    private static let none = UInt32.max

    private var links: [Link] = []
    private var queues = [Queue](repeating: Queue(), count: Kind.allCases.count)

    init() {
        for kind in Kind.allCases { queues[Int(kind.rawValue)].duration = Int32(kind.duration) }
    }

    /// Lets the slot wait. A wait of the same kind goes on unless it restarts the timer.
    /// - Parameter now: milliseconds of the monotonic clock.
    mutating func wait(_ slot: Int, for kind: Kind, now: Int, restartsTimer: Bool) {
        while links.count <= slot { links.append(Link()) }
        if links[slot].isQueued {
            if links[slot].kind == kind {
                if !restartsTimer { return }
                // The last in its queue already, as the only busy connection always is.
                if links[slot].next == Self.none {
                    links[slot].ends = now + Int(queues[Int(kind.rawValue)].duration)
                    return
                }
            }
            clear(slot)
        }
        let index = Int(kind.rawValue)
        let last = queues[index].last
        links[slot] = Link(
            previous: last, next: Self.none, kind: kind, isQueued: true,
            ends: now + Int(queues[index].duration))
        if last == Self.none {
            queues[index].first = UInt32(slot)
        } else {
            links[Int(last)].next = UInt32(slot)
        }
        queues[index].last = UInt32(slot)
    }

    /// The slot waits no more.
    mutating func clear(_ slot: Int) {
        guard slot < links.count, links[slot].isQueued else { return }
        let link = links[slot]
        let index = Int(link.kind.rawValue)
        if link.previous == Self.none {
            queues[index].first = link.next
        } else {
            links[Int(link.previous)].next = link.next
        }
        if link.next == Self.none {
            queues[index].last = link.previous
        } else {
            links[Int(link.next)].previous = link.previous
        }
        links[slot].isQueued = false
    }

    /// Takes out one slot whose time is over.
    mutating func nextExpired(now: Int) -> (slot: Int, kind: Kind)? {
        for index in queues.indices {
            let first = queues[index].first
            guard first != Self.none, links[Int(first)].ends <= now else { continue }
            clear(Int(first))
            return (Int(first), links[Int(first)].kind)
        }
        return nil
    }

    /// When the next one is over, `Int.max` when nobody waits.
    var nextEnd: Int {
        var earliest = Int.max
        for index in queues.indices where queues[index].first != Self.none {
            earliest = min(earliest, links[Int(queues[index].first)].ends)
        }
        return earliest
    }

    /// Whom to close when there is no room: those who owe us bytes before those who wait for
    /// ours, the longest-waiting first.
    var evictionCandidate: Int? {
        var candidate: UInt32 = Self.none
        for kind in [Kind.handshake, .firstByte, .head] {
            let first = queues[Int(kind.rawValue)].first
            guard first != Self.none else { continue }
            if candidate == Self.none || links[Int(first)].ends < links[Int(candidate)].ends {
                candidate = first
            }
        }
        for kind in [Kind.body, .upload, .linger, .farewell, .keptIdle, .write]
        where candidate == Self.none {
            candidate = queues[Int(kind.rawValue)].first
        }
        return candidate == Self.none ? nil : Int(candidate)
    }

    /// From now on a wait of this kind is shorter, for those who wait already too.
    mutating func shorten(_ kind: Kind, to duration: Int, now: Int) {
        let index = Int(kind.rawValue)
        queues[index].duration = Int32(clamping: duration)
        var slot = queues[index].first
        while slot != Self.none {
            links[Int(slot)].ends = min(links[Int(slot)].ends, now + duration)
            slot = links[Int(slot)].next
        }
    }
}
