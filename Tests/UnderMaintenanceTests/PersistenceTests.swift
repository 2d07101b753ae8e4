// Which answers are the last of their connection.

import HTTP
import Testing

@testable import UnderMaintenance

struct PersistenceTests {
    private func closes(
        _ fields: String, policy: KeepAlivePolicy = .auto, isDraining: Bool = false,
        version: String = "1.1"
    ) throws -> Bool {
        let text = "POST / HTTP/\(version)\r\nHost: a\r\n\(fields)\r\n"
        let head = try #require(try RequestHeadParser().parseHead(Array(text.utf8).span))
        return Persistence.closes(head, policy: policy, isDraining: isDraining)
    }

    @Test(arguments: ["X-Forwarded-For: 192.0.2.1\r\n", "Forwarded: for=a\r\n", "Via: 1.1 p\r\n"])
    func `a proxy's connection is kept`(field: String) throws {
        #expect(try !closes(field))
    }

    @Test func `a client's own connection is let go`() throws {
        #expect(try closes(""))
    }

    @Test func `the policy overrides who asks`() throws {
        #expect(try !closes("", policy: .on))
        #expect(try closes("Via: 1.1 p\r\n", policy: .off))
    }

    @Test func `a request that wants to close is obeyed`() throws {
        #expect(try closes("Via: 1.1 p\r\nConnection: close\r\n"))
    }

    @Test func `HTTP 1.0 is kept only when it asks to be`() throws {
        #expect(try closes("Via: 1.0 p\r\n", version: "1.0"))
        #expect(try !closes("Via: 1.0 p\r\nConnection: keep-alive\r\n", version: "1.0"))
    }

    @Test func `while draining every answer is the last`() throws {
        #expect(try closes("Via: 1.1 p\r\n", policy: .on, isDraining: true))
    }

    @Test func `a body larger than what is thrown away costs the connection`() throws {
        #expect(try !closes("Content-Length: 65536\r\n", policy: .on))
        #expect(try closes("Content-Length: 65537\r\n", policy: .on))
    }

    @Test func `a body that may or may not come costs the connection`() throws {
        let expectation = "Expect: 100-continue\r\n"
        #expect(try closes(expectation + "Content-Length: 5\r\n", policy: .on))
        #expect(try !closes(expectation, policy: .on))
    }
}
