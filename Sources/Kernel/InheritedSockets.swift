// Listening sockets that whoever started this process has opened for it.

internal import CLinux

/// What sd_listen_fds(3) describes: LISTEN_PID, LISTEN_FDS and LISTEN_FDNAMES.
package enum InheritedSockets {
    private static let firstDescriptor: CInt = 3

    /// Takes the sockets over; a descriptor that isn't a listening stream socket is left alone.
    /// - Returns: each with its name, which may be empty.
    package static func take(
        _ variables: [Environment.Variable]
    ) -> [(socket: ListeningSocket, name: [UInt8])] {
        guard let owner = number(value(of: "LISTEN_PID", variables)), owner == getpid(),
            let count = number(value(of: "LISTEN_FDS", variables))
        else { return [] }
        var names = value(of: "LISTEN_FDNAMES", variables)
            .split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)[...]
        var taken: [(socket: ListeningSocket, name: [UInt8])] = []
        for raw in firstDescriptor..<firstDescriptor + count {
            let name = names.popFirst().map { Array($0) } ?? []
            if let socket = ListeningSocket.adopt(raw) { taken.append((socket, name)) }
        }
        return taken
    }

    private static func value(of name: String, _ variables: [Environment.Variable]) -> [UInt8] {
        for variable in variables where variable.name.utf8.elementsEqual(name.utf8) {
            return Array(variable.value.utf8)
        }
        return []
    }

    private static func number(_ digits: [UInt8]) -> CInt? {
        guard !digits.isEmpty, digits.count < 9 else { return nil }
        var number: CInt = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            number = number * 10 + CInt(digit - UInt8(ascii: "0"))
        }
        return number
    }
}
