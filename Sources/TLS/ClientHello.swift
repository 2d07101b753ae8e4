// What the server chooses by a ClientHello: the certificate by SNI, the protocol by ALPN.

internal import COpenSSL

enum ClientHello {
    /// Has a connection that begins with the context go on with the one its name gets; no name or
    /// an unknown one stays: SSL_CTX_set_tlsext_servername_callback(3).
    /// - Parameter store: must outlive the context's connections.
    static func selectCertificate(in context: Context, from store: CertificateStore) {
        _ = unsafe COpenSSL_SSL_CTX_set_tlsext_servername_callback(context.pointer) {
            connection, _, argument in
            guard let argument = unsafe argument,
                let name = unsafe SSL_get_servername(connection, TLSEXT_NAMETYPE_host_name)
            else { return SSL_TLSEXT_ERR_NOACK }
            let store = unsafe Unmanaged<CertificateStore>.fromOpaque(argument)
                .takeUnretainedValue()
            let bytes = unsafe UnsafeRawBufferPointer(start: name, count: strlen(name))
            guard let context = unsafe store.context(for: Span(_unsafeBytes: bytes)) else {
                return SSL_TLSEXT_ERR_NOACK
            }
            _ = unsafe SSL_set_SSL_CTX(connection, context.pointer)
            return SSL_TLSEXT_ERR_OK
        }
        let argument = unsafe Unmanaged.passUnretained(store).toOpaque()
        _ = unsafe COpenSSL_SSL_CTX_set_tlsext_servername_arg(context.pointer, argument)
    }

    /// Answers ALPN with the first of `protocols` that is offered, or the alert
    /// no_application_protocol (RFC 7301 §3.2), which is also what `acme-tls/1` gets:
    /// SSL_CTX_set_alpn_select_cb(3).
    static func selectProtocol(in context: Context) {
        unsafe SSL_CTX_set_alpn_select_cb(
            context.pointer,
            { _, chosen, chosenCount, offered, offeredCount, _ in
                let list = unsafe UnsafeBufferPointer(start: offered, count: Int(offeredCount))
                for name in ClientHello.protocols {
                    guard let place = unsafe ClientHello.place(of: name, in: list.span) else {
                        continue
                    }
                    unsafe chosen?.pointee = unsafe offered.map { unsafe $0 + place }
                    unsafe chosenCount?.pointee = UInt8(name.utf8CodeUnitCount)
                    return SSL_TLSEXT_ERR_OK
                }
                return SSL_TLSEXT_ERR_ALERT_FATAL
            }, nil)
    }

    /// What we speak, as IANA registers it, the better one first.
    private static let protocols: [StaticString] = ["http/1.1", "http/1.0"]

    /// Where the name begins in a list of names, each behind its length; nil when it isn't there.
    static func place(of name: StaticString, in list: Span<UInt8>) -> Int? {
        name.withUTF8Buffer { name in
            var position = 0
            while position < list.count {
                let (start, count) = (position + 1, Int(list[position]))
                guard start + count <= list.count else { return nil }
                if count == name.count,
                    name.indices.allSatisfy({ unsafe list[start + $0] == name[$0] })
                {
                    return start
                }
                position = start + count
            }
            return nil
        }
    }
}
