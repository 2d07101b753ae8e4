// Listeners as values: the kinds, what is configured of each, and what connections see of it.

import Kernel
import Testing

@testable import UnderMaintenance

struct ListenerTests {
    private func service(at address: SocketAddress, _ loaded: Configuration.Loaded) throws
        -> Service
    {
        let socket = try ListeningSocket.open(address)
        defer { socket.removePath() }
        return Service(
            of: Listener(socket: socket, settings: loaded.http), certificates: nil)
    }

    @Test func `there are settings for each kind, in their order, with what each variable says`() {
        let loaded = load(["HTTP_KEEP_ALIVE": "on", "HTTPS_PROXY_PROTOCOL": "optional"])
        #expect(loaded.configuration.listeners.map(\.kind) == Listener.Kind.allCases)
        #expect(loaded.http.keepAlive == .on)
        #expect(loaded.http.proxyProtocol == .off)
        #expect(loaded.https.keepAlive == .off)
        #expect(loaded.https.proxyProtocol == .optional)
    }

    @Test func `every kind has a name and variables of its own`() {
        let traits = Listener.Kind.allCases.map(\.traits)
        #expect(Set(traits.map(\.name)).count == traits.count)
        #expect(Set(traits.map(\.listen)).count == traits.count)
        #expect(Set(traits.map(\.standardPort)).count == traits.count)
    }

    @Test func `addresses are explicit when somebody wrote them`() {
        #expect(!load([:]).http.isExplicit)
        #expect(load(["PORT": "81"]).http.isExplicit)
        #expect(load(["HTTP_LISTEN": "81"]).http.isExplicit)
        #expect(!load(["TLS_CERTIFICATE_PATH": "/c"]).https.isExplicit)
        #expect(load(["TLS_CERTIFICATE_PATH": "/c", "HTTPS_LISTEN": "82"]).https.isExplicit)
    }

    @Test func `what connections see of a listener is what was configured for its kind`() throws {
        let loaded = load(["HTTP_KEEP_ALIVE": "on", "HTTP_PROXY_PROTOCOL": "required"])
        let service = try service(at: .ipv4(0x7F00_0001, port: 0), loaded)
        #expect(service.proxyProtocol == .required)
        #expect(service.keepAlive == .on)
        #expect(service.certificates == nil)
    }

    @Test func `only a unix socket's peers are on this machine whatever their address`() throws {
        let folder = TestFolder()
        #expect(try service(at: .unix(path: folder.path("socket")), load([:])).isLocal)
        #expect(try !service(at: .ipv4(0x7F00_0001, port: 0), load([:])).isLocal)
    }
}
