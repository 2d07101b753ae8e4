// Reading bodies past: both framings at every split, and the limits.
import Testing

@testable import HTTP

@Suite struct BodyReaderTests {
    static let lengths: [BodyCase] = [
        BodyCase(.none, "GET /", .ends(0), "no body"),
        BodyCase(.length(0), "GET /", .ends(0), "an empty body"),
        BodyCase(.length(5), "abcde", .ends(5), "a body"),
        BodyCase(.length(5), "abcdeGET /", .ends(5), "a body and the next request"),
        BodyCase(.length(6), "abcde", .incomplete, "one byte missing"),
        BodyCase(.length(UInt64(Int64.max)), "abcde", .incomplete, "the largest"),
    ]

    static let chunks: [BodyCase] = [
        BodyCase("0\r\n\r\n", .ends(5), "nothing"),
        BodyCase("5\r\nabcde\r\n0\r\n\r\nGET /", .ends(15), "a chunk and the next request"),
        BodyCase("1\r\na\r\n2\r\nbc\r\n0\r\n\r\n", .ends(18), "two chunks"),
        BodyCase("2\r\n\r\n\r\n0\r\n\r\n", .ends(12), "line ends as data"),
        BodyCase("a\r\n0123456789\r\n0\r\n\r\n", .ends(20), "a small digit"),
        BodyCase("A\r\n0123456789\r\n0\r\n\r\n", .ends(20), "a capital digit"),
        BodyCase("0005\r\nabcde\r\n00\r\n\r\n", .ends(19), "leading zeros"),
        BodyCase("1;x\r\na\r\n0;y=z\r\n\r\n", .ends(17), "extensions"),
        BodyCase("1;x=\"a;b\\\"\"\r\na\r\n0\r\n\r\n", .ends(21), "a quoted extension"),
        BodyCase("1;x =\ty\r\na\r\n0\r\n\r\n", .ends(17), "bad white space"),
        BodyCase("0\r\nX: b\r\nY:\r\n\r\n", .ends(15), "trailers"),
        BodyCase("0\r\nX: b\t\u{80}\r\n\r\n", .ends(13), "obs-text in a trailer"),
        BodyCase("", .incomplete, "nothing yet"),
        BodyCase("5", .incomplete, "inside a size"),
        BodyCase("5\r", .incomplete, "half a line end"),
        BodyCase("5\r\nabcde", .incomplete, "before the data's line end"),
        BodyCase("0\r\n", .incomplete, "before the last empty line"),
        BodyCase("0\r\nX: b\r\n", .incomplete, "after a trailer"),
        BodyCase("7fffffffffffffff\r\na", .incomplete, "the largest size"),
        BodyCase("8000000000000000\r\n", .refused(.chunkSizeTooLarge), "2^63"),
        BodyCase("10000000000000005\r\n", .refused(.chunkSizeTooLarge), "2^64 + 5"),
        BodyCase("fffffffffffffffffffff\r\n", .refused(.chunkSizeTooLarge), "far too much"),
        BodyCase("\r\n", .refused(.invalidChunkSize), "no size"),
        BodyCase("g\r\n", .refused(.invalidChunkSize), "no digit"),
        BodyCase("5g\r\n", .refused(.invalidChunkSize), "no digit after one"),
        BodyCase("+5\r\n", .refused(.invalidChunkSize), "a plus sign"),
        BodyCase("-5\r\n", .refused(.invalidChunkSize), "a minus sign"),
        BodyCase("0x5\r\n", .refused(.invalidChunkSize), "a prefix"),
        BodyCase(" 5\r\n", .refused(.invalidChunkSize), "a space before"),
        BodyCase("5 \r\n", .refused(.invalidChunkSize), "a space after"),
        BodyCase("5 ;x\r\n", .refused(.invalidChunkSize), "a space before an extension"),
        BodyCase("5_0\r\n", .refused(.invalidChunkSize), "an underscore"),
        BodyCase(";x\r\n", .refused(.invalidChunkSize), "an extension of nothing"),
        BodyCase("5\u{00}\r\n", .refused(.invalidChunkSize), "NUL"),
        BodyCase("5\n", .refused(.bareLineFeed), "a bare LF after the size"),
        BodyCase("\n", .refused(.bareLineFeed), "a bare LF for a size"),
        BodyCase("5\rabcde", .refused(.bareCarriageReturn), "a bare CR after the size"),
        BodyCase("5;x\n", .refused(.bareLineFeed), "a bare LF after an extension"),
        BodyCase("5;x\ry", .refused(.bareCarriageReturn), "a bare CR in an extension"),
        BodyCase("5;\u{00}\r\n", .refused(.invalidChunkExtension), "NUL in an extension"),
        BodyCase("5;\u{7f}\r\n", .refused(.invalidChunkExtension), "DEL in an extension"),
        BodyCase("1\r\nab", .refused(.chunkDataNotEnded), "more data than said"),
        BodyCase("1\r\na0\r\n", .refused(.chunkDataNotEnded), "no line end after the data"),
        BodyCase("1\r\na\n0\r\n", .refused(.chunkDataNotEnded), "a bare LF after the data"),
        BodyCase("1\r\na\r0\r\n", .refused(.chunkDataNotEnded), "a bare CR after the data"),
        BodyCase("0\r\n\n", .refused(.bareLineFeed), "a bare LF at the end"),
        BodyCase("0\r\n\rX", .refused(.bareCarriageReturn), "a bare CR at the end"),
        BodyCase("0\r\nX\r\n", .refused(.invalidTrailer), "a trailer without colon"),
        BodyCase("0\r\n: b\r\n", .refused(.invalidTrailer), "a trailer without name"),
        BodyCase("0\r\nX : b\r\n", .refused(.invalidTrailer), "a space before the colon"),
        BodyCase("0\r\n X: b\r\n", .refused(.invalidTrailer), "a trailer after a space"),
        BodyCase("0\r\nX: b\r\n c\r\n", .refused(.invalidTrailer), "a folded trailer"),
        BodyCase("0\r\nX: \u{00}\r\n", .refused(.invalidTrailer), "NUL in a trailer"),
        BodyCase("0\r\nX: b\n", .refused(.bareLineFeed), "a bare LF in a trailer"),
        BodyCase("0\r\nX: b\rY", .refused(.bareCarriageReturn), "a bare CR in a trailer"),
    ]

