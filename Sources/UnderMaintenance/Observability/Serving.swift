// Whether visitors land here: since when, and whether that is over. One answer for all workers and
// generations.

import HTTP
import Kernel

/// Workers say that it begins; the master, whom they wake for that, says when it has ended.
struct Serving {
    /// Milliseconds without a request after which it has ended: a minute, and the second for which
    /// workers don't note another request.
    static let quiet = 61_000

    private let common: CountBlock
    private let wakeup: Wakeup?

    init(_ common: CountBlock, waking wakeup: Wakeup? = nil) {
        self.common = common
        self.wakeup = wakeup
    }

    /// Counts the changes: odd while it goes on.
    var period: Int { common.load(CommonCount.servingPeriod) }

    var goesOn: Bool { period & 1 == 1 }

    /// Milliseconds of the monotonic clock.
    var since: Int { common[CommonCount.servingSince] }

    /// To be called by workers, now and then, after they have noted that they had a request.
    /// - Returns: whether it begins, and nobody else says so.
    func begins(at now: Int) -> Bool {
        let period = period
        guard period & 1 == 0,
            common.replace(period, by: period + 1, at: CommonCount.servingPeriod)
        else { return false }
        common[CommonCount.servingSince] = now
        wakeup?.send()
        return true
    }

    /// Remembers a host among the first 64 that differ.
    func note(_ host: Span<UInt8>) {
        guard goesOn, common[CommonCount.distinctHosts] <= Count.mostHosts else { return }
        // FNV-1a, of which 0 is no place's.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for index in host.indices {
            hash = (hash ^ UInt64(host[index].lowercased)) &* 0x100_0000_01b3
        }
        let number = Int(truncatingIfNeeded: hash | 1)
        var place = Int(truncatingIfNeeded: hash >> 40)
        for _ in 0..<CommonCount.hostHashWords {
            place = (place + 1) % CommonCount.hostHashWords
            let index = CommonCount.hostHashes + place
            if common[index] == number { return }
            if common[index] == 0, common.replace(0, by: number, at: index) {
                return add(1, at: CommonCount.distinctHosts)
            }
            // Another worker was first, perhaps with the same.
            if common[index] == number { return }
        }
    }

    private func add(_ amount: Int, at index: Int) {
        while true {
            let count = common.load(index)
            if common.replace(count, by: count + amount, at: index) { return }
        }
    }

    /// To be called by the master, alone.
    /// - Returns: when to ask again; nil: when somebody wakes us.
    func endsIfQuiet(_ now: Int, _ counters: Counters) -> Int? {
        let period = period
        guard period & 1 == 1 else { return nil }
        let latest = counters.latest(Count.lastMoment)
        guard now - latest >= Self.quiet else { return latest + Self.quiet }
        guard common.replace(period, by: period + 1, at: CommonCount.servingPeriod) else {
            return nil
        }
        // A worker that had a request just now may have seen it go on. Then it does.
        if counters.latest(Count.lastMoment) != latest,
            common.replace(period + 1, by: period + 2, at: CommonCount.servingPeriod)
        {
            return now + Self.quiet
        }
        log(latest, counters)
        return goesOn ? now + Self.quiet : nil
    }

    private func log(_ latest: Int, _ counters: Counters) {
        let answers = counters.answers
        let hosts = common[CommonCount.distinctHosts]
        var line = LogLine(.info, "serving-ended")
        line.add("requests", answers - common[CommonCount.answersBefore])
        line.add("seconds", max(0, latest - since + 500) / 1000)
        line.add("hosts", hosts > Count.mostHosts ? "64+" : String(hosts))
        line.write()
        common[CommonCount.answersBefore] = answers
        common.store(0, at: CommonCount.distinctHosts)
        for place in 0..<CommonCount.hostHashWords {
            common.store(0, at: CommonCount.hostHashes + place)
        }
    }
}
