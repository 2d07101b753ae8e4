// What can be wrong with a certificate and its key.

package enum CertificateError: Error, Equatable {
    case certificateEmpty, keyEmpty
    /// DER or something else without a BEGIN line.
    case certificateNotPEM, keyNotPEM
    case noCertificate, noKey
    case keyEncrypted, wrongPassphrase
    case keyOfAnotherCertificate
    /// Broken between its BEGIN and END lines.
    case malformed(TLSError)
    /// Sound, but OpenSSL won't serve it: a key or a signature too weak, a type unknown.
    case refused(TLSError)

    package var reason: String {
        switch self {
        case .certificateEmpty: "the certificate file is empty"
        case .keyEmpty: "the key file is empty"
        case .certificateNotPEM: "the certificate isn't PEM"
        case .keyNotPEM: "the key isn't PEM"
        case .noCertificate: "there is no certificate in the file"
        case .noKey: "there is no private key in the file"
        case .keyEncrypted: "the key is encrypted and there is no passphrase"
        case .wrongPassphrase: "the passphrase doesn't open the key"
        case .keyOfAnotherCertificate: "the key belongs to another certificate"
        case .malformed(let error): "it can't be read: \(error.words)"
        case .refused(let error): "OpenSSL won't serve it: \(error.words)"
        }
    }

    package var cure: String {
        switch self {
        case .certificateEmpty, .noCertificate: "give a PEM chain, leaf first"
        case .keyEmpty, .noKey: "give the PEM key of the certificate"
        case .certificateNotPEM: "convert it: openssl x509 -inform der -in FILE"
        case .keyNotPEM: "convert it: openssl pkey -inform der -in FILE"
        case .keyEncrypted: "set UNDER_MAINTENANCE_TLS_KEY_PASSPHRASE_PATH"
        case .wrongPassphrase: "check the passphrase file"
        case .keyOfAnotherCertificate: "give the key this certificate was issued for"
        case .malformed: "copy the file again, whole"
        case .refused: "have it issued with RSA 2048 or EC P-256 and SHA-256, or stronger"
        }
    }
}
