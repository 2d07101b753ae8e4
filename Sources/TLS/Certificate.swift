// One certificate with its chain and its key: whom it is for, and who says so.

internal import COpenSSL

/// A leaf, what leads from it to a root, and the private key; checked against each other.
package final class Certificate {
    package enum KeyType { case rsa, ecdsa, other }

    /// Who can shake hands under the key.
    package enum Reach {
        case everybody
        /// Programs alone: no browser knows the type.
        case programs
        /// Nobody: TLS has no signature of the curve (RFC 8446 §4.2.3), or clients offer none.
        case nobody
    }

    /// Where it was loaded from, for messages.
    package let path: String
    /// Lower-case DNS names it is for, wildcards as `*.example.com`.
    package let names: [[UInt8]]
    package let keyType: KeyType
    package let reach: Reach
    /// `RSA 2048`, `EC 256`, `ED25519`; `secp256k1` of a curve that few know.
    package let keyDescription: String
    /// Whether its file had the chain in another order than it is sent in.
    package let isReordered: Bool
    /// RFC 2253: `CN=R11,O=Let's Encrypt,C=US`.
    package let issuer: String
    /// Seconds since 1970 in UTC: the first and the last at which it is valid.
    package let notBefore: Int
    package let notAfter: Int

    let leaf: X509Handle
    let chain: [X509Handle]
    let key: KeyHandle

    init(
        path: String, leaf: X509Handle, chain: [X509Handle], key: KeyHandle,
        isReordered: Bool = false
    ) {
        self.path = path
        self.leaf = leaf
        self.chain = chain
        self.key = key
        self.isReordered = isReordered
        names = CertificateNames.of(leaf)
        issuer = CertificateNames.issuer(of: leaf)
        // A time that can't be read lies ahead, or is long past: nobody takes such a certificate.
        notBefore = unsafe Self.seconds(X509_get0_notBefore(leaf.pointer)) ?? Self.never
        notAfter = unsafe Self.seconds(X509_get0_notAfter(leaf.pointer)) ?? 0
        let bits = unsafe String(EVP_PKEY_get_bits(key.pointer))
        switch unsafe EVP_PKEY_get_base_id(key.pointer) {
        case EVP_PKEY_RSA: (keyType, reach, keyDescription) = (.rsa, .everybody, "RSA " + bits)
        case EVP_PKEY_RSA_PSS:
            (keyType, reach, keyDescription) = (.rsa, .programs, "RSA-PSS " + bits)
        case EVP_PKEY_EC:
            keyType = .ecdsa
            if let curve = Self.uncommonCurve(of: key) {
                (reach, keyDescription) = (.nobody, curve)
            } else {
                (reach, keyDescription) = (.everybody, "EC " + bits)
            }
        case let type:
            keyType = .other
            reach = type == EVP_PKEY_ED25519 || type == EVP_PKEY_ED448 ? .programs : .nobody
            let name = unsafe EVP_PKEY_get0_type_name(key.pointer)
            keyDescription = unsafe name.map { unsafe String(cString: $0) } ?? bits + " bits"
        }
    }

    /// The name of a curve that isn't one of RFC 8446's three: EVP_PKEY_get_group_name(3).
    private static func uncommonCurve(of key: KeyHandle) -> String? {
        var name = [CChar](repeating: 0, count: 64)
        var count = 0
        guard unsafe EVP_PKEY_get_group_name(key.pointer, &name, name.count, &count) == 1 else {
            ERR_clear_error()
            return "EC with parameters of its own"
        }
        let curve = name[..<count].map { UInt8(bitPattern: $0) }
        for known: StaticString in ["prime256v1", "secp384r1", "secp521r1"]
        where curve.count == known.utf8CodeUnitCount && curve.holds(known) { return nil }
        return String(decoding: curve, as: UTF8.self)
    }

    /// The 4 or 16 bytes of each IP address it is for.
    package var addresses: [[UInt8]] { CertificateNames.alternatives(of: leaf, GEN_IPADD) ?? [] }

    /// Whether a client would take it, as far as time is concerned.
    package func isValid(at now: Int) -> Bool { notBefore <= now && now <= notAfter }

    /// The SHA-256 of the certificate, as `openssl x509 -fingerprint -sha256` has it: X509_digest(3).
    package var fingerprint: String {
        var digest = [UInt8](repeating: 0, count: 32)
        var count: CUnsignedInt = 0
        _ = unsafe X509_digest(leaf.pointer, EVP_sha256(), &digest, &count)
        var text: [UInt8] = []
        for byte in digest {
            if !text.isEmpty { text.append(UInt8(ascii: ":")) }
            for digit in [byte >> 4, byte & 15] { text.append(digit + (digit < 10 ? 0x30 : 0x37)) }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Whether it is for the IP address, an IPv6 one in brackets: X509_check_ip(3). No client
    /// sends an address as its SNI (RFC 6066 §3), so no other use is made of them.
    @inline(never)
    func isFor(address: Span<UInt8>) -> Bool {
        guard let octets = addressOctets(of: address) else { return false }
        defer { ERR_clear_error() }
        return unsafe X509_check_ip(leaf.pointer, octets, octets.count, 0) == 1
    }

    /// Whole days until it expires; negative when it has, −1 also on the first day.
    package func daysLeft(at now: Int) -> Int {
        let days = (notAfter - now) / 86_400
        return notAfter < now ? min(-1, days) : days
    }

    /// 9999-12-31T23:59:59Z, the last there is (RFC 5280 §4.1.2.5).
    private static let never = 253_402_300_799

    /// ASN1_TIME_diff(3), which reads no time zone file; nil for 30 February.
    private static func seconds(_ time: UnsafePointer<ASN1_TIME>?) -> Int? {
        let start = unsafe ASN1_TIME_new()
        defer { unsafe ASN1_TIME_free(start) }
        var (days, seconds) = (CInt(0), CInt(0))
        guard unsafe ASN1_TIME_set_string(start, "19700101000000Z") == 1,
            unsafe ASN1_TIME_diff(&days, &seconds, start, time) == 1
        else {
            ERR_clear_error()
            return nil
        }
        return Int(days) * 86_400 + Int(seconds)
    }
}

enum CertificateNames {
    /// DNS names of the subject alternative names; the common name only without any
    /// (RFC 6125 §6.4.4). Lower case.
    static func of(_ certificate: X509Handle) -> [[UInt8]] {
        guard let found = alternatives(of: certificate) else {
            // One that can't be read says so in the queue.
            ERR_clear_error()
            return commonName(of: certificate)
        }
        return found
    }

    /// - Parameter kind: GEN_DNS or GEN_IPADD.
    /// - Returns: nil: it has none, of any kind.
    static func alternatives(
        of certificate: X509Handle, _ kind: CInt = GEN_DNS
    ) -> [[UInt8]]? {
        guard
            let decoded = unsafe X509_get_ext_d2i(
                certificate.pointer, NID_subject_alt_name, nil, nil)
        else { return nil }
        let names = OpaquePointer(decoded)
        defer { unsafe GENERAL_NAMES_free(names) }
        var found: [[UInt8]] = []
        for index in 0..<(unsafe COpenSSL_sk_GENERAL_NAME_num(names)) {
            guard let name = unsafe COpenSSL_sk_GENERAL_NAME_value(names, index),
                unsafe name.pointee.type == kind
            else { continue }
            found.append(
                unsafe kind == GEN_DNS
                    ? lowercase(name.pointee.d.dNSName) : bytes(name.pointee.d.iPAddress))
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
        unsafe bytes(text).map { $0.asciiLowercase }
    }

    private static func bytes(_ text: UnsafePointer<ASN1_STRING>) -> [UInt8] {
        let start = unsafe ASN1_STRING_get0_data(text)
        let count = unsafe Int(ASN1_STRING_length(text))
        return unsafe Array(UnsafeBufferPointer(start: start, count: count))
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
