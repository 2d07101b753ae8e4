// IP addresses written out, as the octets that certificates hold.

internal import COpenSSL

/// - Parameter text: an IPv6 address may be in brackets.
/// - Returns: 4 or 16 octets, nil if it is no address: inet_pton(3).
func addressOctets(of text: Span<UInt8>) -> [UInt8]? {
    var words: [CChar] = []
    for index in text.indices
    where text[index] != UInt8(ascii: "[") && text[index] != UInt8(ascii: "]") {
        words.append(CChar(bitPattern: text[index]))
    }
    words.append(0)
    for (family, count) in [(AF_INET, 4), (AF_INET6, 16)] {
        var octets = [UInt8](repeating: 0, count: count)
        if unsafe inet_pton(family, words, &octets) == 1 { return octets }
    }
    return nil
}
