// Values that may be secrets: they are told by kind and length, and never printed.

import HTTP
import Kernel
import Maintenance

struct Secret {
    private enum Kind {
        case privateKey, pem, encodedPEM, der, password, token, unknown
    }

    private let kind: Kind
    /// Bytes.
    private let count: Int

    /// What names a file is a path.
    /// - Parameter variable: whose value it is; nil: nobody's.
    /// - Returns: nil for what may be printed.
    init?(_ value: [UInt8], of variable: Variable?) {
        guard !value.isEmpty, let kind = Self.kind(of: value, variable) else { return nil }
        if variable?.isPath == true, File.names(String(bytes: value)) { return nil }
        self.kind = kind
        count = value.count
    }

    /// `a private key in PEM, 241 bytes`
    var words: String {
        let words =
            switch kind {
            case .privateKey: "a private key in PEM"
            case .pem: "a text in PEM"
            case .encodedPEM: "PEM in Base64"
            case .der: "a key or certificate in Base64"
            case .password: "a URL with a password"
            case .token: "what looks like a key or token"
            case .unknown: "what may be a secret"
            }
        return words + ", " + String(count) + " bytes"
    }

    @inline(never)
    private static func kind(of value: [UInt8], _ variable: Variable?) -> Kind? {
        if value.contains("PRIVATE KEY-----") { return .privateKey }
        if value.contains("-----BEGIN") { return .pem }
        // The same in Base64, and how a sequence of DER begins there.
        if value.contains("LS0tLS1CRUdJTi") { return .encodedPEM }
        if value.hasPrefix("MII"), longestRun(value) > 40 { return .der }
        if AnnouncementValue.holdsPassword(value) { return .password }
        guard let row = variable?.row else { return nil }
        if row.marks.contains(.secret) { return looksLikePath(value) ? nil : .unknown }
        if variable?.isPath == true { return isToken(value) ? .token : nil }
        return longestRun(value) >= 32 ? .token : nil
    }

    /// Whether it is told from a path by what keys, tickets and tokens are in Base64, where a slash is a
    /// digit: no point, no slash in front, and long.
    private static func isToken(_ value: [UInt8]) -> Bool {
        let slash = UInt8(ascii: "/")
        return value.count >= 40 && value.first != slash && isMixed(value[...])
            && value.allSatisfy { isOfBase64($0) || $0 == slash || $0 == UInt8(ascii: "-") }
    }

    /// Whether it is told apart from a passphrase or a key by what a path looks like.
    private static func looksLikePath(_ value: [UInt8]) -> Bool {
        if value.contains(where: { $0 < 0x20 }) || longestRun(value) >= 24 { return false }
        for ending in [".key", ".pem"] where value.hasSuffix(ending) { return true }
        let slash = UInt8(ascii: "/")
        return value.first == slash
            || value.contains(slash) && value.contains(UInt8(ascii: "."))
    }

    /// The most bytes of Base64's alphabet without the slash, which any path has, that stand in a row
    /// with digits and letters of both cases among them; or of hexadecimal digits.
    @inline(never)
    private static func longestRun(_ value: [UInt8]) -> Int {
        var longest = 0
        var start = 0
        for end in 0...value.count {
            if end < value.count, isOfBase64(value[end]) { continue }
            if isMixed(value[start..<end]) { longest = max(longest, end - start) }
            start = end + 1
        }
        return longest
    }

    private static func isOfBase64(_ byte: UInt8) -> Bool {
        byte.isLetter || byte.isDigit || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "=")
            || byte == UInt8(ascii: "_")
    }

    private static func isMixed(_ run: ArraySlice<UInt8>) -> Bool {
        let hasDigit = run.contains { $0.isDigit }
        let hasUpper = run.contains { $0.isLetter && $0.lowercased != $0 }
        let hasLower = run.contains { $0.isLetter && $0.lowercased == $0 }
        let isHexadecimal = run.allSatisfy { $0.isDigit || $0.isLetter && $0.lowercased < 0x67 }
        return hasDigit && (hasUpper && hasLower || isHexadecimal)
    }
}