    @Test(arguments: lengths + chunks)
    func `a body gets its verdict at every split`(_ testCase: BodyCase) {
        let bytes = latin1(testCase.text)
        #expect(testCase.judge([bytes[...]]) == testCase.verdict)
        #expect(testCase.judge(bytes.indices.map { bytes[$0...$0] }) == testCase.verdict)
        for cut in 0...bytes.count {
            let pieces = [bytes[..<cut], bytes[cut...]]
            #expect(testCase.judge(pieces) == testCase.verdict, "cut at \(cut)")
        }
    }

    @Test func `every rule has a case in the table or a test of its own`() {
        let limits: Set<BodyError> = [.chunkLineTooLong, .trailersTooLarge]
        let broken = Self.chunks.compactMap { testCase -> BodyError? in
            if case .refused(let error) = testCase.verdict { error } else { nil }
        }
        #expect(limits.union(broken) == Set(BodyError.allCases))
    }

    @Test func `a body with a length ends with its last byte`() throws {
        var reader = BodyReader(.length(5))
        #expect(!reader.isComplete)
        _ = try guarded("abc") { try reader.consume($0) }
        #expect(!reader.isComplete)
        _ = try guarded("de") { try reader.consume($0) }
        #expect(reader.isComplete)
        #expect(BodyReader(.none).isComplete)
    }

    @Test func `a chunked body ends with its trailer section`() throws {
        var reader = BodyReader(.chunked)
        #expect(!reader.isComplete)
        _ = try guarded("0\r\n\r\n") { try reader.consume($0) }
        #expect(reader.isComplete)
    }

    @Test func `a chunk line of 4096 bytes is read and one byte more is refused`() {
        let extensions = String(repeating: "x", count: 4094)
        let fits = BodyCase("1;\(extensions)\r\na\r\n0\r\n\r\n", .ends(4106), "")
        #expect(fits.judge([latin1(fits.text)[...]]) == fits.verdict)
        for text in ["1;x\(extensions)\r\n", String(repeating: "0", count: 4097)] {
            let tooLong = BodyCase(text, .refused(.chunkLineTooLong), "")
            #expect(tooLong.judge([latin1(text)[...]]) == tooLong.verdict)
        }
    }

    @Test func `trailers of 64 KiB are read and one byte more is refused`() {
        for (size, verdict) in [
            (65_536, BodyCase.Verdict.ends(65_541)), (65_537, .refused(.trailersTooLarge)),
        ] {
            let value = String(repeating: "b", count: size - 4)
            let testCase = BodyCase("0\r\nX:\(value)\r\n\r\n", verdict, "")
            #expect(testCase.judge([latin1(testCase.text)[...]]) == verdict)
        }
    }

    @Test func `200 trailers are read and 201 are refused`() {
        for (count, verdict) in [
            (200, BodyCase.Verdict.ends(805)), (201, .refused(.trailersTooLarge)),
        ] {
            let lines = String(repeating: "X:\r\n", count: count)
            let testCase = BodyCase("0\r\n\(lines)\r\n", verdict, "")
            #expect(testCase.judge([latin1(testCase.text)[...]]) == verdict)
        }
    }
}
