// Writing to standard output and standard error.

internal import CLinux

package enum Output: CInt {
    case standard = 1
    case error = 2

    /// isatty(3).
    package var isTerminal: Bool { isatty(rawValue) == 1 }

    /// Writes everything, waiting as long as the reader takes: for commands and start-up.
    package func write(_ text: String) { write(Array(text.utf8)) }

    /// The same with bytes as they are.
    package func write(_ bytes: [UInt8]) {
        // If nobody reads, there is nobody to tell either.
        try? write(bytes.span)
    }

    /// The same, for those who want to know.
    package func write(_ bytes: Span<UInt8>) throws(Errno) {
        let raw = rawValue
        var written = 0
        while written < bytes.count {
            do throws(Errno) {
                written += try retrying {
                    unsafe bytes.extracting(written...).withUnsafeBytes {
                        unsafe CLinux.write(raw, $0.baseAddress, $0.count)
                    }
                }
            } catch {
                // Somebody who shares the stream has made it non-blocking.
                guard error == .wouldBlock else { throw error }
                waitUntilWritable(milliseconds: -1)
            }
        }
    }

    /// Writes what a non-blocking pipe (`LineQueue`) takes at once: of up to PIPE_BUF bytes, which
    /// is 4096, all or nothing.
    /// - Returns: how many bytes went, 0 when the reader is behind or gone.
    package func writeNow(_ bytes: Span<UInt8>) -> Int { Self.writeNow(bytes, to: rawValue) }

    static func writeNow(_ bytes: Span<UInt8>, to raw: CInt) -> Int {
        unsafe bytes.withUnsafeBytes { buffer in
            max(0, unsafe CLinux.write(raw, buffer.baseAddress, buffer.count))
        }
    }

    /// poll(2).
    /// - Parameter milliseconds: at most; −1 waits for ever.
    package func waitUntilWritable(milliseconds: Int) {
        var request = pollfd(fd: rawValue, events: Int16(POLLOUT), revents: 0)
        _ = unsafe poll(&request, 1, CInt(clamping: milliseconds))
    }
}
