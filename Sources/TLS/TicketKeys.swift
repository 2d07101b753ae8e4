// The keys that session tickets are sealed with, and how OpenSSL has that done.

internal import COpenSSL

/// The first key seals, all open.
@safe
package final class TicketKeys {
    /// Bytes of one key: 16 of name, 32 for HMAC-SHA-256, 32 for AES-256-CBC; the layout of
    /// nginx's ssl_session_ticket_key.
    package static let keyBytes = 80
    /// Milliseconds a random key seals; it opens for as long again, and is then overwritten. The
    /// first connection after each such period derives the next key from the present one.
    package static let rotation = 3_600_000

    /// One after the other; they never move, since `parameters` point to them.
    let keys: UnsafeMutablePointer<UInt8>
    let capacity: Int
    private(set) var count: Int
    /// When the next key follows; nil: the keys came from a file and stay what they are.
    private var due: Int?
    /// What each key tells EVP_MAC-HMAC(7), three a key, made once.
    let parameters: UnsafeMutablePointer<OSSL_PARAM>
    let cipher: OpaquePointer?

    /// Keys from a file shared by replicas: one or more of 80 bytes.
    /// - Returns: nil when the size is wrong.
    package convenience init?(file bytes: [UInt8]) {
        guard !bytes.isEmpty, bytes.count % Self.keyBytes == 0 else { return nil }
        self.init(capacity: bytes.count / Self.keyBytes, due: nil)
        for index in bytes.indices { unsafe keys[index] = bytes[index] }
        count = capacity
    }

    /// A random key.
    /// - Parameter now: milliseconds of the monotonic clock.
    package convenience init(now: Int) {
        self.init(capacity: 2, due: now + Self.rotation)
        // Without randomness no ticket is sealed.
        if unsafe RAND_bytes(keys, CInt(Self.keyBytes)) == 1 { count = 1 }
    }

    private init(capacity: Int, due: Int?) {
        self.capacity = capacity
        self.due = due
        count = 0
        unsafe keys = .allocate(capacity: capacity * Self.keyBytes)
        unsafe keys.initialize(repeating: 0, count: capacity * Self.keyBytes)
        unsafe parameters = .allocate(capacity: 3 * capacity)
        unsafe cipher = EVP_CIPHER_fetch(nil, "AES-256-CBC", nil)
        for index in 0..<capacity {
            let secret = unsafe keys + index * Self.keyBytes + 16
            unsafe (parameters + 3 * index).initialize(
                to: OSSL_PARAM_construct_octet_string(Self.forever("key"), secret, 32))
            unsafe (parameters + 3 * index + 1).initialize(
                to: OSSL_PARAM_construct_utf8_string(
                    Self.forever("digest"), Self.forever("SHA256"), 0))
            unsafe (parameters + 3 * index + 2).initialize(to: OSSL_PARAM_construct_end())
        }
    }

    /// A C string that is never freed: a parameter keeps the pointer. The names that core_names.h
    /// gives (OSSL_MAC_PARAM_KEY, OSSL_MAC_PARAM_DIGEST) arrive as `String`s, whose C strings live
    /// as long as one call.
    private static func forever(_ text: StaticString) -> UnsafeMutablePointer<CChar> {
        unsafe UnsafeMutableRawPointer(mutating: text.utf8Start)
            .assumingMemoryBound(to: CChar.self)
    }

    deinit {
        unsafe OPENSSL_cleanse(keys, capacity * Self.keyBytes)
        unsafe keys.deallocate()
        unsafe parameters.deallocate()
        unsafe EVP_CIPHER_free(cipher)
    }

    /// Makes the next key from the present one when its time is over, and forgets the one before.
    /// Every process that has forked since arrives at the same key without a message; none can go
    /// back to a key that was forgotten.
    package func rotate(now: Int) {
        while let due, due <= now {
            if count > 0 { ratchet() }
            self.due = due + Self.rotation
        }
    }

    private func ratchet() {
        let previous = unsafe keys + Self.keyBytes
        unsafe previous.update(from: keys, count: Self.keyBytes)
        count = 2
        var block = [UInt8](repeating: 0, count: 32)
        for start in stride(from: 0, to: Self.keyBytes, by: block.count) {
            let label = [UInt8(start)]
            _ = unsafe HMAC(
                EVP_sha256(), previous, CInt(Self.keyBytes), label, 1, &block, nil)
            for index in 0..<min(block.count, Self.keyBytes - start) {
                unsafe keys[start + index] = block[index]
            }
        }
        unsafe OPENSSL_cleanse(&block, block.count)
    }
}

extension TicketKeys {
    /// What the callback answers.
    private enum Verdict: CInt {
        case failed = -1
        /// The handshake goes on without the ticket.
        case noKey = 0
        case done = 1
        /// Opened by a key that seals no more: the client gets a fresh ticket.
        case renew = 2
    }

    /// Has the context use these keys, which must outlive its connections.
    func install(in context: Context) -> Bool {
        let argument = unsafe Unmanaged.passUnretained(self).toOpaque()
        guard unsafe SSL_CTX_set_ex_data(context.pointer, 0, argument) == 1 else { return false }
        return unsafe SSL_CTX_set_tlsext_ticket_key_evp_cb(context.pointer) {
            connection, name, vector, cipher, mac, seals in
            let context = unsafe SSL_get_SSL_CTX(connection)
            guard let argument = unsafe SSL_CTX_get_ex_data(context, 0), let name = unsafe name,
                let vector = unsafe vector
            else { return Verdict.failed.rawValue }
            let keys = unsafe Unmanaged<TicketKeys>.fromOpaque(argument).takeUnretainedValue()
            let verdict =
                unsafe seals == 1
                ? keys.seal(name, vector, cipher, mac) : keys.open(name, vector, cipher, mac)
            return verdict.rawValue
        } == 1
    }

    private func seal(
        _ name: UnsafeMutablePointer<UInt8>, _ vector: UnsafeMutablePointer<UInt8>,
        _ cipherContext: OpaquePointer?, _ macContext: OpaquePointer?
    ) -> Verdict {
        guard count > 0 else { return .noKey }
        guard unsafe RAND_bytes(vector, 16) == 1 else { return .failed }
        unsafe name.update(from: keys, count: 16)
        guard unsafe EVP_EncryptInit_ex2(cipherContext, cipher, keys + 48, vector, nil) == 1,
            unsafe EVP_MAC_CTX_set_params(macContext, parameters) == 1
        else { return .failed }
        return .done
    }

    private func open(
        _ name: UnsafeMutablePointer<UInt8>, _ vector: UnsafeMutablePointer<UInt8>,
        _ cipherContext: OpaquePointer?, _ macContext: OpaquePointer?
    ) -> Verdict {
        for index in 0..<count {
            let key = unsafe keys + index * Self.keyBytes
            guard unsafe memcmp(key, name, 16) == 0 else { continue }
            guard unsafe EVP_DecryptInit_ex2(cipherContext, cipher, key + 48, vector, nil) == 1,
                unsafe EVP_MAC_CTX_set_params(macContext, parameters + 3 * index) == 1
            else { return .failed }
            return index == 0 ? .done : .renew
        }
        return .noKey
    }
}
