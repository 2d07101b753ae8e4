// A TLS client in memory, OpenSSL's own.

import COpenSSL

@testable import TLS

/// A session a client may come back with.
final class ClientSession {
    let pointer: OpaquePointer
    init(owning pointer: OpaquePointer) { self.pointer = pointer }
    deinit { SSL_SESSION_free(pointer) }
}

final class Client {
    struct Options: Sendable {
        var versions = TLS1_2_VERSION...TLS1_3_VERSION
        var name: String?
        var protocols: [String] = []
        /// Of signatures, as SSL_CTX_set1_sigalgs_list(3) takes them.
        var algorithms: String?
        var groups: String?
        /// Of TLS 1.3.
        var suites: String?
    }

    nonisolated(unsafe) private static let root = try! TestCertificates.authority.parsed()

    private let ssl: OpaquePointer
    private let input = BIO_new(BIO_s_mem())!
    private let output = BIO_new(BIO_s_mem())!
    private var failure: UInt = 0

    init(_ options: Options = Options(), session: ClientSession? = nil) {
        let context = SSL_CTX_new(TLS_client_method())!
        defer { SSL_CTX_free(context) }
        // So low that only the server can refuse.
        SSL_CTX_set_security_level(context, 0)
        SSL_CTX_ctrl(
            context, SSL_CTRL_SET_MIN_PROTO_VERSION, Int(options.versions.lowerBound), nil)
        SSL_CTX_ctrl(
            context, SSL_CTRL_SET_MAX_PROTO_VERSION, Int(options.versions.upperBound), nil)
        if let algorithms = options.algorithms {
            var text = Array(algorithms.utf8CString)
            precondition(SSL_CTX_ctrl(context, SSL_CTRL_SET_SIGALGS_LIST, 0, &text) == 1)
        }
        if let groups = options.groups {
            precondition(COpenSSL_SSL_CTX_set1_groups_list(context, groups) == 1)
        }
        if let suites = options.suites {
            precondition(SSL_CTX_set_ciphersuites(context, suites) == 1)
        }
        X509_STORE_add_cert(SSL_CTX_get_cert_store(context), Self.root.leaf.pointer)
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
        ssl = SSL_new(context)!
        if let name = options.name {
            var text = Array(name.utf8CString)
            SSL_ctrl(
                ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, Int(TLSEXT_NAMETYPE_host_name), &text)
        }
        if !options.protocols.isEmpty {
            let list = options.protocols.flatMap { [UInt8($0.utf8.count)] + $0.utf8 }
            SSL_set_alpn_protos(ssl, list, UInt32(list.count))
        }
        if let session { precondition(SSL_set_session(ssl, session.pointer) == 1) }
        SSL_set_bio(ssl, input, output)
        SSL_set_connect_state(ssl)
    }

    deinit { SSL_free(ssl) }

    /// Goes on with the handshake.
    func step() { judge(SSL_do_handshake(ssl)) }

    func write(_ bytes: [UInt8]) { judge(SSL_write(ssl, bytes, Int32(bytes.count))) }

    /// Everything that can be read now.
    func read() -> [UInt8] {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            ERR_clear_error()
            let count = SSL_read(ssl, &buffer, Int32(buffer.count))
            judge(count)
            if count <= 0 { return all }
            all += buffer[..<Int(count)]
        }
    }

    func renegotiate() {
        SSL_renegotiate(ssl)
        step()
    }

    func end() { SSL_shutdown(ssl) }

    private func judge(_ result: Int32) {
        if SSL_get_error(ssl, result) == SSL_ERROR_SSL { failure = ERR_get_error() }
        ERR_clear_error()
    }

    /// Ciphertext to be sent.
    func takeOutput() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Int(BIO_ctrl_pending(output)))
        let count = bytes.isEmpty ? 0 : BIO_read(output, &bytes, Int32(bytes.count))
        return Array(bytes[..<Int(count)])
    }

    func feed(_ bytes: Span<UInt8>) {
        if bytes.isEmpty { return }
        bytes.withUnsafeBufferPointer { _ = BIO_write(input, $0.baseAddress, Int32($0.count)) }
    }

    /// Takes the ciphertext it was fed and hasn't looked at.
    var unread: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Int(BIO_ctrl_pending(input)))
        let count = bytes.isEmpty ? 0 : BIO_read(input, &bytes, Int32(bytes.count))
        return Array(bytes[..<Int(count)])
    }

    var isEstablished: Bool { SSL_is_init_finished(ssl) == 1 }
    var version: Int32 { SSL_version(ssl) }
    /// Why it failed, 0 if it hasn't: SSL_R_….
    var reason: Int32 { COpenSSL_ERR_GET_REASON(failure) }
    var isResumed: Bool { SSL_session_reused(ssl) == 1 }
    var hasSeenEnd: Bool { SSL_get_shutdown(ssl) & SSL_RECEIVED_SHUTDOWN != 0 }
    var cipher: String { String(cString: SSL_CIPHER_get_name(SSL_get_current_cipher(ssl))) }

    var selectedProtocol: String {
        var (name, count) = (UnsafePointer<UInt8>(bitPattern: 0), UInt32(0))
        SSL_get0_alpn_selected(ssl, &name, &count)
        return String(decoding: UnsafeBufferPointer(start: name, count: Int(count)), as: UTF8.self)
    }

    /// Whether the server showed this very certificate.
    func wasShown(_ certificate: Certificate) -> Bool {
        guard let shown = SSL_get0_peer_certificate(ssl) else { return false }
        return X509_cmp(shown, certificate.leaf.pointer) == 0
    }

    var chainCount: Int { Int(OPENSSL_sk_num(SSL_get_peer_cert_chain(ssl))) }

    /// Nil when the server gave no ticket.
    var session: ClientSession? {
        guard let pointer = SSL_get1_session(ssl) else { return nil }
        let session = ClientSession(owning: pointer)
        return SSL_SESSION_is_resumable(pointer) == 1 ? session : nil
    }

    /// The name in front of the ticket says which key sealed it.
    var ticketKeyName: [UInt8] {
        var (ticket, count) = (UnsafePointer<UInt8>(bitPattern: 0), 0)
        SSL_SESSION_get0_ticket(SSL_get_session(ssl), &ticket, &count)
        return Array(UnsafeBufferPointer(start: ticket, count: min(count, 16)))
    }
}
