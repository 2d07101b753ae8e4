// From PEM to a certificate with its key, which may be encrypted.

internal import COpenSSL

extension Certificate {
    /// Whether a context would take a certificate: one context tells it of any number of them, since
    /// to make one costs as much as to read several certificates.
    package final class Checker {
        private var context: Context?

        package init() {}

        fileprivate func check(_ certificate: Certificate) throws(TLSError) {
            if let context { return try context.use(certificate) }
            let context = try Context.makeForChecks()
            self.context = context
            try context.use(certificate)
        }
    }

    /// Reads a chain and its key: PEM_read_bio_X509_AUX(3), PEM_read_bio_PrivateKey(3),
    /// X509_check_private_key(3). The leaf is the one that the key fits; a chain in another order
    /// than from the leaf upwards is put right.
    /// - Parameters:
    ///   - certificate: PEM, which may hold the key too.
    ///   - key: PEM; the same bytes when one file holds both.
    ///   - passphrase: without its line end; nil when there is none. Nobody is ever asked for it.
    package static func parse(
        path: String, certificate: [UInt8], key: [UInt8], passphrase: [UInt8]?,
        checker: Checker = Checker()
    ) throws(CertificateError) -> Certificate {
        try Allocations.wiping { () throws(CertificateError) in
            try read(path, certificate, key, passphrase, checker)
        }
    }

    private static func read(
        _ path: String, _ certificate: [UInt8], _ key: [UInt8], _ passphrase: [UInt8]?,
        _ checker: Checker
    ) throws(CertificateError) -> Certificate {
        ERR_clear_error()
        let chain = try readChain(certificate)
        let key = try readKey(key, passphrase)
        defer { ERR_clear_error() }
        guard
            let leaf = chain.indices.first(where: { index in
                // Behind the first an issuer is one, even to whoever gives its key.
                unsafe X509_check_private_key(chain[index].pointer, key.pointer) == 1
                    && (index == 0 || X509_check_ca(chain[index].pointer) == 0)
            })
        else { throw .keyOfAnotherCertificate }
        ERR_clear_error()
        let order = order(of: chain, from: leaf)
        let parsed = Certificate(
            path: path, leaf: chain[leaf], chain: order.dropFirst().map { chain[$0] }, key: key,
            isReordered: order != Array(chain.indices))
        do throws(TLSError) {
            try checker.check(parsed)
        } catch {
            throw .refused(error)
        }
        return parsed
    }

    /// Whether the file holds certificates of authorities alone, which are for no server: what ACME
    /// clients leave beside a certificate. X509_check_ca(3).
    package static func holdsIssuersAlone(_ pem: [UInt8]) -> Bool {
        defer { ERR_clear_error() }
        // A key that stands in front is read too.
        let read = try? Allocations.wiping { () throws(CertificateError) in try readChain(pem) }
        guard let chain = read else { return false }
        return chain.allSatisfy {
            unsafe X509_check_ca($0.pointer) != 0 && CertificateNames.alternatives(of: $0) == nil
        }
    }

    /// Whether the file is PEM of something else: parameters, a request, a list of revocations.
    package static func isPEMWithoutCertificate(_ bytes: [UInt8]) -> Bool {
        bytes.holds("-----BEGIN ") && !bytes.holds("CERTIFICATE-----")
            && bytes.holds("-----END ")
    }

    /// At least one certificate.
    private static func readChain(_ pem: [UInt8]) throws(CertificateError) -> [X509Handle] {
        if pem.isEmpty { throw .certificateEmpty }
        let bio = try bio(reading: pem)
        var chain: [X509Handle] = []
        while let certificate = unsafe PEM_read_bio_X509_AUX(
            bio.pointer, nil, { _, _, _, _ in -1 }, nil)
        {
            chain.append(unsafe X509Handle(owning: certificate))
        }
        // The end of the file says so in the queue.
        let error = TLSError.takingQueue(at: .useChain)
        guard COpenSSL_ERR_GET_REASON(error.cause) == PEM_R_NO_START_LINE else {
            throw ForeignForm.isWithoutLines(pem)
                ? .certificateIs(.withoutLines) : .malformed(error)
        }
        if chain.isEmpty {
            throw ForeignForm.of(pem).map { .certificateIs($0) } ?? .noCertificate
        }
        return chain
    }

