// What a client sends over HTTP/2: it ends in no trap, holds no more than it may, and means the same
// however it comes.
@testable import HTTP2

/// An input is three octets that say how it is run, then what the client sends.
/// - The first: 1: without preface and SETTINGS in front; 2: beside other things. Then 4: the server
///   wants to let go; 8: waits end; 16: the client ends its side; and above, a body's size.
/// - The second: octets that come at once, less one.
/// - The third: octets that the kernel takes at once, in sixteens; 0: all.
enum Sessions: Target {
    static var seeds: [[UInt8]] {
        SessionCase.all.map(\.bytes).enumerated().flatMap { number, bytes in
            let isOpen = bytes.starts(with: preface)
            let rest = isOpen ? Array(bytes[preface.count...]) : bytes
            let first: UInt8 = isOpen ? 0 : 1
            return [[first, 6, 0] + rest, [first | 2, 6, UInt8(number & 0xff)] + rest]
        }
    }

    static var words: [[UInt8]] {
        [
            get(1), post(3), data(1, 1), windowUpdate(0, 1), resetStream(1), ping("12345678"),
            settingsFrame((4, 0)),
        ]
    }

    static func run(_ input: [UInt8]) {
        guard input.count > 3 else { return }
        let bytes = (input[0] & 1 == 0 ? preface : []) + input[3...]
        let piece = Int(input[1]) + 1
        if input[0] & 2 == 0 {
            let whole = run(bytes, piece: bytes.count)
            let cut = run(bytes, piece: piece)
            precondition(whole == cut, "\(whole), in pieces \(cut)")
        } else {
            let sizes = [0, 1, 17, 400, 16_384, 40_000, 0, 70_000]
            let connection = TestConnection(bodyBytes: sizes[Int(input[0] >> 5)], opening: [])
            run(bytes, piece: piece, on: connection, input[0], room: 16 * Int(input[2]))
        }
    }

    /// What is said where no time passes and the kernel takes everything.
    private static func run(_ bytes: [UInt8], piece: Int) -> [String] {
        let connection = TestConnection(opening: [])
        for start in stride(from: 0, to: bytes.count, by: piece) {
            connection.receive(Array(bytes[start..<min(bytes.count, start + piece)]))
            check(connection)
        }
        return connection.words + connection.steps
    }

    private static func run(
        _ bytes: [UInt8], piece: Int, on connection: TestConnection, _ ways: UInt8, room: Int
    ) {
        var turn = 0
        for start in stride(from: 0, to: bytes.count, by: piece) where !connection.isOver {
            turn += 1
            connection.now += 300
            if room > 0 { connection.room = room }
            connection.receive(Array(bytes[start..<min(bytes.count, start + piece)]))
            if ways & 4 != 0, turn % 3 == 0 { connection.letGo() }
            if ways & 8 != 0, turn % 5 == 0 {
                connection.session.expire(connection.wait, connection.output, now: connection.now)
                connection.receive([])
            }
            check(connection)
        }
        if ways & 16 != 0, !connection.isOver {
            connection.endInput()
            precondition(!connection.session.isHolding || connection.pendingBytes > 0)
        }
        check(connection)
    }

    private static func check(_ connection: TestConnection) {
        precondition(connection.openStreams <= 100 && connection.heldBytes < 90_000)
        precondition(connection.pendingBytes < TestConnection.most + 40_000)
    }
}
