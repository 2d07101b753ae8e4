// The session: the tables at every split.
import Testing

@testable import HTTP2

@Suite struct SessionTests {
    static let cases =
        SessionCase.prefaces + SessionCase.frames + SessionCase.requests + SessionCase.blocks
        + SessionCase.bodies + SessionCase.states + SessionCase.settings + SessionCase.controls
        + SessionCase.windows

    @Test(arguments: cases)
    func `a session says the same at every split`(_ testCase: SessionCase) {
        let bytes = testCase.bytes
        #expect(SessionCase.judge(bytes, cutAt: []) == testCase.outcome)
        #expect(SessionCase.judge(bytes, cutAt: 0..<bytes.count) == testCase.outcome, "by octets")
        // Long ones are all payload: there the ends are what counts.
        let cuts =
            bytes.count <= 400
            ? Array(bytes.indices) : Array(0..<150) + Array(bytes.count - 50..<bytes.count)
        let wrong = cuts.filter { SessionCase.judge(bytes, cutAt: [$0]) != testCase.outcome }
        #expect(wrong.isEmpty, "cut there")
    }

    /// What is sent when the server wants to let go.
    private static let farewell = ["goaway 2147483647 noError"]

    private func letGo(_ connection: TestConnection) -> [String] {
        connection.session.oweFarewell(connection.output)
        _ = connection.session.settleFarewell(connection.output)
        connection.deliver()
        return connection.takeWords()
    }

    @Test func `a farewell is announced, and final when its time is over`() {
        let connection = TestConnection()
        connection.receive(get(1))
        _ = connection.takeWords()
        #expect(letGo(connection) == Self.farewell)
        #expect(connection.session.wait == .farewell)
        connection.receive(get(3))
        #expect(connection.takeWords() != [] && !connection.session.isOver)
        connection.session.expire(.farewell, connection.output, now: 1000)
        connection.deliver()
        #expect(connection.takeWords() == ["goaway 3 noError"])
        #expect(connection.session.isOver)
    }

    /// Clients built on Python's h2 take whatever comes behind a GOAWAY for an error.
    @Test func `a farewell waits for a body and for an answer under way`() {
        let connection = TestConnection(bodyBytes: 100_000)
        connection.receive(post(1))
        _ = connection.takeWords()
        #expect(letGo(connection) == [])
        connection.receive(data(1, 5, isLast: true))
        #expect(letGo(connection) == [])
        connection.receive(windowUpdate(0, 100_000) + windowUpdate(1, 100_000))
        _ = connection.takeWords()
        #expect(letGo(connection) == Self.farewell)
    }

    @Test func `who goes on asking meanwhile is told after a second`() {
        let connection = TestConnection()
        connection.receive(post(1))
        connection.receive(get(3))
        _ = connection.takeWords()
        #expect(letGo(connection) == [])
        connection.now = 999
        connection.receive(get(5))
        _ = connection.takeWords()
        #expect(letGo(connection) == [])
        connection.now = 1000
        connection.receive(get(7))
        _ = connection.takeWords()
        #expect(letGo(connection) == Self.farewell)
    }
}
