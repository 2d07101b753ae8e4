// One line of the tables of conversations, and how it is judged at every split.

import Testing

@testable import HTTP

/// What a client sends over one connection, and every step its server takes.
///
/// The steps are those of `ExchangeDriver`, with `; ` between them.
struct ExchangeCase: CustomTestStringConvertible, Sendable {
    /// How connections are kept, and by whom this one is.
    enum Keeping: CaseIterable, Sendable {
        case on, off
        /// `auto`, of a peer that may say it is a proxy, and of one that mayn't.
        case auto, untrusted
        /// Older than a proxy may keep them from the application.
        case aged, agedOn
        /// The server ends.
        case draining, drainingOn

        var persistence: Persistence {
            Persistence(
                policy: self == .off
                    ? .off : [.on, .agedOn, .drainingOn].contains(self) ? .on : .auto,
                isTrusted: self != .untrusted, isAged: self == .aged || self == .agedOn,
                isDraining: self == .draining || self == .drainingOn)
        }
    }

    /// What happens once all has come.
    enum Ending: Sendable {
        case silence
        /// The peer sends no more.
        case end
        /// The time of the wait is over.
        case expiry
    }

    let words: String
    let keeping: Keeping
    let input: [UInt8]
    let ending: Ending
    let steps: [String]

    static let all =
        requests + pipelines + ends + expiries + bodies + chunkedBodies + expectations + policies
        + lettingGo + refusals + versions + smuggling

    init(
        _ words: String, _ keeping: Keeping, _ input: String..., then ending: Ending = .silence,
        gives steps: String
    ) {
        (self.words, self.keeping, self.ending) = (words, keeping, ending)
        self.input = latin1(input.joined())
        self.steps = steps.split(separator: "; ").map(String.init)
    }

    /// Of these bytes, whatever they give.
    init(_ input: [UInt8], _ keeping: Keeping) {
        (words, self.keeping, self.input, ending, steps) = ("", keeping, input, .expiry, [])
    }

    var testDescription: String { words }

    /// What its server does when the input comes in pieces that end there; the last one ends it.
    func run(cutAt ends: some Sequence<Int>, in room: GuardedRoom) -> ExchangeDriver {
        var driver = ExchangeDriver(keeping.persistence, in: room)
        var start = 0
        for end in ends {
            driver.receive(input[start..<end], remaining: input.count - end)
            start = end
        }
        switch ending {
        case .silence: driver.wait()
        case .end: driver.end()
        case .expiry: driver.expire()
        }
        return driver
    }

    /// Where the input is cut: everywhere; where it is long, near its ends, near those of lines, and
    /// here and there. With all cuts at once it comes byte by byte.
    var cuts: [Int] {
        if input.count <= 1500 { return Array(1..<max(1, input.count)) }
        var cuts = Set(1..<30).union(input.count - 29..<input.count)
        cuts.formUnion(stride(from: 8191, to: input.count, by: 8191))
        var place = 0
        while let end = input[place...].firstIndex(of: 0x0A) {
            cuts.formUnion(max(1, end - 2)...min(end + 3, input.count - 1))
            place = end + 1
        }
        return cuts.sorted()
    }

    // MARK: The same verdict

    /// What the steps of the whole input come to when it is cut. One thing depends on that, since a
    /// connection that ends answers the requests it has read: those whose heads end in the pieces
    /// that have come when the one before is answered. The last of them closes instead.
    private func steps(of whole: [String], cutAt ends: some Sequence<Int>) -> [String] {
        guard keeping.persistence.isEnding else { return whole }
        let requests = Self.requests(in: input)
        for number in requests.indices.dropLast() {
            guard whole.count > number, whole[number].hasPrefix("answer"),
                !whole[number].hasSuffix(" close")
            else { break }
            let piece = ends.first { $0 >= requests[number].end } ?? input.count
            if requests[number + 1].headEnd > piece {
                return whole[..<number] + [whole[number] + " close", "close unread"]
            }
        }
        return whole
    }

    /// Whether cutting the input there makes no difference to what its server does.
    /// - Parameter whole: the steps it takes with all of it.
    func isSame(_ cut: ExchangeDriver, as whole: [String], cutAt ends: some Sequence<Int>) -> Bool {
        let expected = steps(of: whole, cutAt: ends)
        if !cut.wasCutShort { return cut.steps == expected }
        // More was to come: whether that is to be read to its end was nobody's to know yet.
        return cut.steps.dropLast() == expected.dropLast()
            && cut.steps.last?.hasPrefix("close") == true
            && expected.last?.hasPrefix("close") == true
    }

    /// Where the heads and the bodies of the requests end, as `RequestHeadParser` and `BodyReader`
    /// read them. What is no request ends with its empty line.
    private static func requests(in input: [UInt8]) -> [(headEnd: Int, end: Int)] {
        var requests: [(headEnd: Int, end: Int)] = []
        var start = 0
        while start < input.count {
            let slice = input[start...]
            let rest = slice.span
            do throws(HeadError) {
                guard let head = try RequestHeadParser().parseHead(rest) else { break }
                let headEnd = start + head.byteCount
                var reader = BodyReader(head.framing)
                start = headEnd
                start += (try? reader.consume(rest.extracting(head.byteCount...))) ?? rest.count
                requests.append((headEnd, start))
            } catch {
                if let count = endOfRefused(rest) { requests.append((start + count, input.count)) }
                return requests
            }
        }
        return requests
    }

    /// A refusal doesn't say where.
    private static func endOfRefused(_ bytes: Span<UInt8>) -> Int? {
        for count in 0...bytes.count
        where RequestHeadParser.endsHead(afterEmptyLinesOf: bytes.extracting(first: count)) {
            return count
        }
        return nil
    }
}

extension ExchangeCase {
    /// A request in order.
    static func request(_ line: String, _ fields: [String], _ body: String = "") -> String {
        line + " HTTP/1.1\r\nHost: a\r\n" + fields.map { $0 + "\r\n" }.joined() + "\r\n" + body
    }

    static func get(_ target: String, _ fields: String...) -> String {
        request("GET " + target, fields)
    }

    /// The same through a proxy that says so.
    static func via(_ target: String, _ fields: String...) -> String {
        request("GET " + target, ["Via: 1.1 p"] + fields)
    }

    /// With a body of so many bytes as it announces, or of those that are given.
    static func post(
        _ target: String, _ length: Int, _ fields: String..., body: String? = nil
    ) -> String {
        request(
            "POST " + target, fields + ["Content-Length: \(length)"],
            body ?? String(repeating: "b", count: length))
    }

    static func chunked(_ target: String, _ fields: String..., body: String) -> String {
        request("POST " + target, fields + ["Transfer-Encoding: chunked"], body)
    }

    static let lastChunk = "0\r\n\r\n"
}
