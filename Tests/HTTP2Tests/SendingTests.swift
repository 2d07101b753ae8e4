// Bodies on their way out: windows, slow peers, streams in turn.
import HTTP
import Testing

@testable import HTTP2

/// What a client has read of a connection.
struct Received {
    var answers: [UInt32] = []
    var bodies: [UInt32: [UInt8]] = [:]
    var ended: Set<UInt32> = []
    /// The largest DATA frame.
    var largest = 0
    /// The streams of DATA frames, in order.
    var order: [UInt32] = []

    init(_ wire: [UInt8]) {
        for frame in SentFrame.all(in: wire) {
            let stream = frame.header.stream
            switch FrameType(rawValue: frame.header.type) {
            case .headers: answers.append(stream)
            case .data:
                bodies[stream, default: []] += frame.payload
                largest = max(largest, frame.header.length)
                order.append(stream)
            default: continue
            }
            if frame.isLast { ended.insert(stream) }
        }
    }

    /// Whether the body of a stream has come, whole and right.
    func isWhole(_ stream: UInt32, _ count: Int) -> Bool {
        ended.contains(stream)
            && bodies[stream] == (0..<count).map { TestConnection.octet(stream, at: $0) }
    }
}

@Suite struct SendingTests {
    static func client(window: UInt32? = nil) -> [UInt8] {
        var opening = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)
        opening += window.map { settingsFrame((4, $0)) } ?? settingsFrame()
        return opening
    }

    @Test(arguments: [1, 17, 1000, 16_383, 16_384])
    func `a small body goes behind its head`(_ count: Int) {
        let connection = TestConnection(bodyBytes: count)
        connection.receive(get(1))
        #expect(connection.words == ["answer 1", "data 1 \(count)."])
        #expect(Received(connection.wire).isWhole(1, count))
    }

    @Test func `an answer without a body is one frame`() {
        let connection = TestConnection(bodyBytes: 0)
        connection.receive(get(1) + get(3))
        #expect(connection.words == ["answer 1.", "answer 3."])
    }

    @Test func `a large body goes in frames that are one TLS record each`() {
        let connection = TestConnection(bodyBytes: 40_000)
        connection.receive(get(1))
        #expect(connection.words == ["answer 1", "data 1 16375", "data 1 16375", "data 1 7250."])
        #expect(Received(connection.wire).isWhole(1, 40_000))
        #expect(connection.openStreams == 0)
    }

    @Test func `a body that just fills its frames ends with the last`() {
        let connection = TestConnection(bodyBytes: 2 * 16_375)
        connection.receive(get(1))
        #expect(connection.words == ["answer 1", "data 1 16375", "data 1 16375."])
    }

    @Test func `streams take turns`() {
        let connection = TestConnection(bodyBytes: 20_000)
        connection.receive(get(1) + get(3) + get(5))
        let received = Received(connection.wire)
        #expect(received.answers == [1, 3, 5] && received.order.prefix(3) == [1, 3, 5])
        // 60,000 octets are more than the window, so the last has to wait.
        connection.receive(windowUpdate(0, 100_000))
        let all = Received(connection.wire)
        #expect([1, 3, 5].allSatisfy { all.isWhole($0, 20_000) })
    }

    @Test func `one stream's shut window doesn't hold up the others`() {
        let connection = TestConnection(bodyBytes: 20_000, opening: Self.client(window: 100))
        connection.receive(get(1) + get(3) + windowUpdate(3, 100_000))
        let received = Received(connection.wire)
        #expect(received.isWhole(3, 20_000) && received.bodies[1]?.count == 100)
        connection.receive(windowUpdate(1, 19_900))
        #expect(Received(connection.wire).isWhole(1, 20_000))
    }

    @Test(arguments: [1, 2, 9, 10, 100, 1000, 16_384, 60_000])
    func `a kernel that takes little at a time gets it all in order`(_ room: Int) {
        let connection = TestConnection(bodyBytes: 20_000, opening: Self.client(window: 1 << 20))
        connection.receive(windowUpdate(0, 1 << 20))
        connection.room = room
        connection.receive(get(1) + get(3) + ping("abcdefgh"))
        var turns = 0
        while connection.hasFrame || connection.pendingBytes > 0 {
            // Control frames come in between, and never inside of a frame.
            turns += 1
            if turns % 500 == 3 { connection.receive(ping("ijklmnop")) }
            connection.room = room
            connection.deliver()
        }
        let received = Received(connection.wire)
        #expect(received.isWhole(1, 20_000) && received.isWhole(3, 20_000))
        #expect(connection.words.contains("pong abcdefgh"))
    }

    @Test func `a frame of which nothing was taken is not begun`() {
        let connection = TestConnection(bodyBytes: 20_000)
        connection.room = 1
        connection.receive(get(1))
        connection.room = 13
        connection.deliver()
        #expect(connection.words == ["answer 1"] && !connection.isInFlight)
        // The answer is out, and not one octet of the body: the client may still change its mind.
        connection.receive(resetStream(1))
        connection.room = 100_000
        connection.deliver()
        #expect(connection.words == ["answer 1"] && connection.openStreams == 0)
    }

    @Test func `a frame in flight is sent to its end even if its stream is reset`() {
        let connection = TestConnection(bodyBytes: 20_000)
        connection.room = 14 + 10
        connection.receive(get(1))
        #expect(connection.isInFlight)
        connection.receive(resetStream(1) + ping("abcdefgh"))
        connection.room = 100_000
        connection.deliver()
        #expect(connection.words == ["answer 1", "data 1 16375", "pong abcdefgh"])
    }

    @Test func `a frame in flight is sent to its end even if the connection fails`() {
        let connection = TestConnection(bodyBytes: 20_000)
        connection.room = 14 + 10
        connection.receive(get(1))
        connection.receive(windowUpdate(0, 0))
        #expect(connection.isEnded && !connection.isOver)
        connection.room = 100_000
        connection.deliver()
        #expect(connection.words == ["answer 1", "data 1 16375", "goaway 1 protocolError"])
        #expect(connection.isOver && !connection.hasFrame)
    }

    @Test func `a body may go out while the request's comes in`() {
        let connection = TestConnection(bodyBytes: 100_000)
        connection.receive(post(1) + data(1, 1000))
        connection.receive(windowUpdate(0, 100_000) + windowUpdate(1, 100_000))
        #expect(Received(connection.wire).isWhole(1, 100_000))
        #expect(connection.openStreams == 1)
        connection.receive(data(1, 10, isLast: true))
        #expect(connection.openStreams == 0 && !connection.isEnded)
    }

    @Test func `twenty slow readers of a large page cost no more than their streams`() {
        let connection = TestConnection(bodyBytes: 5 << 20, opening: Self.client(window: 1 << 24))
        connection.receive(windowUpdate(0, 1 << 28))
        connection.room = 20 * 14 + 5000
        connection.receive((UInt32(0)..<20).flatMap { get(2 * $0 + 1) })
        #expect(connection.isInFlight && connection.pendingBytes == 0)
        #expect(connection.heldBytes < 4096)
    }
}
