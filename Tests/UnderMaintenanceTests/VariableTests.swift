// The table of variables: what it says is what is read, and what --help prints.

import Testing

@testable import UnderMaintenance

struct VariableTests {
    /// Numbers whose default is found out.
    private static let found: [Variable] = [.workers, .maxConnections]
    private static let read = Variable.allCases

    static let numbers = read.filter {
        if case .number = $0.row.form { true } else { false }
    }
    static let choices = read.filter {
        if case .choice = $0.row.form { true } else { false }
    }

    @Test func `no name is in the table twice`() {
        #expect(Set(Variable.allCases.map(\.name)).count == Variable.allCases.count)
    }

    @Test(arguments: numbers)
    func `the bounds of a number are what is taken, and what is accepted`(
        variable: Variable
    ) throws {
        let bounds = variable.bounds
        for value in [bounds.lowerBound, bounds.upperBound] {
            #expect(load([variable.name: String(value)]).findings.isEmpty)
        }
        for value in [bounds.lowerBound - 1, bounds.upperBound + 1] {
            let finding = try #require(load([variable.name: String(value)]).findings.first)
            #expect(finding.subject == variable)
            #expect(finding.cure.hasPrefix("accepted: " + variable.row.form.accepted))
        }
    }

    @Test(arguments: numbers)
    func `the default of a number is within its bounds`(variable: Variable) throws {
        if Self.found.contains(variable) || variable == .port { return }
        let standard = try #require(Int(variable.row.standard))
        #expect(variable.bounds.contains(standard))
    }

    @Test(arguments: choices)
    func `the words of a choice are taken, in any case, and no other`(variable: Variable) throws {
        guard case .choice(let words) = variable.row.form else { return }
        #expect(words.contains(variable.row.standard))
        for word in words {
            let certificate = Variable.tlsCertificatePath.name
            #expect(load([variable.name: word.uppercased(), certificate: "/c"]).findings.isEmpty)
        }
        let loaded = load([variable.name: "x" + words[0]])
        #expect(loaded.findings.first?.reason == "no such word")
        let accepted = "accepted: " + variable.row.form.accepted
        #expect(loaded.findings.first?.cure.hasPrefix(accepted) == true)
        #expect(loaded.hasMistakes == variable.row.marks.contains(.stops))
    }

    @Test func `findings come in the order of the table`() {
        let loaded = load([
            "WORKERS": "x", "HTTPS_PROXY_PROTOCOL": "x", "HTTP_KEEP_ALIVE": "x", "CORS": "x",
            "HTTPS_LISTEN": "x", "TLS_MINIMUM_VERSION": "x", "STATUS_CODE": "x",
        ])
        let order = loaded.findings.compactMap(\.subject).map {
            Variable.allCases.firstIndex(of: $0)
        }
        #expect(order.count == 8)
        for (one, next) in zip(order, order.dropFirst()) { #expect(one! <= next!) }
    }

    @Test(arguments: [
        "hunter2", "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg/kq.hkiG\n", "MIIEvQIBADANBg/kqhkiG",
        "/x\nMIIEvQ", "correct.horse", "a\u{1}/b.c",
    ])
    func `what may be a key or a passphrase isn't repeated`(value: String) throws {
        let finding = try #require(load(["TLS_KEY_PASSPHRASE_PATH": value]).findings.first)
        #expect(finding.value.isEmpty)
        #expect(!finding.line(at: testTime).text.contains(value.prefix(7)))
        #expect(finding.line(at: testTime).text.contains(" bytes)"))
        #expect(finding.cure.contains("give the path"))
        let other = Finding(.mistake, .tlsKeyPath, path: value, .empty)
        #expect(other.value.isEmpty)
    }

    @Test(arguments: ["/run/secrets/key", "./passphrase", "tls/tls.key", "../a b/c"])
    func `the path of a secret is`(value: String) throws {
        let finding = try #require(load(["TLS_KEY_PASSPHRASE_PATH": value]).findings.first)
        #expect(finding.value == value)
    }

    @Test(arguments: [
        "tls-key", "passphrase", "hunter2", "aB3dE5gH7jK9mN1pQ3sT5vX7", "MIIEvQIBADANBgkqhkiG9w0B",
        "sub/secret", "0123456789abcdef0123456789abcdef0123456789abcdef", "a.b", "tickets.bin",
        "ghp_aB3aB3aB3aB3aB3aB3aB3aB3aB3aB3aB3aB3",
    ])
    func `what names a file is a path, whatever it looks like`(name: String) throws {
        let folder = TestFolder()
        let path = folder.write(name, "x")
        for variable: Variable in [.tlsKeyPath, .tlsKeyPassphrasePath, .tlsTicketKeysPath] {
            // Beneath another name it is what it was.
            let other = path + "-"
            #expect(Finding(.mistake, variable, path: path, .empty).value == path)
            #expect(
                Finding(.mistake, variable, path: other, .empty, isKnown: true).value == other)
            #expect(Finding(.mistake, variable, path: name, .empty).value.isEmpty)
        }
    }

    @Test(arguments: ["TLS_MINIMUM_VERSION", "HTTP_LISTEN", "STATUS_CODE", "LINK"])
    func `PEM is repeated under no name`(name: String) throws {
        let loaded = load([name: "-----BEGIN PRIVATE KEY-----,MIIEvQ"])
        #expect(loaded.findings.contains { $0.reason != "" })
        #expect(loaded.findings.allSatisfy { !$0.line(at: testTime).text.contains("BEGIN") })
    }

    @Test func `help is one screen with every variable`() {
        let lines = Help.text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= 55)
        #expect(lines.allSatisfy { $0.count <= 100 })
        for variable in Variable.allCases {
            let row = variable.row
            let line = lines.first { $0.hasPrefix("  \(row.name)  ") }
            #expect((line != nil) == !row.isBare, "\(row.name)")
            // Two blanks tell the columns apart; within a column they don't stand.
            #expect(line?.split(separator: "  ").count ?? 3 == 3)
        }
        for word in ["serve", "check", "healthcheck", "render", "--help", "--version"] {
            #expect(Help.text.contains(word))
        }
    }
}
