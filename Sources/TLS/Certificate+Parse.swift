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
        guard let chain = try? readChain(pem) else { return false }
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
            throw .malformed(error)
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
            throw ForeignForm.of(pem).map { .keyIs($0) } ?? .noKey
        }
        let answer = Passphrase(passphrase)
        let key = answer.readKey(from: try bio(reading: pem))
        var isUnsupported = false
        let error = TLSError.takingQueue(at: .useKey, foundUnsupported: &isUnsupported)
        if let key { return key }
        guard answer.wasAsked else { throw .malformed(error) }
        if passphrase == nil { throw .keyEncrypted }
        throw isUnsupported ? .cipherNotRead : .wrongPassphrase
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
