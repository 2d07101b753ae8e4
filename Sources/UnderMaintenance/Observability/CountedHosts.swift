// The hosts whose requests are counted by name: those that certificates and pages name.

import HTTP

/// A host keeps its place as long as the service lives, so that its count never becomes another's;
/// beyond the last place all others are counted together.
struct CountedHosts {
    /// Who stands for all others.
    static let rest = [UInt8]("other")

    /// In lower case, without port; `*.example.com` is every host with one label more.
    private(set) var names: [[UInt8]] = []

    /// Gives new names places while there are any.
    mutating func add(_ name: [UInt8]) {
        guard names.count < Count.mostHosts, !names.contains(name), name != Self.rest else {
            return
        }
        names.append(name)
    }

    /// - Parameter host: without port, in any letters.
    /// - Returns: the place of its name, else of the wildcard that covers it.
    func find(_ host: Span<UInt8>) -> Int? {
        var label = 0
        while label < host.count, host[label] != UInt8(ascii: ".") { label += 1 }
        var wildcard: Int?
        for (place, name) in names.enumerated() {
            if name.first == UInt8(ascii: "*") {
                if label > 0, Self.equal(name.span.extracting(1...), host.extracting(label...)) {
                    wildcard = place
                }
            } else if Self.equal(name.span, host) {
                return place
            }
        }
        return wildcard
    }

    private static func equal(_ name: Span<UInt8>, _ host: Span<UInt8>) -> Bool {
        guard name.count == host.count else { return false }
        for index in name.indices where name[index] != host[index].lowercased { return false }
        return true
    }
}
