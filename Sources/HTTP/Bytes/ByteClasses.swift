// The classes of bytes HTTP's grammar is made of.

extension UInt8 {
    static var tab: UInt8 { 0x09 }
    static var lineFeed: UInt8 { 0x0a }
    static var carriageReturn: UInt8 { 0x0d }
    static var space: UInt8 { 0x20 }

    /// OWS (RFC 9110 §5.6.3).
    @inline(__always)
    package var isWhiteSpace: Bool { self == .space || self == .tab }

    @inline(__always)
    package var isDigit: Bool { self &- 0x30 < 10 }

    @inline(__always)
    package var isLetter: Bool { (self | 0x20) &- 0x61 < 26 }

    /// 0–15, or nil.
    @inline(__always)
    var hexValue: UInt8? {
        if isDigit { return self &- 0x30 }
        let letter = (self | 0x20) &- 0x61
        return letter < 6 ? letter &+ 10 : nil
    }

    /// tchar (RFC 9110 §5.6.2).
    package var isToken: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        case 0x21, 0x23...0x27, 0x2a, 0x2b, 0x2d, 0x2e, 0x5e...0x60, 0x7c, 0x7e: true
        default: false
        }
    }

    /// What a host name may hold: unreserved and sub-delims (RFC 3986 §3.2.2) without the comma. The
    /// percent sign of an encoded byte is not among them.
    var isHostName: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        // ! $ & ' ( ) * + - . ; = _ ~
        case 0x21, 0x24, 0x26...0x2b, 0x2d, 0x2e, 0x3b, 0x3d, 0x5f, 0x7e: true
        default: false
        }
    }

    /// Neither a space nor a control; bytes beyond ASCII are visible.
    @inline(__always)
    package var isVisible: Bool { self > 0x20 && self != 0x7f }

    /// What a field value should be made of: visible bytes, SP, HTAB and obs-text (RFC 9110 §5.5).
    @inline(__always)
    var isFieldText: Bool { self >= 0x20 && self != 0x7f || self == .tab }

    /// What can't be in a field value, whoever wrote it: RFC 9110 §5.5.
    @inline(__always)
    var endsFieldValue: Bool { self == 0 || self == .carriageReturn || self == .lineFeed }

    /// The same letter in lower case; every other byte as it is.
    @inline(__always)
    package var lowercased: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }
}
