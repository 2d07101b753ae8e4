// What is wrong with a file or directory that a variable names, and the sentences for it.

import HTTP
import Kernel
import Maintenance
import TLS

indirect enum FileRefusal: Error {
    case unreadable(Errno, isDirectory: Bool)
    /// A link to what isn't there.
    case dangling(String)
    case closed(Errno, FileAccess)
    /// Bytes at most.
    case tooLarge(limit: Int)
    case notRegular, empty
    case leadsOut(String)
    case certificate(CertificateError)
    /// The one file for both holds no key: that of TLS_CERTIFICATE_PATH, or one of a directory's.
    case noKeyIn(String)
    case noKeyBeside
    case noCertificates, notOfLayout
    case emptyPassphrase
    case ticketKeys(bytes: Int)
    case openSSL(TLSError)
    /// Unix times.
    case notYetValid(Int)
    case expires(Int)
    case expired(Int)
    case reordered
    case keyOfPrograms(String)
    case keyOfNobody(String)
    case page(PageError)
    case announcement(AnnouncementRemark)
    case logo(LogoError)
    case tooMuch(mebibytes: Int)

    /// - Parameter limit: bytes beyond which a file isn't read.
    @inline(never)
    init(_ error: Errno, _ path: String, isDirectory: Bool = false, limit: Int = 0) {
        switch error {
        case .fileTooLarge: self = .tooLarge(limit: limit)
        case .invalidArgument: self = .notRegular
        case .accessDenied, .notPermitted: self = .closed(error, FileAccess(path))
        case .noEntry:
            self =
                Folder.missingTarget(of: path).map { .dangling($0) }
                ?? .unreadable(error, isDirectory: isDirectory)
        default: self = .unreadable(error, isDirectory: isDirectory)
        }
    }

    /// There is nothing, or nothing behind the link.
    var isOfNothing: Bool {
        switch self {
        case .unreadable(.noEntry, _), .dangling: true
        default: false
        }
    }

    @inline(never)
    var words: Finding.Words {
        let place = "put a readable file there, or give another path"
        return switch self {
        case .unreadable(.isDirectory, isDirectory: false):
            .init(Errno.isDirectory.words, "give the path of a file in it")
        case .unreadable(.notDirectory, isDirectory: true):
            .init(Errno.notDirectory.words, "give the directory it is in")
        case .unreadable(let error, isDirectory: false): .init(error.words, place)
        case .unreadable(let error, isDirectory: true):
            .init(error.words, "put a readable directory there, or give another path")
        case .dangling(let target):
            .init("a link to " + target + ", which isn't there", "put it there, or link to another")
        case .closed(let error, let access): access.words(error)
        case .tooLarge(let limit):
            .init(
                "larger than "
                    + (limit >> 20 > 0
                        ? String(limit >> 20) + " MiB" : String(limit >> 10) + " KiB"),
                "give a smaller file")
        case .notRegular: .init("not a regular file", place)
        case .leadsOut(let destination):
            .init(
                "a link that leads out of the directory, to " + destination,
                "put the file itself there")
        case .empty: .init("the file is empty", "give a file with something in it")
        case .certificate(let error): error.sentences
        case .noKeyIn(let path):
            .init(
                "not set, and " + path + " holds no private key",
                "give the path of the certificate's key")
        case .noKeyBeside:
            .init(
                "there is no private key in the file",
                "add the key to the file, or name them NAME.crt and NAME.key")
        case .noCertificates: .init("there is no certificate to use", Self.layouts)
        case .notOfLayout: .init("not one of the layouts", Self.layouts)
        case .emptyPassphrase: .init("the file is empty", "write the passphrase into it")
        case .ticketKeys(let bytes):
            .init(
                "its size of " + String(bytes) + " isn't that of one or more keys of 80 bytes",
                "make a key: openssl rand 80 > FILE")
        case .openSSL(let error): .init(error.words, "give certificates that OpenSSL accepts")
        case .notYetValid(let time):
            .init(
                "not valid before " + InternetTime.text(time),
                "wait until then, or set this machine's clock; until then clients refuse it")
        case .expires(let time): .init("expires at " + InternetTime.text(time), "renew it")
        case .expired(let time): .init("expired at " + InternetTime.text(time), "renew it")
        case .reordered:
            .init(
                "the chain is in another order than from the server's certificate upwards",
                "put the server's certificate first and each issuer behind; it is sent so")
        case .keyOfPrograms(let key):
            .init(
                "no browser can use its key, " + key, "have it issued with RSA 2048 or EC P-256")
        case .keyOfNobody(let key):
            .init(
                "no client of TLS can use its key, " + key,
                "have it issued with RSA 2048 or EC P-256")
        case .page(let error): error.sentences
        case .announcement(let remark): remark.words
        case .logo(let error): error.words
        case .tooMuch(let mebibytes):
            .init(
                "all pages together larger than " + String(mebibytes) + " MiB",
                "give smaller files, or fewer")
        }
    }

    private static let layouts =
        "accepted: NAME.pem, NAME.crt with NAME.key, NAME/tls.crt with tls.key, "
        + "NAME/fullchain.pem with privkey.pem"
}

/// Both sides of a refusal: an unprivileged container meets root's files.
struct FileAccess {
    /// A directory on the way that is closed to us.
    private let closed: String?
    /// Of that, or of the file itself.
    private let permissions: File.Permissions?
    private let user = Process.userIdentifier
    private let group = Process.groupIdentifier

