// When each connection has waited long enough, and which one goes first when room is needed.

import HTTP2
import Kernel

/// One queue for each reason to wait, in the order in which they end: waiting takes the same time
/// whatever the number of connections. Holds no descriptor and reads no clock.
struct Deadlines {
    /// What a connection is waiting for.
    enum Kind: UInt8, CaseIterable {
        /// The end of the TLS handshake; more bytes don't extend it. Closed.
        case handshake
        /// Its first byte; closed in silence.
        case firstByte
        /// Its first request, a handshake or HTTP/2's preface being over; closed in silence.
        case firstRequest
        /// The end of a head that has begun; more bytes don't extend it. Answered 408.
        case head
        /// The rest of a small body that is thrown away; more bytes don't extend it. Answered
        /// without it, and with HTTP/1 closed.
        case body
        /// The rest of bodies that HTTP/2 throws away, beside answers that are out. Their streams end.
        case upload
        /// The peer to see that an HTTP/2 connection ends. The last stream is named then.
        case farewell
        /// The peer to take the answer; `ServerLimits.leastProgress` of it begin it anew. Looked at,
        /// and the third time in vain closed.
        case write
        /// The peer to see our end and close; each byte begins it anew. Closed.
        case linger
        /// The next request of a kept connection. Closed in silence.
        case keptIdle

        /// Milliseconds.
        var duration: Int {
            switch self {
            case .handshake, .firstByte, .firstRequest, .head: ServerLimits.beginning
            case .upload: SessionLimits.bodyMilliseconds
            case .body: Int(SessionLimits.heldMilliseconds)
            case .farewell: Int(SessionLimits.farewellMilliseconds)
            case .write: ServerLimits.readerLook
            case .linger: ServerLimits.lingerSilence
            case .keptIdle: ServerLimits.keptIdle
            }
        }
    }

    /// All there is to know of a slot. Every connection has one: no larger than 32 bytes.
    struct Link {
        fileprivate var previous = none
        fileprivate var next = none
        fileprivate var ends = 0
        /// Milliseconds, then those accepted in the same one counted.
        var accepted = 0
        /// Where it stands in the heap of its rank.
        var place = none
        fileprivate(set) var kind = Kind.firstByte
        fileprivate var isQueued = false
    }

    /// Narrow: all of them are looked at in every turn.
    private struct Queue {
        var first = none
        var last = none
        /// Milliseconds.
        var duration: Int32 = 0
    }

    static let none = UInt32.max

    var links: [Link] = []
    /// The slots of each rank, the one that was accepted first on top.
    var ranks = [[UInt32]](repeating: [], count: Rank.allCases.count)
    /// How many have been accepted in the same millisecond.
    private var accepted = 0
    private var queues = [Queue](repeating: Queue(), count: Kind.allCases.count)

    /// Elements of an array that has its pages from the system from the first on: what it leaves behind
    /// as it grows is given back, and those that nobody has come to are none yet.
    static let apart = Memory.apartBytes / MemoryLayout<Link>.stride

    init() {
        links.reserveCapacity(Self.apart)
        for kind in Kind.allCases { queues[Int(kind.rawValue)].duration = Int32(kind.duration) }
    }

    /// A connection takes the slot.
    /// - Parameter now: milliseconds of the monotonic clock.
    mutating func enter(_ slot: Int, now: Int) {
        while links.count <= slot { links.append(Link()) }
        accepted &+= 1
        links[slot] = Link()
        links[slot].accepted = Self.acceptance(now) | accepted & 0xfffff
    }

    /// Lets the slot wait. A wait of the same kind goes on unless it restarts the timer.
    /// - Parameter now: milliseconds of the monotonic clock.
    mutating func wait(_ slot: Int, for kind: Kind, now: Int, restartsTimer: Bool) {
        if links[slot].isQueued {
            if links[slot].kind == kind {
                if !restartsTimer { return }
                // The last in its queue already, as the only busy connection always is.
                if links[slot].next == Self.none {
                    links[slot].ends = now + Int(queues[Int(kind.rawValue)].duration)
                    return
                }
                unlink(slot)
                return link(slot, kind, now)
            }
            clear(slot)
        }
        link(slot, kind, now)
        enter(slot, kind.rank)
    }

    func isWaiting(_ slot: Int, for kind: Kind) -> Bool {
        slot < links.count && links[slot].isQueued && links[slot].kind == kind
    }

    /// The slot waits no more.
    mutating func clear(_ slot: Int) {
        guard slot < links.count, links[slot].isQueued else { return }
        unlink(slot)
        leave(slot, links[slot].kind.rank)
    }

    private mutating func link(_ slot: Int, _ kind: Kind, _ now: Int) {
        let index = Int(kind.rawValue)
        let last = queues[index].last
        links[slot].previous = last
        links[slot].next = Self.none
        links[slot].kind = kind
        links[slot].isQueued = true
        links[slot].ends = now + Int(queues[index].duration)
        if last == Self.none {
            queues[index].first = UInt32(slot)
        } else {
            links[Int(last)].next = UInt32(slot)
        }
        queues[index].last = UInt32(slot)
    }

    private mutating func unlink(_ slot: Int) {
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

    /// The slot that has waited longest for that, and for how long.
    func longest(_ kind: Kind, now: Int) -> (slot: Int, waited: Int)? {
        let queue = queues[Int(kind.rawValue)]
        guard queue.first != Self.none else { return nil }
        let slot = Int(queue.first)
        return (slot, now - (links[slot].ends - Int(queue.duration)))
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

    /// Lets go of what there was for slots from `count` on, in which nobody waits.
    mutating func trim(to count: Int) {
        guard links.count > count else { return }
        var kept: [Link] = []
        kept.reserveCapacity(max(count, Self.apart))
        kept.append(contentsOf: links[..<count])
        links = kept
        for rank in ranks.indices { ranks[rank] = ranks[rank].map { $0 } }
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
