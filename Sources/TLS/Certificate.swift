// One certificate with its chain and its key: whom it is for, and who says so.

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

    /// Whether it is for the IP address, an IPv6 one in brackets: X509_check_ip_asc(3). No client
    /// sends an address as its SNI (RFC 6066 §3), so no other use is made of them.
    @inline(never)
    func isFor(address: Span<UInt8>) -> Bool {
        var text: [CChar] = []
        for index in address.indices
        where address[index] != UInt8(ascii: "[") && address[index] != UInt8(ascii: "]") {
            text.append(CChar(bitPattern: address[index]))
        }
        text.append(0)
        defer { ERR_clear_error() }
        return unsafe X509_check_ip_asc(leaf.pointer, text, 0) == 1
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

private enum CertificateNames {
    /// DNS names of the subject alternative names; the common name only without any
    /// (RFC 6125 §6.4.4). Lower case.
    static func of(_ certificate: X509Handle) -> [[UInt8]] {
        guard
            let decoded = unsafe X509_get_ext_d2i(
                certificate.pointer, NID_subject_alt_name, nil, nil)
        else {
            // One that can't be read says so in the queue.
            ERR_clear_error()
            return commonName(of: certificate)
        }
        let names = OpaquePointer(decoded)
        defer { unsafe GENERAL_NAMES_free(names) }
        var found: [[UInt8]] = []
        for index in 0..<(unsafe COpenSSL_sk_GENERAL_NAME_num(names)) {
            guard let name = unsafe COpenSSL_sk_GENERAL_NAME_value(names, index),
                unsafe name.pointee.type == GEN_DNS
            else { continue }
            found.append(unsafe lowercase(name.pointee.d.dNSName))
        }
        return found
    }

    private static func commonName(of certificate: X509Handle) -> [[UInt8]] {
        let subject = unsafe X509_get_subject_name(certificate.pointer)
        let index = unsafe X509_NAME_get_index_by_NID(subject, NID_commonName, -1)
        guard index >= 0, let entry = unsafe X509_NAME_get_entry(subject, index),
            let text = unsafe X509_NAME_ENTRY_get_data(entry)
        else { return [] }
        return [unsafe lowercase(text)]
    }

    private static func lowercase(_ text: UnsafePointer<ASN1_STRING>) -> [UInt8] {
        let start = unsafe ASN1_STRING_get0_data(text)
        let count = unsafe Int(ASN1_STRING_length(text))
        return unsafe UnsafeBufferPointer(start: start, count: count).map { $0.asciiLowercase }
    }

    /// The issuer's distinguished name, ASCII without controls: X509_NAME_print_ex(3).
    static func issuer(of certificate: X509Handle) -> String {
        guard let raw = unsafe BIO_new(BIO_s_mem()) else { return "" }
        let bio = unsafe BIOHandle(owning: raw)
        let name = unsafe X509_get_issuer_name(certificate.pointer)
        _ = unsafe X509_NAME_print_ex(bio.pointer, name, 0, COpenSSL_XN_FLAG_RFC2253)
        var bytes = [UInt8](repeating: 0, count: 512)
        let count = unsafe BIO_read(bio.pointer, &bytes, CInt(bytes.count))
        return String(decoding: bytes[..<max(0, Int(count))], as: UTF8.self)
    }
}

extension UInt8 {
    /// DNS names know no other case: RFC 4343.
    var asciiLowercase: UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
    }
}
