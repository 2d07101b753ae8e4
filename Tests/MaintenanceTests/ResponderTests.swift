// The bytes of answers, as they go over the wire.

import HTTP
import Testing

@testable import Maintenance

struct ResponderTests {
    /// Wed, 21 Oct 2015 07:28:00 GMT.
    private static let moment = 1_445_412_480

    private func head(_ text: String) throws -> RequestHead {
        try #require(try RequestHeadParser().parseHead(Array(text.utf8).span))
    }

    private func render(
        _ response: Response, _ set: ResponseSet, retryAfter: RetryAfter = .seconds(300)
    ) -> (text: String, largeBody: Int?) {
        let output = OutputBuffer(capacity: 1 << 16)
        let clock = ClockLines(retryAfter: retryAfter, unixTime: Self.moment)
        let largeBody = set.append(response, clock: clock, to: output)
        return (output.withSpan { String(decoding: Array($0), as: UTF8.self) }, largeBody)
    }

    private func answer(
        _ request: String, status: Int = 503, page: Page = .underMaintenance,
        retryAfter: RetryAfter = .seconds(300), closes: Bool = true
    ) throws -> String {
        let set = ResponseSet(status: status, page: page)
        let response = Responder(responses: set).answer(try head(request), closes: closes)
        return render(response, set, retryAfter: retryAfter).text
    }

    private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test func `the answer is complete to the byte`() throws {
        #expect(
            try answer(Self.get) == """
                HTTP/1.1 503 Service Unavailable\r
                Content-Type: text/plain; charset=utf-8\r
                Content-Length: 17\r
                Cache-Control: no-store\r
                X-Content-Type-Options: nosniff\r
                X-Maintenance-Mode: 1\r
                Date: Wed, 21 Oct 2015 07:28:00 GMT\r
                Retry-After: 300\r
                Connection: close\r
                \r
                Under maintenance
                """)
    }

    @Test func `HEAD has the head of GET and no body`() throws {
        let whole = try answer(Self.get)
        let head = try answer("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(head + "Under maintenance" == whole)
    }

    @Test func `a connection that goes on says so`() throws {
        #expect(try answer(Self.get, closes: false).contains("\r\nConnection: keep-alive\r\n\r\n"))
    }

    @Test(arguments: [(503, true), (429, true), (500, false), (200, false), (404, false)])
    func `Retry-After goes with 503 and 429 only`(status: Int, isThere: Bool) throws {
        #expect(
            try answer(Self.get, status: status).contains("\r\nRetry-After: 300\r\n") == isThere)
    }

    @Test func `a date to come is sent as it is, one that has passed is not`() throws {
        let future = try answer(Self.get, retryAfter: .date(Self.moment + 1))
        #expect(future.contains("\r\nRetry-After: Wed, 21 Oct 2015 07:28:01 GMT\r\n"))
        let past = try answer(Self.get, retryAfter: .date(Self.moment))
        #expect(past.contains("\r\nRetry-After: 300\r\n"))
    }

    @Test(arguments: [204, 304])
    func `a status that forbids content has neither body nor length`(status: Int) throws {
        let text = try answer(Self.get, status: status)
        #expect(!text.contains("\nContent-Length"))
        #expect(!text.contains("\nContent-Type"))
        #expect(text.hasSuffix("\r\n\r\n"))
    }

    @Test func `a 205 announces no content`() throws {
        #expect(try answer(Self.get, status: 205).contains("\r\nContent-Length: 0\r\n"))
    }

    @Test func `an unregistered status has an empty reason and its space`() throws {
        #expect(try answer(Self.get, status: 599).hasPrefix("HTTP/1.1 599 \r\n"))
    }

    @Test func `a large body isn't copied behind its head`() throws {
        let body = [UInt8](repeating: 0x20, count: ResponseSet.inlineBodyBytes + 1)
        let set = ResponseSet(status: 503, page: Page(file: body, path: "a.html"))
        let responder = Responder(responses: set)
        let whole = render(responder.answer(try head(Self.get), closes: true), set)
        #expect(whole.largeBody == 0)
        #expect(whole.text.hasSuffix("\r\n\r\n"))
        let request = "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n"
        #expect(render(responder.answer(try head(request), closes: true), set).largeBody == nil)
    }

    @Test(arguments: HeadError.allCases)
    func `every refusal has its status and reason, and closes`(error: HeadError) {
        let set = ResponseSet(status: 503, page: .underMaintenance)
        let text = render(Responder(responses: set).refusal(of: error), set).text
        #expect(text.hasPrefix("HTTP/1.1 \(error.status) "))
        #expect(text.hasSuffix("\r\nConnection: close\r\n\r\n\(error.reason)"))
        #expect(!text.contains("Retry-After"))
    }

    @Test func `the clock's lines follow the second`() {
        var clock = ClockLines(retryAfter: .seconds(5), unixTime: Self.moment)
        clock.update(to: Self.moment + 59)
        #expect(
            String(decoding: clock.dateAndRetryAfter, as: UTF8.self)
                == "Date: Wed, 21 Oct 2015 07:28:59 GMT\r\nRetry-After: 5\r\n")
    }
}
