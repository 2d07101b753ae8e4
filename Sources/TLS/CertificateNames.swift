// Whom a certificate is for, and who says so.

internal import COpenSSL

enum CertificateNames {
    /// DNS names of the subject alternative names; the common name only without any
    /// (RFC 6125 §6.4.4). Lower case.
    static func of(_ certificate: X509Handle) -> [[UInt8]] {
        guard
            let decoded = unsafe X509_get_ext_d2i(
                certificate.pointer, NID_subject_alt_name, nil, nil)
        else {
            // One that can't be read says so in the queue.
            ERR_clear_error()
            return commonName(of: certificate)
        }
        let names = OpaquePointer(decoded)
        defer { unsafe GENERAL_NAMES_free(names) }
        var found: [[UInt8]] = []
        for index in 0..<(unsafe COpenSSL_sk_GENERAL_NAME_num(names)) {
            guard let name = unsafe COpenSSL_sk_GENERAL_NAME_value(names, index),
                unsafe name.pointee.type == GEN_DNS
            else { continue }
            found.append(unsafe lowercase(name.pointee.d.dNSName))
        }
        return found
    }

    private static func commonName(of certificate: X509Handle) -> [[UInt8]] {
        let subject = unsafe X509_get_subject_name(certificate.pointer)
        let index = unsafe X509_NAME_get_index_by_NID(subject, NID_commonName, -1)
        guard index >= 0, let entry = unsafe X509_NAME_get_entry(subject, index),
            let text = unsafe X509_NAME_ENTRY_get_data(entry)
        else { return [] }
        return [unsafe lowercase(text)]
    }

    private static func lowercase(_ text: UnsafePointer<ASN1_STRING>) -> [UInt8] {
        let start = unsafe ASN1_STRING_get0_data(text)
        let count = unsafe Int(ASN1_STRING_length(text))
        return unsafe UnsafeBufferPointer(start: start, count: count).map { $0.asciiLowercase }
    }

    /// The issuer's distinguished name, ASCII without controls: X509_NAME_print_ex(3).
    static func issuer(of certificate: X509Handle) -> String {
        guard let raw = unsafe BIO_new(BIO_s_mem()) else { return "" }
        let bio = unsafe BIOHandle(owning: raw)
        let name = unsafe X509_get_issuer_name(certificate.pointer)
        _ = unsafe X509_NAME_print_ex(bio.pointer, name, 0, COpenSSL_XN_FLAG_RFC2253)
        var bytes = [UInt8](repeating: 0, count: 512)
        let count = unsafe BIO_read(bio.pointer, &bytes, CInt(bytes.count))
        return String(decoding: bytes[..<max(0, Int(count))], as: UTF8.self)
    }
}

extension UInt8 {
    /// DNS names know no other case: RFC 4343.
    var asciiLowercase: UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
    }
}
