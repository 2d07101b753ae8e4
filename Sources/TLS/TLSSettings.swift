// What the configuration decides about TLS, apart from the certificates.

package struct TLSSettings {
    package enum MinimumVersion { case tls12, tls13 }

    package var minimumVersion: MinimumVersion

    package init(minimumVersion: MinimumVersion) { self.minimumVersion = minimumVersion }
}
