// Why a certificate, a key or their directory can't be used, and what to do about it.

import Kernel
import TLS

extension CertificateFiles {
    /// What is wrong with the files of one certificate; nothing, when that has been said already.
    struct PairRefusal: Error {
        let refusals: [Refusal]
    }

    struct Refusal {
        enum Part {
            case certificate, key, passphrase
            /// The one file for both holds none.
            case missingKey
        }

        let part: Part
        let path: String
        let reason: String
        let cure: String

        /// A file or directory that the system refused.
        init(_ part: Part, _ error: Errno, _ path: String, isDirectory: Bool = false) {
            self.part = part
            self.path = path
            switch error {
            case .fileTooLarge: reason = "larger than " + String(fileBytes >> 20) + " MiB"
            case .invalidArgument: reason = "not a regular file"
            case .accessDenied, .notPermitted: reason = error.words + Self.whose(path)
            default: reason = error.words
            }
            switch error {
            case .accessDenied, .notPermitted:
                cure =
                    "let user " + String(Process.userIdentifier) + " or group "
                    + String(Process.groupIdentifier) + " read it"
            default:
                let kind = isDirectory ? "directory" : "file"
                cure = "put a readable " + kind + " there, or give another path"
            }
        }

        /// What the parser refused.
        /// - Parameter key: nil when one file was to hold both.
        init(_ error: CertificateError, _ path: String, key: String?) {
            var part = Part.certificate
            switch error {
            case .certificateEmpty, .certificateNotPEM, .noCertificate: break
            case .noKey: part = key == nil ? .missingKey : .key
            case .keyEmpty, .keyNotPEM, .keyEncrypted, .keyOfAnotherCertificate: part = .key
            case .wrongPassphrase: part = .passphrase
            case .malformed(let error), .refused(let error):
                if error.step == .useKey { part = .key }
            }
            self.part = part
            self.path = part == .certificate ? path : key ?? path
            reason = error.reason
            cure = error.cure
        }

        /// Both sides of a refusal: an unprivileged container meets root's files.
        private static func whose(_ path: String) -> String {
            let closed = File.closedDirectory(onTheWayTo: path)
            return "; we are " + identity(Process.userIdentifier, Process.groupIdentifier) + ", "
                + (closed ?? "it") + ownership(of: closed ?? path)
        }

        private static func ownership(of path: String) -> String {
            guard let permissions = File.permissions(path) else {
                return " is behind a symbolic link into a directory that is closed to us"
            }
            return " belongs to " + identity(permissions.user, permissions.group) + " with mode "
                + permissions.octalMode
        }

        private static func identity(_ user: UInt32, _ group: UInt32) -> String {
            String(user) + ":" + String(group)
        }
    }
}
