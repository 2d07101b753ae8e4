// How OpenSSL has a ticket sealed and opened: SSL_CTX_set_tlsext_ticket_key_evp_cb(3).

internal import COpenSSL

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
