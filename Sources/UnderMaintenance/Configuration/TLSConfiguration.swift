// What the environment decides about TLS: which files, and how old a client may be.

import TLS

struct TLSConfiguration {
    /// The chain of the default certificate, leaf first. This or `directory` is there.
    var certificatePath: String?
    /// nil: the certificate's file holds the key too.
    var keyPath: String?
    /// Of every encrypted key, those in the directory too.
    var passphrasePath: String?
    /// More certificates, chosen by SNI.
    var directory: String?
    var minimumVersion = TLSSettings.MinimumVersion.tls12
    /// nil: random keys that rotate.
    var ticketKeysPath: String?
}
