// Which answers are the last of their connection.

import Testing

@testable import HTTP

@Suite struct PersistenceTests {
    private static let proxied = "Via: 1.1 p\r\n"

    private func closes(
        _ fields: String, policy: KeepAlivePolicy = .auto, isTrusted: Bool = true,
        version: String = "1.1"
    ) throws -> Bool {
        let persistence = Persistence(
            policy: policy, isTrusted: isTrusted, isAged: false, isDraining: false)
        return try guarded("POST / HTTP/\(version)\r\nHost: a\r\n\(fields)\r\n") {
            persistence.closes(try #require(try RequestHeadParser().parseHead($0)))
        }
    }

    @Test(arguments: ["X-Forwarded-For: 192.0.2.1\r\n", "Forwarded: for=a\r\n", "Via: 1.1 p\r\n"])
    func `a proxy's connection is kept, if it may say that it is one`(field: String) throws {
        #expect(try !closes(field))
        #expect(try closes(field, isTrusted: false))
    }

    @Test func `a client's own connection is let go`() throws {
        #expect(try closes(""))
        #expect(try closes("", isTrusted: false))
    }

    @Test func `the policy overrides who asks`() throws {
        for isTrusted in [false, true] {
            #expect(try !closes("", policy: .on, isTrusted: isTrusted))
            #expect(try closes(Self.proxied, policy: .off, isTrusted: isTrusted))
        }
    }

    @Test func `a request that wants to close is obeyed`() throws {
        #expect(try closes(Self.proxied + "Connection: close\r\n"))
    }

    @Test func `HTTP 1.0 is kept only when it asks to be`() throws {
        #expect(try closes(Self.proxied, version: "1.0"))
        #expect(try !closes(Self.proxied + "Connection: keep-alive\r\n", version: "1.0"))
    }

    @Test func `a server that ends, or a proxy's connection that is old, is ending`() {
        for policy in KeepAlivePolicy.allCases {
            for isTrusted in [false, true] {
                var persistence = Persistence(
                    policy: policy, isTrusted: isTrusted, isAged: false, isDraining: false)
                #expect(!persistence.isEnding)
                persistence.isAged = true
                // Whoever says `on` says for how long.
                #expect(persistence.isEnding == (policy == .auto))
                persistence.isDraining = true
                #expect(persistence.isEnding)
            }
        }
    }

    @Test func `a body larger than what is thrown away costs the connection`() throws {
        #expect(try !closes("Content-Length: 65536\r\n", policy: .on))
        #expect(try closes("Content-Length: 65537\r\n", policy: .on))
        #expect(try !closes("Transfer-Encoding: chunked\r\n", policy: .on))
    }

    @Test func `a body that may or may not come costs the connection`() throws {
        let expectation = "Expect: 100-continue\r\n"
        #expect(try closes(expectation + "Content-Length: 5\r\n", policy: .on))
        #expect(try closes(expectation + "Transfer-Encoding: chunked\r\n", policy: .on))
        #expect(try !closes(expectation, policy: .on))
    }
}
