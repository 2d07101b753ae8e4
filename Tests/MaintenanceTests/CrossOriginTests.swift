// What a script of another site is told.

import Testing

@testable import Maintenance

struct CrossOriginTests {
    private func lines(_ answer: ParsedAnswer) -> [String] {
        answer.lines.filter { $0.hasPrefix("Access-Control-") }
    }

    /// Everybody reads, one origin is listed.
    nonisolated(unsafe) private static let listing = Server {
        $0.crossOrigin.origins = [[UInt8]("https://b")]
    }

    private func preflight(_ server: Server, _ origin: String, host: String = "a") throws
        -> ParsedAnswer
    {
        try server.answer(
            "Origin: \(origin)\nAccess-Control-Request-Method: PUT", line: "OPTIONS / HTTP/1.1",
            host: host)
    }

    @Test(arguments: [
        "https://c", "http://b", "https://b:8443", "https://b.a", "https://a.b", "null",
        "http://[::1]", "chrome-extension://a", "httpx://a", "https://ab", "https://b.",
    ])
    func `nobody else's preflight is approved, and the refusal can be read`(
        _ origin: String
    ) throws {
        let answer = try preflight(Self.listing, origin)
        #expect(answer.status == 503 && lines(answer).count == 3)
        #expect(answer["Access-Control-Allow-Origin"] == origin)
        #expect(answer["Access-Control-Allow-Methods"] == nil)
        let closed = Server {
            $0.crossOrigin = CrossOriginPolicy(
                everyoneReads: false, origins: [[UInt8]("https://b")])
        }
        #expect(lines(try preflight(closed, origin)).isEmpty)
        #expect(lines(try closed.answer("Origin: " + origin)).isEmpty)
        #expect(lines(try closed.answer("Origin: https://b")).count == 3)
    }

    @Test(arguments: ["https://b", "HTTPS://B"])
    func `a listed origin reads, and its preflight is approved`(_ origin: String) throws {
        for everyoneReads in [false, true] {
            let server = Server {
                $0.crossOrigin = CrossOriginPolicy(
                    everyoneReads: everyoneReads, origins: [[UInt8]("https://b")])
            }
            #expect(try preflight(server, origin).status == 204)
            #expect(lines(try server.answer("Origin: " + origin)).count == 3)
        }
    }

    @Test(arguments: [
        ("http://a", "a:8080"), ("https://a", "a"), ("http://a:3000", "a"), ("https://A", "a"),
        ("https://a", "A:80"), ("https://a", "a."), ("http://[::1]:3000", "[::1]"),
        ("http://192.0.2.1", "192.0.2.1:8443"),
    ])
    func `the host's own pages have their preflights approved`(
        _ origin: String, _ host: String
    ) throws {
        for policy in [
            CrossOriginPolicy.open,
            CrossOriginPolicy(everyoneReads: false, origins: [[UInt8]("https://b")]),
        ] {
            let server = Server { $0.crossOrigin = policy }
            #expect(try preflight(server, origin, host: host).status == 204)
            #expect(lines(try server.answer("Origin: " + origin, host: host)).count == 3)
        }
        let off = Server { $0.crossOrigin = .off }
        #expect(try preflight(off, origin, host: host).status == 503)
    }

