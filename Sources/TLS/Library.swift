// OpenSSL as a whole, started without touching the file system, and its digest.

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

package enum Digest {
    /// SHA-256 in Base64: SHA256_Update(3), EVP_EncodeBlock(3). Neither needs the library started,
    /// so that a plain server never touches it.
    package static func sha256Base64(_ bytes: Span<UInt8>) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        unsafe bytes.withUnsafeBytes { bytes in
            unsafe digest.withUnsafeMutableBufferPointer {
                unsafe COpenSSL_SHA256(bytes.baseAddress, bytes.count, $0.baseAddress)
            }
        }
        // 44 characters and the NUL behind them.
        var text = [UInt8](repeating: 0, count: 45)
        let count = unsafe text.withUnsafeMutableBufferPointer { text in
            unsafe EVP_EncodeBlock(text.baseAddress, digest, CInt(digest.count))
        }
        text.removeLast(text.count - Int(count))
        return text
    }
}
