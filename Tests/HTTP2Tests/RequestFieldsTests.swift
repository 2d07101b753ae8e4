// What makes a request, and what makes it malformed: RFC 9113 §8.2 and §8.3, rule by rule.
import HTTP
import Testing

@testable import HTTP2

/// Fields, the request or the rule they break, words, and the section it stands for.
struct FieldsCase: CustomTestStringConvertible {
    enum Verdict: Equatable {
        /// Method, authority, target, then the known fields.
        case request(String)
        case malformed(RequestError)
        case refused(HeadError)
    }

    let block: [UInt8]
    let isTrailers: Bool
    let verdict: Verdict
    let words: String
    let section: String

    var testDescription: String { "\(words) (\(section))" }

    /// - Parameter fields: `name: value` a line; a space between words is part of the value.
    init(
        _ fields: String, _ verdict: Verdict, _ words: String, _ section: String,
        isTrailers: Bool = false
    ) {
        block = Self.block(fields)
        self.isTrailers = isTrailers
        self.verdict = verdict
        self.words = words
        self.section = section
    }

    /// What stands behind `GET https://a/`.
    static func field(
        _ fields: String, _ verdict: Verdict, _ words: String, _ section: String
    ) -> FieldsCase {
        FieldsCase(get + "\n" + fields, verdict, words, section)
    }

    static let get = ":method: GET\n:scheme: https\n:path: /\n:authority: a"

    /// Literals, the name of every other one Huffman-coded.
    static func block(_ fields: String) -> [UInt8] {
        var block: [UInt8] = []
        for (index, line) in fields.split(separator: "\n").enumerated() {
            let line = Array(line.unicodeScalars.map { UInt8($0.value) })
            // The colon of a pseudo-field's name doesn't end it.
            let colon = line[1...].firstIndex(of: 0x3a)!
            let value = line[(colon + 1)...].drop { $0 == 0x20 }
            block.append(index % 3 == 0 ? 0x40 : index % 3 == 1 ? 0x00 : 0x10)
            block += string(Array(line[..<colon]), isCoded: index % 2 == 0)
            block += string(Array(value), isCoded: index % 2 == 1)
        }
        return block
    }

    private static func string(_ text: [UInt8], isCoded: Bool) -> [UInt8] {
        let octets = isCoded ? HuffmanEncoder.encode(text) : text
        let length = octets.count
        let mark: UInt8 = isCoded ? 0x80 : 0
        return length < 127
            ? [mark | UInt8(length)] + octets
            : [mark | 127, UInt8((length - 127) & 127) | 0x80, UInt8((length - 127) >> 7)] + octets
    }

    /// The verdict on a block that ends at the guard page.
    static func judge(_ block: [UInt8], isTrailers: Bool) throws(CompressionError) -> Verdict {
        var table = DynamicTable()
        let text = FieldText()
        var request = Request()
        var fields = RequestFields(isTrailers: isTrailers)
        try GuardedBytes(block).withSpan { block throws(CompressionError) in
            var decoder = FieldDecoder()
            while true {
                let field = try decoder.next(of: block, &table, text, keeps: fields.keepsText)
                guard let field else { return }
                fields.take(field, into: &request, text)
            }
        }
        if !isTrailers { fields.conclude(&request, text) }
        if let error = fields.error { return .malformed(error) }
        if let refusal = fields.refusal { return .refused(refusal) }
        return .request(text.withSpan { TestConnection.summary(of: request, in: $0) })
    }
}

@Suite struct RequestFieldsTests {
    static let cases = FieldsCase.pseudoFields + FieldsCase.authorities + FieldsCase.fields

    @Test(arguments: cases)
    func `fields get their verdict`(_ testCase: FieldsCase) throws {
        let verdict = try FieldsCase.judge(testCase.block, isTrailers: testCase.isTrailers)
        #expect(verdict == testCase.verdict)
    }

    @Test func `every rule has a case in the tables or a test of its own`() {
        // Those of the message are the session's.
        let message: Set<RequestError> = [.missingBody, .dependencyOnItself, .trailersNotLast]
        let broken = Self.cases.compactMap { testCase -> RequestError? in
            if case .malformed(let error) = testCase.verdict { error } else { nil }
        }
        #expect(message.union(broken) == Set(RequestError.allCases))
    }

    @Test func `the first rule that is broken counts`() throws {
        let fields = ":method: GET\n:status: 200\nconnection: close\nX: y"
        let block = FieldsCase.block(fields)
        #expect(try FieldsCase.judge(block, isTrailers: false) == .malformed(.unknownPseudoField))
    }

    @Test func `lists over several lines are joined as HTTP/1 joins them`() throws {
        let block = FieldsCase.block(FieldsCase.get + "\naccept: b\nx: y\naccept: c\nvia: d")
        var table = DynamicTable()
        let text = FieldText()
        var request = Request()
        var fields = RequestFields()
        try block.withUnsafeBufferPointer { block in
            var decoder = FieldDecoder()
            while let field = try decoder.next(of: block.span, &table, text, keeps: true) {
                fields.take(field, into: &request, text)
            }
        }
        fields.conclude(&request, text)
        let joined = text.withSpan { text in
            request.withList(.accept, of: text) { [UInt8]($0) }
        }
        #expect(joined == Array("b, c".utf8) && request.isForwarded)
        let via = text.withSpan { text in request.withList(.via, of: text) { [UInt8]($0) } }
        #expect(via == Array("d".utf8))
    }

    @Test func `200 fields are read and 201 are 431`() throws {
        let lines = String(repeating: "x: y\n", count: 196)
        let fits = FieldsCase.block(FieldsCase.get + "\n" + lines)
        #expect(try FieldsCase.judge(fits, isTrailers: false) == .request("GET a /"))
        let tooMany = FieldsCase.block(FieldsCase.get + "\n" + lines + "z: y")
        #expect(try FieldsCase.judge(tooMany, isTrailers: false) == .refused(.tooManyFields))
    }

    @Test func `a field list of 64 KiB is read and one octet more is 431`() throws {
        // Four pseudo-fields, and sixteen fields of 1 + 32 and their values.
        let taken = 7 + 3 + 7 + 5 + 5 + 1 + 10 + 1 + 4 * 32
        for (extra, verdict) in [
            (0, FieldsCase.Verdict.request("GET a /")), (1, .refused(.headTooLarge)),
        ] {
            let left = 65_536 - taken - 16 * 33 + extra
            var text = FieldsCase.get
            for index in 0..<16 {
                let count = left / 16 + (index < left % 16 ? 1 : 0)
                text += "\nx: " + String(repeating: "y", count: count)
            }
            #expect(try FieldsCase.judge(FieldsCase.block(text), isTrailers: false) == verdict)
        }
    }
}
