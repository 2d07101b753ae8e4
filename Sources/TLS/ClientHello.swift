// What the server chooses by a ClientHello: the certificate by SNI, the protocol by ALPN.

internal import COpenSSL

enum ClientHello {
    /// Has a connection that begins with the context go on with the one its name gets; no name or
    /// an unknown one stays. Before a session is looked for, which another name's context refuses:
    /// SSL_CTX_set_client_hello_cb(3). The name is acknowledged afterwards (RFC 6066 §3):
    /// SSL_CTX_set_tlsext_servername_callback(3).
    /// - Parameter store: must outlive the context's connections.
    static func selectCertificate(in context: Context, from store: CertificateStore) {
        let argument = unsafe Unmanaged.passUnretained(store).toOpaque()
        unsafe SSL_CTX_set_client_hello_cb(
            context.pointer,
            { connection, _, argument in
                guard let argument = unsafe argument else { return SSL_CLIENT_HELLO_ERROR }
                let store = unsafe Unmanaged<CertificateStore>.fromOpaque(argument)
                    .takeUnretainedValue()
                var start: UnsafePointer<UInt8>?
                var count = 0
                _ = unsafe SSL_client_hello_get0_ext(
                    connection, CUnsignedInt(TLSEXT_TYPE_server_name), &start, &count)
                let list = unsafe UnsafeBufferPointer(start: start, count: count)
                let place = unsafe ClientHello.hostName(in: list.span)
                let name = unsafe list.span.extracting(place ?? 0..<0)
                var context = store.defaultContext
                if place != nil, let named = store.context(for: name) {
                    context = named
                    _ = unsafe SSL_set_SSL_CTX(connection, context.pointer)
                }
                unsafe context.keepSessions(of: connection, under: name)
                // What is malformed is refused where OpenSSL reads it.
                return SSL_CLIENT_HELLO_SUCCESS
            }, argument)
        _ = unsafe COpenSSL_SSL_CTX_set_tlsext_servername_callback(context.pointer) {
            connection, _, argument in
            guard let argument = unsafe argument,
                let name = unsafe SSL_get_servername(connection, TLSEXT_NAMETYPE_host_name)
            else { return SSL_TLSEXT_ERR_NOACK }
            let store = unsafe Unmanaged<CertificateStore>.fromOpaque(argument)
                .takeUnretainedValue()
            let bytes = unsafe UnsafeRawBufferPointer(start: name, count: strlen(name))
            return unsafe store.context(for: Span(_unsafeBytes: bytes)) == nil
                ? SSL_TLSEXT_ERR_NOACK : SSL_TLSEXT_ERR_OK
        }
        _ = unsafe COpenSSL_SSL_CTX_set_tlsext_servername_arg(context.pointer, argument)
    }

    /// Where the host stands in the body of a `server_name` extension, a list of one name behind its
    /// type (RFC 6066 §3); nil: it is malformed.
    static func hostName(in list: Span<UInt8>) -> Range<Int>? {
        func number(at index: Int) -> Int { Int(list[index]) << 8 | Int(list[index + 1]) }
        guard list.count > 5, number(at: 0) == list.count - 2, list[2] == 0,
            number(at: 3) == list.count - 5
        else { return nil }
        return 5..<list.count
    }

    /// Answers ALPN with the first of `protocols` that is offered, or the alert
    /// no_application_protocol (RFC 7301 §3.2), which is also what `acme-tls/1` gets:
    /// SSL_CTX_set_alpn_select_cb(3).
    static func selectProtocol(in context: Context) {
        unsafe SSL_CTX_set_alpn_select_cb(
            context.pointer,
            { _, chosen, chosenCount, offered, offeredCount, argument in
                guard let argument = unsafe argument else { return SSL_TLSEXT_ERR_ALERT_FATAL }
                let context = unsafe Unmanaged<Context>.fromOpaque(argument).takeUnretainedValue()
                let list = unsafe UnsafeBufferPointer(start: offered, count: Int(offeredCount))
                guard let name = unsafe ClientHello.choose(from: list.span, for: context) else {
                    return SSL_TLSEXT_ERR_ALERT_FATAL
                }
                unsafe chosen?.pointee = unsafe offered.map { unsafe $0 + name.lowerBound }
                unsafe chosenCount?.pointee = UInt8(name.count)
                return SSL_TLSEXT_ERR_OK
            }, Unmanaged.passUnretained(context).toOpaque())
    }

    /// What we speak, as IANA registers it, the better one first.
    private static let protocols = [
        Array("h2".utf8), Array("http/1.1".utf8), Array("http/1.0".utf8),
    ]

    /// - Returns: where the name stands in the list; nil: none of ours is there.
    private static func choose(from list: Span<UInt8>, for context: Context) -> Range<Int>? {
        for name in context.offersHTTP2 ? protocols[0...] : protocols[1...] {
            if let place = place(of: name, in: list) { return place..<place + name.count }
        }
        context.refusedHTTP2 = place(of: protocols[0], in: list) != nil
        return nil
    }

    /// Where the name begins in a list of names, each behind its length; nil when it isn't there.
    static func place(of name: [UInt8], in list: Span<UInt8>) -> Int? {
        var position = 0
        while position < list.count {
            let (start, count) = (position + 1, Int(list[position]))
            guard start + count <= list.count else { return nil }
            if count == name.count, name.indices.allSatisfy({ list[start + $0] == name[$0] }) {
                return start
            }
            position = start + count
        }
        return nil
    }
}
