// What a client opens TLS with: the same verdict however it comes, and records of TLS in answer.
import COpenSSL
import Testing

@testable import TLS

/// An input is two octets, then what the client sends. The first octet: 1: it is the extensions of a
/// ClientHello of TLS 1.3 or, with 2, of one that knows TLS 1.2 alone, and not the records themselves.
/// The second: octets that come at once, less one.
enum Hello: Target {
    static var seeds: [[UInt8]] {
        [nil, "a.test", "x.b.test", "A.TEST", "c.test", "", "a.test."].flatMap { name in
            [nil, ["h2", "http/1.1"], ["h2"], ["acme-tls/1"]].flatMap { protocols in
                let extensions = extensions(name, protocols)
                return [
                    [1, 30] + extensions, [3, 4] + extensions,
                    [0, 255] + records(extensions, isOld: false),
                    [0, 0] + latin1("GET / HTTP/1.1\r\n"),
                ]
            }
        }
    }

    static var words: [[UInt8]] {
        [
            "\u{16}\u{03}\u{01}", "\u{15}\u{03}\u{03}\u{00}\u{02}\u{02}\u{28}",
            "\u{14}\u{03}\u{03}\u{00}\u{01}\u{01}",
            "a.test", "x.b.test", "\u{00}\u{00}\u{00}\u{0B}", "\u{02}h2", "\u{08}http/1.1",
            "\u{00}\u{10}",
            "\u{00}\u{23}\u{00}\u{00}", "\u{00}\u{29}", "\u{00}\u{2A}\u{00}\u{00}",
            "\u{00}\u{2D}\u{00}\u{02}\u{01}\u{01}",
            "\u{FF}\u{01}\u{00}\u{01}\u{00}", "\u{00}\u{17}\u{00}\u{00}", "\u{00}\u{15}",
            "\u{11}\u{EC}",
        ].map(latin1)
    }

    nonisolated(unsafe) private static let bio = MemoryBIO()
    nonisolated(unsafe) private static let store: CertificateStore = {
        Library.start()
        let certificates = ["a.test", "*.b.test"].map { name in
            try! Certificate.makeSelfSigned(for: [Certificate.Name(latin1(name).span)!])
        }
        return try! CertificateStore(
            certificates: certificates,
            settings: TLSSettings(minimumVersion: .tls12, offersHTTP2: true),
            tickets: TicketKeys(now: 0), now: certificates[0].notBefore + 7200)
    }()

    static func run(_ input: [UInt8]) {
        guard input.count > 2 else { return }
        let rest = Array(input[2...])
        let sent = input[0] & 1 == 0 ? rest : records(rest, isOld: input[0] & 2 != 0)
        let whole = judge(sent, piece: max(1, sent.count))
        let cut = judge(sent, piece: Int(input[1]) + 1)
        precondition(whole == cut, "\(whole), in pieces \(cut)")
    }

    /// The end, and the records that were sent.
    private static func judge(_ bytes: [UInt8], piece: Int) -> String {
        let connection = try! Connection(store: store, bio: bio)
        var plaintext = [UInt8](repeating: 0, count: 40_000)
        var end = "more"
        for start in stride(from: 0, to: bytes.count, by: piece) {
            let next = Array(bytes[start..<min(bytes.count, start + piece)])
            do throws(TLSError) {
                var room = plaintext.mutableSpan
                let progress = try connection.receive(next.span, into: &room)
                // Nobody has the keys to send any.
                if case .moved = progress { preconditionFailure("plaintext") }
                if progress == .peerClosed { end = "closed" }
            } catch {
                end = "\(error.failure) \(error.words)"
            }
            precondition(ERR_peek_error() == 0)
            if end != "more" { break }
        }
        precondition(!connection.isEstablished && connection.heldBytes < 200_000)
        let name = connection.serverName
        precondition(name.isEmpty || connection.isFor(name.span))
        let output = bio.withOutput { [UInt8]($0) }
        bio.removeOutput()
        return "\(end) \(name) \(connection.speaksHTTP2) \(kinds(output))"
    }

    /// What each record is; of an alert, what it says.
    private static func kinds(_ output: [UInt8]) -> String {
        var words: [String] = []
        var start = 0
        while start < output.count {
            precondition(start + 5 <= output.count)
            // OpenSSL's alert to a version that there never was has one of that kind.
            precondition(output[start + 1] == 3 || output[start] == 21)
            let end = start + 5 + Int(output[start + 3]) << 8 + Int(output[start + 4])
            precondition(end <= output.count && end <= start + 5 + 16_640)
            precondition((20...23).contains(output[start]))
            let isAlert = output[start] == 21 && end == start + 7
            words.append("\(output[start])\(isAlert ? " \(output[end - 1])" : "")")
            start = end
        }
        return words.joined(separator: ", ")
    }

    // MARK: A client's first words

    private static func number(_ value: Int) -> [UInt8] {
        [UInt8(truncatingIfNeeded: value >> 8), UInt8(truncatingIfNeeded: value)]
    }

    private static func vector(_ bytes: [UInt8]) -> [UInt8] { number(bytes.count) + bytes }

    /// RFC 8446 §4.1.2, in one record.
    private static func records(_ extensions: [UInt8], isOld: Bool) -> [UInt8] {
        let random = (0..<32).map { UInt8($0) }
        let suites: [UInt8] =
            isOld ? [0xC0, 0x2B, 0xC0, 0x2F, 0xCC, 0xA9] : [0x13, 1, 0x13, 2, 0x13, 3, 0xC0, 0x2B]
        let body = [3, 3] + random + [32] + random + vector(suites) + [1, 0] + vector(extensions)
        let message = [1, 0] + vector(body)
        return [0x16, 3, 1] + vector(message)
    }

    private static func extensions(_ name: String?, _ protocols: [String]?) -> [UInt8] {
        var list: [UInt8] = []
        func add(_ type: Int, _ body: [UInt8]) { list += number(type) + vector(body) }
        if let name { add(0, vector([0] + vector(latin1(name)))) }
        // Groups, signatures, versions, a key share of X25519.
        add(10, vector([0, 0x1D, 0, 0x17]))
        add(13, vector([4, 3, 8, 4, 4, 1]))
        add(43, [4, 3, 4, 3, 3])
        add(51, vector([0, 0x1D] + vector([9] + [UInt8](repeating: 0, count: 31))))
        if let protocols {
            add(16, vector(protocols.flatMap { [UInt8($0.utf8.count)] + $0.utf8 }))
        }
        return list
    }
}
