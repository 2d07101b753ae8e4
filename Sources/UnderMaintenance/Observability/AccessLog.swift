// The access log of one worker: lines gathered in memory, written in batches, never waited for.

import Kernel

final class AccessLog {
    /// Bytes that wait for the reader; beyond them lines are dropped.
    static let bufferBytes = 64 * 1024
    /// Seconds between two reports of dropped lines.
    static let reportSeconds = 60

    private let format: AccessLogFormat
    /// Whether targets keep their queries, which often hold tokens.
    private let keepsQueries: Bool
    /// Takes bytes at once and says how many.
    private let sink: (Span<UInt8>) -> Int
    /// Says on standard error how many lines were dropped.
    private let report: (Int) -> Void
    private let block: CountBlock?

    /// Whole lines, of which the first `written` bytes have gone.
    private var buffer: [UInt8] = []
    private var written = 0
    private var unreportedCount = 0
    private var reportLimit = RateLimit(oncePer: reportSeconds)
    /// Lines that nobody will read, since the start.
    private(set) var droppedCount = 0

    init(
        format: AccessLogFormat, keepsQueries: Bool = false, countingIn block: CountBlock? = nil,
        sink: @escaping (Span<UInt8>) -> Int = { Output.standard.writeNow($0) },
        report: @escaping (Int) -> Void = AccessLog.logDropped
    ) {
        self.format = format
        self.keepsQueries = keepsQueries
        self.block = block
        self.sink = sink
        self.report = report
        // One line more than the limit, so that no line ever makes the array move.
        if isOn { buffer.reserveCapacity(Self.bufferBytes + Self.batchBytes) }
    }

    var isOn: Bool { format != .off }

    /// Something waits for `flush`.
    var isWaiting: Bool { written < buffer.count }

    /// Appends one line, or drops it when the reader is too far behind. Of the header nothing but
    /// these texts is ever logged; an absent one is empty.
    func record(
        _ entry: AccessLogEntry, method: Span<UInt8>, target: Span<UInt8>, host: Span<UInt8>,
        userAgent: Span<UInt8>
    ) {
        guard isOn else { return }
        if buffer.count + Self.batchBytes > Self.bufferBytes { makeRoom(at: entry.time) }
        let end = buffer.count
        let target = keepsQueries ? target : target.extracting(first: Self.endOfPath(target))
        if format == .json {
            AccessLogLine.appendJSON(
                entry, method: method, target: target, host: host, userAgent: userAgent,
                to: &buffer)
        } else {
            AccessLogLine.appendCommon(entry, method: method, target: target, to: &buffer)
        }
        guard buffer.count > Self.bufferBytes else { return }
        buffer.removeLast(buffer.count - end)
        countDropped()
        reportDropped(at: entry.time)
    }

    private func countDropped() {
        droppedCount += 1
        block?.add(1, at: Count.droppedRequests)
        unreportedCount += 1
    }

    private static func endOfPath(_ target: Span<UInt8>) -> Int {
        var end = 0
        while end < target.count, target[end] != UInt8(ascii: "?") { end += 1 }
        return end
    }

    /// Writes what the reader takes at once; the rest, perhaps of a line, begins the next flush.
    func flush(at now: Int = Clock.unixSeconds()) {
        while isWaiting {
            let end = batchEnd
            // A reference of its own: what the sink is lent can't be replaced meanwhile.
            let waiting = buffer
            let count = sink(waiting.span.extracting(written..<end))
            written += count
            if written < end { break }
        }
        if !isWaiting {
            buffer.removeAll(keepingCapacity: true)
            written = 0
        }
        reportDropped(at: now)
    }

    /// The last flush of a worker; what was dropped, and what the reader doesn't take now, is said
    /// however short ago the last report.
    func finish(at now: Int = Clock.unixSeconds()) {
        flush(at: now)
        for byte in buffer[written...] where byte == UInt8(ascii: "\n") { countDropped() }
        written = buffer.count
        if unreportedCount > 0 { report(unreportedCount) }
        unreportedCount = 0
    }

    /// A pipe takes so many bytes whole or not at all (PIPE_BUF): batches of whole lines up to
    /// that size are never torn by another worker's.
    private static let batchBytes = 4096

    private var batchEnd: Int {
        var end = min(written + Self.batchBytes, buffer.count)
        while end > written, buffer[end - 1] != UInt8(ascii: "\n") { end -= 1 }
        return end
    }

    private func makeRoom(at now: Int) {
        flush(at: now)
        if written > 0 {
            buffer.removeSubrange(..<written)
            written = 0
        }
    }

    private func reportDropped(at now: Int) {
        guard unreportedCount > 0, reportLimit.admit(at: now) != nil else { return }
        report(unreportedCount)
        unreportedCount = 0
    }

    private static func logDropped(_ count: Int) {
        var line = LogLine(.warning, "access-log-dropped")
        line.add("count", count)
        line.write()
    }
}
