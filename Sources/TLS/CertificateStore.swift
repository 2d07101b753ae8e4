// All certificates of a listener and which one a name gets.

/// Immutable: a reload makes another one.
package final class CertificateStore {
    /// Whether a client was refused, since this was last asked, because it speaks nothing but
    /// HTTP/2, which isn't offered.
    package func takeRefusalOfHTTP2() -> Bool {
        for context in contexts where context.refusedHTTP2 {
            context.refusedHTTP2 = false
            return true
        }
        return false
    }

    /// Whether a certificate that is shown without a name covers the host.
    func coversByDefault(_ host: Span<UInt8>) -> Bool {
        for name in certificates[0].names where Self.covers(name, host) { return true }
        return certificates[0].isFor(address: host)
    }

    /// One label may stand for a star (RFC 9525 §6.3).
    private static func covers(_ name: [UInt8], _ host: Span<UInt8>) -> Bool {
        guard name.first == UInt8(ascii: "*") else { return equal(name.span, host) }
        var dot = 0
        while dot < host.count, host[dot] != UInt8(ascii: ".") { dot += 1 }
        return dot > 0 && equal(name.span.extracting(1...), host.extracting(dot...))
    }

    /// Without letter case.
    static func equal(_ one: Span<UInt8>, _ other: Span<UInt8>) -> Bool {
        guard one.count == other.count else { return false }
        for index in one.indices {
            let (byte, otherByte) = (one[index], other[index])
            // Nearly all names are the same in every letter.
            if byte != otherByte, lowercase(byte) != lowercase(otherByte) { return false }
        }
        return true
    }

    private static func lowercase(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
    }

    /// The names of one context, ordered for binary search.
    private struct Entry {
        let name: [UInt8]
        let context: Int
    }

    package let certificates: [Certificate]
    private let tickets: TicketKeys
    private var contexts: [Context] = []
    /// Which certificates each context serves, as indices into `certificates`.
    private var members: [[Int]] = []
    private var exact: [Entry] = []
    /// Without the star: `.example.com`.
    private var wildcards: [Entry] = []

    /// - Parameter certificates: the default one first, the others in the order of their files;
    ///   for a name that several have, the first of each key type is used. At least one.
    package init(
        certificates: [Certificate], settings: TLSSettings, tickets: TicketKeys
    ) throws(TLSError) {
        self.certificates = certificates
        self.tickets = tickets
        _ = try contextIndex(of: [0], settings)
        for (name, members) in Self.membersByName(certificates) {
            let index = try contextIndex(of: members, settings)
            if name.first == UInt8(ascii: "*") {
                wildcards.append(Entry(name: Array(name.dropFirst()), context: index))
            } else {
                exact.append(Entry(name: name, context: index))
            }
        }
        exact.sort { $0.name.lexicographicallyPrecedes($1.name) }
        wildcards.sort { $0.name.lexicographicallyPrecedes($1.name) }
        // Only the context a connection begins with is asked for a name.
        ClientHello.selectCertificate(in: contexts[0], from: self)
    }

    /// For every name the first certificate of each key type.
    private static func membersByName(
        _ certificates: [Certificate]
    ) -> [(name: [UInt8], members: [Int])] {
        var named: [(name: [UInt8], certificate: Int)] = []
        for (index, certificate) in certificates.enumerated() {
            for name in certificate.names { named.append((name, index)) }
        }
        named.sort {
            $0.name == $1.name
                ? $0.certificate < $1.certificate
                : $0.name.lexicographicallyPrecedes($1.name)
        }
        var result: [(name: [UInt8], members: [Int])] = []
        for (name, index) in named {
            guard let last = result.indices.last, result[last].name == name else {
                result.append((name, [index]))
                continue
            }
            let type = certificates[index].keyType
            if !result[last].members.contains(where: { certificates[$0].keyType == type }) {
                result[last].members.append(index)
            }
        }
        return result
    }

    private func contextIndex(
        of members: [Int], _ settings: TLSSettings
    ) throws(TLSError) -> Int {
        if let index = self.members.firstIndex(of: members) { return index }
        contexts.append(
            try Context.make(
                certificates: members.map { certificates[$0] }, settings: settings,
                tickets: tickets))
        self.members.append(members)
        return contexts.count - 1
    }

    var defaultContext: Context { contexts[0] }

    /// The context of an exact name, else of its one-label wildcard (RFC 6125 §6.4.3).
    func context(for name: Span<UInt8>) -> Context? {
        guard let index = contextIndex(for: name) else { return nil }
        return contexts[index]
    }

    /// Which certificates a name gets; those of the default when none is for it.
    package func certificates(for name: Span<UInt8>) -> [Certificate] {
        members[contextIndex(for: name) ?? 0].map { certificates[$0] }
    }

    private func contextIndex(for name: Span<UInt8>) -> Int? {
        var lowercase: [UInt8] = []
        for index in name.indices {
            lowercase.append(name[index].asciiLowercase)
        }
        // A name may be written with the root's dot.
        if lowercase.last == UInt8(ascii: ".") { lowercase.removeLast() }
        if let index = Self.find(lowercase[...], in: exact) { return index }
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
        return entries[low].context
    }

    /// Lets random ticket keys move on with time.
    /// - Parameter now: milliseconds of the monotonic clock.
    package func rotateTickets(now: Int) { tickets.rotate(now: now) }
}
