// Why a handshake came to nothing, in few words.

internal import COpenSSL

package enum HandshakeFailure: Int, CaseIterable, Sendable {
    /// What came isn't TLS.
    case noTLS
    case version, cipher
    /// ALPN: nothing that both speak.
    case `protocol`
    /// The client doesn't take the certificate.
    case certificate
    case timeout
    /// The client ended it, without saying why.
    case aborted
    case other
}

extension TLSError {
    package var failure: HandshakeFailure {
        // SSL_R_… of ssl.h; an alert that came is 1000 and its number (RFC 8446 §6.2).
        switch COpenSSL_ERR_GET_REASON(cause) {
        case SSL_R_WRONG_VERSION_NUMBER, SSL_R_HTTP_REQUEST, SSL_R_BAD_PACKET_LENGTH: .noTLS
        case SSL_R_UNSUPPORTED_PROTOCOL, SSL_R_TLSV1_ALERT_PROTOCOL_VERSION: .version
        case SSL_R_NO_SHARED_CIPHER, SSL_R_NO_SUITABLE_KEY_SHARE, SSL_R_NO_SHARED_GROUPS: .cipher
        case SSL_R_NO_APPLICATION_PROTOCOL: .protocol
        case SSL_AD_REASON_OFFSET + 42...SSL_AD_REASON_OFFSET + 46, SSL_AD_REASON_OFFSET + 48:
            .certificate
        case SSL_AD_REASON_OFFSET + 90: .aborted
        default: .other
        }
    }
}
