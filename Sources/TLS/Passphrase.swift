// What OpenSSL gets when a key turns out to be encrypted.

internal import COpenSSL

/// Answers pem_password_cb(3), so that nobody is ever asked for one.
@safe
final class Passphrase {
    private let bytes: [UInt8]?
    private(set) var wasAsked = false

    /// - Parameter bytes: without a line end; nil when there is none.
    init(_ bytes: [UInt8]?) { self.bytes = bytes }

    /// - Returns: how many bytes it has; −1 when there is none or no room for it.
    func write(into buffer: inout MutableSpan<UInt8>) -> Int {
        wasAsked = true
        guard let bytes, bytes.count <= buffer.count else { return -1 }
        for index in bytes.indices { buffer[index] = bytes[index] }
        return bytes.count
    }

    /// Reads a private key that may be encrypted: PEM_read_bio_PrivateKey(3).
    func readKey(from bio: BIOHandle) -> KeyHandle? {
        let argument = unsafe Unmanaged.passUnretained(self).toOpaque()
        let key = unsafe PEM_read_bio_PrivateKey(
            bio.pointer, nil,
            { buffer, size, _, argument in
                guard let buffer = unsafe buffer, let argument = unsafe argument else { return -1 }
                let bytes = unsafe UnsafeMutableRawBufferPointer(start: buffer, count: Int(size))
                var span = unsafe MutableSpan<UInt8>(_unsafeBytes: bytes)
                return unsafe CInt(
                    Unmanaged<Passphrase>.fromOpaque(argument).takeUnretainedValue()
                        .write(into: &span))
            }, argument)
        return unsafe key.map { unsafe KeyHandle(owning: $0) }
    }
}
