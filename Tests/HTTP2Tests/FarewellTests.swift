// Letting go, and what is waited for until when.
import HTTP
import Testing

@testable import HTTP2

@Suite struct FarewellTests {
    @Test func `a farewell is announced, what arrives is answered, then the last is named`() {
        let connection = TestConnection()
        connection.receive(get(1))
        connection.session.beginFarewell(connection.output, now: connection.now)
        connection.receive(get(3))
        #expect(
            connection.takeWords() == [
                "answer 1.", "goaway 2147483647 noError", "ping farewell", "answer 3.",
            ])
        #expect(connection.wait == .farewell && !connection.isOver)
        connection.receive(get(5) + ping("farewell", isAnswer: true))
        #expect(connection.takeWords() == ["answer 5.", "goaway 5 noError"])
        #expect(connection.isOver && connection.isEnded)
    }

    @Test func `it isn't announced twice`() {
        let connection = TestConnection()
        connection.session.beginFarewell(connection.output, now: connection.now)
        connection.session.beginFarewell(connection.output, now: connection.now)
        connection.deliver()
        #expect(connection.words == ["goaway 2147483647 noError", "ping farewell"])
    }

    @Test func `another PING's answer is none to it`() {
        let connection = TestConnection()
        connection.session.beginFarewell(connection.output, now: connection.now)
        connection.receive(ping("farewel1", isAnswer: true))
        #expect(!connection.isOver)
        connection.receive(ping("farewell"))
        #expect(!connection.isOver && connection.words.last == "pong farewell")
    }

    @Test func `without an answer to the PING a second ends it`() {
        let connection = TestConnection()
        connection.receive(get(1))
        connection.session.beginFarewell(connection.output, now: connection.now)
        connection.session.expire(.farewell, connection.output, now: 1000)
        connection.deliver()
        #expect(connection.words.last == "goaway 1 noError" && connection.isOver)
    }

    @Test func `what goes out is sent to its end, what comes later is ignored`() {
        let connection = TestConnection(bodyBytes: 100_000)
        connection.receive(get(1))
        connection.session.beginFarewell(connection.output, now: connection.now)
        connection.receive(ping("farewell", isAnswer: true))
        #expect(!connection.isOver && connection.wait == .window)
        // A request that crossed our last GOAWAY, with a body: it is for another connection.
        connection.receive(post(3) + data(3, 100) + windowUpdate(3, 1) + resetStream(3))
        connection.receive(windowUpdate(0, 100_000) + windowUpdate(1, 100_000))
        #expect(Received(connection.wire).isWhole(1, 100_000))
        #expect(Received(connection.wire).answers == [1] && connection.isOver)
    }

    @Test func `a body that still comes is waited for`() {
        let connection = TestConnection()
        connection.receive(post(1))
        connection.session.beginFarewell(connection.output, now: connection.now)
        connection.receive(ping("farewell", isAnswer: true))
        #expect(!connection.isOver && connection.wait == .body)
        connection.receive(data(1, 5, isLast: true))
        #expect(connection.isOver && connection.isEnded)
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
