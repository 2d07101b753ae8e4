// OpenSSL as a whole: started without touching the file system.

internal import COpenSSL

package enum Library {
    /// Must come before anything else of this room: OPENSSL_init_ssl(3). No openssl.cnf is read;
    /// the image holds none, and one on a host must not change what is served.
    package static func start() {
        _ = OPENSSL_init_ssl(COpenSSL_OPENSSL_INIT_NO_LOAD_CONFIG, nil)
    }

    /// `OpenSSL 3.0.19 27 Jan 2026`: OpenSSL_version(3).
    package static var version: String { unsafe String(cString: OpenSSL_version(OPENSSL_VERSION)) }
}
