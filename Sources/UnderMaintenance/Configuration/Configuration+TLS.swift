// The variables of TLS. The files they name are read elsewhere.

import Kernel
import TLS

extension VariableReader {
    /// Whether a certificate is named, so that TLS can be spoken.
    var hasCertificate: Bool {
        value(of: "UNDER_MAINTENANCE_TLS_CERTIFICATE_PATH") != nil
            || value(of: "UNDER_MAINTENANCE_TLS_CERTIFICATE_DIRECTORY") != nil
    }
}

extension Configuration {
    mutating func readTLS(_ reader: inout VariableReader) {
        var read = TLSConfiguration()
        let certificateName = "UNDER_MAINTENANCE_TLS_CERTIFICATE_PATH"
        read.certificatePath = reader.path(of: certificateName)
        read.keyPath = reader.path(of: "UNDER_MAINTENANCE_TLS_KEY_PATH")
        if read.certificatePath == nil, read.keyPath != nil {
            reader.mistake(
                certificateName, [], "not set, but UNDER_MAINTENANCE_TLS_KEY_PATH is",
                "give the path of the certificate that the key is for")
        }
        readPassphrasePath(into: &read, &reader)
        read.directory = reader.path(of: "UNDER_MAINTENANCE_TLS_CERTIFICATE_DIRECTORY")
        if let version: TLSSettings.MinimumVersion = reader.choice(
            of: "UNDER_MAINTENANCE_TLS_MINIMUM_VERSION", .mistake)
        {
            read.minimumVersion = version
        }
        read.ticketKeysPath = reader.path(of: "UNDER_MAINTENANCE_TLS_TICKET_KEYS_PATH")
        if reader.hasCertificate { tls = read }
    }

    private func readPassphrasePath(
        into read: inout TLSConfiguration, _ reader: inout VariableReader
    ) {
        let name = "UNDER_MAINTENANCE_TLS_KEY_PASSPHRASE_PATH"
        guard let path = reader.value(of: name) else { return }
        read.passphrasePath = String(bytes: path)
        if read.keyPath == nil, !reader.hasCertificate {
            reader.mistake(
                name, path, "there is no key it could open",
                "set UNDER_MAINTENANCE_TLS_KEY_PATH too, or leave it unset")
        }
    }
}
