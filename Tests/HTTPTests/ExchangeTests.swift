// HTTP/1 connections without sockets: the tables of conversations at every split.

import Testing

@testable import HTTP

@Suite struct ExchangeTests {
    @Test(arguments: ExchangeCase.all)
    func `a conversation takes its steps at every split`(_ testCase: ExchangeCase) {
        let room = GuardedRoom()
        let count = testCase.input.count
        let whole = testCase.run(cutAt: [count], in: room)
        #expect(whole.steps == testCase.steps)
        #expect(whole.violations.isEmpty)
        func check(_ ends: some Sequence<Int>, _ words: @autoclosure () -> String) {
            let run = testCase.run(cutAt: ends, in: room)
            let isSame = testCase.isSame(run, as: testCase.steps, cutAt: ends)
            if isSame, run.violations.isEmpty { return }
            Issue.record("\(words()): \(run.text) \(run.violations)")
        }
        let cuts = testCase.cuts
        check(cuts + [count], "byte by byte")
        for cut in cuts { check([cut, count], "cut at \(cut)") }
    }

    @Test func `there are 150 conversations and more, none of them twice`() {
        #expect(ExchangeCase.all.count >= 150)
        let conversations = ExchangeCase.all.map {
            Array("\($0.keeping) \($0.ending) ".utf8) + $0.input
        }
        #expect(Set(conversations).count == conversations.count)
    }

    @Test func `every refusal, policy and ending is in the tables`() {
        let steps = Set(
            ExchangeCase.all.flatMap(\.steps).map {
                $0.split(separator: " ").prefix(2).joined(separator: " ")
            })
        for error in HeadError.allCases { #expect(steps.contains("refuse \(error)")) }
        for keeping in ExchangeCase.Keeping.allCases {
            #expect(ExchangeCase.all.contains { $0.keeping == keeping })
        }
    }

    @Test(arguments: RequestHeadParserTests.cases)
    func `what the parser refuses is refused however it comes`(_ head: HeadCase) {
        guard case .refused(let error) = head.verdict else { return }
        let room = GuardedRoom()
        for behind in ["", ExchangeCase.get("/1")] {
            // Without an end it is waited for; then it isn't called slow but what it is.
            let testCase = ExchangeCase(
                head.words, .on, behind, head.text, then: .expiry, gives: "")
            let count = testCase.input.count
            let whole = testCase.run(cutAt: [count], in: room)
            #expect(whole.rawSteps.suffix(2) == [.refuse(error), .close(isUnread: true)])
            #expect(whole.steps.count == (behind.isEmpty ? 2 : 3))
            // What comes in two pieces breaks in the head; the conversations break before it too.
            let cuts = testCase.cuts.filter { $0 >= behind.utf8.count }
            for ends in [Array(1...count)] + cuts.map({ [$0, count] }) {
                let run = testCase.run(cutAt: ends, in: room)
                if run.steps == whole.steps, run.violations.isEmpty { continue }
                Issue.record("cut at \(ends.count) places: \(run.text) \(run.violations)")
            }
        }
    }
}

@Suite struct ExchangeStepTests {
    private let room = GuardedRoom()

    private func driver(_ keeping: ExchangeCase.Keeping = .on) -> ExchangeDriver {
        ExchangeDriver(keeping.persistence, in: room)
    }

    @Test func `the answer to a request whose body is coming is held, then released`() {
        var driver = driver()
        driver.receive(latin1(ExchangeCase.post("/", 5, body: "abc")))
        #expect(driver.rawSteps == [.hold])
        driver.receive(latin1("d"))
        #expect(driver.rawSteps == [.hold])
        driver.receive(latin1("e" + ExchangeCase.get("/2")))
        #expect(driver.rawSteps == [.hold, .release(closes: false), .answer(closes: false)])
        #expect(driver.violations.isEmpty)
    }

    @Test func `a body that has come with its head holds nothing`() {
        var driver = driver()
        driver.receive(latin1(ExchangeCase.post("/", 5)))
        #expect(driver.rawSteps == [.answer(closes: false)])
    }

    @Test func `a body that breaks while it comes releases the last answer`() {
        var driver = driver()
        driver.receive(latin1(ExchangeCase.chunked("/", body: "1\r\n")))
        driver.receive(latin1("ab"))
        #expect(
            driver.rawSteps == [.hold, .release(closes: true), .close(isUnread: true)])
    }

