// OpenSSL as a whole, started without touching the file system, and its digest.

internal import COpenSSL

package enum Library {
    /// Must come before anything else of this room: OPENSSL_init_ssl(3). No openssl.cnf is read;
    /// the image holds none, and one on a host must not change what is served.
    package static func start() {
        Allocations.beginCounting()
        _ = OPENSSL_init_ssl(COpenSSL_OPENSSL_INIT_NO_LOAD_CONFIG, nil)
    }

    /// `OpenSSL 3.0.19 27 Jan 2026`: OpenSSL_version(3).
    package static var version: String { unsafe String(cString: OpenSSL_version(OPENSSL_VERSION)) }
}

/// The memory that OpenSSL has allocated in this process: what a call adds to it is the doing of the
/// connection it is for, as one thread works on one connection at a time.
enum Allocations {
    private(set) nonisolated(unsafe) static var bytes = 0

    /// Refused, without harm, once there is anything to count: CRYPTO_set_mem_functions(3).
    static func beginCounting() {
        _ = unsafe CRYPTO_set_mem_functions(
            { count, _, _ in
                let made = unsafe malloc(count)
                unsafe Allocations.bytes &+= Allocations.size(made)
                return unsafe made
            },
            { old, count, _, _ in
                let before = unsafe Allocations.size(old)
                let made = unsafe realloc(old, count)
                // Where there is no room for more, the old stays what it was.
                if unsafe made != nil || count == 0 {
                    unsafe Allocations.bytes &+= Allocations.size(made) &- before
                }
                return unsafe made
            },
            { old, _, _ in
                unsafe Allocations.bytes &-= Allocations.size(old)
                unsafe free(old)
            })
    }

    /// With what the C library keeps in front of it: malloc_usable_size(3).
    private static func size(_ pointer: UnsafeMutableRawPointer?) -> Int {
        guard let pointer = unsafe pointer else { return 0 }
        return unsafe malloc_usable_size(pointer) + MemoryLayout<Int>.size
    }
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
