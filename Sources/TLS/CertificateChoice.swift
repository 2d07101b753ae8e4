// Which certificates a name gets: those that work, and of these the longest.

/// Certificates are meant by their index among all.
struct CertificateChoice {
    /// The names, ordered for binary search.
    struct Entry {
        let name: [UInt8]
        /// Index of a group.
        let group: Int
    }

    /// What is served together: at most one certificate of each key type. The first group is the
    /// default.
    private(set) var groups: [[Int]] = []
    private(set) var exact: [Entry] = []
    /// Without the star: `.example.com`.
    private(set) var wildcards: [Entry] = []
    /// The groups that a certificate comes first in, for each certificate.
    private var groupsOf: [[Int]]

    /// - Parameters:
    ///   - certificates: the default one first, the others in the order of their files.
    ///   - now: Unix time. A certificate that is valid comes before one that isn't, then the one that
    ///     lives longest, then the first.
    init(_ certificates: [Certificate], now: Int) {
        groupsOf = [[Int]](repeating: [], count: certificates.count)
        _ = group([Self.standard(of: certificates, now)])
        var named: [(name: [UInt8], certificate: Int)] = []
        for (index, certificate) in certificates.enumerated() {
            for name in certificate.names { named.append((name, index)) }
        }
        named.sort { one, other in
            if one.name != other.name { return one.name.lexicographicallyPrecedes(other.name) }
            let (first, second) = (certificates[one.certificate], certificates[other.certificate])
            if first.isBetter(than: second, at: now) { return true }
            if second.isBetter(than: first, at: now) { return false }
            return one.certificate < other.certificate
        }
        var start = 0
        while start < named.count {
            let name = named[start].name
            var end = start
            var members: [Int] = []
            while end < named.count, named[end].name == name {
                let index = named[end].certificate
                if Self.isWanted(certificates[index], beside: members.map { certificates[$0] }, now)
                {
                    members.append(index)
                }
                end += 1
            }
            let group = group(members)
            if name.first == UInt8(ascii: "*") {
                wildcards.append(Entry(name: Array(name.dropFirst()), group: group))
            } else {
                exact.append(Entry(name: name, group: group))
            }
            start = end
        }
    }

    /// The group of these certificates, which may be there already.
    private mutating func group(_ members: [Int]) -> Int {
        if let known = groupsOf[members[0]].first(where: { groups[$0] == members }) {
            return known
        }
        groupsOf[members[0]].append(groups.count)
        groups.append(members)
        return groups.count - 1
    }

    /// One for each key type, and beside a valid one none that isn't.
    private static func isWanted(
        _ certificate: Certificate, beside members: [Certificate], _ now: Int
    ) -> Bool {
        guard let best = members.first else { return true }
        return !members.contains { $0.keyType == certificate.keyType }
            && (certificate.isValid(at: now) || !best.isValid(at: now))
    }

    /// The first, unless it can't be used and another of the same names can.
    private static func standard(of certificates: [Certificate], _ now: Int) -> Int {
        let first = certificates[0]
        if first.isValid(at: now) { return 0 }
        var best = 0
        for (index, other) in certificates.enumerated()
        where other.isBetter(than: certificates[best], at: now) && other.isValid(at: now)
            && first.names.allSatisfy({ other.names.contains($0) })
        {
            best = index
        }
        return best
    }

    /// Of an exact name, else of its one-label wildcard (RFC 6125 §6.4.3); nil: of neither.
    func group(of name: Span<UInt8>) -> Int? {
        var lowercase: [UInt8] = []
        for index in name.indices { lowercase.append(name[index].asciiLowercase) }
        // A name may be written with the root's dot.
        if lowercase.last == UInt8(ascii: ".") { lowercase.removeLast() }
        if let found = Self.find(lowercase[...], in: exact) { return found }
        guard let dot = lowercase.firstIndex(of: UInt8(ascii: ".")), dot > 0 else { return nil }
        return Self.find(lowercase[dot...], in: wildcards)
    }

    private static func find(_ name: ArraySlice<UInt8>, in entries: [Entry]) -> Int? {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].name.lexicographicallyPrecedes(name) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        guard low < entries.count, entries[low].name.elementsEqual(name) else { return nil }
        return entries[low].group
    }
}

extension Certificate {
    fileprivate func isBetter(than other: Certificate, at now: Int) -> Bool {
        let (isValid, otherIsValid) = (isValid(at: now), other.isValid(at: now))
        return isValid == otherIsValid ? notAfter > other.notAfter : isValid
    }
}
