// From PEM to a certificate with its key, which may be encrypted.

internal import COpenSSL

extension Certificate {
    /// Reads a chain, leaf first, and the leaf's key: PEM_read_bio_X509(3),
    /// PEM_read_bio_PrivateKey(3), X509_check_private_key(3).
    /// - Parameters:
    ///   - certificate: PEM, which may hold the key too.
    ///   - key: PEM; the same bytes when one file holds both.
    ///   - passphrase: without its line end; nil when there is none. Nobody is ever asked for it.
    package static func parse(
        path: String, certificate: [UInt8], key: [UInt8], passphrase: [UInt8]?
    ) throws(CertificateError) -> Certificate {
        ERR_clear_error()
        let chain = try readChain(certificate)
        let key = try readKey(key, passphrase)
        let parsed = Certificate(path: path, leaf: chain[0], chain: Array(chain[1...]), key: key)
        guard unsafe X509_check_private_key(parsed.leaf.pointer, key.pointer) == 1 else {
            ERR_clear_error()
            throw .keyOfAnotherCertificate
        }
        do throws(TLSError) {
            try Context.check(parsed)
        } catch {
            throw .refused(error)
        }
        return parsed
    }

    /// At least one certificate.
    private static func readChain(_ pem: [UInt8]) throws(CertificateError) -> [X509Handle] {
        if pem.isEmpty { throw .certificateEmpty }
        guard pem.holds("-----BEGIN ") else { throw .certificateNotPEM }
        let bio = try bio(reading: pem)
        var chain: [X509Handle] = []
        while let certificate = unsafe PEM_read_bio_X509(
            bio.pointer, nil, { _, _, _, _ in -1 }, nil)
        {
            chain.append(unsafe X509Handle(owning: certificate))
        }
        // The end of the file says so in the queue.
        let error = TLSError.takingQueue(at: .useChain)
        guard COpenSSL_ERR_GET_REASON(error.cause) == PEM_R_NO_START_LINE else {
            throw .malformed(error)
        }
        if chain.isEmpty { throw .noCertificate }
        return chain
    }

    private static func readKey(
        _ pem: [UInt8], _ passphrase: [UInt8]?
    ) throws(CertificateError) -> KeyHandle {
        if pem.isEmpty { throw .keyEmpty }
        guard pem.holds("-----BEGIN ") else { throw .keyNotPEM }
        guard pem.holds("PRIVATE KEY-----") else { throw .noKey }
        let answer = Passphrase(passphrase)
        let key = answer.readKey(from: try bio(reading: pem))
        let error = TLSError.takingQueue(at: .useKey)
        if let key { return key }
        if answer.wasAsked { throw passphrase == nil ? .keyEncrypted : .wrongPassphrase }
        throw .malformed(error)
    }

    /// BIO_new_mem_buf(3) on a copy: the array's own place is known only within the call.
    private static func bio(reading pem: [UInt8]) throws(CertificateError) -> BIOHandle {
        guard let raw = unsafe BIO_new(BIO_s_mem()) else {
            throw .malformed(.takingQueue(at: .useCertificate))
        }
        let bio = unsafe BIOHandle(owning: raw)
        guard unsafe BIO_write(raw, pem, CInt(clamping: pem.count)) == pem.count else {
            throw .malformed(.takingQueue(at: .useCertificate))
        }
        return bio
    }
}

extension [UInt8] {
    fileprivate func holds(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { text in
            guard count >= text.count else { return false }
            return (0...(count - text.count)).contains { start in
                unsafe self[start] == text[0]
                    && self[start..<start + text.count].elementsEqual(text)
            }
        }
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
