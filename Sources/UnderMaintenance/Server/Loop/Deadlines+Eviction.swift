// Which connection goes first when the table is full.

import Kernel

extension Deadlines {
    /// What a connection is worth when another needs its place, by what it waits for: those that
    /// have nothing to lose come first.
    enum Rank: Int, CaseIterable {
        case silent, opened, keptIdle, lingering, reading, working

        /// In which order they go. Those of a line are one rank: the oldest of all goes first.
        fileprivate static let order: [[Rank]] = [
            [.silent], [.keptIdle, .opened], [.lingering], [.reading], [.working],
        ]

        /// The same where all are young. Who has just shaken hands is about to ask.
        fileprivate static let orderOfTheYoung: [[Rank]] = [
            [.silent], [.keptIdle], [.lingering], [.reading], [.working, .opened],
        ]
    }

    /// Who should go.
    struct Candidate: Equatable {
        let slot: Int
        /// It goes as a slow reader, if it is one: it mustn't have taken anything lately.
        let isReader: Bool
    }

    /// By acceptance and not by what came last, or an attacker would stay young by sending a byte
    /// now and then. Who was accepted within the last second goes only when all were: whatever
    /// fills the table, a new client has that second.
    func evictionCandidate(now: Int) -> Candidate? {
        for ranks in Rank.order {
            if ranks == [.reading] {
                // Not the oldest: a large answer that is being taken may have been for long.
                if let (slot, waited) = longest(.write, now: now), waited >= ServerLimits.youth {
                    return Candidate(slot: slot, isReader: true)
                }
                continue
            }
            if let slot = oldest(of: ranks), !isYoung(slot, now: now) {
                return Candidate(slot: slot, isReader: false)
            }
        }
        if let slot = oldest(of: [.reading]), !isYoung(slot, now: now) {
            return Candidate(slot: slot, isReader: false)
        }
        for ranks in Rank.orderOfTheYoung {
            if let slot = oldest(of: ranks) { return Candidate(slot: slot, isReader: false) }
        }
        return nil
    }

    /// Whether the connection was accepted within the last second.
    func isYoung(_ slot: Int, now: Int) -> Bool {
        links[slot].accepted > Self.acceptance(now - ServerLimits.youth)
    }

    static func acceptance(_ milliseconds: Int) -> Int { milliseconds << 20 }

    private func oldest(of ranks: [Rank]) -> Int? {
        var oldest: Int?
        for rank in ranks {
            guard let slot = self.ranks[rank.rawValue].first else { continue }
            if let other = oldest, links[other].accepted < links[Int(slot)].accepted { continue }
            oldest = Int(slot)
        }
        return oldest
    }
}

extension Deadlines.Kind {
    var rank: Deadlines.Rank {
        switch self {
        case .firstByte: .silent
        case .firstRequest: .opened
        case .keptIdle: .keptIdle
        case .linger, .farewell: .lingering
        case .write: .reading
        case .handshake, .head, .body, .upload: .working
        }
    }
}

// A binary heap for each rank: entering and leaving take the logarithm of their number, and most
// enter as the youngest, which takes one look.
extension Deadlines {
    mutating func enter(_ slot: Int, _ rank: Rank) {
        if ranks[rank.rawValue].isEmpty {
            ranks[rank.rawValue].reserveCapacity(
                Memory.apartBytes / MemoryLayout<UInt32>.stride)
        }
        ranks[rank.rawValue].append(UInt32(slot))
        rise(slot, from: ranks[rank.rawValue].count - 1, rank)
    }

    mutating func leave(_ slot: Int, _ rank: Rank) {
        let place = Int(links[slot].place)
        let last = Int(ranks[rank.rawValue].removeLast())
        links[slot].place = Self.none
        if last == slot { return }
        sink(last, from: place, rank)
        rise(last, from: Int(links[last].place), rank)
    }

    private mutating func rise(_ slot: Int, from place: Int, _ rank: Rank) {
        var place = place
        while place > 0 {
            let parent = Int(ranks[rank.rawValue][(place - 1) / 2])
            if links[parent].accepted <= links[slot].accepted { break }
            put(parent, at: place, rank)
            place = (place - 1) / 2
        }
        put(slot, at: place, rank)
    }

    private mutating func sink(_ slot: Int, from place: Int, _ rank: Rank) {
        var place = place
        while true {
            var child = 2 * place + 1
            guard child < ranks[rank.rawValue].count else { break }
            if child + 1 < ranks[rank.rawValue].count,
                accepted(at: child + 1, rank) < accepted(at: child, rank)
            {
                child += 1
            }
            if links[slot].accepted <= accepted(at: child, rank) { break }
            put(Int(ranks[rank.rawValue][child]), at: place, rank)
            place = child
        }
        put(slot, at: place, rank)
    }

    private func accepted(at place: Int, _ rank: Rank) -> Int {
        links[Int(ranks[rank.rawValue][place])].accepted
    }

    private mutating func put(_ slot: Int, at place: Int, _ rank: Rank) {
        ranks[rank.rawValue][place] = UInt32(slot)
        links[slot].place = UInt32(place)
    }
}