    /// From the leaf by way of its issuers, then what leads nowhere, in the order of the file.
    private static func order(of chain: [X509Handle], from leaf: Int) -> [Int] {
        var order = [leaf]
        var rest = chain.indices.filter { $0 != leaf }
        while let last = order.last,
            let next = rest.firstIndex(where: { chain[$0].isNamed(asIssuerOf: chain[last]) })
        {
            order.append(rest.remove(at: next))
        }
        return order + rest
    }

    private static func readKey(
        _ pem: [UInt8], _ passphrase: [UInt8]?
    ) throws(CertificateError) -> KeyHandle {
        if pem.isEmpty { throw .keyEmpty }
        guard pem.holds("PRIVATE KEY-----"), !pem.holds("-----BEGIN OPENSSH PRIVATE KEY") else {
            let form = ForeignForm.of(pem)
            if form == .openSSH, isOpenSSHAlone(pem) { throw .keyIs(.openSSHAlone) }
            throw form.map { .keyIs($0) } ?? .noKey
        }
        let answer = Passphrase(passphrase)
        let key = answer.readKey(from: try bio(reading: pem))
        var isUnsupported = false
        let error = TLSError.takingQueue(at: .useKey, foundUnsupported: &isUnsupported)
        if let key { return key }
        if ForeignForm.isWithoutLines(pem) { throw .keyIs(.withoutLines) }
        guard answer.wasAsked else {
            let reason = COpenSSL_ERR_GET_REASON(error.cause)
            if pem.holds("DEK-Info:"), reason == PEM_R_UNSUPPORTED_ENCRYPTION {
                throw .cipherNotRead
            }
            throw isOfKindNotRead(pem) ? .keyNotRead : .malformed(error)
        }
        if passphrase == nil { throw .keyEncrypted }
        throw isUnsupported ? .cipherNotRead : .wrongPassphrase
    }

    /// Whether ssh-keygen(1) writes its type in OpenSSH's own form alone, or nobody serves it.
    private static func isOpenSSHAlone(_ pem: [UInt8]) -> Bool {
        let key = content(of: pem)
        defer { Secrets.wipe(key) }
        return key.holds("ssh-ed25519") || key.holds("sk-ecdsa-") || key.holds("ssh-dss")
    }

    /// Whether it is PKCS #8 of a type that isn't linked: d2i_PKCS8_PRIV_KEY_INFO(3).
    private static func isOfKindNotRead(_ pem: [UInt8]) -> Bool {
        defer { ERR_clear_error() }
        let der = content(of: pem)
        defer { Secrets.wipe(der) }
        if der.isEmpty { return false }
        let found = unsafe der.withUnsafeBufferPointer { bytes in
            var start = bytes.baseAddress
            return unsafe d2i_PKCS8_PRIV_KEY_INFO(nil, &start, CLong(bytes.count))
        }
        guard let information = unsafe found else { return pem.holds("-----BEGIN DSA") }
        defer { unsafe PKCS8_PRIV_KEY_INFO_free(information) }
        var algorithm: OpaquePointer?
        guard unsafe PKCS8_pkey_get0(&algorithm, nil, nil, nil, information) == 1 else {
            return false
        }
        switch unsafe OBJ_obj2nid(algorithm) {
        case NID_rsaEncryption, NID_ED25519: return false
        // Those that are read, whatever is wrong with this one.
        case NID_X9_62_id_ecPublicKey: return !der.indices.contains { der.holdsCurve(at: $0) }
        default: return true
        }
    }

