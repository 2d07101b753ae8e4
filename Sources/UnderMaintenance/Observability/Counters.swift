// Where every count stands in the memory that all processes share, and what all workers' come to.

import Kernel
import Maintenance
import TLS

/// A block for the master and what all write, then one for each worker of the two generations that
/// can live. A worker's successor goes on in its block, and a generation in those of the one before
/// the last, which has ended: nothing is ever set back, whoever dies.
struct Counters {
    let common: CountBlock
    /// Of one generation.
    let workers: Int
    private let memory: SharedCounts

    init(workers: Int) throws(Errno) {
        memory = try SharedCounts(blocks: 1 + 2 * workers)
        common = memory.block(0)
        self.workers = workers
    }

    /// - Parameter place: below `workers`.
    func block(_ place: Int, generation: Int) -> CountBlock {
        memory.block(1 + (generation & 1) * workers + place)
    }

    var blocks: [CountBlock] { (1..<memory.count).map { memory.block($0) } }

    /// Over all workers there have been.
    @inline(never)
    func total(_ index: Int) -> Int {
        var total = 0
        for block in 1..<memory.count { total &+= memory.block(block)[index] }
        return total
    }

    /// The same of several that follow each other.
    @inline(never)
    func totals(_ start: Int, _ count: Int) -> [Int] {
        (start..<start + count).map { total($0) }
    }

    @inline(never)
    func latest(_ index: Int) -> Int {
        var latest = 0
        for block in 1..<memory.count { latest = max(latest, memory.block(block).load(index)) }
        return latest
    }

    /// Requests that were answered in place of the application.
    var answers: Int {
        var total = 0
        for row in 0..<Count.rows {
            for kind in 0...Int(AnswerKind.preflight.rawValue) {
                total += self.total(Count.requests + row * Count.rowWords + kind)
            }
        }
        return total
    }
}

/// Words of a worker's block. What every request changes comes first.
enum Count {
    /// Unix time, and milliseconds of the monotonic clock, of the last request, to a second.
    static let lastTime = 0
    static let lastMoment = 1
    /// By whether it is TLS's listener; so are the others with two words.
    static let sentBytes = 2
    static let receivedBytes = 4
    /// A row for each listener's kind and version, in which kinds of answers follow each other.
    static let requests = 8
    static let rowWords = 16
    static let rows = 2 * versions
    static let versions = 4
    /// By host, the last for all others.
    static let hosts = requests + rows * rowWords
    static let mostHosts = 64
    static let otherHosts = hosts + mostHosts
    // Numbers: sums of `allCases` would be found out where they are used. A test holds them apart.
    static let accepted = 201
    /// By reason, for each kind of listener.
    static let closed = 203
    static let closedWords = 2
    static let evicted = 219
    static let handshakes = 221
    static let failedHandshakes = 223
    /// Bytes that peers make it hold: the one that goes down too.
    static let held = 231
    static let droppedRequests = 232
    static let droppedLines = 233
    /// The number of the call that ends it, and 1.
    static let trappedCall = 234
}

/// Words of the block of all. Those of the master, then, lines apart, those of each logger, then what
/// many write: `CountBlock.replace`.
enum CommonCount {
    static let reloads = 0
    static let failedReloads = 1
    static let isReloadFailed = 2
    static let lastReload = 3
    static let isStopping = 4
    static let droppedLines = 5
    /// By cause.
    static let restarts = 6
    /// By role: pages of memory, and hundredths of seconds.
    static let memory = 10
    static let time = 13

    /// By stream, of which the first is 1.
    static let loggers = 24
    static let loggerWords = 8

    /// See `Serving`.
    static let servingSince = 57
    static let servingPeriod = 58
    static let answersBefore = 59
    static let distinctHosts = 60
    static let hostHashes = 64
    static let hostHashWords = 128
}

/// Why a connection has ended.
enum Ending: Int, CaseIterable {
    /// After its last answer.
    case answered
    case byPeer, broken, timedOut, evicted, refused
    /// Its handshake failed.
    case handshake
    /// With its worker.
    case worker

    static var count: Int { worker.rawValue + 1 }

    /// A word for each.
    static var names: StaticString {
        "answered client error timeout evicted refused handshake worker"
    }
}

/// For want of what a connection has gone.
enum Eviction: Int, CaseIterable {
    case connections, memory

    static var names: StaticString { "connections memory" }
}

enum RestartCause: Int, CaseIterable {
    /// SIGKILL, which is the kernel's when there is no memory.
    case killed
    case crashed, exited
    /// It asked for a system call that ends it.
    case confined

    static var names: StaticString { "killed crashed exited confined" }
}

enum ProcessRole: Int, CaseIterable {
    case master, worker, logger

    static var names: StaticString { "master worker logger" }
}

extension HandshakeFailure {
    static var names: StaticString {
        "not_tls version cipher alpn certificate timeout aborted other"
    }
}
