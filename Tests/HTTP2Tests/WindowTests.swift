// Windows of all sizes, both ways.
import HTTP
import Testing

@testable import HTTP2

@Suite struct WindowTests {
    /// A client that gives back what it has read, as soon as it has.
    private func read(
        _ connection: TestConnection, _ stream: UInt32, until count: Int, by step: Int
    ) {
        var read = 0
        while read < count, !connection.isEnded {
            let wire = Received(connection.wire).bodies[stream]?.count ?? 0
            guard wire > read else { return }
            while read < wire {
                let taken = UInt32(min(step, wire - read))
                connection.receive(windowUpdate(stream, taken) + windowUpdate(0, taken))
                read += Int(taken)
            }
        }
    }

    @Test(arguments: [(1, 17), (1, 100), (7, 2000), (1000, 300_000), (65_535, 500_000)])
    func `a body comes whole through a window of any size`(_ window: Int, _ count: Int) {
        let connection = TestConnection(
            bodyBytes: count, opening: SendingTests.client(window: UInt32(window)))
        connection.receive(get(1))
        read(connection, 1, until: count, by: window)
        #expect(Received(connection.wire).isWhole(1, count))
        #expect(!connection.isEnded)
    }

    @Test func `a window of 0 lets an answer out and its body when it opens`() {
        let connection = TestConnection(bodyBytes: 17, opening: SendingTests.client(window: 0))
        connection.receive(get(1))
        #expect(connection.words == ["answer 1"])
        connection.receive(windowUpdate(1, 17))
        #expect(connection.words == ["answer 1", "data 1 17."])
    }

    @Test func `the connection's window holds for all streams together`() {
        let connection = TestConnection(bodyBytes: 16_000)
        let streams: [UInt32] = [1, 3, 5, 7, 9]
        connection.receive(streams.flatMap { get($0) })
        let counts: [Int] = Received(connection.wire).bodies.values.map(\.count)
        let sum: Int = counts.reduce(0, +)
        #expect(sum == 65_535)
        connection.receive(windowUpdate(0, 1_000_000))
        let received = Received(connection.wire)
        #expect(streams.allSatisfy { received.isWhole($0, 16_000) })
    }

    @Test func `windows of bodies that come are renewed before they are empty`() {
        let connection = TestConnection()
        connection.receive(post(1))
        // As our SETTINGS say.
        var allowance = SessionLimits.receiveWindow
        var sent = 0
        while sent < 3 << 20 {
            let count = min(16_384, allowance)
            #expect(count > 0)
            if count == 0 { return }
            connection.receive(data(1, count))
            sent += count
            allowance -= count
            for frame in SentFrame.all(in: connection.wire) where frame.header.type == 8 {
                if frame.header.stream == 1 {
                    allowance += Int(frame.payload.withUnsafeBufferPointer { $0.span.word(at: 0) })
                }
            }
            _ = connection.takeWords()
        }
        connection.receive(data(1, 1, isLast: true))
        #expect(connection.openStreams == 0 && !connection.isEnded)
    }

    @Test func `more than a stream's window ends the stream`() {
        let connection = TestConnection()
        connection.receive(post(1))
        connection.session.streams[0].receiveWindow = 10
        connection.receive(data(1, 11) + get(3))
        #expect(
            connection.words.filter { !$0.hasPrefix("window") } == [
                "answer 1.", "reset 1 flowControlError", "answer 3.",
            ])
    }

    @Test func `more than the connection's window ends the connection`() {
        let connection = TestConnection()
        connection.receive(post(1))
        connection.session.receiveWindow = 10
        connection.receive(data(1, 11))
        #expect(connection.words == ["answer 1.", "goaway 1 flowControlError"])
    }

    @Test func `SETTINGS change the windows of streams there are, and of those to come`() {
        let connection = TestConnection(bodyBytes: 1000, opening: SendingTests.client(window: 10))
        connection.receive(get(1))
        connection.receive(settingsFrame((4, 15)))
        #expect(connection.takeWords() == ["answer 1", "data 1 10", "ack", "data 1 5"])
        connection.receive(settingsFrame((4, 5)) + windowUpdate(1, 10))
        #expect(connection.takeWords() == ["ack"])
        connection.receive(windowUpdate(1, 1) + get(3))
        #expect(connection.takeWords() == ["answer 3", "data 3 5", "data 1 1"])
    }
}
