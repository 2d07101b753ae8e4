// Which scripts of other sites read the answer, and whose preflights are approved.

import HTTP

/// Reading harms nobody: the answer is everybody's. A preflight's approval is another matter: the
/// request it was for is sent next, and may reach the application, just back, that never approved
/// it. So that takes the operator's word.
package struct CrossOriginPolicy: Sendable {
    /// Whether scripts of every origin read.
    package var everyoneReads: Bool
    /// Those whose scripts read and whose preflights are approved, as `Origin.canonical` has them.
    package var origins: [[UInt8]]

    package init(everyoneReads: Bool, origins: [[UInt8]] = []) {
        self.everyoneReads = everyoneReads
        self.origins = origins
    }

    package static let open = CrossOriginPolicy(everyoneReads: true)
    package static let off = CrossOriginPolicy(everyoneReads: false)

    /// Whether the origin may have its preflights approved: those listed, and the pages of the host
    /// itself under another scheme or port, which are the same operator's.
    /// - Parameter origin: a valid one.
    func trusts(_ origin: Span<UInt8>, askingFor authority: Span<UInt8>) -> Bool {
        if !everyoneReads, origins.isEmpty { return false }
        return Origin.isPage(origin, of: authority) || isListed(origin)
    }

    private func isListed(_ origin: Span<UInt8>) -> Bool {
        for listed in origins where listed.count == origin.count {
            var index = 0
            while index < listed.count, listed[index] == origin[index].lowercased { index += 1 }
            if index == listed.count { return true }
        }
        return false
    }
}
