// What all peers of one event loop make it hold, and whose connection goes when that is too much.

/// Counts bytes by slot. Those that hold about the same form a queue, the one longest without
/// progress first: every operation takes the same time whatever the number of connections.
struct Budget {
    /// Bytes that all may hold together.
    let share: Int
    /// Bytes that are held besides the connections themselves.
    private(set) var held = 0
    /// What of it the young hold.
    private var heldByYoung = 0

    /// 16 bytes. There are as many as the highest slot that has held something needs.
    private struct Link {
        var previous = none
        var next = none
        var bytes: UInt32 = 0
        /// Index of its queue.
        var queue: UInt16 = 0
    }

    private struct Queue {
        var first = none
        var last = none
        /// Of all in it.
        var bytes = 0
    }

    private static let none = UInt32.max
    /// Steps in which twice as much is held.
    private static let steps = 4
    private static let sizes = UInt32.bitWidth * steps

    private var links: [Link] = []
    /// By size; behind them, by size too, those of the young.
    private var queues = [Queue](repeating: Queue(), count: 2 * sizes)

    init(share: Int) { self.share = share }

    /// Whether more is held than may be.
    func isSpent(connections: Int) -> Bool {
        held + connections * ServerLimits.connectionBytes > share
    }

    func bytes(of slot: Int) -> Int { slot < links.count ? Int(links[slot].bytes) : 0 }

    /// Notes what the slot holds now. It keeps its place among its like unless there was progress:
    /// bytes alone, sent one by one, are none.
    mutating func update(_ slot: Int, _ bytes: Int, isYoung: Bool, hasProgressed: Bool) {
        let before = self.bytes(of: slot)
        if bytes == 0, before == 0 { return }
        while links.count <= slot { links.append(Link()) }
        let queue = Self.queue(bytes, isYoung)
        if before > 0, links[slot].queue == queue, !hasProgressed, bytes > 0 {
            add(slot, bytes - before)
            return
        }
        if before > 0 { unlink(slot) }
        if bytes > 0 { link(slot, queue, bytes) }
    }

    /// The slot holds nothing more.
    mutating func clear(_ slot: Int) {
        update(slot, 0, isYoung: false, hasProgressed: false)
    }

    /// Whoever holds most goes first, among equals the one longest without progress. The young, who
    /// were accepted within the last second, go before them only if they hold more than half of the
    /// share, and then from where most is held in all, the first to come: a handshake takes more than
    /// the heads that an attacker fills our memory with, and would always be the first to go; and
    /// whoever keeps coming can't take what others have had for longer.
    /// - Parameter isYoung: whether the slot's connection was accepted within the last second.
    mutating func candidate(_ isYoung: (Int) -> Bool) -> Int? {
        for size in 0..<Self.sizes { age(size, isYoung) }
        var largest: Queue?
        for queue in queues[..<Self.sizes] where queue.first != Self.none { largest = queue }
        if heldByYoung <= share / 2, let largest { return Int(largest.first) }
        var fullest: Queue?
        for queue in queues[Self.sizes...] where queue.bytes > fullest?.bytes ?? 0 {
            fullest = queue
        }
        return (fullest ?? largest).map { Int($0.first) }
    }

    /// Lets go of what there was for slots from `count` on, which hold nothing.
    mutating func trim(to count: Int) {
        if links.count > count { links = Array(links[..<count]) }
    }

    /// Those of a size that aren't young any more.
    private mutating func age(_ size: Int, _ isYoung: (Int) -> Bool) {
        while true {
            let first = queues[size + Self.sizes].first
            guard first != Self.none, !isYoung(Int(first)) else { return }
            let bytes = self.bytes(of: Int(first))
            unlink(Int(first))
            link(Int(first), UInt16(size), bytes)
        }
    }

    private static func queue(_ bytes: Int, _ isYoung: Bool) -> UInt16 {
        let bytes = UInt32(clamping: max(bytes, steps))
        let exponent = UInt32.bitWidth - 1 - bytes.leadingZeroBitCount
        let size = exponent * steps + Int(bytes >> UInt32(exponent - 2) & 3)
        return UInt16(isYoung ? size + sizes : size)
    }

    private mutating func add(_ slot: Int, _ bytes: Int) {
        links[slot].bytes = UInt32(clamping: Int(links[slot].bytes) + bytes)
        held += bytes
        queues[Int(links[slot].queue)].bytes += bytes
        if links[slot].queue >= Self.sizes { heldByYoung += bytes }
    }

    private mutating func link(_ slot: Int, _ queue: UInt16, _ bytes: Int) {
        let last = queues[Int(queue)].last
        links[slot].previous = last
        links[slot].next = Self.none
        links[slot].queue = queue
        if last == Self.none {
            queues[Int(queue)].first = UInt32(slot)
        } else {
            links[Int(last)].next = UInt32(slot)
        }
        queues[Int(queue)].last = UInt32(slot)
        add(slot, bytes)
    }

    private mutating func unlink(_ slot: Int) {
        add(slot, -bytes(of: slot))
        let link = links[slot]
        if link.previous == Self.none {
            queues[Int(link.queue)].first = link.next
        } else {
            links[Int(link.previous)].next = link.next
        }
        if link.next == Self.none {
            queues[Int(link.queue)].last = link.previous
        } else {
            links[Int(link.next)].previous = link.previous
        }
    }
}
