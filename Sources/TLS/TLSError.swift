// Why OpenSSL refused, as one value.

internal import COpenSSL

/// What was being done, and OpenSSL's own reason.
package struct TLSError: Error, Equatable {
    package enum Step: Equatable {
        case createContext
        case configureVersion, configureCiphers, configureGroups, configureTickets
        case useCertificate, useChain, useKey
        case createConnection
        case handshake, read, write, shutdown
    }

    package let step: Step
    /// The packed number of ERR_get_error(3); 0 where OpenSSL left none.
    package let cause: UInt

    /// Takes the oldest entry of OpenSSL's error queue, which is the cause, and empties the queue.
    static func takingQueue(at step: Step) -> TLSError {
        let cause = ERR_get_error()
        ERR_clear_error()
        return TLSError(step: step, cause: cause)
    }

    /// The same, and whether an algorithm that isn't there is why: ERR_R_UNSUPPORTED of EVP's, which
    /// stands behind what a decoder says of it.
    static func takingQueue(at step: Step, foundUnsupported: inout Bool) -> TLSError {
        let cause = ERR_get_error()
        var next = cause
        while next != 0 {
            if COpenSSL_ERR_is_unsupported(next) == 1 { foundUnsupported = true }
            next = ERR_get_error()
        }
        return TLSError(step: step, cause: cause)
    }

    /// What came began like nothing of TLS.
    var isNoRecord: Bool { COpenSSL_ERR_GET_REASON(cause) == SSL_R_WRONG_VERSION_NUMBER }

    /// ERR_reason_error_string(3)'s words, or what openssl-errstr(1) knows some for.
    package var words: String {
        guard cause != 0 else { return "unknown reason" }
        guard let text = unsafe ERR_reason_error_string(cause) else {
            return "error " + String(cause, radix: 16) + " of OpenSSL"
        }
        return unsafe String(cString: text)
    }
}
