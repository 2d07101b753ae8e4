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
    /// Whether what is freed is overwritten first: while keys are read, of which OpenSSL leaves
    /// decoded copies in its buffers.
    private nonisolated(unsafe) static var wipes = false

    static func wiping<Result, Failure>(
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        unsafe wipes = true
        defer { unsafe wipes = false }
        return try body()
    }

    /// Refused, without harm, once there is anything to count: CRYPTO_set_mem_functions(3).
    static func beginCounting() {
        _ = unsafe CRYPTO_set_mem_functions(
            { count, _, _ in
                let made = unsafe malloc(count)
                unsafe Allocations.bytes &+= Allocations.size(made)
                return unsafe made
            },
            { old, count, _, _ in
                if unsafe Allocations.wipes, let old = unsafe old, count > 0 {
                    return unsafe Allocations.moving(old, count)
                }
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
                if unsafe Allocations.wipes { unsafe Allocations.wipe(old) }
                unsafe free(old)
            })
    }

    private static func wipe(_ old: UnsafeMutableRawPointer?) {
        if let old = unsafe old { unsafe OPENSSL_cleanse(old, malloc_usable_size(old)) }
    }

    /// realloc(3) that leaves nothing behind.
    private static func moving(
        _ old: UnsafeMutableRawPointer, _ count: Int
    ) -> UnsafeMutableRawPointer? {
        guard let made = unsafe malloc(count) else { return nil }
        unsafe memcpy(made, old, min(count, malloc_usable_size(old)))
        unsafe bytes &+= size(made) &- size(old)
        unsafe wipe(old)
        unsafe free(old)
        return unsafe made
    }

    /// With what the C library keeps in front of it: malloc_usable_size(3).
    private static func size(_ pointer: UnsafeMutableRawPointer?) -> Int {
        guard let pointer = unsafe pointer else { return 0 }
        return unsafe malloc_usable_size(pointer) + MemoryLayout<Int>.size
    }
}

/// Bytes that nobody may find in memory afterwards.
package enum Secrets {
    /// Overwrites them where they are, whoever else names them: OPENSSL_cleanse(3). Nobody may use them any more.
    package static func wipe(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            unsafe OPENSSL_cleanse(UnsafeMutableRawPointer(mutating: start), bytes.count)
        }
    }
}

package enum Digest {
    /// SHA-256: SHA256_Update(3), which doesn't need the library started, so that a plain server never
    /// touches it.
    static func sha256(_ bytes: Span<UInt8>) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        unsafe bytes.withUnsafeBytes { bytes in
            unsafe digest.withUnsafeMutableBufferPointer {
                unsafe COpenSSL_SHA256(bytes.baseAddress, bytes.count, $0.baseAddress)
            }
        }
        return digest
    }

    /// SHA-256 in Base64: EVP_EncodeBlock(3), as little.
    package static func sha256Base64(_ bytes: Span<UInt8>) -> [UInt8] {
        let digest = sha256(bytes)
        // 44 characters and the NUL behind them.
        var text = [UInt8](repeating: 0, count: 45)
        let count = unsafe text.withUnsafeMutableBufferPointer { text in
            unsafe EVP_EncodeBlock(text.baseAddress, digest, CInt(digest.count))
        }
        text.removeLast(text.count - Int(count))
        return text
    }
}
