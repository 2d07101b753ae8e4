// The service manager above this process: what it is told, and how it reads what is said.

internal import CLinux

/// systemd, or whoever speaks as it does. Where there is none, nobody is told anything.
package final class Supervisor {
    package enum State {
        /// Connections are taken, with all that has been loaded.
        case ready
        /// What follows is a reload, which ends by being ready again.
        case reloading
        case stopping

        fileprivate var message: String {
            switch self {
            case .ready: "READY=1"
            case .reloading: "RELOADING=1\nMONOTONIC_USEC=\(Clock.monotonicMicroseconds())"
            case .stopping: "STOPPING=1"
            }
        }
    }

    private let socket: FileDescriptor

    /// Connects with the socket that NOTIFY_SOCKET names, which is kept: whoever is confined opens
    /// none any more. Nil: nobody listens, and whoever asks goes by what he sees.
    package init?() {
        guard let path = Environment.value(of: "NOTIFY_SOCKET"),
            let socket = try? ConnectedSocket.open(
                .unix(path: Self.name(path)), kind: CLinux_SOCK_DGRAM)
        else { return nil }
        self.socket = socket
    }

    /// An `@` in front stands for the zero that begins an abstract name: sd_notify(3).
    private static func name(_ path: String) -> String {
        var bytes = SystemText.encode(path)
        if bytes.first == UInt8(ascii: "@") { bytes[0] = 0 }
        return SystemText.decode(bytes)
    }

    /// sd_notify(3). Waits a second at most.
    @inline(never)
    package func tell(_ state: State) {
        _ = socket.send(Array(state.message.utf8).span)
    }

    /// Whether a stream goes straight into the journal, which takes a priority in front of each line:
    /// JOURNAL_STREAM of systemd.exec(5), fstat(2).
    package static func isJournal(_ output: Output) -> Bool {
        guard let named = Environment.value(of: "JOURNAL_STREAM") else { return false }
        var information = stat()
        guard unsafe fstat(output.rawValue, &information) == 0 else { return false }
        let found = "\(information.st_dev):\(information.st_ino)"
        return named.utf8.elementsEqual(found.utf8)
    }
}
