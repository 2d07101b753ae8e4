// Names, paths and values of the system, which needn't be UTF-8, in a String without loss.

internal import CLinux

/// A byte that isn't part of UTF-8 is held as the scalar U+10FE00 and the byte, and written back as
/// the byte: what PEP 383 does with numbers that a `String` can't hold. A text that has such a scalar
/// itself has each of its bytes held so; every text comes back as it was.
package enum SystemText {
    /// Whether the UTF-8 of a text holds a byte that wasn't UTF-8.
    package static func isForeign(_ utf8: [UInt8]) -> Bool {
        for index in utf8.indices where isHeld(utf8[index...]) { return true }
        return false
    }

    /// Whether the scalar stands for a byte, which is its lowest.
    package static func isForeign(_ scalar: Unicode.Scalar) -> Bool {
        (0x10FE80...0x10FEFF).contains(scalar.value)
    }

    /// U+10FE80…U+10FEFF: F4 8F BA or BB, and one byte more.
    private static func isHeld(_ utf8: ArraySlice<UInt8>) -> Bool {
        let start = utf8.startIndex
        return utf8.count >= 4 && utf8[start] == 0xF4 && utf8[start + 1] == 0x8F
            && utf8[start + 2] & 0xFE == 0xBA
    }

    package static func decode(_ bytes: [UInt8]) -> String {
        if !isForeign(bytes), let text = String(validating: bytes, as: UTF8.self) { return text }
        var utf8: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let first = bytes[index]
            let end = index + (first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4)
            let scalar = bytes[index..<min(end, bytes.count)]
            if !isHeld(scalar), String(validating: scalar, as: UTF8.self) != nil {
                utf8 += scalar
                index = end
            } else {
                utf8 += [0xF4, 0x8F, 0xBA | (first >> 6 & 1), 0x80 | (first & 0x3F)]
                index += 1
            }
        }
        return String(decoding: utf8, as: UTF8.self)
    }

    @inline(never)
    static func encode(_ text: String) -> [UInt8] {
        let utf8 = Array(text.utf8)
        guard isForeign(utf8) else { return utf8 }
        var bytes: [UInt8] = []
        var index = 0
        while index < utf8.count {
            if isHeld(utf8[index...]) {
                bytes.append((utf8[index + 2] & 1) << 6 | 0x80 | (utf8[index + 3] & 0x3F))
                index += 4
            } else {
                bytes.append(utf8[index])
                index += 1
            }
        }
        return bytes
    }
}

extension String {
    /// What a C string of the system says.
    @unsafe
    init(systemText text: UnsafePointer<CChar>) {
        let bytes = unsafe UnsafeRawBufferPointer(start: text, count: strlen(text))
        self = SystemText.decode(unsafe Array(bytes))
    }

    /// Lends the text as the system's C string.
    func withSystemText<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        var bytes = SystemText.encode(self)
        bytes.append(0)
        return unsafe bytes.withUnsafeBytes { buffer in
            guard let start = buffer.baseAddress else { preconditionFailure("there is a zero") }
            return unsafe body(start.assumingMemoryBound(to: CChar.self))
        }
    }
}
