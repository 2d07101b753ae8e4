// Finding what belongs to a host.

import HTTP

/// Host names and what they stand for.
struct HostTable {
    /// Sorted, in lower case, without port and final full stop.
    private var names: [[UInt8]] = []
    private var values: [Int] = []

    var isEmpty: Bool { names.isEmpty }

    /// - Parameter name: in lower case.
    /// - Returns: what it stands for; `value` from now on if it is new.
    mutating func add(_ name: [UInt8], _ value: Int) -> Int {
        let place = place(of: name.span)
        if place < names.count, names[place] == name { return values[place] }
        names.insert(name, at: place)
        values.insert(value, at: place)
        return value
    }

    /// - Parameter authority: `host[:port]`, as in the Host field; letter case doesn't matter.
    func find(_ authority: Span<UInt8>) -> Int? {
        let name = authority.extracting(first: Authority.endOfHost(authority))
        let place = place(of: name)
        guard place < names.count, Self.compare(names[place], name) == 0 else { return nil }
        return values[place]
    }

    /// Where the name is, or would be.
    private func place(of name: Span<UInt8>) -> Int {
        partitionPoint(of: names.count) { Self.compare(names[$0], name) < 0 }
    }

    /// Below, at or above zero, as the first is before, at or behind the second.
    /// - Parameter name: in lower case; the other in any.
    private static func compare(_ name: [UInt8], _ other: Span<UInt8>) -> Int {
        let common = min(name.count, other.count)
        var index = 0
        while index < common {
            let byte = other[index].lowercased
            if name[index] != byte { return Int(name[index]) - Int(byte) }
            index += 1
        }
        return name.count - other.count
    }
}