    @inline(never)
    init(_ path: String) {
        closed = File.closedDirectory(onTheWayTo: path)
        permissions = File.permissions(closed ?? path)
    }

    fileprivate func words(_ error: Errno) -> Finding.Words {
        var reason = error.words + "; we are " + Self.identity(user, group) + ", "
        reason += closed ?? "it"
        if let permissions {
            reason += " belongs to " + Self.identity(permissions.user, permissions.group)
            reason += " with mode " + permissions.octalMode
        } else {
            reason += " is behind a symbolic link into a directory that is closed to us"
        }
        return .init(
            reason, "let user " + String(user) + " or group " + String(group) + " read it")
    }

    private static func identity(_ user: UInt32, _ group: UInt32) -> String {
        String(user) + ":" + String(group)
    }
}

extension CertificateError {
    @inline(never)
    fileprivate var sentences: Finding.Words {
        let issue = "have it issued with RSA 2048 or EC P-256 and SHA-256, or stronger"
        return switch self {
        case .certificateEmpty: .init("the certificate file is empty", Self.chain)
        case .keyEmpty: .init("the key file is empty", Self.key)
        case .certificateIs(let form): form.sentences(isKey: false)
        case .keyIs(let form): form.sentences(isKey: true)
        case .noCertificate: .init("there is no certificate in the file", Self.chain)
        case .noKey: .init("there is no private key in the file", Self.key)
        case .keyEncrypted:
            .init(
                "the key is encrypted and there is no passphrase",
                "set " + Variable.tlsKeyPassphrasePath.name)
        case .wrongPassphrase:
            .init("the passphrase doesn't open the key", "check the passphrase file")
        case .cipherNotRead:
            .init(
                "the key is encrypted with a cipher that is left out here",
                "convert it: openssl pkey -provider legacy -provider default -in FILE"
                    + " -aes256 -out NEW")
        case .keyNotRead:
            .init("a kind of key that no browser can use, and that is left out here", issue)
        case .keyOfAnotherCertificate:
            .init(
                "the key belongs to another certificate",
                "give the key this certificate was issued for")
        case .malformed(let error):
            .init("it can't be read: " + error.words, "copy the file again, whole")
        case .refused(let error): .init("OpenSSL won't serve it: " + error.words, issue)
        }
    }

    fileprivate static let chain = "give a PEM chain, leaf first"
    fileprivate static let key = "give the PEM key of the certificate"
}

extension ForeignForm {
    @inline(never)
    fileprivate func sentences(isKey: Bool) -> Finding.Words {
        let what = isKey ? "the key isn't PEM" : "the certificate isn't PEM"
        let read = isKey ? "openssl pkey" : "openssl x509"
        func convert(_ name: String, _ command: String) -> Finding.Words {
            .init(what + ", it is " + name, "convert it: " + command)
        }
        return switch self {
        case .pkcs12: convert("PKCS #12", "openssl pkcs12 -nodes -in FILE -out NEW")
        case .pkcs7:
            isKey
                ? .init("PKCS #7, which holds no key", CertificateError.key)
                : .init(
                    "PKCS #7, not a PEM certificate",
                    "convert it: openssl pkcs7 -print_certs -in FILE -out NEW"
                        + ", with -inform der if it isn't text")
        case .javaKeyStore:
            convert(
                "a Java key store",
                "keytool -importkeystore -srckeystore FILE -destkeystore P12 -deststoretype pkcs12,"
                    + " then openssl pkcs12 -nodes -in P12 -out NEW")
        case .der: convert("DER", read + " -inform der -in FILE -out NEW")
        case .utf16: convert("UTF-16", "iconv -f utf-16 -t utf-8 FILE > NEW")
        case .encodedPEM: convert("PEM in Base64", "base64 -d FILE > NEW")
        case .bareBase64:
            convert(
                "Base64 without BEGIN and END lines",
                "base64 -d FILE | " + read + " -inform der -out NEW")
        case .openSSH:
            .init(
                "an OpenSSH key, not a PEM key",
                "convert a copy of it: ssh-keygen -p -N '' -m pkcs8 -f FILE")
        case .openSSHAlone:
            .init(
                "an OpenSSH key of a kind that isn't converted to PEM",
                "have the certificate issued with RSA 2048 or EC P-256")
        case .withoutLines:
            .init(
                "PEM without its line breaks, or indented",
                "mend it: sed -E 's/\\\\n/\\n/g;s/-----[A-Z ]+-----/\\n&\\n/g' FILE"
                    + " | grep -o '[-+/=[:alnum:]][-+/=[:alnum:] ]*[-+/=[:alnum:]]' | fold -w 64 > NEW"
            )
        case .putty: convert("a PuTTY key", "puttygen FILE -O private-openssh -o NEW")
        case .publicKey:
            .init(
                isKey ? "there is no private key in the file, but a public one" : what,
                isKey ? CertificateError.key : CertificateError.chain)
        case .request:
            .init(
                isKey
                    ? "there is no private key in the file, but a request for a certificate"
                    : "there is no certificate in the file, but a request for one",
                isKey ? CertificateError.key : "give the certificate that was issued for it")
        case .unknown: .init(what, isKey ? CertificateError.key : CertificateError.chain)
        }
    }
}
