// Writing to standard output and standard error.

internal import CLinux

package enum Output: CInt {
    case standard = 1
    case error = 2

    /// Writes everything, waiting as long as the reader takes: for commands and start-up.
    package func write(_ text: String) { write(Array(text.utf8)) }

    /// The same with bytes as they are.
    package func write(_ whole: [UInt8]) {
        let raw = rawValue
        var bytes = whole[...]
        while !bytes.isEmpty {
            do throws(Errno) {
                let count = try retrying {
                    unsafe bytes.withUnsafeBytes {
                        unsafe CLinux.write(raw, $0.baseAddress, $0.count)
                    }
                }
                bytes = bytes.dropFirst(count)
            } catch {
                // Nobody reads; there is nobody to tell either.
                return
            }
        }
    }

    /// Writes what the reader takes at once and never waits: pwritev2(2) with RWF_NOWAIT; where
    /// the file knows no such thing, poll(2) and at most PIPE_BUF bytes.
    /// - Returns: how many bytes went, 0 when the reader is behind or gone.
    package func writeNow(_ bytes: Span<UInt8>) -> Int { Self.writeNow(bytes, to: rawValue) }

    static func writeNow(_ bytes: Span<UInt8>, to raw: CInt) -> Int {
        unsafe bytes.withUnsafeBytes { buffer in
            let count = unsafe CLinux_pwritev2_nowait(raw, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            // A full pipe, or a file that knows no such thing: poll tells them apart.
            if Errno.last == .brokenPipe { return 0 }
            var request = pollfd(fd: raw, events: Int16(POLLOUT), revents: 0)
            guard unsafe poll(&request, 1, 0) == 1, request.revents & Int16(POLLOUT) != 0 else {
                return 0
            }
            return max(0, unsafe CLinux.write(raw, buffer.baseAddress, min(buffer.count, 4096)))
        }
    }
}
