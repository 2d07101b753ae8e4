// Floods: what costs us more than it costs the peer ends the connection, and nothing grows.
import HTTP
import Testing

@testable import HTTP2

@Suite struct FloodTests {
    /// Sends until the connection ends.
    /// - Returns: how often; nil: it never did.
    private func flood(
        _ connection: TestConnection, most: Int = 5000, _ frames: (Int) -> [UInt8]
    ) -> Int? {
        for turn in 0..<most {
            connection.receive(frames(turn))
            if connection.isEnded { return turn + 1 }
        }
        return nil
    }

    /// What ended it.
    private func end(_ connection: TestConnection) -> String? { connection.words.last }

    private func isCalmed(_ connection: TestConnection) -> Bool {
        end(connection)?.hasSuffix("enhanceYourCalm") == true
    }

    private func stream(_ turn: Int) -> UInt32 { UInt32(2 * turn + 1) }

    @Test func `PING`() {
        let connection = TestConnection()
        #expect(flood(connection) { _ in ping("abcdefgh") } == 1001)
        #expect(isCalmed(connection))
    }

    @Test func `SETTINGS`() {
        let connection = TestConnection()
        #expect(flood(connection) { _ in settingsFrame() } == 251)
        #expect(isCalmed(connection))
    }

    @Test func `acknowledgements, PRIORITY, WINDOW_UPDATE, GOAWAY, unknown frames`() {
        let frames = [
            frame(4, flags: 1), frame(2, 1, "00000003 10"), windowUpdate(0, 1),
            frame(7, 0, "00000000 00000000"), frame(0xfa, 0, [1]), ping("abcdefgh", isAnswer: true),
        ]
        for bytes in frames {
            let connection = TestConnection()
            #expect(flood(connection) { _ in bytes } == 1001)
            #expect(isCalmed(connection))
        }
    }

    @Test func `DATA with nothing in it, or padding alone`() {
        for bytes in [data(1, 0), frame(0, flags: 8, 1, "03 000000"), frame(0, flags: 8, 1, "00")] {
            let connection = TestConnection()
            connection.receive(post(1))
            #expect(flood(connection) { _ in bytes } == 1001)
            #expect(isCalmed(connection))
        }
    }

    @Test func `RST_STREAM and WINDOW_UPDATE on closed streams`() {
        for bytes in [resetStream(1), windowUpdate(1, 1)] {
            let connection = TestConnection()
            connection.receive(get(1))
            #expect(flood(connection) { _ in bytes } == 1001)
            #expect(isCalmed(connection))
        }
    }

    @Test func `malformed requests`() {
        let connection = TestConnection()
        #expect(flood(connection) { headers(stream($0), "82 84") } == 251)
        #expect(isCalmed(connection))
    }

    @Test func `requests are no flood, however many there are`() {
        let connection = TestConnection(bodyBytes: 0)
        #expect(flood(connection, most: 3000) { get(stream($0)) } == nil)
        #expect(connection.openStreams == 0)
    }

    @Test func `a peer that keeps alive with a PING a second is never told to calm down`() {
        let connection = TestConnection()
        let turns = flood(connection, most: 3000) { turn in
            connection.now = 1000 * turn
            return ping("abcdefgh")
        }
        #expect(turns == nil)
    }

    @Test func `32 a second are given back`() {
        let connection = TestConnection()
        _ = flood(connection, most: 1000) { _ in ping("abcdefgh") }
        connection.now = 1000
        #expect(flood(connection) { _ in ping("abcdefgh") } == 33)
        let other = TestConnection()
        _ = flood(other, most: 1000) { _ in ping("abcdefgh") }
        // No more than there was at first, however long it takes.
        other.now = 1 << 30
        #expect(flood(other) { _ in ping("abcdefgh") } == 1001)
    }

    @Test func `a reader of small windows is an honest one`() {
        // Each frame of ours is answered by two WINDOW_UPDATEs.
        let connection = TestConnection(
            bodyBytes: 600_000, opening: SendingTests.client(window: 1000))
        connection.receive(get(1))
        for _ in 0..<599 { connection.receive(windowUpdate(1, 1000) + windowUpdate(0, 1000)) }
        #expect(Received(connection.wire).isWhole(1, 600_000) && !connection.isEnded)
    }

    @Test func `header bombs are decoded, refused and forgotten`() {
        let connection = TestConnection()
        // An entry of nearly all the table, named again and again.
        var block = octets("82 87 84 01 01 'a' 40 06 'accept' 7f 80 1e")
        block += [UInt8](repeating: 0x61, count: 127 + 0x1e << 7)
        connection.receive(frame(1, flags: 5, 1, block))
        let bomb = octets("82 87 84 01 01 'a'") + [UInt8](repeating: 0xbe, count: 16_000)
        connection.receive(frame(1, flags: 5, 3, bomb) + get(5))
        #expect(
            connection.steps == [
                "GET a / accept=" + String(repeating: "a", count: 3967), "431", "GET a /",
            ])
        #expect(connection.words == ["answer 1.", "answer 3.", "answer 5."])
        #expect(connection.text.count < FieldText.capacity && connection.heldBytes < 10_000)
    }

    @Test func `a block of eight CONTINUATIONs is read, of nine not`() {
        for (count, outcome) in [(8, "answer 1."), (9, "goaway 0 enhanceYourCalm")] {
            let connection = TestConnection()
            var bytes = frame(1, flags: 1, 1, "82 87 84 01 01 'a'")
            for turn in 1...count { bytes += frame(9, flags: turn == count ? 4 : 0, 1, []) }
            connection.receive(bytes)
            #expect(connection.words == [outcome])
        }
    }

    @Test func `a block of 64 KiB is read, one octet more not`() {
        for (extra, outcome) in [(0, "answer 1."), (1, "goaway 0 enhanceYourCalm")] {
            let connection = TestConnection()
            var block = octets("82 87 84 01 01 'a'")
            while block.count < 65_536 - 10_000 {
                block += octets("00 01 'x' 7f 91 4d") + [UInt8](repeating: 0x79, count: 10_000)
            }
            let left = 65_536 - block.count + extra - 6
            block +=
                octets("00 01 'x' 7f") + [
                    UInt8((left - 127) & 127 | 128), UInt8((left - 127) >> 7),
                ]
            block += [UInt8](repeating: 0x79, count: left)
            #expect(block.count == 65_536 + extra)
            var bytes = frame(1, flags: 1, 1, Array(block.prefix(16_384)))
            var start = 16_384
            while start < block.count {
                let end = min(block.count, start + 16_384)
                bytes += frame(9, flags: end == block.count ? 4 : 0, 1, Array(block[start..<end]))
                start = end
            }
            connection.receive(bytes)
            #expect(connection.words == [outcome])
        }
    }

    @Test func `nothing that a peer doesn't read makes anything grow`() {
        // The kernel takes nothing any more; the driver reads on until it has enough.
        let connection = TestConnection(bodyBytes: 16_384)
        connection.room = 0
        connection.receive((0..<2000).flatMap { get(stream($0)) })
        #expect(connection.pendingBytes < 100_000 && connection.heldBytes < 16_384)
    }
}
