// All certificates of a listener and which one a name gets.

/// What it chooses never changes: a reload makes another one.
package final class CertificateStore {
    /// Whether a client was refused, since this was last asked, because it speaks nothing but
    /// HTTP/2, which isn't offered.
    package func takeRefusalOfHTTP2() -> Bool {
        for context in contexts {
            guard let context, context.refusedHTTP2 else { continue }
            context.refusedHTTP2 = false
            return true
        }
        return false
    }

    /// Whether a certificate that is shown without a name covers the host.
    func coversByDefault(_ host: Span<UInt8>) -> Bool {
        let shown = certificates[choice.groups[0][0]]
        for name in shown.names where Self.covers(name, host) { return true }
        return shown.isFor(address: host)
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
            if byte != otherByte, byte.asciiLowercase != otherByte.asciiLowercase { return false }
        }
        return true
    }

    package var offersHTTP2: Bool { settings.offersHTTP2 }

    package let certificates: [Certificate]
    private let settings: TLSSettings
    private let tickets: TicketKeys
    private let chosen: Int
    private let choice: CertificateChoice
    /// One for each group. Made when a name of it is asked for: to make one costs as much as to read
    /// several certificates, and few of two thousand names are ever asked for.
    private var contexts: [Context?]
    /// What connections begin with.
    let defaultContext: Context

    /// - Parameters:
    ///   - certificates: the default one first, the others in the order of their files. At least one;
    ///     each was checked by a context when it was parsed.
    ///   - now: Unix time, by which certificates are valid or not.
    package init(
        certificates: [Certificate], settings: TLSSettings, tickets: TicketKeys, now: Int
    ) throws(TLSError) {
        self.certificates = certificates
        self.settings = settings
        self.tickets = tickets
        chosen = now
        choice = CertificateChoice(certificates, now: now)
        contexts = [Context?](repeating: nil, count: choice.groups.count)
        defaultContext = try Context.make(
            certificates: choice.groups[0].map { certificates[$0] }, settings: settings,
            tickets: tickets)
        contexts[0] = defaultContext
        // Only the context a connection begins with is asked for a name.
        ClientHello.selectCertificate(in: defaultContext, from: self)
    }

    /// The context for a name; nil: the default one goes on.
    func context(for name: Span<UInt8>) -> Context? {
        guard let group = choice.group(of: name) else { return nil }
        if let context = contexts[group] { return context }
        // Fails only for want of memory.
        contexts[group] = try? Context.make(
            certificates: members(group), settings: settings, tickets: tickets)
        return contexts[group]
    }

    private func members(_ group: Int) -> [Certificate] {
        choice.groups[group].map { certificates[$0] }
    }

    /// Which certificates a name gets; the default one when none is for it.
    package func certificates(for name: Span<UInt8>) -> [Certificate] {
        members(choice.group(of: name) ?? 0)
    }

    /// When one of them begins to be valid, ceases to be, or is to be made anew; Unix time.
    package func nextChange(after now: Int) -> Int? {
        var next: Int?
        for certificate in certificates {
            var times = [certificate.notBefore, certificate.notAfter + 1]
            if certificate.isSelfSigned {
                times.append(times[1] - Certificate.renewalDays * 86_400)
            }
            for time in times where time > now { next = min(next ?? time, time) }
        }
        return next
    }

    /// Whether the choice would be another one now.
    package func isOutdated(at now: Int) -> Bool {
        nextChange(after: chosen).map { $0 <= now } ?? false
    }

    /// Every name there is, in order, the wildcards last.
    package var names: [[UInt8]] {
        choice.exact.map { $0.name } + choice.wildcards.map { [UInt8(ascii: "*")] + $0.name }
    }

    /// The certificates that anybody gets, in their order.
    package var used: [Certificate] {
        var isUsed = [Bool](repeating: false, count: certificates.count)
        for group in choice.groups { for index in group { isUsed[index] = true } }
        return certificates.indices.filter { isUsed[$0] }.map { certificates[$0] }
    }
}
