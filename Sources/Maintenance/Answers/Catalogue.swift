// Which representation answers which request.

import HTTP

/// The pages by host, format and language. The most specific wins: the host's own, then the
/// operator's for every host, then the built-in.
struct Catalogue {
    /// The first is that of every host; the table's values are the others.
    private(set) var scopes = [PageScope()]
    private(set) var hosts = HostTable()
    /// The built-in page, which has a fallback.
    var builtIn = PageChoice()
    /// Built-in representations.
    var json = 0
    var xml = 0
    var text = 0
    /// What is sent to those who accept none of the formats.
    var unmatched = 0
    private var hasOwnPages = false
    /// What those who leave the choice to the server get, if they all get the same.
    private(set) var uniform: Int?
    /// What everybody gets who leaves the choice to the server and has no page of their own.
    private(set) var standard = 0

    /// - Parameter host: nil for every host.
    mutating func withScope(of host: [UInt8]?, _ change: (inout PageScope) -> Void) {
        hasOwnPages = true
        guard let host else { return change(&scopes[0]) }
        let index = hosts.add(host, scopes.count)
        if index == scopes.count { scopes.append(PageScope()) }
        change(&scopes[index])
    }

    /// After the last change.
    mutating func conclude() {
        standard = scopes[0].html.fallback ?? scopes[0].text.fallback ?? text
        uniform = hosts.isEmpty && !scopes[0].hasLanguages ? standard : nil
    }

    /// - Returns: the representation, uncompressed.
    func choose(_ head: RequestHead, of bytes: Span<UInt8>) -> Int {
        let choice = head.withList(.accept, of: bytes) { FormatChoice.preferred(by: $0) }
        if choice == .standard, let uniform { return uniform }
        if let own = ownPage(choice, head, bytes) { return own }
        switch choice {
        case .html: return builtIn.find(head, of: bytes) ?? text
        case .json: return json
        case .xml: return xml
        case .nothing: return unmatched
        case .text, .standard: return text
        }
    }

    private func ownPage(
        _ choice: FormatChoice, _ head: RequestHead, _ bytes: Span<UInt8>
    ) -> Int? {
        if !hasOwnPages || choice == .nothing { return nil }
        if !hosts.isEmpty, let own = hosts.find(bytes.extracting(head.host.indices)),
            let page = scopes[own].find(choice, head, of: bytes)
        {
            return page
        }
        return scopes[0].find(choice, head, of: bytes)
    }
}
