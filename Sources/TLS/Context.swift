// One SSL_CTX: what a server says of itself for one set of certificates.

internal import COpenSSL

/// Configured once, shared by the connections of every worker.
@safe
final class Context {
    let pointer: OpaquePointer
    private(set) var offersHTTP2 = false
    /// SHA-256 of the names of its certificates.
    private var names: [UInt8] = []
    /// Whether a client was refused for speaking nothing but HTTP/2 since this was last asked.
    var refusedHTTP2 = false

    private init(owning pointer: OpaquePointer) { unsafe self.pointer = pointer }

    deinit { unsafe SSL_CTX_free(pointer) }

    /// Mozilla's *intermediate* set for TLS 1.2, in its order, without DHE: a finite-field exchange
    /// costs the server many times what a curve costs, which invites floods of half handshakes,
    /// and hardly a client knows AEAD suites but no curve.
    private static let ciphers =
        "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
        + "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
        + "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305"

    /// The same for TLS 1.3; OpenSSL's own order begins with AES-256.
    private static let suites =
        "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"

    /// The post-quantum hybrid comes first where OpenSSL has it (3.5).
    private static let groups = [
        "X25519MLKEM768:X25519:P-256:P-384", "X25519:P-256:P-384",
    ]

    /// 112 bits, so RSA 2048 and SHA-256 at least, whatever the distribution's default:
    /// SSL_CTX_set_security_level(3).
    private static let securityLevel: CInt = 2

    private static let earlyDataBytes: UInt32 = 1024 * 1024

    /// - Parameter certificates: at most one of each key type.
    static func make(
        certificates: [Certificate], settings: TLSSettings, tickets: TicketKeys
    ) throws(TLSError) -> Context {
        let context = try make()
        try context.configure(settings)
        guard tickets.install(in: context) else { throw .takingQueue(at: .configureTickets) }
        let names = certificates.map { $0.names.joined(separator: [0]) }.joined(separator: [0, 0])
        context.names = Digest.sha256(Array(names).span)
        for certificate in certificates { try context.use(certificate) }
        return context
    }

    /// One that serves nobody, and only tells which certificates it would take.
    static func makeForChecks() throws(TLSError) -> Context { try make() }

    private static func make() throws(TLSError) -> Context {
        ERR_clear_error()
        guard let raw = unsafe SSL_CTX_new(TLS_server_method()) else {
            throw .takingQueue(at: .createContext)
        }
        let context = unsafe Context(owning: raw)
        unsafe SSL_CTX_set_security_level(raw, securityLevel)
        return context
    }

    private func configure(_ settings: TLSSettings) throws(TLSError) {
        let minimum = settings.minimumVersion == .tls13 ? TLS1_3_VERSION : TLS1_2_VERSION
        guard unsafe COpenSSL_SSL_CTX_set_min_proto_version(pointer, minimum) == 1 else {
            throw .takingQueue(at: .configureVersion)
        }
        _ = unsafe SSL_CTX_set_options(
            pointer,
            COpenSSL_SSL_OP_NO_COMPRESSION | COpenSSL_SSL_OP_NO_RENEGOTIATION
                | COpenSSL_SSL_OP_CIPHER_SERVER_PREFERENCE | COpenSSL_SSL_OP_PRIORITIZE_CHACHA)
        // An idle connection holds no record buffers.
        _ = unsafe COpenSSL_SSL_CTX_set_mode(pointer, COpenSSL_SSL_MODE_RELEASE_BUFFERS)
        _ = unsafe COpenSSL_SSL_CTX_set_session_cache_mode(pointer, COpenSSL_SSL_SESS_CACHE_OFF)
        _ = unsafe SSL_CTX_set_timeout(pointer, TicketKeys.rotation / 1000)
        // Tickets of TLS 1.3 leave with the answer, one for each connection; see `Connection`.
        _ = unsafe SSL_CTX_set_num_tickets(pointer, 0)
        // Early data is never taken. What comes of it under another server's ticket is thrown away up
        // to here, where 16 KiB would cost the connection: SSL_CTX_set_recv_max_early_data(3).
        _ = unsafe SSL_CTX_set_recv_max_early_data(pointer, Self.earlyDataBytes)
        guard unsafe SSL_CTX_set_cipher_list(pointer, Self.ciphers) == 1,
            unsafe SSL_CTX_set_ciphersuites(pointer, Self.suites) == 1
        else { throw .takingQueue(at: .configureCiphers) }
        guard
            Self.groups.contains(where: {
                unsafe COpenSSL_SSL_CTX_set1_groups_list(pointer, $0) == 1
            })
        else { throw .takingQueue(at: .configureGroups) }
        // The hybrid that isn't there has left an entry.
        ERR_clear_error()
        offersHTTP2 = settings.offersHTTP2
        ClientHello.selectProtocol(in: self)
    }

    /// A session goes on only where its certificate, or one that is for the same names, is shown
    /// (RFC 8446 §4.6.1), and only under the name it was made under (RFC 6066 §3):
    /// SSL_set_session_id_context(3).
    /// - Parameter host: empty when the client names none.
    func keepSessions(of connection: OpaquePointer?, under host: Span<UInt8>) {
        var identity = names
        for index in host.indices { identity.append(host[index].asciiLowercase) }
        let digest = Digest.sha256(identity.span)
        // Refused only for its length.
        _ = unsafe SSL_set_session_id_context(connection, digest, CUnsignedInt(digest.count))
    }

    /// In place of one with a key of the same type.
    func use(_ certificate: Certificate) throws(TLSError) {
        guard unsafe SSL_CTX_use_certificate(pointer, certificate.leaf.pointer) == 1 else {
            throw .takingQueue(at: .useCertificate)
        }
        _ = unsafe COpenSSL_SSL_CTX_clear_chain_certs(pointer)
        for issuer in certificate.chain {
            guard unsafe COpenSSL_SSL_CTX_add1_chain_cert(pointer, issuer.pointer) == 1 else {
                throw .takingQueue(at: .useChain)
            }
        }
        guard unsafe SSL_CTX_use_PrivateKey(pointer, certificate.key.pointer) == 1 else {
            throw .takingQueue(at: .useKey)
        }
    }
}

package struct TLSSettings {
    package enum MinimumVersion { case tls12, tls13 }

    package var minimumVersion: MinimumVersion
    /// Whether ALPN offers `h2`.
    package var offersHTTP2: Bool

    package init(minimumVersion: MinimumVersion, offersHTTP2: Bool = false) {
        self.minimumVersion = minimumVersion
        self.offersHTTP2 = offersHTTP2
    }
}
