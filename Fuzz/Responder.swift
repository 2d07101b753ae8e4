// What a request is answered: the same over HTTP/1 and HTTP/2, one answer, and nothing of the request in
// it but what is repeated by its rule.
@testable import HTTP
@testable import HTTP2
@testable import Maintenance

/// An input is an octet that says who answers, then lines: method and target, the host, and fields.
enum Responders: Target {
    static var seeds: [[UInt8]] {
        let cases =
            NegotiationCase.formats + NegotiationCase.lines + NegotiationCase.languages
            + NegotiationCase.encodings + NegotiationCase.requests
        let ofTables = cases.enumerated().map { number, testCase in
            [UInt8(number % servers.count)]
                + latin1("\(testCase.method) /a?b\na\n\(testCase.lines)")
        }
        return ofTables
            + [
                "GET /.well-known/acme-challenge/abc\na\n",
                "GET /.well-known/acme-challenge/..\na\n",
                "OPTIONS *\nb.test\nOrigin: https://b\nAccess-Control-Request-Method: PUT\n"
                    + "Access-Control-Request-Headers: x-a, X-B",
                "CONNECT a:1\na:1\n", "HEAD http://a/\na\nX-Request-Id: a-b", "GET /\nB.test:80\n",
                "GET /\n[::1]:8080\nOrigin: http://[::1]",
            ].flatMap { text in servers.indices.map { [UInt8($0)] + latin1(text) } }
    }

    static var words: [[UInt8]] {
        [
            "\nAccept: ", "\nAccept-Language: ", "\nAccept-Encoding: ", "\nOrigin: https://b",
            "\nAccess-Control-Request-Method: PUT", "\nAccess-Control-Request-Headers: a, b",
            "\nContent-Type: application/grpc", "\nSec-Fetch-Dest: image", "\nX-Request-Id: ",
            "\nUser-Agent: x", "\nTraceparent: ", "OPTIONS *", "HEAD /", "text/html", "*/*",
            ";q=0.5",
            "application/problem+json", "de-DE", "zh-Hant", "gzip", "identity;q=0", "b.test",
            "/.well-known/acme-challenge/abc", "null",
        ].map(latin1)
    }

    nonisolated(unsafe) private static let servers: [Server] = [
        Server(),
        Server {
            $0.crossOrigin = CrossOriginPolicy(everyoneReads: false, origins: [latin1("https://b")])
            $0.ownPages = [
                ("b.test.html", "own page"), ("b.test.de.html", "eigene Seite"),
                ("fr.json", "{\"a\":1}"),
                ("c.test.txt", "own text"),
            ].map { try! DirectoryPage(name: $0, content: latin1($1)) }
        },
        Server {
            $0.status = 429
            $0.crossOrigin = .off
            $0.customPage = try! CustomPage(
                content: [UInt8](repeating: 0x61, count: 150_000), path: "a.html")
        },
        Server { $0.status = 204 },
    ].map {
        var server = $0
        server.challenges = { $0 == latin1("abc") ? latin1("abc.key") : nil }
        return server
    }

    /// What ends a message or belongs to a connection: it is another target's, and HTTP/2 has none.
    private static let framing = Set(
        [
            "connection", "content-length", "expect", "host", "keep-alive", "proxy-connection",
            "te",
            "transfer-encoding", "upgrade",
        ].map(latin1))

    static func run(_ input: [UInt8]) {
        guard let first = input.first, !input.contains(0), !input.contains(13) else { return }
        let server = servers[Int(first) % servers.count]
        let lines = input[1...].split(separator: 10, omittingEmptySubsequences: false)
        guard lines.count >= 2, let space = lines[0].firstIndex(of: 32) else { return }
        let method = Array(lines[0][..<space])
        let target = Array(lines[0][(space + 1)...])
        let fields = lines.dropFirst(2).compactMap { line -> (name: [UInt8], value: [UInt8])? in
            guard let colon = line.firstIndex(of: 0x3A) else { return nil }
            let name = Array(line[..<colon])
            if framing.contains(name.map(\.lowercased)) { return nil }
            return (name, trimmed(line[(colon + 1)...]))
        }
        // An empty host is one to HTTP/1 alone, and each version counts its own lines.
        let host = trimmed(lines[1])
        guard !host.isEmpty, fields.count < 150 else { return }
        let message = Message(method: method, target: target, host: host, fields: fields)
        compare(message.overHTTP1(server), message.overHTTP2(server), message)
    }

    private static func trimmed(_ value: ArraySlice<UInt8>) -> [UInt8] {
        let isBlank = { (byte: UInt8) in byte == 32 || byte == 9 }
        let start = value.drop(while: isBlank)
        return Array(
            start.prefix(
                (start.lastIndex { !isBlank($0) } ?? start.startIndex - 1) + 1 - start.startIndex))
    }

    private static func compare(_ one: Reply?, _ other: Reply?, _ message: Message) {
        // Forms of a target differ, and what each version refuses of them.
        guard message.target.first == 0x2F, message.method != latin1("CONNECT") else { return }
        guard let one, let other else {
            return precondition(
                one == nil && other == nil, "over HTTP/\(one == nil ? 2 : 1) alone: \(message)")
        }
        precondition(one.decision == other.decision, "\(one.decision), not \(other.decision)")
        precondition(one.status == other.status && one.body == other.body)
        // RFC 9113 §8.2.2, and trailers alone, which have no length.
        let lines = one.lines.filter { line in
            !line.hasPrefix("connection: ") && (!one.isGRPC || !line.hasPrefix("content-length: "))
        }
        // What is repeated stands before the clock's lines or behind them.
        precondition(lines.sorted() == other.lines.sorted(), "\(lines), not \(other.lines)")
    }
}

extension [UInt8] {
    /// A string of a field block, as it is: RFC 7541 §5.2.
    var asLiteral: [UInt8] {
        if count < 127 { return [UInt8(count)] + self }
        var octets: [UInt8] = [127]
        var rest = count - 127
        while rest >= 128 {
            octets.append(UInt8(rest & 127) | 128)
            rest >>= 7
        }
        return octets + [UInt8(rest)] + self
    }
}
