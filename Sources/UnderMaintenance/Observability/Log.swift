// Where log lines go: they are held while the server starts, and then queued for the logger.

import Kernel

/// All that is said about the service, by every process of ours, on standard error.
enum Log {
    /// Milliseconds the start waits, at most, for a logger that is behind.
    private static let patience = 1000

    /// Lines of the start, until it is known who writes them; nil: they are written at once.
    private nonisolated(unsafe) static var held: [UInt8]?
    /// Lines that nobody will read, since the last that was written.
    private nonisolated(unsafe) static var lostCount = 0
    /// Where this process counts all of them.
    private nonisolated(unsafe) static var losses: (block: CountBlock, index: Int)?

    /// Whether each line begins with its priority, as the journal takes it.
    private(set) nonisolated(unsafe) static var hasPriorities = false

    /// Holds lines from now on. A start must not wait for whoever reads them, and one that fails
    /// must not lose any.
    static func hold() {
        unsafe held = []
        // To be asked now: the stream is about to become a pipe of our own.
        unsafe hasPriorities = Supervisor.isJournal(.error)
    }

    /// A start that had seemed to succeed has failed: what is still to be said is held, as before.
    static func holdAgain() {
        if unsafe held == nil { unsafe held = [] }
    }

    /// For a process that has nothing to do with what was held.
    static func forget() {
        unsafe held = nil
        unsafe lostCount = 0
    }

    /// For a process that begins now: what others have lost they say themselves.
    static func countLosses(in block: CountBlock, at index: Int) {
        unsafe losses = (block, index)
        unsafe lostCount = 0
    }

    private static func countLoss() {
        unsafe lostCount += 1
        if let losses = unsafe losses { losses.block.add(1, at: losses.index) }
    }

    /// The start has failed: everything is written, however long that takes.
    static func writeHeld() {
        guard let lines = unsafe held else { return }
        forget()
        Output.error.write(String(bytes: lines))
    }

    /// The start has succeeded: everything is queued.
    static func queueHeld() {
        guard let lines = unsafe held else { return }
        forget()
        let ends = Clock.monotonicMilliseconds() + patience
        for line in lines.split(separator: UInt8(ascii: "\n")) {
            let whole = Array(line) + [UInt8(ascii: "\n")]
            while !isQueued(whole) {
                let left = ends - Clock.monotonicMilliseconds()
                guard left > 0 else {
                    countLoss()
                    break
                }
                Output.error.waitUntilWritable(milliseconds: left)
            }
        }
    }

    /// - Parameter line: with its line feed.
    /// - Returns: false when it is lost. The next line says how many were.
    static func write(_ line: [UInt8]) -> Bool {
        if unsafe held != nil {
            unsafe held?.append(contentsOf: line)
            return true
        }
        if unsafe lostCount > 0 {
            var note = LogLine(.warning, "log-dropped")
            note.add("count", unsafe lostCount)
            if isQueued(note.bytes + [UInt8(ascii: "\n")]) { unsafe lostCount = 0 }
        }
        if isQueued(line) { return true }
        countLoss()
        return false
    }

    private static func isQueued(_ line: [UInt8]) -> Bool {
        Output.error.writeNow(line.span) == line.count
    }
}
