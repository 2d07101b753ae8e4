// The path of ACME challenges, and what isn't one.
import Testing

@testable import HTTP

@Suite struct ChallengePathTests {
    static let path = "/.well-known/acme-challenge/"

    /// The token; `malformed`; or nil for another path.
    static func match(_ target: String) -> String? {
        guarded(target) { bytes in
            switch ChallengePath.match(bytes) {
            case .token(let range): HeadCase.text(range, bytes)
            case .malformed: "malformed"
            case nil: nil
            }
        }
    }

    @Test(arguments: ["a", "Z", "0", "-", "_", "evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ-PCt92wr-oA"])
    func `a token stands at the end of the path`(_ token: String) {
        for before in ["", "http://a", "https://a:80", "http://[::1]:80", "HTTP://A"] {
            for after in ["", "?", "?a=b", "?/../"] {
                #expect(Self.match(before + Self.path + token + after) == token)
            }
        }
    }

    @Test(arguments: [
        "", "?", "?a", "/", "a/", "a/b", "/a", "..", "../a", "a.b", ".", "%61", "a%2Fb", "a%00",
        "a b", "a\\b", "a#b", "a;b", "a+b", "a=", "\u{e4}", "a\u{00}", "a~", "*", "a&b", "a:b",
        "a@b",
    ])
    func `anything else behind the path is malformed`(_ rest: String) {
        #expect(Self.match(Self.path + rest) == "malformed")
    }

    @Test func `a token has at most 255 bytes`() {
        let longest = String(repeating: "a", count: 255)
        #expect(Self.match(Self.path + longest) == longest)
        #expect(Self.match(Self.path + longest + "a") == "malformed")
        #expect(Self.match(Self.path + longest + "?" + longest) == longest)
    }

    @Test(arguments: [
        "", "/", "*", "a:80", "http://a", "http://a/", "/.well-known/acme-challenge",
        "/.well-known/acme-challeng/a", "/.WELL-KNOWN/acme-challenge/a",
        "//.well-known/acme-challenge/a", "/x/.well-known/acme-challenge/a",
        "/?/.well-known/acme-challenge/a", "/.well-known/acme-challengea",
        "/.well-known//acme-challenge/a", "/.well-known/", "http:",
        "/%2Ewell-known/acme-challenge/a", "http://a/x/.well-known/acme-challenge/a", "http://",
        "http://a?/.well-known/acme-challenge/a", "http://a#/.well-known/acme-challenge/a",
    ])
    func `another path is none of ours`(_ target: String) {
        #expect(Self.match(target) == nil)
    }
}