    /// What stands between the first lines that begin and end it: PEM_read_bio(3).
    private static func content(of pem: [UInt8]) -> [UInt8] {
        guard let bio = try? bio(reading: pem) else { return [] }
        var name: UnsafeMutablePointer<CChar>?
        var header: UnsafeMutablePointer<CChar>?
        var data: UnsafeMutablePointer<UInt8>?
        var count = 0
        guard unsafe PEM_read_bio(bio.pointer, &name, &header, &data, &count) == 1 else {
            return []
        }
        defer {
            unsafe COpenSSL_OPENSSL_free(name)
            unsafe COpenSSL_OPENSSL_free(header)
            unsafe COpenSSL_OPENSSL_free(data)
        }
        return unsafe Array(UnsafeBufferPointer(start: data, count: count))
    }

    /// BIO_new_mem_buf(3) on a copy: the array's own place is known only within the call. Without
    /// a byte order mark, behind which OpenSSL finds no line that begins.
    private static func bio(reading pem: [UInt8]) throws(CertificateError) -> BIOHandle {
        guard let raw = unsafe BIO_new(BIO_s_mem()) else {
            throw .malformed(.takingQueue(at: .useCertificate))
        }
        let bio = unsafe BIOHandle(owning: raw)
        let mark = pem.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let written = unsafe pem.withUnsafeBytes { bytes in
            unsafe BIO_write(
                raw, bytes.baseAddress.map { unsafe $0 + mark }, CInt(clamping: bytes.count - mark))
        }
        guard written == pem.count - mark else {
            throw .malformed(.takingQueue(at: .useCertificate))
        }
        return bio
    }
}

extension [UInt8] {
    /// The object identifier of P-256, P-384 or P-521.
    fileprivate func holdsCurve(at start: Int) -> Bool {
        let rest = self[start...]
        return rest.starts(with: [0x2A, 0x86, 0x48, 0xCE, 0x3D, 3, 1, 7])
            || rest.starts(with: [0x2B, 0x81, 4, 0, 0x22])
            || rest.starts(with: [0x2B, 0x81, 4, 0, 0x23])
    }
}

extension X509Handle {
    /// By their names alone: X509_NAME_cmp(3).
    fileprivate func isNamed(asIssuerOf certificate: X509Handle) -> Bool {
        unsafe X509_NAME_cmp(
            X509_get_subject_name(pointer), X509_get_issuer_name(certificate.pointer)) == 0
    }
}

/// Answers pem_password_cb(3), so that nobody is ever asked for one.
@safe
private final class Passphrase {
    private let bytes: [UInt8]?
    private(set) var wasAsked = false

    /// - Parameter bytes: without a line end; nil when there is none.
    init(_ bytes: [UInt8]?) { self.bytes = bytes }

    /// - Returns: how many bytes it has; −1 when there is none or no room for it.
    func write(into buffer: inout MutableSpan<UInt8>) -> Int {
        wasAsked = true
        guard let bytes, bytes.count <= buffer.count else { return -1 }
        for index in bytes.indices { buffer[index] = bytes[index] }
        return bytes.count
    }

    /// Reads a private key that may be encrypted: PEM_read_bio_PrivateKey(3).
    func readKey(from bio: BIOHandle) -> KeyHandle? {
        let argument = unsafe Unmanaged.passUnretained(self).toOpaque()
        let key = unsafe PEM_read_bio_PrivateKey(
            bio.pointer, nil,
            { buffer, size, _, argument in
                guard let buffer = unsafe buffer, let argument = unsafe argument else { return -1 }
                let bytes = unsafe UnsafeMutableRawBufferPointer(start: buffer, count: Int(size))
                var span = unsafe MutableSpan<UInt8>(_unsafeBytes: bytes)
                return unsafe CInt(
                    Unmanaged<Passphrase>.fromOpaque(argument).takeUnretainedValue()
                        .write(into: &span))
            }, argument)
        return unsafe key.map { unsafe KeyHandle(owning: $0) }
    }
}
