// Lines on their way to a standard stream: the pipe in its place, and how lines are taken out so that
// none is lost with whoever takes them.

internal import CLinux

/// A non-blocking pipe(7) in the place of a standard stream. Whoever writes there never waits, and
/// pieces of at most PIPE_BUF bytes, of however many processes, stay whole. It lives as long as the
/// process that made it, which has both ends, whatever becomes of those who read.
package final class LineQueue {
    /// Bytes that it takes, if the system lets it: as much as pipe(7) lets anybody. A busy machine
    /// may let half a second pass before it lets the reader run. An empty pipe takes no memory.
    private static let capacity: CInt = 1 << 20

    package let output: Output
    /// What the stream was before.
    private var destination: FileDescriptor?
    private var reading: FileDescriptor?

    /// Puts the pipe there: pipe2(2), dup2(2).
    package init(_ output: Output) throws(Errno) {
        self.output = output
        let raw = output.rawValue
        destination = FileDescriptor(owning: try retrying { dup(raw) })
        var (out, into): (CInt, CInt) = (-1, -1)
        _ = try retrying { unsafe CLinux_pipe(&out, &into) }
        reading = FileDescriptor(owning: out)
        let writing = FileDescriptor(owning: into)
        _ = try retrying { CLinux_set_nonblocking(into) }
        // Where a user's pipes have taken all that a user gets, it is smaller.
        _ = CLinux_set_pipe_size(into, Self.capacity)
        _ = try retrying { dup2(writing.rawValue, raw) }
    }

    /// Whether all that came has been removed.
    package var isEmpty: Bool {
        guard let raw = reading?.rawValue else { return true }
        var request = pollfd(fd: raw, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&request, 1, 0) == 0
    }

    /// Makes the stream what it was before. With the last process that does so, or ends, the queue
    /// ends behind what is in it.
    package func restore() {
        guard let raw = destination?.rawValue else { return }
        _ = dup2(raw, output.rawValue)
    }

    /// Keeps nothing but the stream: for those who only write.
    package func letGo() {
        destination = nil
        reading = nil
    }

    /// Keeps nothing but the queue and the stream as it was before: for the process that takes the
    /// lines out. All other descriptors are closed.
    package func reader() throws(Errno) -> LineReader {
        guard let from = reading?.rawValue, let raw = destination?.rawValue else {
            throw .invalidArgument
        }
        _ = try retrying { dup2(raw, output.rawValue) }
        // That may be another queue, which must not be kept open by those who don't write to it.
        if output == .error { _ = try retrying { dup2(raw, Output.standard.rawValue) } }
        _ = try retrying { dup2(from, LineReader.queue) }
        CLinux_close_from(LineReader.queue + 1)
        return try LineReader()
    }
}

/// Takes lines out of a queue in two steps: they are looked at, and removed when they have been
/// written. Whoever dies between the two leaves them to its successor.
package final class LineReader {
    static let queue: CInt = 3

    /// Where what is looked at is copied to: a pipe can't be looked into.
    private let copyReading: FileDescriptor
    private let copyWriting: FileDescriptor
    /// False where the system has no tee(2): then a look removes.
    package private(set) var isLooking = true
    private var removed = [UInt8](repeating: 0, count: 4096)

    fileprivate init() throws(Errno) {
        var (out, into): (CInt, CInt) = (-1, -1)
        _ = try retrying { unsafe CLinux_pipe(&out, &into) }
        copyReading = FileDescriptor(owning: out)
        copyWriting = FileDescriptor(owning: into)
    }

    /// Waits for lines: tee(2), read(2).
    /// - Parameter buffer: of at most PIPE_BUF bytes.
    /// - Returns: how many bytes there are, 0 at the end.
    package func look(into buffer: inout MutableSpan<UInt8>) throws(Errno) -> Int {
        if isLooking {
            let (copy, room) = (copyWriting.rawValue, buffer.count)
            do throws(Errno) {
                let count = try retrying { CLinux_tee(Self.queue, copy, room) }
                return count == 0 ? 0 : try read(copyReading.rawValue, count, into: &buffer)
            } catch {
                isLooking = false
            }
        }
        return try read(Self.queue, buffer.count, into: &buffer)
    }

    /// - Parameter count: bytes that have been seen.
    package func remove(_ count: Int) throws(Errno) {
        guard isLooking else { return }
        var rest = count
        while rest > 0 {
            rest -= try retrying {
                unsafe removed.withUnsafeMutableBytes {
                    unsafe CLinux.read(Self.queue, $0.baseAddress, min(rest, $0.count))
                }
            }
        }
    }

    private func read(
        _ raw: CInt, _ count: Int, into buffer: inout MutableSpan<UInt8>
    ) throws(Errno) -> Int {
        try unsafe buffer.withUnsafeMutableBytes { bytes throws(Errno) in
            try retrying { unsafe CLinux.read(raw, bytes.baseAddress, count) }
        }
    }
}