    @Test(arguments: ["https://b", "http://b:8080", "null", "http://[::1]:1"])
    func `an origin is repeated, with what a script may read`(_ origin: String) throws {
        let answer = try Server.standard.answer("Origin: \(origin)")
        #expect(
            lines(answer) == [
                "Access-Control-Allow-Origin: \(origin)", "Access-Control-Allow-Credentials: true",
                "Access-Control-Expose-Headers: Retry-After, X-Maintenance-Mode",
            ])
    }

    @Test func `a gRPC call's status can be read too`() throws {
        let answer = try Server.standard.answer(
            "Origin: https://b\nContent-Type: application/grpc-web+proto", line: "POST / HTTP/1.1")
        #expect(
            answer["Access-Control-Expose-Headers"]
                == "Retry-After, X-Maintenance-Mode, grpc-status, grpc-message")
    }

    @Test func `a preflight is complete to the byte`() throws {
        let answer = try Self.listing.answer(
            "Origin: https://b\nAccess-Control-Request-Method: PUT\n"
                + "Access-Control-Request-Headers: content-type,x-a\nAccept: text/html",
            line: "OPTIONS / HTTP/1.1")
        #expect(
            answer.head == """
                HTTP/1.1 204 No Content\r
                Cache-Control: no-store\r
                X-Content-Type-Options: nosniff\r
                X-Maintenance-Mode: 1\r
                Vary: Access-Control-Request-Method, Access-Control-Request-Headers, Origin\r
                Access-Control-Allow-Origin: https://b\r
                Access-Control-Allow-Credentials: true\r
                Access-Control-Allow-Methods: PUT\r
                Access-Control-Allow-Headers: content-type,x-a\r
                Access-Control-Max-Age: 0\r
                Date: Wed, 21 Oct 2015 07:28:00 GMT\r
                Connection: close\r
                \r

                """)
        #expect(answer.body.isEmpty)
    }

    @Test func `headers on several lines are one list`() throws {
        let answer = try Self.listing.answer(
            "Origin: https://b\nAccess-Control-Request-Method: PUT\n"
                + "Access-Control-Request-Headers: content-type,x-a\n"
                + "Access-Control-Request-Headers:\nAccess-Control-Request-Headers: x-b",
            line: "OPTIONS / HTTP/1.1")
        #expect(answer.status == 204)
        #expect(answer["Access-Control-Allow-Headers"] == "content-type,x-a, x-b")
    }

    @Test func `a preflight without headers allows none`() throws {
        let answer = try Self.listing.answer(
            "Origin: https://b\nAccess-Control-Request-Method: PUT", line: "OPTIONS * HTTP/1.1")
        #expect(answer.status == 204 && answer["Access-Control-Allow-Headers"] == nil)
        #expect(answer["Access-Control-Allow-Methods"] == "PUT")
    }

    @Test(arguments: [
        ("OPTIONS", ""), ("GET", "Access-Control-Request-Method: PUT"),
        ("options", "Access-Control-Request-Method: PUT"),
        ("OPTIONS", "Access-Control-Request-Method:"),
        ("OPTIONS", "Access-Control-Request-Method: PUT, GET"),
        ("OPTIONS", "Access-Control-Request-Method: P\u{fc}T"),
        ("OPTIONS", "Access-Control-Request-Headers: x-a"),
        ("OPTIONS", "Access-Control-Request-Method: PUT\nAccess-Control-Request-Headers: a b"),
        ("OPTIONS", "Access-Control-Request-Method: PUT\nAccess-Control-Request-Headers: a; b"),
    ])
    func `anything else is answered like every request`(_ method: String, _ more: String) throws {
        let answer = try Self.listing.answer(
            "Origin: https://b\n" + more, line: method + " / HTTP/1.1")
        #expect(answer.status == 503 && lines(answer).count == 3)
        #expect(answer["Access-Control-Allow-Methods"] == nil)
    }

    @Test(arguments: ["", "b", "https://b/", "https://b, https://c", "*", "https://b\"", "NULL"])
    func `nothing that isn't an origin is repeated`(_ origin: String) throws {
        for more in ["", "\nAccess-Control-Request-Method: PUT"] {
            let answer = try Server.standard.answer(
                "Origin: \(origin)" + more, line: "OPTIONS / HTTP/1.1")
            #expect(answer.status == 503 && lines(answer).isEmpty && answer["Vary"] == "Accept")
        }
    }

    @Test func `without leave there is no such line`() throws {
        let server = Server { $0.crossOrigin = .off }
        let plain = try server.answer()
        for more in ["https://b", "https://a", "http://a:81"].flatMap({
            [$0, $0 + "\nAccess-Control-Request-Method: PUT"]
        }) {
            let answer = try server.answer("Origin: " + more, line: "OPTIONS / HTTP/1.1")
            #expect(answer.head == plain.head && answer.body == plain.body)
        }
    }

    @Test func `the longest that is repeated has room`() throws {
        let origin = "https://" + String(repeating: "b", count: 504)
        let token = String(repeating: "x", count: 2048)
        let server = Server { $0.crossOrigin.origins = [[UInt8](origin.utf8)] }
        let answer = try server.answer(
            "Origin: \(origin)\nAccess-Control-Request-Method: \(token)\n"
                + "Access-Control-Request-Headers: \(token)", line: "OPTIONS / HTTP/1.1")
        #expect(answer["Access-Control-Allow-Origin"] == origin)
        #expect(answer["Access-Control-Allow-Methods"] == token)
        #expect(answer["Access-Control-Allow-Headers"] == token)
    }
}
