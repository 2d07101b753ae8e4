// The bytes of answers, as they go over the wire.

import HTTP
import Testing

@testable import Maintenance

struct ResponderTests {
    private func server(_ status: Int, _ retryAfter: RetryAfter = .seconds(300)) -> Server {
        var server = Server { $0.status = status }
        server.advice = RetryAdvice(retryAfter: retryAfter)
        return server
    }

    @Test func `the answer is complete to the byte`() throws {
        let answer = try Server.standard.answer()
        #expect(
            answer.head == """
                HTTP/1.1 503 Service Unavailable\r
                Content-Type: text/plain; charset=utf-8\r
                Content-Length: 17\r
                Cache-Control: no-store\r
                X-Content-Type-Options: nosniff\r
                X-Maintenance-Mode: 1\r
                Vary: Accept\r
                Date: Wed, 21 Oct 2015 07:28:00 GMT\r
                Retry-After: 300\r
                Connection: close\r
                \r

                """)
        #expect(try answer.text == "Under maintenance")
    }

    @Test func `HEAD has the head of GET and no body`() throws {
        let answer = try Server.standard.answer(line: "HEAD / HTTP/1.1")
        #expect(answer.head == (try Server.standard.answer().head))
        #expect(answer.body.isEmpty)
    }

    @Test func `a connection that goes on says so`() throws {
        #expect(try Server.standard.answer(closes: false)["Connection"] == "keep-alive")
    }

    @Test(arguments: [(503, true), (429, true), (500, false), (200, false), (404, false)])
    func `Retry-After goes with 503 and 429 only`(status: Int, isThere: Bool) throws {
        for accept in ["", "Accept: text/html", "Accept: application/json", "Accept: text/xml"] {
            let answer = try server(status).answer(accept)
            #expect(answer["Retry-After"] == (isThere ? "300" : nil))
        }
    }

    @Test func `a date to come is sent as it is, one that has passed is not`() throws {
        let future = try server(503, .date(Server.moment + 1)).answer()
        #expect(future["Retry-After"] == "Wed, 21 Oct 2015 07:28:01 GMT")
        let past = try server(503, .date(Server.moment)).answer()
        #expect(past["Retry-After"] == "300")
    }

    @Test(arguments: [204, 304])
    func `a status that forbids content has neither body nor length`(status: Int) throws {
        let answer = try server(status).answer()
        #expect(answer["Content-Length"] == nil && answer["Content-Type"] == nil)
        #expect(answer.body.isEmpty)
    }

    @Test func `a 205 announces no content`() throws {
        #expect(try server(205).answer()["Content-Length"] == "0")
    }

    @Test func `an unregistered status has an empty reason and its space`() throws {
        #expect(try server(599).answer().head.hasPrefix("HTTP/1.1 599 \r\n"))
    }

    @Test func `a large body isn't copied behind its head`() throws {
        let image = [UInt8](repeating: 0x20, count: Body.copiedBytes + 1)
        for (content, isInline) in [(image, false), (Array(image.dropLast()), true)] {
            let server = Server { $0.customPage = try! CustomPage(content: content, path: "a.png") }
            let answer = try server.answer()
            #expect(answer.isInline == isInline && answer.body == content)
            let head = try server.answer(line: "HEAD / HTTP/1.1")
            #expect(head.isInline && head.body.isEmpty && head.head == answer.head)
        }
    }

    @Test(arguments: HeadError.allCases)
    func `every refusal has its status and reason, and closes`(error: HeadError) throws {
        let responder = Responder(responses: Server.standard.responses)
        var request = Request()
        request.method = .head
        #expect(responder.refusal(of: error, to: request).omitsBody)
        #expect(responder.misdirected(request).omitsBody)
        request.method = .get
        let refusal = responder.refusal(of: error, to: request)
        let answer = Server.standard.render(.prepared(refusal))
        #expect(answer.status == error.status && answer["Connection"] == "close")
        #expect(try answer.text == error.reason.description)
        #expect(answer["Retry-After"] == nil && answer["Vary"] == nil)
    }

    @Test(arguments: [
        ("application/grpc", "application/grpc"), ("application/grpc+proto", "application/grpc"),
        ("APPLICATION/GRPC", "application/grpc"), ("application/grpc;a=b", "application/grpc"),
        ("application/grpc-web", "application/grpc-web+proto"),
        ("application/grpc-web+proto", "application/grpc-web+proto"),
        ("application/grpc-web-text", "application/grpc-web-text+proto"),
        ("application/Grpc-Web-Text+proto", "application/grpc-web-text+proto"),
    ])
    func `gRPC gets status 14 in its own terms`(type: String, expected: String) throws {
        for status in [503, 404, 204] {
            let answer = try server(status).answer(
                "Content-Type: \(type)\nAccept: text/html", line: "POST /a.B/C HTTP/1.1")
            #expect(answer.status == 200 && answer["Content-Type"] == expected)
            #expect(answer["grpc-status"] == "14" && answer["grpc-message"] == "Under maintenance")
            #expect(answer["Retry-After"] == nil && answer["Content-Length"] == "0")
        }
    }

    @Test func `no CONNECT is told that its tunnel is open`() throws {
        let answer = try Server.standard.answer(
            "Content-Type: application/grpc", line: "CONNECT a:1 HTTP/1.1")
        #expect(answer.status == 503 && answer["grpc-status"] == nil)
    }

    @Test(arguments: ["application/grp", "text/grpc", "application/x-grpc", ""])
    func `another content type changes nothing`(type: String) throws {
        let answer = try Server.standard.answer("Content-Type: \(type)")
        #expect(answer.head == (try Server.standard.answer().head))
    }

    @Test(arguments: [
        ("/.well-known/acme-challenge/abc", 200, "abc.key"),
        ("/.well-known/acme-challenge/abd", 404, "No such challenge."),
        ("/.well-known/acme-challenge/a.b", 404, "No such challenge."),
        ("/.well-known/acme-challenge", 503, "Under maintenance"),
        ("/abc", 503, "Under maintenance"),
    ])
    func `a challenge is answered by its token`(
        target: String, status: Int, text: String
    ) throws {
        var server = Server()
        server.challenges = { $0 == Array("abc".utf8) ? Array("abc.key".utf8) : nil }
        let answer = try server.answer(line: "GET \(target) HTTP/1.1")
        #expect(answer.status == status)
        #expect(try answer.text == text)
        #expect(answer["X-Maintenance-Mode"] == (status == 503 ? "1" : nil))
        #expect(answer["Content-Length"] == String(answer.body.count))
        #expect(answer["Connection"] == "close" && answer.lines.contains { $0.hasPrefix("Date: ") })
        let head = try server.answer(line: "HEAD \(target) HTTP/1.1")
        #expect(head.head == answer.head && head.body.isEmpty)
        #expect(try server.answer(line: "POST \(target) HTTP/1.1").status == 503)
    }
}
