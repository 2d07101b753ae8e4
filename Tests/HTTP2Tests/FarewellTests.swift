// Letting go, and what is waited for until when.
import HTTP
import Testing

@testable import HTTP2

@Suite struct FarewellTests {
    private static let announced = "goaway 2147483647 noError"

    @Test func `a farewell is announced, what arrives is answered, then the last is named`() {
        let connection = TestConnection()
        connection.receive(get(1))
        connection.letGo()
        connection.receive(get(3))
        #expect(connection.takeWords() == ["answer 1.", Self.announced, "answer 3."])
        #expect(connection.wait == .farewell && !connection.isOver)
        connection.session.expire(.farewell, connection.output, now: 1000)
        connection.deliver()
        #expect(connection.takeWords() == ["goaway 3 noError"] && connection.isOver)
    }

    @Test func `it isn't announced twice`() {
        let connection = TestConnection()
        connection.letGo()
        connection.letGo()
        #expect(connection.words == [Self.announced])
    }

    /// Clients built on Python's h2 take whatever comes behind a GOAWAY for an error.
    @Test func `it waits for a body and for an answer under way`() {
        let connection = TestConnection(bodyBytes: 100_000)
        connection.receive(post(1))
        connection.letGo()
        connection.receive(data(1, 5, isLast: true))
        connection.letGo()
        #expect(!connection.words.contains(Self.announced))
        connection.receive(windowUpdate(0, 100_000) + windowUpdate(1, 100_000))
        connection.letGo()
        #expect(connection.words.last == Self.announced)
        #expect(Received(connection.wire).isWhole(1, 100_000))
    }

    @Test func `it goes with the end of the last answer, and of no other`() {
        let connection = TestConnection(bodyBytes: 40_000)
        connection.receive(get(1) + get(3) + post(5))
        connection.session.oweFarewell(connection.output, now: 0)
        connection.receive(windowUpdate(0, 200_000))
        // The end of a body is still to come.
        #expect(Received(connection.wire).isWhole(1, 40_000))
        #expect(Received(connection.wire).isWhole(5, 40_000))
        #expect(!connection.words.contains(Self.announced))
        connection.receive(get(7) + data(5, 5, isLast: true))
        #expect(connection.words.last == Self.announced)
        #expect(connection.words.dropLast().last == "data 7 7250.")
        connection.letGo()
        #expect(connection.words.last == Self.announced && connection.wait == .farewell)
    }

    @Test func `who goes on asking meanwhile is told after a second`() {
        let connection = TestConnection()
        connection.receive(post(1))
        connection.letGo()
        connection.now = 999
        connection.receive(get(3))
        connection.letGo()
        #expect(!connection.words.contains(Self.announced))
        connection.now = 1000
        connection.receive(get(5))
        connection.letGo()
        #expect(connection.words.last == Self.announced)
        // Its body is still taken.
        connection.session.expire(.farewell, connection.output, now: 2000)
        #expect(!connection.isOver && connection.wait == .body)
        connection.receive(data(1, 5, isLast: true))
        #expect(connection.isOver && connection.isEnded)
    }

    @Test func `a request that crossed our last GOAWAY is ignored`() {
        let connection = TestConnection(bodyBytes: 100_000)
        connection.receive(get(1))
        connection.letGo()
        connection.now = 1000
        connection.letGo()
        connection.session.expire(.farewell, connection.output, now: 2000)
        connection.deliver()
        #expect(!connection.isOver && connection.wait == .window)
        // With a body: it is for another connection.
        connection.receive(post(3) + data(3, 100) + windowUpdate(3, 1) + resetStream(3))
        connection.receive(windowUpdate(0, 100_000) + windowUpdate(1, 100_000))
        #expect(Received(connection.wire).isWhole(1, 100_000))
        #expect(Received(connection.wire).answers == [1] && connection.isOver)
    }
}

@Suite struct WaitingTests {
    @Test func `a session says what it waits for`() {
        let connection = TestConnection(bodyBytes: 100_000, opening: [])
        #expect(connection.wait == .head)
        connection.receive(Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8))
        #expect(connection.wait == .head)
        connection.receive(settingsFrame())
        #expect(connection.wait == .firstRequest)
        // What a peer begins at will puts nothing off: half a frame, a block.
        connection.receive([0])
        #expect(connection.wait == .firstRequest)
        connection.receive(Array(get(1).dropFirst()))
        #expect(connection.wait == .window)
        connection.receive(windowUpdate(0, 100_000) + windowUpdate(1, 100_000))
        #expect(connection.wait == .nextRequest)
        connection.bodyBytes = 0
        connection.receive(post(3))
        #expect(connection.wait == .body)
        connection.receive(frame(1, flags: 1, 5, "82 87"))
        #expect(connection.wait == .body)
        connection.receive(frame(9, flags: 4, 5, "84 01 01 'a'"))
        #expect(connection.wait == .body)
        connection.receive(data(3, 0, isLast: true))
        #expect(connection.wait == .nextRequest)
    }

    @Test func `who doesn't begin, end a block or ask again is told that it is over`() {
        for (opening, bytes) in [
            ([UInt8](), Array("PRI *".utf8)), (preface, []), (preface, [0, 0]), (preface, get(1)),
            (preface, frame(1, flags: 1, 1, "82 87")),
        ] {
            let connection = TestConnection(opening: opening)
            connection.receive(bytes)
            let last = connection.words.contains("answer 1.") ? 1 : 0
            connection.session.expire(connection.wait, connection.output, now: 10_000)
            connection.deliver()
            #expect(connection.words.last == "goaway \(last) noError" && connection.isOver)
        }
    }

    @Test func `a body that takes too long is given up, after its answer and alone`() {
        let connection = TestConnection()
        connection.receive(post(1))
        connection.now = 6000
        connection.receive(post(3))
        connection.session.expire(.body, connection.output, now: 10_000)
        connection.receive(data(3, 5) + get(5))
        #expect(
            connection.takeWords() == [
                "answer 1.", "answer 3.", "reset 1 noError", "answer 5.",
            ])
        // What was on its way is thrown away.
        connection.receive(data(1, 5) + data(1, 5, isLast: true) + get(7))
        #expect(connection.takeWords() == ["answer 7."])
        #expect(connection.openStreams == 1)
    }

    @Test func `a body that trickles is given up too`() {
        let connection = TestConnection()
        connection.receive(post(1))
        for second in 1..<12 {
            connection.now = 1000 * second
            connection.receive(data(1, 1))
        }
        #expect(connection.words == ["answer 1.", "reset 1 noError"])
    }

    @Test func `a body of 128 MiB is taken, one octet more is given up`() {
        let connection = TestConnection()
        connection.receive(post(1))
        connection.session.streams[0].discarded = 128 << 20 - 1
        connection.receive(data(1, 1))
        #expect(connection.words == ["answer 1."])
        connection.receive(data(1, 1))
        #expect(connection.words == ["answer 1.", "reset 1 noError"])
        connection.receive(data(1, 16_384) + get(3))
        #expect(connection.words == ["answer 1.", "reset 1 noError", "answer 3."])
    }

    @Test func `a stream is never ended before its answer is out`() {
        let connection = TestConnection(bodyBytes: 100_000)
        connection.receive(post(1))
        connection.session.expire(.body, connection.output, now: 10_000)
        connection.receive(windowUpdate(0, 50_000))
        #expect(!connection.words.contains("reset 1 noError"))
        connection.receive(windowUpdate(1, 50_000))
        #expect(Received(connection.wire).isWhole(1, 100_000))
        #expect(connection.words.last == "reset 1 noError" && connection.openStreams == 0)
    }
}
