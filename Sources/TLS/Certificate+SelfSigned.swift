// A certificate of our own making, for development: nobody vouches for it.

internal import COpenSSL

extension Certificate {
    /// Whom a certificate is for.
    package struct Name: Equatable {
        /// A DNS name in lower case, or the 4 or 16 bytes of an address.
        fileprivate let bytes: [UInt8]
        fileprivate let isAddress: Bool

        /// - Parameter text: `localhost`, `*.example.test`, `127.0.0.1`, `::1`, `[::1]`.
        package init?(_ text: Span<UInt8>) {
            if let address = addressOctets(of: text) {
                bytes = address
                isAddress = true
                return
            }
            bytes = text.indices.map { text[$0].asciiLowercase }
            isAddress = false
            guard Self.isName(bytes) else { return nil }
        }

        /// Labels of letters, digits and hyphens; the first may be a star.
        private static func isName(_ name: [UInt8]) -> Bool {
            guard name.count <= 253 else { return false }
            let labels = name.split(separator: 0x2E, omittingEmptySubsequences: false)
            for (index, label) in labels.enumerated() {
                if index == 0, labels.count > 1, label.elementsEqual([0x2A]) { continue }
                let isGood = label.allSatisfy {
                    (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D
                        || $0 == 0x5F
                }
                guard isGood, (1...63).contains(label.count), label.first != 0x2D,
                    label.last != 0x2D
                else { return false }
            }
            // Digits alone at the end are meant as an address.
            return labels.last?.allSatisfy { (0x30...0x39).contains($0) } == false
        }
    }

    /// Stands for the path of what has no file.
    package static let selfSignedPath = "self-signed, for development"

    /// Days that one is valid, as many as public ones are.
    private static let selfSignedDays = 90
    /// Days before its end at which it is made anew.
    package static let renewalDays = 30

    /// Whether it is of our own making.
    package var isSelfSigned: Bool { path.utf8.elementsEqual(Self.selfSignedPath.utf8) }

    /// An ECDSA key and a certificate for it, made in memory: EVP_EC_gen(3), X509_sign(3).
    package static func makeSelfSigned(for names: [Name]) throws(TLSError) -> Certificate {
        ERR_clear_error()
        guard let rawKey = unsafe COpenSSL_EVP_EC_gen("P-256"), let raw = unsafe X509_new() else {
            throw .takingQueue(at: .useKey)
        }
        let key = unsafe KeyHandle(owning: rawKey)
        let certificate = unsafe X509Handle(owning: raw)
        var serial = [UInt8](repeating: 0, count: 16)
        guard unsafe RAND_bytes(&serial, CInt(serial.count)) == 1 else {
            throw .takingQueue(at: .useCertificate)
        }
        // Positive, and as long as it is (RFC 5280 §4.1.2.2).
        serial[0] = serial[0] & 0x7F | 0x40
        let number = unsafe BN_bin2bn(serial, CInt(serial.count), nil)
        defer { unsafe BN_free(number) }
        let subject = unsafe X509_get_subject_name(raw)
        let commonName = Array("under-maintenance for development".utf8)
        let isMade =
            unsafe X509_set_version(raw, 2) == 1
            && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(raw)) != nil
            // An hour ago: a client's clock may be late.
            && X509_gmtime_adj(X509_getm_notBefore(raw), -3600) != nil
            && X509_gmtime_adj(X509_getm_notAfter(raw), CLong(selfSignedDays * 86_400)) != nil
            && X509_NAME_add_entry_by_txt(
                subject, "CN", MBSTRING_UTF8, commonName, CInt(commonName.count), -1, 0) == 1
            && X509_set_issuer_name(raw, subject) == 1
        guard isMade, setPublicKey(of: certificate, to: key), addExtensions(to: certificate, names),
            unsafe X509_sign(raw, key.pointer, EVP_sha256()) > 0, let leaf = reread(certificate)
        else { throw .takingQueue(at: .useCertificate) }
        let made = Certificate(path: selfSignedPath, leaf: leaf, chain: [], key: key)
        ERR_clear_error()
        return made
    }

    /// X509_PUBKEY_set0_param(3): X509_set_pubkey(3) would need an encoder for every kind of key, 67 KB.
    private static func setPublicKey(of certificate: X509Handle, to key: KeyHandle) -> Bool {
        var point: UnsafeMutablePointer<UInt8>?
        let count = unsafe EVP_PKEY_get1_encoded_public_key(key.pointer, &point)
        guard count > 0 else { return false }
        return unsafe X509_PUBKEY_set0_param(
            X509_get_X509_PUBKEY(certificate.pointer), OBJ_nid2obj(NID_X9_62_id_ecPublicKey),
            V_ASN1_OBJECT, UnsafeMutableRawPointer(OBJ_nid2obj(NID_X9_62_prime256v1)), point,
            CInt(count)) == 1
    }

    /// The certificate as one that was read, whose public key OpenSSL knows: d2i_X509(3).
    private static func reread(_ certificate: X509Handle) -> X509Handle? {
        var der: UnsafeMutablePointer<UInt8>?
        let count = unsafe i2d_X509(certificate.pointer, &der)
        guard count > 0 else { return nil }
        defer { unsafe COpenSSL_OPENSSL_free(der) }
        var start = unsafe UnsafePointer(der)
        return unsafe d2i_X509(nil, &start, CLong(count)).map { unsafe X509Handle(owning: $0) }
    }

    /// basicConstraints and subjectAltName, of which X509_add1_ext_i2d(3) makes copies.
    private static func addExtensions(to certificate: X509Handle, _ names: [Name]) -> Bool {
        let constraints = unsafe BASIC_CONSTRAINTS_new()
        defer { unsafe BASIC_CONSTRAINTS_free(constraints) }
        guard let alternatives = unsafe COpenSSL_GENERAL_NAMES_new() else { return false }
        defer { unsafe GENERAL_NAMES_free(alternatives) }
        for name in names {
            let isAdded = unsafe COpenSSL_GENERAL_NAMES_add(
                alternatives, name.isAddress ? GEN_IPADD : GEN_DNS, name.bytes,
                CInt(name.bytes.count))
            guard isAdded == 1 else { return false }
        }
        return unsafe X509_add1_ext_i2d(
            certificate.pointer, NID_basic_constraints, constraints, 1, 0) == 1
            && X509_add1_ext_i2d(
                certificate.pointer, NID_subject_alt_name,
                UnsafeMutableRawPointer(alternatives), 0, 0) == 1
    }
}
