// Bugs that other servers had with windows and bodies.
import HTTP
import Testing

@testable import HTTP2

extension KnownBugsTests {
    /// oven-sh/bun#40137, apache/trafficserver#8381.
    @Test func `a large body goes on by itself where the windows are wide open`() {
        let connection = TestConnection(
            bodyBytes: 1_000_000, opening: SendingTests.client(window: 0x7fff_ffff))
        connection.receive(windowUpdate(0, 0x7fff_ffff - 65_535) + get(1))
        #expect(Received(connection.wire).isWhole(1, 1_000_000))
    }

    /// oven-sh/bun#40137.
    @Test func `a connection's window of one octet after the other is enough`() {
        let connection = TestConnection(
            bodyBytes: 65_535 + 100, opening: SendingTests.client(window: 1 << 20))
        connection.receive(get(1))
        for _ in 0..<100 { connection.receive(windowUpdate(0, 1)) }
        #expect(Received(connection.wire).isWhole(1, 65_535 + 100))
    }

    /// netty/netty#6520.
    @Test func `SETTINGS are acknowledged before what they allow is sent`() {
        let connection = TestConnection(bodyBytes: 20, opening: SendingTests.client(window: 0))
        connection.receive(get(1) + settingsFrame((4, 100)))
        #expect(connection.words == ["answer 1", "ack", "data 1 20."])
    }

    /// h2o/h2o#1582.
    @Test func `a window may become negative`() {
        let connection = TestConnection(bodyBytes: 200, opening: SendingTests.client(window: 100))
        connection.receive(get(1))
        connection.receive(settingsFrame((4, 0)))
        #expect(connection.session.streams[0].sendWindow == -100)
        connection.receive(windowUpdate(1, 100))
        #expect(connection.words == ["answer 1", "data 1 100", "ack"])
        connection.receive(windowUpdate(1, 30) + settingsFrame((4, 70)))
        #expect(Received(connection.wire).isWhole(1, 200))
    }

    /// oven-sh/bun#29962.
    @Test func `SETTINGS open a stream that stalled`() {
        let connection = TestConnection(bodyBytes: 50, opening: SendingTests.client(window: 0))
        connection.receive(get(1) + get(3))
        connection.receive(settingsFrame((4, 50)))
        #expect(connection.words == ["answer 1", "answer 3", "ack", "data 1 50.", "data 3 50."])
    }

    /// h2o/h2o#1599.
    @Test func `padding counts against the windows`() {
        let connection = TestConnection()
        connection.receive(post(1))
        let full = connection.session.receiveWindow
        connection.receive(frame(0, flags: 8, 1, "05 61 0000000000"))
        #expect(connection.session.receiveWindow == full - 7)
        #expect(connection.session.streams[0].receiveWindow == full - 7)
    }

    /// golang/go#54185.
    @Test func `the connection's window is not lost with a body that breaks its length`() {
        let connection = TestConnection()
        var sent = 0
        var turn = 0
        // More than the window, in bodies that end in a reset and whose rest comes all the same.
        while sent < 3 << 20, turn < 100 {
            connection.receive(post(stream(turn), length: 10))
            for _ in 0..<4 { connection.receive(data(stream(turn), 16_384)) }
            sent += 4 * 16_384
            turn += 1
        }
        let renewed = SentFrame.all(in: connection.wire).filter {
            $0.header.type == 8 && $0.header.stream == 0
        }
        #expect(!connection.isEnded && renewed.count >= 4)
        #expect(connection.openStreams == 0)
    }

    /// nginx/nginx#1006.
    @Test func `a WINDOW_UPDATE that comes in two pieces opens the window`() {
        for cut in 1..<13 {
            let connection = TestConnection(bodyBytes: 9, opening: SendingTests.client(window: 0))
            connection.receive(get(1))
            let update = windowUpdate(1, 9)
            connection.receive(Array(update[..<cut]))
            connection.receive(Array(update[cut...]))
            #expect(connection.words == ["answer 1", "data 1 9."])
        }
    }

    /// haproxy/haproxy#3354.
    @Test func `reading goes on at a frame's border after the output was full`() {
        let output = OutputBuffer(capacity: 200)
        var session = Session(now: 0, output)
        output.removeAll()
        let text = FieldText()
        var request = Request()
        let bytes = preface + (0..<40).flatMap { _ in ping("abcdefgh") }
        var position = 0
        var pongs = 0
        var isOver = false
        while !isOver {
            let step = bytes.withUnsafeBufferPointer {
                session.next($0.span, &position, into: &request, text, output, now: 0)
            }
            pongs += output.withSpan { SentFrame.all(in: [UInt8]($0)).map(\.words) }
                .count { $0 == "pong abcdefgh" }
            output.removeAll()
            switch step {
            case .full: #expect(position < bytes.count)
            default: isOver = true
            }
        }
        #expect(pongs == 40 && position == bytes.count)
    }
}
