// One line of the tables of request heads, and how it is judged at every split.
import Testing

@testable import HTTP

/// Bytes, verdict, words, and the section of the RFC it stands for.
struct HeadCase: CustomTestStringConvertible {
    enum Verdict: Equatable {
        /// Method, target, version, then whatever is remarkable.
        case head(String)
        case refused(HeadError)
        case incomplete
    }

    let text: String
    let verdict: Verdict
    let words: String
    let section: String

    var testDescription: String { "\(words) (\(section))" }

    /// Bytes as they are.
    static func raw(
        _ text: String, _ verdict: Verdict, _ words: String, _ section: String
    ) -> HeadCase {
        HeadCase(text: text, verdict: verdict, words: words, section: section)
    }

    /// A request line; the rest of the head is in order.
    static func line(
        _ line: String, _ verdict: Verdict, _ words: String, _ section: String
    ) -> HeadCase {
        raw(line + "\r\nHost: a\r\n\r\n", verdict, words, section)
    }

    /// Field lines; the rest of the head is in order.
    static func field(
        _ lines: String, _ verdict: Verdict, _ words: String, _ section: String
    ) -> HeadCase {
        raw("GET / HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n\r\n", verdict, words, section)
    }

    /// Field lines of an HTTP/1.1 request without Host.
    static func bare(
        _ lines: String, _ verdict: Verdict, _ words: String, _ section: String
    ) -> HeadCase {
        raw("GET / HTTP/1.1\r\n" + lines + "\r\n\r\n", verdict, words, section)
    }

    /// What the parser says of some bytes, in the words of the tables.
    static func judge(_ bytes: some Collection<UInt8>) -> (verdict: Verdict, byteCount: Int?) {
        GuardedBytes(bytes).withSpan { judged($0) }
    }

    /// The same for many, one after the other: memory of its own for each takes longer than the parser.
    static func judge(
        _ bytes: some Collection<UInt8>, in room: GuardedRoom
    ) -> (verdict: Verdict, byteCount: Int?) {
        room.withSpan(of: Array(bytes)) { judged($0) }
    }

    private static func judged(_ span: Span<UInt8>) -> (verdict: Verdict, byteCount: Int?) {
        do throws(HeadError) {
            guard let head = try RequestHeadParser().parseHead(span) else {
                return (.incomplete, nil)
            }
            return (.head(summary(of: head, in: span)), head.byteCount)
        } catch {
            return (.refused(error), nil)
        }
    }

    static func text(_ range: ByteRange, _ bytes: Span<UInt8>) -> String {
        var text = ""
        for index in range.indices { text.unicodeScalars.append(Unicode.Scalar(bytes[index])) }
        return text
    }

    private static func summary(of head: RequestHead, in bytes: Span<UInt8>) -> String {
        let request = head.request
        var words = ["\(request.method)", text(request.target, bytes)]
        words.append(request.version == .http11 ? "1.1" : "1.0")
        let host = text(request.authority, bytes)
        if host != "a" { words.append("host=" + host) }
        switch head.framing {
        case .none: break
        case .length(let count): words.append("length=\(count)")
        case .chunked: words.append("chunked")
        }
        if head.wantsClose { words.append("close") }
        if head.wantsKeepAlive { words.append("keep-alive") }
        if head.expectsContinue { words.append("continue") }
        if request.isForwarded { words.append("forwarded") }
        if request.has(.userAgent) { words.append("agent=" + text(request[.userAgent], bytes)) }
        if request.has(.forwardedFor) {
            words.append("for=" + text(request[.forwardedFor], bytes))
        }
        return words.joined(separator: " ")
    }
}
