// More certificates from a directory, in the layouts in which ACME clients and proxies keep them.

import HTTP
import Kernel
import TLS

extension CertificateFiles.Reader {
    /// Of a folder that is for one certificate: Kubernetes, certbot, acme-companion.
    private static let pairs = [
        ("tls.crt", "tls.key"), ("fullchain.pem", "privkey.pem"), ("fullchain.pem", "key.pem"),
    ]

    /// What lies beside such a pair, or is it.
    private static let companions = [
        "ca.crt", "cert.pem", "chain.pem", "fullchain.pem", "key.pem", "privkey.pem", "tls.crt",
        "tls.key",
    ]

    mutating func readDirectory() {
        guard let directory = tls.directory else { return }
        watch(directory)
        let names: [String]
        do throws(Errno) {
            names = try Directory.list(directory)
        } catch {
            return note(
                .tlsCertificateDirectory, directory,
                FileRefusal(error, directory, isDirectory: true))
        }
        let pair = Self.pair(among: names, needsBoth: true)
        // Hidden: `..data` of Kubernetes, and what editors leave behind.
        for name in names where name.utf8.first != UInt8(ascii: ".") {
            if let pair, pair.certificate.equals(name) {
                add(directory, pair)
            } else if pair == nil || !Self.isCompanion(name) {
                readEntry(name, of: directory, names)
            }
        }
        if loaded.certificates.isEmpty, tls.certificatePath == nil, !lacksPassphrase {
            note(.tlsCertificateDirectory, directory, .noCertificates)
        }
    }

    private mutating func readEntry(_ name: String, of directory: String, _ names: [String]) {
        let path = Directory.join(directory, name)
        let permissions = File.permissions(path)
        if permissions?.isDirectory == true { return readFolder(path, depth: 1) }
        guard let (stem, ending) = Self.split(name) else {
            // A link whose folder has gone, or has yet to come.
            if permissions == nil { readFolder(path, depth: 1) }
            return
        }
        func has(_ name: String) -> Bool { Self.contains(names, name) }
        // HAProxy's.
        let ownKey = has(name + ".key") ? Directory.join(directory, name + ".key") : nil
        switch ending {
        case .pem:
            // lego leaves the same as two files too.
            if has(stem + ".crt"), has(stem + ".key") { return }
            let key = has(stem + ".key") ? Directory.join(directory, stem + ".key") : nil
            add(path, key: nil, beside: ownKey ?? key)
        case .bundle: add(path, key: nil, beside: ownKey)
        case .certificate:
            // cert-manager puts the issuer's certificate, or nothing, beside tls.crt.
            if name.equals("ca.crt"), !has("ca.key") { return }
            add(path, key: ownKey ?? Directory.join(directory, stem + ".key"))
        case .key:
            // Its certificate brings it, or the key came first.
            for ending in ["", ".crt", ".pem", ".cer", ".cert"] where has(stem + ending) { return }
            add(Directory.join(directory, stem + ".crt"), key: path)
        case .other:
            if has(stem + ".crt") || has(stem + ".pem") { return }
            warn(path, .notOfLayout, .leftOut)
        }
    }

    /// - Parameter depth: beneath the directory; Caddy's is two folders deep.
    @inline(never)
    private mutating func readFolder(_ path: String, depth: Int) {
        watch(path)
        let names: [String]
        do throws(Errno) {
            names = try Directory.list(path)
        } catch {
            var isKept = false
            for (certificate, _) in Self.pairs where !isKept {
                isKept = keep(Directory.join(path, certificate))
            }
            if error == .noEntry, !isKept { return }
            return warn(
                path, FileRefusal(error, path, isDirectory: true), isKept ? .kept : .leftOut)
        }
        if let pair = Self.pair(among: names, needsBoth: false) { return add(path, pair) }
        var hasPair = false
        for name in names {
            guard let (stem, ending) = Self.split(name), ending == .certificate,
                Self.contains(names, stem + ".key")
            else { continue }
            add(Directory.join(path, name), key: Directory.join(path, stem + ".key"))
            hasPair = true
        }
        if hasPair || depth > 1 { return }
        for name in names where name.utf8.first != UInt8(ascii: ".") {
            let inner = Directory.join(path, name)
            if File.permissions(inner)?.isDirectory == true {
                readFolder(inner, depth: depth + 1)
            } else if let (_, ending) = Self.split(name), ending != .key, !liesBeside(inner) {
                return warn(path, .notOfLayout, .leftOut)
            }
        }
    }

