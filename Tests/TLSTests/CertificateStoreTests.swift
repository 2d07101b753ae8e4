// Which certificates a name gets.

import Testing

@testable import TLS

struct CertificateStoreTests {
    private static let other = TestCertificates.leaf(
        "Other", .ec256, names: ["b.test", "x.example.test", "Second.test"])
    private static let common = TestCertificates.issue(
        "Common.test", extensions: ["basicConstraints=CA:FALSE"])
    private static let wild = TestCertificates.leaf("Wild", .ec256, names: ["*.wild.test"])
    /// Ends before another of its kind for the same name: never used for it.
    private static let late = TestCertificates.leaf(
        "Late", .ec256, names: ["a.test", "second.test"], days: 30)

    private func certificates(_ store: CertificateStore, _ name: String) -> [String] {
        store.certificates(for: Array(name.utf8).span).map(\.path)
    }

    @Test(arguments: [
        ("a.test", ["0.pem", "1.pem"]),
        ("A.TEST", ["0.pem", "1.pem"]),
        ("a.test.", ["0.pem", "1.pem"]),
        ("b.test", ["2.pem"]),
        ("x.example.test", ["2.pem"]),
        ("y.example.test", ["0.pem"]),
        ("Y.Example.Test.", ["0.pem"]),
        ("common.test", ["3.pem"]),
        ("one.wild.test", ["4.pem"]),
        ("one.two.wild.test", ["0.pem"]),
        ("wild.test", ["0.pem"]),
        (".wild.test", ["0.pem"]),
        ("*.wild.test", ["4.pem"]),
        ("second.test", ["2.pem"]),
        ("", ["0.pem"]), (".", ["0.pem"]), ("test", ["0.pem"]), ("zzz.test", ["0.pem"]),
        ("0.test", ["0.pem"]), ("127.0.0.1", ["0.pem"]),
    ])
    func `an exact name, then a wildcard of one label, then the default`(
        _ name: String, _ expected: [String]
    ) throws {
        let pairs = [
            TestCertificates.rsa, TestCertificates.ec, Self.other, Self.common, Self.wild,
            Self.late,
        ]
        let store = try CertificateStore(pairs)
        #expect(certificates(store, name) == expected)
    }

    @Test func `certificates with the same names share a context and others don't`() throws {
        let store = try CertificateStore([
            TestCertificates.rsa, TestCertificates.ec, TestCertificates.other,
        ])
        func context(_ name: String) -> Context? { store.context(for: Array(name.utf8).span) }
        #expect(context("b.test") === context("x.example.test"))
        #expect(context("y.example.test") === store.defaultContext)
        #expect(context("a.test") !== store.defaultContext)
        #expect(context("unknown.test") == nil)
    }

    @Test(arguments: [
        ("a.test", true), ("A.Test", true), ("x.example.test", true), ("192.0.2.1", true),
        ("[2001:db8::1]", true), ("[2001:DB8:0::1]", true),
        ("b.test", false), ("example.test", false), ("x.y.example.test", false), ("", false),
        (".example.test", false), ("192.0.2.2", false), ("192.0.2", false), ("[]", false),
        ("[2001:db8::2]", false),
    ])
    func `what a client without SNI is shown covers names and addresses`(
        _ host: String, _ isCovered: Bool
    ) throws {
        let names = "DNS:a.test,DNS:*.example.test,IP:192.0.2.1,IP:2001:db8::1"
        let pair = TestCertificates.issue(
            "Addresses", by: TestCertificates.authority,
            extensions: ["basicConstraints=CA:FALSE", "subjectAltName=\(names)"])
        let store = try CertificateStore([pair, TestCertificates.other])
        #expect(store.coversByDefault(Array(host.utf8).span) == isCovered)
    }
}
