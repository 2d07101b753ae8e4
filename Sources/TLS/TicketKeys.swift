// The keys that session tickets are sealed with, and how OpenSSL has that done.

internal import COpenSSL

/// Random keys stand in memory that a process shares with all it forks later: one of them makes the
/// next, and all seal with it at once. Keys from a file are each process' own.
@safe
package final class TicketKeys {
    /// Bytes of one key: 16 of name, 32 for HMAC-SHA-256, 32 for AES-256-CBC; the layout of
    /// nginx's ssl_session_ticket_key.
    package static let keyBytes = 80
    /// Milliseconds a random key seals; it opens for as long again, and is then overwritten.
    package static let rotation = 3_600_000

    /// One after the other; they never move, since `parameters` point to them.
    let keys: UnsafeMutablePointer<UInt8>
    let capacity: Int
    /// How many keys have been made. Behind them, and written after them: a process that sees a
    /// number sees its keys.
    private let made: UnsafeMutablePointer<UInt32>
    private let pages: UnsafeMutableRawPointer
    /// When the next key follows: milliseconds of the monotonic clock; nil: the keys came from a file
    /// and stay what they are.
    package private(set) var due: Int?
    /// What each key tells EVP_MAC-HMAC(7), three a key, made once.
    let parameters: UnsafeMutablePointer<OSSL_PARAM>
    let cipher: OpaquePointer?

    /// Keys from a file shared by replicas: one or more of 80 bytes, of which the first seals and
    /// all open.
    /// - Returns: nil when the size is wrong.
    package convenience init?(file bytes: [UInt8]) {
        guard !bytes.isEmpty, bytes.count % Self.keyBytes == 0 else { return nil }
        self.init(capacity: bytes.count / Self.keyBytes, due: nil)
        for index in bytes.indices { unsafe keys[index] = bytes[index] }
        unsafe made.pointee = UInt32(capacity)
    }

    /// A random key.
    /// - Parameter now: milliseconds of the monotonic clock.
    package convenience init(now: Int) {
        self.init(capacity: 2, due: now + Self.rotation)
        makeNext()
    }

    private init(capacity: Int, due: Int?) {
        let bytes = capacity * Self.keyBytes
        unsafe pages = COpenSSL_map(bytes + MemoryLayout<UInt32>.size, due == nil ? 0 : 1)
        unsafe keys = pages.assumingMemoryBound(to: UInt8.self)
        unsafe made = (pages + bytes).assumingMemoryBound(to: UInt32.self)
        self.capacity = capacity
        self.due = due
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
        let bytes = capacity * Self.keyBytes
        // What is shared is still in use elsewhere; the system wipes it when the last has gone.
        if due == nil { unsafe OPENSSL_cleanse(keys, bytes) }
        unsafe COpenSSL_unmap(pages, bytes + MemoryLayout<UInt32>.size)
        unsafe parameters.deallocate()
        unsafe EVP_CIPHER_free(cipher)
    }

    /// Makes the next key when the time of the present one is over, in place of the one before. For
    /// one process alone: the others see it.
    package func rotate(now: Int) {
        while let due, due <= now {
            self.due = due + Self.rotation
            makeNext()
        }
    }

    /// From the system: what OpenSSL's generator makes follows from what every process forked since
    /// holds of it. Without randomness no ticket is sealed or opened.
    private func makeNext() {
        let count = unsafe made.pointee
        let next = unsafe keys + Int(count % 2) * Self.keyBytes
        let isRandom = unsafe getentropy(next, Self.keyBytes) == 0
        unsafe COpenSSL_store(made, isRandom ? count + 1 : 0)
    }

    /// Takes from this process the right to write shared keys: mprotect(2).
    package func letOthersWrite() {
        if due != nil { unsafe COpenSSL_protect(pages) }
        due = due.map { _ in .max }
    }

    /// Which key seals, and how many open.
    private var state: (sealing: Int, opening: Int) {
        let count = unsafe Int(COpenSSL_load(made))
        if due == nil { return (0, count) }
        return ((count + 1) % 2, min(count, 2))
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
        let (sealing, opening) = state
        guard opening > 0 else { return .noKey }
        guard unsafe RAND_bytes(vector, 16) == 1 else { return .failed }
        let key = unsafe keys + sealing * Self.keyBytes
        unsafe name.update(from: key, count: 16)
        guard unsafe EVP_EncryptInit_ex2(cipherContext, cipher, key + 48, vector, nil) == 1,
            unsafe EVP_MAC_CTX_set_params(macContext, parameters + 3 * sealing) == 1
        else { return .failed }
        return .done
    }

    private func open(
        _ name: UnsafeMutablePointer<UInt8>, _ vector: UnsafeMutablePointer<UInt8>,
        _ cipherContext: OpaquePointer?, _ macContext: OpaquePointer?
    ) -> Verdict {
        let (sealing, opening) = state
        for index in 0..<opening {
            let key = unsafe keys + index * Self.keyBytes
            guard unsafe memcmp(key, name, 16) == 0 else { continue }
            guard unsafe EVP_DecryptInit_ex2(cipherContext, cipher, key + 48, vector, nil) == 1,
                unsafe EVP_MAC_CTX_set_params(macContext, parameters + 3 * index) == 1
            else { return .failed }
            return index == sealing ? .done : .renew
        }
        return .noKey
    }
}
