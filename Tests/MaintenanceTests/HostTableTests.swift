// Finding what belongs to a host.

import Testing

@testable import Maintenance

struct HostTableTests {
    private static let names = [
        "example.com", "www.example.com", "a", "192.0.2.1", "[::1]", "8080",
        "xn--bcher-kva.example", "example.co", "example.comm",
    ]

    private func table(_ names: [String]) -> HostTable {
        var table = HostTable()
        for (place, name) in names.enumerated() { _ = table.add(Array(name.utf8), place) }
        return table
    }

    private func find(_ authority: String, _ names: [String] = names) -> String? {
        table(names).find(Array(authority.utf8).span).map { names[$0] }
    }

    @Test(arguments: [
        ("example.com", "example.com"), ("EXAMPLE.Com", "example.com"),
        ("example.com:80", "example.com"), ("example.com:", "example.com"),
        ("example.com.", "example.com"), ("Example.com.:8443", "example.com"), ("a", "a"),
        ("a.:1", "a"), ("192.0.2.1", "192.0.2.1"), ("192.0.2.1:80", "192.0.2.1"),
        ("[::1]", "[::1]"), ("[::1]:80", "[::1]"), ("8080", "8080"), ("8080:8080", "8080"),
        ("XN--BCHER-KVA.example", "xn--bcher-kva.example"), ("example.co:443", "example.co"),
    ])
    func `case, port and the full stop at the end don't matter`(
        _ authority: String, _ name: String
    ) {
        #expect(find(authority) == name)
    }

    @Test(arguments: [
        "", ".", ":80", "example", "example.org", "ww.example.com", "b.a", "example.com..",
        "example.com:80:80", "192.0.2.10", "[::1", "::1", "80", "sub.www.example.com",
    ])
    func `another host is not found`(_ authority: String) {
        #expect(find(authority) == nil)
    }

    @Test func `every host is found whatever the order of adding`() {
        for names in [Self.names, Self.names.reversed(), Self.names.sorted()] {
            for name in names { #expect(find(name, names) == name) }
        }
    }

    @Test func `a host that is added again keeps its value`() {
        var table = table(["b"])
        let value = table.add(Array("b".utf8), 5)
        #expect(value == 0 && !table.isEmpty)
        #expect(HostTable().isEmpty)
    }
}
