// A logger process: it alone writes one of the standard streams, and may wait for whoever reads it.

import HTTP
import Kernel

/// One for each stream that anybody writes to: a reader of standard output that is behind can't
/// hold back standard error. All that it has of the others' is the reading end of their queue.
enum Logger {
    /// Bytes that are written at once; what a pipe takes whole.
    private static let batchBytes = 4096

    /// Runs in the child and ends it, once everybody who writes to the queue has ended.
    /// - Parameter common: where it counts lines that it can't write.
    static func run(
        _ queue: LineQueue, master: Int32, _ common: CountBlock, _ missing: Confinement.Missing
    ) -> Never {
        Log.forget()
        // A terminal sends these to everybody; the lines of those who obey them are still to come.
        Process.ignore([.hangUp, .interrupt, .quit, .terminate])
        Process.setName("logger")
        let identity = ServerLimits.workerIdentity
        if let refusal = Privileges.drop(user: identity, group: identity), refusal.keepsIdentity {
            Process.exit(ExitCode.systemRefused)
        }
        Process.closeMemory()
        Process.end(secondsAfterParent: ServerLimits.abandonedLoggerSeconds, master)
        do throws(Errno) {
            let reader = try queue.reader()
            _ = Confinement.enter(.logger, without: missing)
            try passOn(reader, to: queue.output, common)
            Process.exit(ExitCode.stopped)
        } catch {
            Process.exit(ExitCode.systemRefused)
        }
    }

    private static func passOn(
        _ reader: LineReader, to output: Output, _ common: CountBlock
    ) throws(Errno) {
        let buffer = InputBuffer(capacity: batchBytes)
        var losses = Losses(output, common)
        while true {
            let count = try buffer.withMutableSpan {
                span throws(Errno) in try reader.look(into: &span)
            }
            if count == 0 { break }
            let written = buffer.withSpan(first: count) { bytes in
                let lines = reader.isLooking ? bytes.extracting(first: endOfLines(bytes)) : bytes
                do throws(Errno) {
                    try output.write(lines)
                } catch {
                    // Nobody reads any more, or the disk is full. The service goes on.
                    losses.note(lines, error)
                }
                return lines.count
            }
            try reader.remove(written)
        }
        losses.report()
    }

    /// Behind the last line that is whole; of a line without end, all there is.
    static func endOfLines(_ bytes: Span<UInt8>) -> Int {
        var end = bytes.count
        while end > 0, bytes[end - 1] != UInt8(ascii: "\n") { end -= 1 }
        return end == 0 ? bytes.count : end
    }
}

/// Lines that couldn't be written; of standard output's it is said on standard error now and then.
private struct Losses {
    private let output: Output
    private let common: CountBlock
    private var count = 0
    private var error: Errno?
    private var limit = RateLimit(oncePer: AccessLog.reportSeconds)

    init(_ output: Output, _ common: CountBlock) {
        self.output = output
        self.common = common
    }

    mutating func note(_ lines: Span<UInt8>, _ error: Errno) {
        var lost = 0
        for index in lines.indices where lines[index] == UInt8(ascii: "\n") { lost += 1 }
        common.add(lost, at: CommonCount.loggers + Int(output.rawValue) * CommonCount.loggerWords)
        guard output == .standard else { return }
        count += lost
        self.error = error
        if limit.admit(at: Clock.unixSeconds()) != nil { report() }
    }

    mutating func report() {
        guard count > 0, let error else { return }
        var line = LogLine(.warning, "access-log-dropped")
        line.add("count", count)
        line.add("reason", error.words)
        line.write()
        count = 0
    }
}
