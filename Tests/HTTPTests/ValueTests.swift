// The small values: errors, ranges, reason phrases.
import Testing

@testable import HTTP

@Suite struct ValueTests {
    @Test func `errors are numbered by their place and answer 400, or what fits them`() {
        for (place, error) in HeadError.allCases.enumerated() {
            #expect(error.index == place)
            switch error {
            case .headTooSlow: #expect(error.status == 408)
            case .headTooLarge, .tooManyFields: #expect(error.status == 431)
            case .unsupportedTransferCoding: #expect(error.status == 501)
            case .unsupportedVersion: #expect(error.status == 505)
            default: #expect(error.status == 400)
            }
        }
    }

    @Test func `every error has a sentence of its own`() {
        let sentences = HeadError.allCases.map { $0.reason.description }
        #expect(Set(sentences).count == sentences.count)
        for sentence in sentences {
            #expect(sentence.hasSuffix(".") && sentence.first!.isUppercase)
        }
    }

    @Test func `a connection persists as RFC 9112 §9.3 says`() {
        var head = RequestHead()
        head.request.version = .http11
        #expect(head.persists)
        head.request.version = .http10
        #expect(!head.persists)
        head.wantsKeepAlive = true
        #expect(head.persists)
        head.wantsClose = true
        #expect(!head.persists)
    }

    @Test func `a range names its bytes`() {
        let range = ByteRange(from: 3, to: 7)
        #expect(range == ByteRange(start: 3, count: 4) && range.indices == 3..<7)
        #expect(!range.isEmpty && ByteRange.empty.isEmpty && ByteRange.empty.indices.isEmpty)
    }

    @Test(arguments: [
        (200, "OK"), (204, "No Content"), (308, "Permanent Redirect"), (400, "Bad Request"),
        (421, "Misdirected Request"), (429, "Too Many Requests"),
        (431, "Request Header Fields Too Large"), (503, "Service Unavailable"),
        (505, "HTTP Version Not Supported"), (511, "Network Authentication Required"),
        (199, ""), (306, ""), (418, ""), (510, ""), (599, ""), (600, ""), (-1, ""),
    ])
    func `a status code has the phrase of the registry`(_ code: Int, _ phrase: String) {
        #expect(StatusCode.reason(for: code).description == phrase)
    }
}
