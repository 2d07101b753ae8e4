// More certificates from a directory, in any of four layouts.

import Kernel
import TLS

extension CertificateFiles.Reader {
    private static let layouts =
        "accepted: NAME.pem, NAME.crt with NAME.key, NAME/tls.crt with tls.key, "
        + "NAME/fullchain.pem with privkey.pem"

    /// Of a NAME/: what Kubernetes mounts and what certbot keeps.
    private static let pairs = [("tls.crt", "tls.key"), ("fullchain.pem", "privkey.pem")]

    mutating func readDirectory() {
        guard let directory = tls.directory else { return }
        let variable = Variable.tlsCertificateDirectory
        watch(directory)
        let names: [String]
        do throws(Errno) {
            names = try Directory.list(directory)
        } catch {
            let refusal = CertificateFiles.Refusal(
                .certificate, error, directory, isDirectory: true)
            return note(.mistake, variable, directory, refusal.reason, refusal.cure)
        }
        // Hidden: `..data` of Kubernetes, and what editors leave behind.
        for name in names where name.utf8.first != UInt8(ascii: ".") {
            readEntry(name, of: directory, names)
        }
        if loaded.certificates.isEmpty, tls.certificatePath == nil, !lacksPassphrase {
            note(.mistake, variable, directory, "there is no certificate to use", Self.layouts)
        }
    }

    private mutating func readEntry(_ name: String, of directory: String, _ names: [String]) {
        let path = Self.join(directory, name)
        let bytes = Array(name.utf8)
        let permissions = File.permissions(path)
        if permissions?.isDirectory == true {
            readFolder(path)
        } else if bytes.hasSuffix(".pem") {
            add(path, key: nil)
        } else if bytes.hasSuffix(".crt") {
            let key = Self.name(bytes, ".key")
            // cert-manager puts the issuer's certificate beside tls.crt.
            if name.equals("ca.crt"), !Self.contains(names, key) { return }
            add(path, key: Self.join(directory, key))
        } else if bytes.hasSuffix(".key") {
            // Its certificate brings it, or the key came first.
            let certificate = Self.name(bytes, ".crt")
            if Self.contains(names, certificate) || Self.contains(names, Self.name(bytes, ".pem")) {
                return
            }
            add(Self.join(directory, certificate), key: path)
        } else if Self.looksLikeCertificate(bytes) {
            warn(path, "not one of the layouts", Self.layouts, "it is left out")
        } else if permissions == nil {
            // A link whose folder has gone, or has yet to come.
            readFolder(path)
        }
    }

    private mutating func readFolder(_ path: String) {
        watch(path)
        let names: [String]
        do throws(Errno) {
            names = try Directory.list(path)
        } catch {
            let refusal = CertificateFiles.Refusal(.certificate, error, path, isDirectory: true)
            let kept = Self.pairs.contains { keep(Self.join(path, $0.0)) }
            if error == .noEntry, !kept { return }
            return warn(path, refusal.reason, refusal.cure, Self.effect(kept: kept))
        }
        for (certificate, key) in Self.pairs
        where Self.contains(names, certificate) || Self.contains(names, key) {
            return add(Self.join(path, certificate), key: Self.join(path, key))
        }
        if names.contains(where: { Self.looksLikeCertificate(Array($0.utf8)) }) {
            warn(path, "not one of the layouts", Self.layouts, "it is left out")
        }
    }

    private mutating func add(_ path: String, key keyPath: String?) {
        // The default pair may lie in the directory too.
        if let own = tls.certificatePath, own.equals(path) { return }
        do throws(CertificateFiles.PairRefusal) {
            loaded.certificates.append(try pair(path, key: keyPath))
        } catch {
            let effect = Self.effect(kept: keep(path))
            for refusal in error.refusals {
                let cure =
                    refusal.part == .missingKey
                    ? "add the key to the file, or name them NAME.crt and NAME.key" : refusal.cure
                warn(refusal.path, refusal.reason, cure, effect)
            }
        }
    }

    /// Goes on with the certificate that was loaded from there before, if there was one.
    private mutating func keep(_ path: String) -> Bool {
        guard let certificate = previous.first(where: { $0.path.equals(path) }) else {
            return false
        }
        loaded.certificates.append(certificate)
        return true
    }

    private static func effect(kept: Bool) -> String {
        kept ? "until then the one loaded before is served" : "until then it is left out"
    }

    private mutating func warn(
        _ path: String, _ reason: String, _ cure: String, _ effect: String
    ) {
        note(
            .warning, .tlsCertificateDirectory, path, reason, cure + "; " + effect)
    }

    /// Not `.der` and `.p12`, which cert-manager puts beside what we read.
    private static func looksLikeCertificate(_ name: [UInt8]) -> Bool {
        for end in [".crt", ".pem", ".cer", ".cert", ".pfx"]
        where name.hasSuffix(end) { return true }
        return false
    }

    /// - Parameter ending: replaces the last four bytes.
    private static func name(_ name: [UInt8], _ ending: String) -> String {
        String(bytes: Array(name.dropLast(4))) + ending
    }

    private static func contains(_ names: [String], _ name: String) -> Bool {
        names.contains { $0.equals(name) }
    }

    private static func join(_ directory: String, _ name: String) -> String {
        directory.utf8.last == UInt8(ascii: "/") ? directory + name : directory + "/" + name
    }
}
