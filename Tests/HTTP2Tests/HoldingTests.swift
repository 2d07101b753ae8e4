// Answers that wait for the small bodies of their requests.

import HTTP
import Testing

@testable import HTTP2

struct HoldingTests {
    @Test func `the answer to a small body that is announced comes behind its end`() {
        for length in [0, 1, 100, 65_536] {
            let connection = TestConnection(bodyBytes: 17)
            connection.receive(post(1, length: length))
            #expect(connection.words == [] && connection.steps.count == 1)
            #expect(connection.wait == .heldBody)
            for _ in 0..<length / 16_384 { connection.receive(data(1, 16_384)) }
            #expect(connection.words == [])
            connection.receive(data(1, length % 16_384, isLast: true))
            #expect(connection.words == ["answer 1", "data 1 17."])
            #expect(connection.openStreams == 0 && connection.wait == .nextRequest)
        }
    }

    @Test func `a larger body, and one of which nobody knows, are not waited for`() {
        for length in [nil, 65_537, 1 << 40] {
            let connection = TestConnection()
            connection.receive(post(1, length: length))
            #expect(connection.words == ["answer 1."] && connection.wait == .body)
        }
    }

    @Test func `it is waited for at most a second`() {
        let connection = TestConnection()
        connection.now = 500
        connection.receive(post(1, length: 5))
        connection.now = 600
        connection.receive(post(3, length: 5))
        connection.now = 1499
        connection.receive(data(1, 1))
        #expect(connection.words == [])
        connection.now = 1500
        connection.receive(get(5))
        #expect(connection.takeWords() == ["answer 1.", "answer 5."])
        #expect(connection.wait == .heldBody)
        connection.now = 1600
        connection.receive([])
        #expect(connection.takeWords() == ["answer 3."])
        // What still comes of them is thrown away.
        connection.receive(data(3, 5, isLast: true) + data(1, 4, isLast: true))
        #expect(connection.words == [] && connection.openStreams == 0)
    }

    @Test func `trailers are its end too`() {
        let connection = TestConnection()
        connection.receive(post(1, length: 1) + data(1, 1) + headers(1, "00 01 'x' 01 'y'"))
        #expect(connection.words == ["answer 1."] && connection.openStreams == 0)
    }

    @Test func `who resets the request gets no answer`() {
        let connection = TestConnection()
        connection.receive(post(1, length: 5) + resetStream(1))
        #expect(!connection.session.isHeld(1) && !connection.session.isHolding)
        connection.now = 2000
        connection.receive(get(3))
        #expect(connection.words == ["answer 3."])
    }

    @Test func `when nothing more comes, nothing is waited for`() {
        let connection = TestConnection()
        connection.receive(post(1, length: 5) + post(3, length: 5))
        connection.endInput()
        #expect(connection.words == ["answer 1.", "answer 3."])
    }

    @Test func `nothing is held beside an answer that is on its way`() {
        let connection = TestConnection(bodyBytes: 50, opening: SendingTests.client(window: 0))
        connection.receive(get(1) + post(3, length: 5))
        #expect(connection.takeWords() == ["answer 1", "answer 3"])
        #expect(connection.wait == .window)
    }

    @Test func `an answer that has to wait for its peer releases those that are held`() {
        let connection = TestConnection(bodyBytes: 50, opening: SendingTests.client(window: 0))
        connection.receive(post(1, length: 5) + post(3, length: 5))
        #expect(connection.takeWords() == [])
        connection.receive(get(5))
        #expect(connection.takeWords() == ["answer 5", "answer 1", "answer 3"])
        #expect(connection.wait == .window)
    }

    @Test func `windows that open or shut meanwhile count`() {
        let connection = TestConnection(bodyBytes: 50, opening: SendingTests.client(window: 0))
        connection.receive(post(1, length: 5) + windowUpdate(1, 50) + data(1, 5, isLast: true))
        #expect(connection.takeWords() == ["answer 1", "data 1 50."])
        connection.receive(settingsFrame((4, 100)) + post(3, length: 5))
        connection.receive(settingsFrame((4, 49)) + data(3, 5, isLast: true))
        #expect(connection.takeWords() == ["ack", "ack", "answer 3", "data 3 49"])
        connection.receive(windowUpdate(3, 1))
        #expect(connection.takeWords() == ["data 3 1."] && connection.openStreams == 0)
    }

    @Test func `a hundred can be held, and one more is refused`() {
        let connection = TestConnection()
        connection.receive((0..<101).flatMap { post(2 * UInt32($0) + 1, length: 1) })
        #expect(connection.takeWords() == ["reset 201 refusedStream"])
        connection.receive((0..<100).flatMap { data(2 * UInt32($0) + 1, 1, isLast: true) })
        #expect(connection.takeWords() == (0..<100).map { "answer \(2 * $0 + 1)." })
        #expect(connection.openStreams == 0)
    }

    @Test func `a farewell waits for the answers that are held`() {
        let connection = TestConnection()
        connection.receive(post(1, length: 5))
        connection.letGo()
        #expect(connection.takeWords() == [])
        connection.receive(data(1, 5, isLast: true))
        #expect(connection.takeWords() == ["answer 1."])
        connection.letGo()
        #expect(connection.takeWords() == ["goaway 2147483647 noError"])
    }
}
