// What a session waits for: nothing that a peer sends for nothing begins a wait anew.

import HTTP
import Testing

@testable import HTTP2

struct WaitTests {
    private let ping = frame(6, 0, [UInt8](repeating: 0, count: 8))

    private func wait(_ connection: TestConnection) -> Session.Wait { connection.session.wait }

    @Test func `half a frame before the first request is waited for like the request`() {
        let connection = TestConnection()
        #expect(wait(connection) == .firstRequest)
        connection.receive(Array(ping.prefix(12)))
        #expect(wait(connection) == .firstRequest)
        connection.receive(Array(ping.dropFirst(12)))
        #expect(wait(connection) == .firstRequest)
    }

    @Test func `half a frame behind requests is waited for as such`() {
        let connection = TestConnection()
        connection.receive(get(1) + ping.prefix(12))
        #expect(wait(connection) == .head)
        connection.receive(Array(ping.dropFirst(12)))
        #expect(wait(connection) == .nextRequest)
    }

    @Test func `an unfinished block puts off neither the farewell nor a shut window's end`() {
        let block = frame(1, flags: 1, 3, octets("82 87 84"))
        let parting = TestConnection()
        parting.letGo()
        parting.receive(block)
        #expect(wait(parting) == .farewell)

        let shut = TestConnection(bodyBytes: 100, opening: preface + settingsFrame((4, 0)))
        shut.receive(get(1) + block)
        #expect(wait(shut) == .window)
    }

    @Test func `a farewell that isn't answered ends whatever comes`() {
        let connection = TestConnection()
        connection.now = 5_000
        connection.letGo()
        connection.now = 5_999
        connection.receive(get(1))
        #expect(connection.takeWords().filter { $0.hasPrefix("goaway") }.count == 1)
        connection.now = 6_000
        connection.receive(get(3))
        #expect(connection.takeWords().filter { $0.hasPrefix("goaway") }.count == 1)
        #expect(connection.isEnded)
    }

    @Test(arguments: [(10_000, false), (10_001, true)])
    func `a block has ten seconds`(_ milliseconds: Int, _ isLate: Bool) {
        let connection = TestConnection()
        connection.receive(frame(1, flags: 1, 1, octets("82 87 84")))
        connection.now = milliseconds
        connection.receive(frame(9, flags: 4, 1, octets("01 01 'a'")))
        #expect(connection.isEnded == isLate)
    }

    @Test(arguments: [(0, true), (10, true), (200, false)])
    func `an answer that is stuck behind its own window is given up, others go on`(
        increment: UInt32, isGivenUp: Bool
    ) {
        let connection = TestConnection(
            bodyBytes: 1_000_000, opening: preface + settingsFrame((4, 0)))
        connection.receive(windowUpdate(0, 1_000_000) + get(1) + get(3))
        for second in 1...61 {
            connection.now = second * 1_000
            connection.receive(windowUpdate(3, 200))
            if increment > 0 { connection.receive(windowUpdate(1, increment)) }
            let resets = connection.takeWords().filter { $0.hasPrefix("reset") }
            let isDue = isGivenUp && second == 30
            #expect(resets == (isDue ? ["reset 1 cancel"] : []), "second \(second)")
        }
        #expect(!connection.isEnded)
        #expect(connection.wait == .window)
    }

    @Test func `bodies that are kept go with their streams`() {
        let output = OutputBuffer(capacity: 1 << 20)
        let text = FieldText()
        let holder = SessionHolder(now: 0, output)
        var bytes = preface + settingsFrame((4, 0))
        for stream in stride(from: UInt32(1), to: 2_000, by: 2) {
            bytes += get(stream) + resetStream(stream)
        }
        bytes += get(2_001)
        var position = 0
        var request = Request()
        var references: [BodyReference] = []
        while holder.session.next(
            bytes.span, &position, into: &request, text, output, now: 0) == .request
        {
            let reference = holder.nextReference
            let place = holder.session.answer(
                blockBytes: 0, bodyBytes: 1_000, reference, output)
            #expect(place == .later)
            holder.keep(
                [UInt8](repeating: UInt8(truncatingIfNeeded: references.count), count: 1_000))
            references.append(reference)
            #expect(holder.bodies.count == 1)
        }
        #expect(references.count == 1_001)
        #expect(holder.keptBody(references[1_000])?.first == UInt8(truncatingIfNeeded: 1_000))
        #expect(holder.keptBody(references[0]) == nil)
        #expect(holder.keptBody(BodyReference(index: 0)) == nil)
    }
}
