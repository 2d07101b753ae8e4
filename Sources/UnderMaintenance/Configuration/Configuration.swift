// Everything the environment decides, with the values of an empty environment.

import HTTP
import Kernel
import Maintenance

struct Configuration {
    /// The file that replaces the page.
    struct CustomFile {
        var path: String
        /// Asked for by name, so that its absence is worth a warning.
        var isExplicit: Bool
    }

    /// 200–599.
    var statusCode = 503
    var retryAfter = RetryAfter.standard
    /// Seconds, 0–86,400, of which each Retry-After gets a random part on top.
    var retryJitter = 0
    var announcement = Announcement()
    /// Path and default are those of the Go original; the image's working directory is `/`.
    var customFile = CustomFile(path: "under-maintenance.html", isExplicit: false)
    /// Pages by host and language.
    var pagesDirectory: String?
    /// Whether scripts of other sites see the answer.
    var allowsCrossOrigin = true
    /// Where an ACME client puts its answers to HTTP challenges.
    var challengeDirectory: String?
    /// Plain listeners; `[::]` takes IPv4 too.
    var httpListen = [SocketAddress.any(port: 80)]
    /// Kinds of listener whose addresses are the operator's words, not the default.
    var explicitListeners: [Listener.Kind] = []
    /// TLS listeners: `[::]:443` once there is a certificate.
    var httpsListen: [SocketAddress] = []
    /// nil without a certificate.
    var tls: TLSConfiguration?
    var proxyProtocol = ProxyProtocolMode.off
    var httpsProxyProtocol = ProxyProtocolMode.off
    /// Who may send PROXY headers and X-Forwarded-For.
    var trustedProxies = Configuration.localNetworks
    var keepAlive = KeepAlivePolicy.auto
    /// On or off, never `auto`: who asks can't be a proxy that decides per request.
    var httpsKeepAlive = KeepAlivePolicy.off
    var accessLog = AccessLogFormat.off
    /// 1–64; nil: one for each usable processor.
    var workers: Int?
    /// Of each worker, 1–1,048,576; nil: what the descriptor limit allows.
    var maximumConnections: Int?
    /// Between two looks at the files, 0–86,400; 0: only SIGHUP makes us look.
    var reloadSeconds = 10
    /// How long draining may take, 0–3,600.
    var shutdownSeconds = 5

    /// Loopback, private and link-local networks: where reverse proxies live.
    private static var localNetworks: [AddressRange] {
        var ranges: [AddressRange] = []
        for text in [
            "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16",
            "::1/128", "fc00::/7", "fe80::/10",
        ] {
            if let range = AddressRange.parse(Array(text.utf8).span) { ranges.append(range) }
        }
        return ranges
    }
}