    @Test func `a chunked body that grows too large releases the last answer`() {
        var driver = driver()
        driver.receive(latin1(ExchangeCase.chunked("/", body: "fffff\r\n")))
        for _ in 0..<15 { driver.receive([UInt8](repeating: 0x62, count: 4096)) }
        #expect(driver.rawSteps == [.hold])
        driver.receive([UInt8](repeating: 0x62, count: 4096))
        #expect(
            driver.rawSteps == [.hold, .release(closes: true), .close(isUnread: true)])
    }

    @Test(arguments: [
        ExchangeCase.post("/", 5, "Expect: 100-continue", body: ""),
        ExchangeCase.post("/", 5, "Expect: 100-continue", body: "abcd"),
        ExchangeCase.post("/", 65_537, body: ""), ExchangeCase.post("/", 65_537, body: "abc"),
        ExchangeCase.chunked("/", body: "z"),
    ])
    func `a body that isn't waited for is unread`(_ text: String) {
        var driver = driver()
        driver.receive(latin1(text))
        #expect(driver.rawSteps == [.answer(closes: true), .close(isUnread: true)])
    }

    @Test(arguments: [
        ExchangeCase.get("/"), ExchangeCase.post("/", 5),
        ExchangeCase.chunked("/", body: "0\r\n\r\n"),
    ])
    func `where more may follow than was handed in, it is unread`(_ text: String) {
        for (mayFollow, isUnread) in [(false, false), (true, true)] {
            var driver = driver(.off)
            driver.receive(latin1(text), mayFollow: mayFollow)
            #expect(driver.rawSteps == [.answer(closes: true), .close(isUnread: isUnread)])
        }
        var kept = driver(.on)
        kept.receive(latin1(text), mayFollow: true)
        #expect(kept.rawSteps == [.answer(closes: false)])
    }

    @Test func `what comes after the last answer is unread, and nothing else`() {
        let persistence = ExchangeCase.Keeping.off.persistence
        var exchange = ServerExchange()
        var head = RequestHead()
        var taken = 0
        func next(_ text: String, mayFollow: Bool = false) -> ServerExchange.Step {
            let bytes = latin1(text)
            let step = room.withSpan(of: bytes) {
                exchange.next($0, taken: &taken, mayFollow: mayFollow, persistence, into: &head)
            }
            #expect(taken == bytes.count && exchange.isClosing == (step != .wait(.firstRequest)))
            return step
        }
        #expect(next("") == .wait(.firstRequest))
        #expect(next(ExchangeCase.get("/")) == .answer(closes: true))
        #expect(next("") == .close(isUnread: false))
        #expect(next("") == .close(isUnread: false))
        #expect(next("", mayFollow: true) == .close(isUnread: true))
        #expect(next(ExchangeCase.get("/")) == .close(isUnread: true))
        #expect(next("") == .close(isUnread: true))
        #expect(exchange.end() == .close(isUnread: false))
    }

    @Test func `a connection that grows old between requests gives one answer more`() {
        var driver = driver(.auto)
        let request = latin1(ExchangeCase.via("/"))
        driver.receive(request)
        driver.receive(request)
        driver.persistence.isAged = true
        driver.receive(request)
        driver.receive(request)
        #expect(
            driver.rawSteps == [
                .answer(closes: false), .answer(closes: false), .answer(closes: true),
                .close(isUnread: false),
            ])
    }

    @Test func `a held answer says close if the server ends before its body has come`() {
        var driver = driver(.on)
        driver.receive(latin1(ExchangeCase.post("/", 5, body: "abc")))
        driver.persistence.isDraining = true
        driver.receive(latin1("de"))
        #expect(driver.rawSteps == [.hold, .release(closes: true), .close(isUnread: false)])
    }

    @Test func `a slow head is parsed again only when it has doubled or may have ended`() {
        // Each byte costs a look at it and no more; the verdict on what is wrong already comes with
        // either.
        var driver = driver()
        let text = latin1("GET / HTTP/1.1\r\nX : b\r\n")
        driver.receive(text[..<16])
        for byte in text[16...] { driver.receive([byte]) }
        #expect(driver.rawSteps.isEmpty)
        driver.receive(latin1("Y: c\r\n\r\n"))
        #expect(driver.rawSteps == [.refuse(.spaceBeforeColon), .close(isUnread: true)])
    }

    @Test func `a head that never ends is refused with its first byte beyond 64 KiB`() {
        var driver = driver()
        driver.receive(latin1("GET /x HTTP/1.1\r\nHost: a\r\nX: "))
        for _ in 0..<65_536 / 256 { driver.receive([UInt8](repeating: 0x62, count: 256)) }
        #expect(driver.text == "refuse headTooLarge GET /x; close unread")
    }
}