    /// The pair of a folder that is for one certificate; nil: it isn't such a folder.
    @inline(never)
    private static func pair(
        among names: [String], needsBoth: Bool
    ) -> (certificate: String, key: String)? {
        for (certificate, key) in pairs {
            let count = [certificate, key].count { contains(names, $0) }
            // The certificate's name alone may stand for another pair.
            if count == 2 || count == 1 && !needsBoth && !hasOther(names, key) {
                return (certificate, key)
            }
        }
        // acme.sh: `NAME_ecc/NAME.key`.
        let keys = names.filter { split($0)?.ending == .key }
        return contains(names, "fullchain.cer") && keys.count == 1
            ? ("fullchain.cer", keys[0]) : nil
    }

    private static func isCompanion(_ name: String) -> Bool {
        companions.contains { $0.equals(name) } || Array(name.utf8).hasSuffix(".cer")
    }

    /// Whether the folder has the key of another pair than the one that is named.
    private static func hasOther(_ names: [String], _ key: String) -> Bool {
        pairs.contains { !$0.1.equals(key) && contains(names, $0.1) }
    }

    private mutating func add(_ folder: String, _ pair: (certificate: String, key: String)) {
        add(Directory.join(folder, pair.certificate), key: Directory.join(folder, pair.key))
    }

    /// - Parameters:
    ///   - keyPath: nil when the same file may hold the key.
    ///   - other: and where else it may be.
    @inline(never)
    private mutating func add(_ path: String, key keyPath: String?, beside other: String? = nil) {
        // The default pair may lie in the directory too.
        if let own = tls.certificatePath, own.equals(path) { return }
        do throws(CertificateFiles.PairRefusal) {
            let certificate = try pair(path, key: keyPath, beside: other)
            loaded.certificates.append(certificate)
            if certificate.isReordered { warn(path, .reordered, .none) }
        } catch {
            let isKept = keep(path)
            if !isKept, error.located.allSatisfy({ $0.isAbsence }), liesBeside(path) { return }
            for located in error.located {
                let refusal = located.part == .missingKey ? .noKeyBeside : located.refusal
                warn(located.path, refusal, isKept ? .kept : .leftOut)
            }
        }
    }

    /// Whether a file that has no key is what lies beside certificates: their issuers, parameters of
    /// key exchange, requests.
    @inline(never)
    private func liesBeside(_ path: String) -> Bool {
        guard let bytes = try? File.read(path, limit: CertificateFiles.fileBytes) else {
            return false
        }
        // A key may stand in it.
        defer { Secrets.wipe(bytes) }
        return Certificate.isPEMWithoutCertificate(bytes) || Certificate.holdsIssuersAlone(bytes)
    }

    /// Goes on with the certificate that was loaded from there before, if there was one.
    @inline(never)
    private mutating func keep(_ path: String) -> Bool {
        guard let certificate = previous.first(where: { $0.path.equals(path) }) else {
            return false
        }
        loaded.certificates.append(certificate)
        return true
    }

    @inline(never)
    private mutating func warn(_ path: String, _ refusal: FileRefusal, _ effect: Finding.Effect) {
        loaded.findings.append(
            Finding(.warning, .tlsCertificateDirectory, path: path, refusal, effect))
    }

    /// What a file's name says about it.
    private enum Ending { case pem, bundle, certificate, key, other }

    /// Not `.der` and `.p12`, which cert-manager puts beside what we read.
    private static let endings: [(String, Ending)] = [
        (".pem", .pem), (".crt", .certificate), (".cer", .certificate), (".cert", .certificate),
        (".key", .key), (".rsa", .bundle), (".ecdsa", .bundle), (".pfx", .other),
    ]

    @inline(never)
    private static func split(_ name: String) -> (stem: String, ending: Ending)? {
        let bytes = Array(name.utf8)
        for (text, ending) in endings where bytes.hasSuffix(text) {
            return (String(bytes: Array(bytes.dropLast(text.utf8.count))), ending)
        }
        return nil
    }

    /// - Parameter names: in their order.
    @inline(never)
    private static func contains(_ names: [String], _ name: String) -> Bool {
        let place = partitionPoint(of: names.count) {
            names[$0].utf8.lexicographicallyPrecedes(name.utf8)
        }
        return place < names.count && names[place].equals(name)
    }
}
