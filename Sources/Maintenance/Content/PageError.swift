// Why a file of the operator's can't be used as a page.

package enum PageError: Error, Equatable {
    /// In one byte a character, as Latin-1 has it, or in two.
    case notUTF8, utf16
    /// Neither: most of it are zeros.
    case notText
    /// JSON begins with a mark that RFC 8259 §8.1 forbids; or isn't JSON from this line on.
    case byteOrderMark
    case notJSON(line: Int)
    case name(PageNameError)
    /// HTML that wants a file from this server. Not in the way: the page is sent as it is.
    case asset([UInt8])
    /// A place for a text that there isn't: likewise.
    case place([UInt8])
}

/// Why no request can ask for a page of that name.
package enum PageNameError: Error, Equatable {
    /// The ending, or none.
    case ending
    /// `pt_BR`: the same with hyphens.
    case underscore([UInt8])
    case wildcard
    /// `host:8080`: the same without the port.
    case port([UInt8])
    /// An IPv6 address as it is asked for, in brackets.
    case unbracketed([UInt8])
    /// `index`: for everybody there is another variable.
    case everybody
    /// Letters that are put together from several: in the form of most files of macOS.
    case decomposed
    /// No host has such a name.
    case host
    /// Not in the way: requests have the host in these letters, and it is found under them.
    case otherScript([UInt8])
}

extension [UInt8] {
    /// By its mark, or by the zeros that ASCII has there in every second place.
    var isUTF16: Bool {
        if starts(with: [0xFF, 0xFE]) || starts(with: [0xFE, 0xFF]) { return true }
        let places = indices.prefix(8)
        return count >= 4 && count % 2 == 0
            && [0, 1].contains { zero in places.allSatisfy { (self[$0] == 0) == ($0 % 2 == zero) } }
    }
}
