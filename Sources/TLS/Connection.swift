// The TLS side of one connection, in memory: every call that SSL_get_error judges is in this file.

internal import COpenSSL

/// Ciphertext goes in and out by way of the `MemoryBIO`; nothing here waits.
@safe
package final class Connection {
    /// What one call came to. Waiting is a result, not an error.
    package enum Progress: Equatable {
        case moved(Int)
        /// Nothing more before more ciphertext has come.
        case wantsRead
        /// The peer has said close_notify, or so much that means nothing that it isn't heard any more.
        case peerClosed
    }

    /// The most plaintext one record holds: RFC 8446 §5.1.
    package static let recordBytes = 16 * 1024

    private let pointer: OpaquePointer
    /// Both are used by OpenSSL, which holds no reference. No store: the client's side.
    private let store: CertificateStore?
    private let bio: MemoryBIO
    private var hasTicket = false
    /// Ciphertext that was received and OpenSSL hasn't read, for want of room for its plaintext.
    private var unread: [UInt8] = []
    /// Whether `receive` ended because its room was full: it has more to give at once, and no event
    /// will say so. Never with as much room as it asks for, which the buffers' limits see to.
    package private(set) var hasMore = false
    /// Bytes received since there was plaintext in any, and bytes that we had to say by ourselves
    /// since the handshake: KeyUpdates, for each of which keys are derived, and their like.
    private var vainBytes: UInt32 = 0
    private var repliedBytes: UInt32 = 0
    /// More of either end the connection. The largest record is a quarter of the first.
    private static let mostVainBytes: UInt32 = 64 * 1024
    private static let mostRepliedBytes: UInt32 = 8 * 1024
    /// Bytes that OpenSSL holds for it.
    private var allocatedBytes = 0
    /// Whether the handshake has succeeded; stays true whatever comes: SSL_is_init_finished(3).
    package private(set) var isEstablished = false

    /// - Parameter bio: the event loop's.
    package init(store: CertificateStore, bio: MemoryBIO) throws(TLSError) {
        let before = unsafe Allocations.bytes
        ERR_clear_error()
        guard let shared = unsafe bio.pointer,
            let raw = unsafe SSL_new(store.defaultContext.pointer)
        else { throw .takingQueue(at: .createConnection) }
        unsafe pointer = raw
        self.store = store
        self.bio = bio
        // SSL_set_bio(3) takes one reference for both directions.
        unsafe BIO_up_ref(shared)
        unsafe SSL_set_bio(raw, shared, shared)
        unsafe SSL_set_accept_state(raw)
        unsafe allocatedBytes = Allocations.bytes &- before
    }

    /// The client's side, which verifies nobody: for a healthcheck, which asks its own server
    /// under whatever name that has.
    package init(clientOn bio: MemoryBIO) throws(TLSError) {
        ERR_clear_error()
        guard let context = unsafe SSL_CTX_new(TLS_client_method()) else {
            throw .takingQueue(at: .createContext)
        }
        // The connection holds a reference of its own.
        defer { unsafe SSL_CTX_free(context) }
        guard let shared = unsafe bio.pointer, let raw = unsafe SSL_new(context) else {
            throw .takingQueue(at: .createConnection)
        }
        unsafe pointer = raw
        store = nil
        self.bio = bio
        // A client has no ticket to give.
        hasTicket = true
        unsafe BIO_up_ref(shared)
        unsafe SSL_set_bio(raw, shared, shared)
        unsafe SSL_set_connect_state(raw)
    }

    deinit { unsafe SSL_free(pointer) }

    /// Bytes of memory it holds.
    package var heldBytes: Int { max(0, allocatedBytes) + unread.capacity }

    /// Whether ALPN has chosen HTTP/2: SSL_get0_alpn_selected(3).
    package var speaksHTTP2: Bool {
        var name: UnsafePointer<UInt8>?
        var count: CUnsignedInt = 0
        unsafe SSL_get0_alpn_selected(pointer, &name, &count)
        return unsafe count == 2 && name?[0] == UInt8(ascii: "h") && name?[1] == UInt8(ascii: "2")
    }

    /// Whether the handshake went on from an earlier connection: SSL_session_reused(3).
    package var isResumed: Bool { unsafe SSL_session_reused(pointer) == 1 }

    /// The host that the client named by SNI; empty if none: SSL_get_servername(3).
    package var serverName: [UInt8] {
        guard let name = unsafe SSL_get_servername(pointer, TLSEXT_NAMETYPE_host_name) else {
            return []
        }
        let bytes = unsafe UnsafeRawBufferPointer(start: name, count: strlen(name))
        return unsafe [UInt8](bytes)
    }

    /// `TLSv1.3`: SSL_get_version(3).
    package var version: StaticString {
        unsafe SSL_version(pointer) == TLS1_3_VERSION ? "TLSv1.3" : "TLSv1.2"
    }

    /// Whether the connection is for that host: what the client named by SNI, or, if nothing, what
    /// the certificate it was shown covers: SSL_get_servername(3).
    /// - Parameter host: without port.
    package func isFor(_ host: Span<UInt8>) -> Bool {
        guard let name = unsafe SSL_get_servername(pointer, TLSEXT_NAMETYPE_host_name) else {
            return store?.coversByDefault(host) ?? false
        }
        let bytes = unsafe UnsafeRawBufferPointer(start: name, count: strlen(name))
        return unsafe CertificateStore.equal(Span(_unsafeBytes: bytes), host)
    }

    /// Takes received ciphertext, goes on with the handshake and decrypts what there is:
    /// SSL_read_ex(3). Handshake messages and alerts may be in the BIO afterwards, even on error.
    /// What stands before an error or a close_notify is moved first; the next call tells.
    /// - Parameter plaintext: where it is larger than the ciphertext by `recordBytes` everything
    ///   fits, since these bytes may complete a record that began with earlier ones. What doesn't
    ///   fit is kept, and `hasMore` says so.
    package func receive(
        _ ciphertext: Span<UInt8>, into plaintext: inout MutableSpan<UInt8>
    ) throws(TLSError) -> Progress {
        guard unread.isEmpty else {
            var all: [UInt8] = []
            swap(&all, &unread)
            for index in ciphertext.indices { all.append(ciphertext[index]) }
            return try decrypt(all.span, into: &plaintext)
        }
        return try decrypt(ciphertext, into: &plaintext)
    }

    private func decrypt(
        _ ciphertext: Span<UInt8>, into plaintext: inout MutableSpan<UInt8>
    ) throws(TLSError) -> Progress {
        let before = unsafe Allocations.bytes
        defer { unsafe allocatedBytes &+= Allocations.bytes &- before }
        var total = 0
        hasMore = false
        let outcome = bio.lending(ciphertext) { () -> CInt in
            unsafe plaintext.withUnsafeMutableBufferPointer { plaintext in
                repeat {
                    if total == plaintext.count {
                        hasMore = true
                        unread = bio.unread
                        break
                    }
                    let room = unsafe UnsafeMutableBufferPointer(rebasing: plaintext[total...])
                    var count = 0
                    ERR_clear_error()
                    let result = unsafe SSL_read_ex(pointer, room.baseAddress, room.count, &count)
                    guard result == 1 else { return unsafe SSL_get_error(pointer, result) }
                    total += count
                } while unsafe !bio.isRead || SSL_has_pending(pointer) == 1
                return SSL_ERROR_WANT_READ
            }
        }
        if isEstablished {
            vainBytes = total > 0 ? 0 : vainBytes &+ UInt32(truncatingIfNeeded: ciphertext.count)
            repliedBytes &+= UInt32(truncatingIfNeeded: bio.outputCount)
            if vainBytes > Self.mostVainBytes || repliedBytes > Self.mostRepliedBytes {
                return .peerClosed
            }
        } else {
            isEstablished = unsafe total > 0 || SSL_is_init_finished(pointer) == 1
        }
        if total > 0 {
            ERR_clear_error()
            return .moved(total)
        }
        switch outcome {
        case SSL_ERROR_WANT_READ: return .wantsRead
        case SSL_ERROR_ZERO_RETURN: return .peerClosed
        default:
            let error = TLSError.takingQueue(at: isEstablished ? .read : .handshake)
            if !isEstablished, bio.outputCount == 0, error.isNoRecord { bio.append(Self.alert) }
            throw error
        }
    }

    /// unexpected_message, RFC 8446 §5: OpenSSL says nothing to a peer whose first bytes are no
    /// record of TLS at all, and whoever sent them would have to guess why it is hung up on.
    private static let alert: [UInt8] = [21, 3, 1, 0, 2, 2, 10]

    /// Encrypts into the BIO: SSL_write_ex(3). The first answer takes a session ticket along.
    package func send(_ plaintext: Span<UInt8>) throws(TLSError) {
        if plaintext.isEmpty { return }
        let before = unsafe Allocations.bytes
        defer { unsafe allocatedBytes &+= Allocations.bytes &- before }
        let sealsTicket = !hasTicket
        if sealsTicket {
            hasTicket = true
            // Written by the next SSL_write_ex, so that ticket and answer leave together. Refused
            // for TLS 1.2, whose ticket is part of the handshake.
            _ = unsafe SSL_new_session_ticket(pointer)
        }
        let result = unsafe plaintext.withUnsafeBufferPointer { bytes in
            var count = 0
            ERR_clear_error()
            // The BIO always takes everything: anything but success is an error.
            return unsafe SSL_write_ex(pointer, bytes.baseAddress, bytes.count, &count)
        }
        guard result == 1 else { throw .takingQueue(at: .write) }
        // Sealing a ticket sets up a read buffer of 16 KiB, which only the next read would release.
        if sealsTicket { _ = unsafe SSL_free_buffers(pointer) }
    }

    /// Says close_notify: SSL_shutdown(3). The peer's isn't waited for.
    package func end() {
        ERR_clear_error()
        _ = unsafe SSL_shutdown(pointer)
        // Refused before the handshake is over, when there is nothing to end.
        ERR_clear_error()
    }
}
