// The keys that session tickets are sealed with.

internal import COpenSSL

/// The first key seals, all open.
@safe
package final class TicketKeys {
    /// Bytes of one key: 16 of name, 32 for HMAC-SHA-256, 32 for AES-256-CBC; the layout of
    /// nginx's ssl_session_ticket_key.
    package static let keyBytes = 80
    /// Milliseconds a random key seals; it opens for as long again.
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
