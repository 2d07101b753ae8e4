// One certificate with its chain and its key.

internal import COpenSSL

/// A leaf, what leads from it to a root, and the private key; checked against each other.
package final class Certificate {
    package enum KeyType { case rsa, ecdsa, other }

    /// Where it was loaded from, for messages.
    package let path: String
    /// Lower-case DNS names it is for, wildcards as `*.example.com`.
    package let names: [[UInt8]]
    package let keyType: KeyType
    /// `RSA 2048`, `EC 256`, `ED25519`.
    package let keyDescription: String
    /// RFC 2253: `CN=R11,O=Let's Encrypt,C=US`.
    package let issuer: String
    /// Seconds since 1970 in UTC.
    package let notAfter: Int

    let leaf: X509Handle
    let chain: [X509Handle]
    let key: KeyHandle

    init(path: String, leaf: X509Handle, chain: [X509Handle], key: KeyHandle) {
        self.path = path
        self.leaf = leaf
        self.chain = chain
        self.key = key
        names = CertificateNames.of(leaf)
        issuer = CertificateNames.issuer(of: leaf)
        notAfter = unsafe Self.seconds(X509_get0_notAfter(leaf.pointer))
        let bits = unsafe EVP_PKEY_get_bits(key.pointer)
        switch unsafe EVP_PKEY_get_base_id(key.pointer) {
        case EVP_PKEY_RSA, EVP_PKEY_RSA_PSS:
            keyType = .rsa
            keyDescription = "RSA \(bits)"
        case EVP_PKEY_EC:
            keyType = .ecdsa
            keyDescription = "EC \(bits)"
        default:
            keyType = .other
            let name = unsafe EVP_PKEY_get0_type_name(key.pointer)
            keyDescription = unsafe name.map { unsafe String(cString: $0) } ?? "\(bits) bits"
        }
    }

    /// Whole days until it expires, negative when it has.
    package func daysLeft(at now: Int) -> Int {
        let seconds = notAfter - now
        return seconds >= 0 ? seconds / 86_400 : -1 - (-seconds - 1) / 86_400
    }

    /// ASN1_TIME_diff(3), which reads no time zone file; a time that can't be read is long past.
    private static func seconds(_ time: UnsafePointer<ASN1_TIME>?) -> Int {
        let start = unsafe ASN1_TIME_new()
        defer { unsafe ASN1_TIME_free(start) }
        var (days, seconds) = (CInt(0), CInt(0))
        guard unsafe ASN1_TIME_set_string(start, "19700101000000Z") == 1,
            unsafe ASN1_TIME_diff(&days, &seconds, start, time) == 1
        else { return 0 }
        return Int(days) * 86_400 + Int(seconds)
    }
}
