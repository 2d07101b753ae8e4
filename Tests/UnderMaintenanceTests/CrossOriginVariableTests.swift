// Which scripts of other sites see the answer, as CORS says it.

import Maintenance
import Testing

@testable import UnderMaintenance

struct CrossOriginVariableTests {
    private func origins(_ policy: CrossOriginPolicy) -> [String] {
        policy.origins.map { String(decoding: $0, as: UTF8.self) }
    }

    @Test(arguments: ["", "on", "ON", " on\n", "true", "True", "yes", "1", "*"])
    func `everybody reads and nobody is listed`(_ value: String) {
        let loaded = load(["CORS": value])
        #expect(loaded.findings.isEmpty)
        #expect(loaded.configuration.crossOrigin.everyoneReads)
        #expect(loaded.configuration.crossOrigin.origins.isEmpty)
    }

    @Test(arguments: ["off", "OFF", "false", "False", "no", "NO", "0"])
    func `off is also what YAML makes of it`(_ value: String) {
        let loaded = load(["CORS": value])
        #expect(loaded.findings.isEmpty)
        #expect(!loaded.configuration.crossOrigin.everyoneReads)
        #expect(loaded.configuration.crossOrigin.origins.isEmpty)
    }

    @Test(arguments: [
        "https://app.example.com", "http://localhost:3000", "https://[::1]:8443",
        "http://192.0.2.1", "capacitor://localhost", "chrome-extension://abcdefgh",
    ])
    func `an origin is listed as browsers write it`(_ value: String) {
        for written in [value, value.uppercased(), " " + value + "\r"] {
            let loaded = load(["CORS": written])
            #expect(loaded.findings.isEmpty)
            #expect(!loaded.configuration.crossOrigin.everyoneReads)
            #expect(origins(loaded.configuration.crossOrigin) == [value])
        }
    }

    @Test func `the port that a scheme implies is left out`() {
        let loaded = load(["CORS": "https://a:443, http://a:80,https://b:80, http://b:443"])
        #expect(loaded.findings.isEmpty)
        #expect(
            origins(loaded.configuration.crossOrigin)
                == ["https://a", "http://a", "https://b:80", "http://b:443"])
    }

    @Test func `a star among origins lets everybody read and those preflight`() {
        for value in ["*, https://a", "https://a,*"] {
            let policy = load(["CORS": value]).configuration.crossOrigin
            #expect(policy.everyoneReads)
            #expect(origins(policy) == ["https://a"])
        }
    }

    @Test(arguments: [
        "maybe", "onn", "oui", "2", "-1", "null", "app.example.com", "https://", "https://a/",
        "https://a/b", "https://*.example.com", "https://a:b", "https://a:", "https://a b", "//a",
        "https:/a", "https://a:1:2", "https://[::1", "https://user@a", "on;", "\"off",
    ])
    func `what can't be read gives nobody leave`(_ value: String) {
        let loaded = load(["CORS": value])
        #expect(loaded.summaries == ["warning CORS=" + value])
        #expect(!loaded.configuration.crossOrigin.everyoneReads)
        #expect(loaded.configuration.crossOrigin.origins.isEmpty)
        #expect(!loaded.hasMistakes)
    }

    @Test(arguments: ["on", "off", "true", "", "null"])
    func `an item that is no origin is left out, and the others count`(_ item: String) {
        let loaded = load(["CORS": "https://a," + item + ",https://b"])
        #expect(loaded.findings.count == 1)
        #expect(loaded.findings.first?.cure.contains("it is left out") == true)
        #expect(!loaded.configuration.crossOrigin.everyoneReads)
        #expect(origins(loaded.configuration.crossOrigin) == ["https://a", "https://b"])
    }
}
