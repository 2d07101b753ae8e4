// What can be wrong with a certificate and its key.

package enum CertificateError: Error, Equatable {
    case certificateEmpty, keyEmpty
    /// Another kind of file, or of PEM.
    case certificateIs(ForeignForm)
    case keyIs(ForeignForm)
    /// PEM, and nothing in it that is looked for.
    case noCertificate, noKey
    case keyEncrypted, wrongPassphrase
    /// Encrypted in a way that OpenSSL has given up reading, or that isn't linked.
    case cipherNotRead
    /// A kind of key that isn't linked.
    case keyNotRead
    case keyOfAnotherCertificate
    /// Broken between its BEGIN and END lines.
    case malformed(TLSError)
    /// Sound, but OpenSSL won't serve it: a key or a signature too weak, a type unknown.
    case refused(TLSError)
}

/// What a file is instead of a certificate or a key in PEM.
package enum ForeignForm: Equatable {
    case pkcs12, pkcs7, javaKeyStore
    case der, utf16
    /// PEM that was put into Base64 once more, and DER in Base64 without its BEGIN line.
    case encodedPEM, bareBase64
    /// With BEGIN or END elsewhere than where a line begins.
    case withoutLines
    /// The latter of a type that ssh-keygen(1) has in its own form alone.
    case openSSH, openSSHAlone
    case putty, publicKey, request
    case unknown
}

extension ForeignForm {
    /// Looked for where nothing in the file could be used.
    /// - Returns: nil for PEM of any other kind.
    static func of(_ bytes: [UInt8]) -> ForeignForm? {
        if isUTF16(bytes) { return .utf16 }
        if bytes.starts(with: [0xFE, 0xED, 0xFE, 0xED]) { return .javaKeyStore }
        if let form = ofDER(bytes) { return form }
        for (text, form) in marks where bytes.holds(text) { return form }
        if bytes.holds("-----BEGIN ") { return isWithoutLines(bytes) ? .withoutLines : nil }
        // How DER's first sequence begins in Base64, and PEM's first line.
        if bytes.starts(with: [UInt8(ascii: "M"), UInt8(ascii: "I")]) { return .bareBase64 }
        return bytes.holds("LS0tLS1CRUdJTi") ? .encodedPEM : .unknown
    }

    private static var marks: [(StaticString, ForeignForm)] {
        [
            ("-----BEGIN OPENSSH PRIVATE KEY", .openSSH), ("PuTTY-User-Key-File", .putty),
            ("-----BEGIN PKCS7", .pkcs7), ("CERTIFICATE REQUEST-----", .request),
            ("-----BEGIN PUBLIC KEY", .publicKey), ("-----BEGIN RSA PUBLIC KEY", .publicKey),
        ]
    }

    /// OpenSSL looks for these where a line begins.
    static func isWithoutLines(_ bytes: [UInt8]) -> Bool {
        var start = 0
        while let found = bytes[start...].firstIndex(of: UInt8(ascii: "-")) {
            let rest = bytes[found...]
            let end = rest.firstIndex { $0 != UInt8(ascii: "-") } ?? bytes.count
            let isMark = ["BEGIN ", "END "].contains { bytes[end...].starts(with: $0.utf8) }
            // Behind a byte order mark a line begins too.
            if isMark, found > 0, bytes[found - 1] != 0x0A, bytes[found - 1] != 0xBF { return true }
            start = end
        }
        return false
    }

    private static func isUTF16(_ bytes: [UInt8]) -> Bool {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return true }
        // Without its mark: each second byte of ASCII is zero.
        return bytes.count > 8
            && [1, 3, 5, 7].allSatisfy { bytes[$0] == 0 && bytes[$0 - 1] != 0 }
    }

    /// X.690: a sequence in the definite form of two or three bytes, or PKCS #12's indefinite one.
    private static func ofDER(_ bytes: [UInt8]) -> ForeignForm? {
        guard bytes.count > 8, bytes[0] == 0x30 else { return nil }
        guard bytes[1] >= 0x80 else { return .der }
        let content = bytes[(2 + Int(bytes[1] & 0x7F) % 8)...]
        // RFC 7292 §4: version 3, then the object identifier of a content.
        if content.starts(with: [2, 1, 3, 0x30]) { return .pkcs12 }
        // RFC 2315 §7: 1.2.840.113549.1.7.2.
        if content.starts(with: [6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 13, 1, 7, 2]) {
            return .pkcs7
        }
        return .der
    }
}

extension [UInt8] {
    func holds(_ text: StaticString) -> Bool {
        let first = text.byte(at: 0)
        var start = 0
        while let found = self[start...].firstIndex(of: first) {
            if matches(text, at: found) { return true }
            start = found + 1
        }
        return false
    }

    private func matches(_ text: StaticString, at start: Int) -> Bool {
        text.withUTF8Buffer { text in
            unsafe count - start >= text.count
                && self[start..<start + text.count].elementsEqual(text)
        }
    }
}

extension StaticString {
    fileprivate func byte(at index: Int) -> UInt8 {
        withUTF8Buffer { unsafe $0[index] }
    }
}
