// One line of the tables of PROXY headers, and how it is judged.
import Testing

@testable import HTTP

/// Bytes, verdict, words.
struct ProxyCase: CustomTestStringConvertible {
    enum Verdict: Equatable {
        case source(ProxyHeader.Source, byteCount: Int)
        case refused(ProxyHeaderError)
        case incomplete
    }

    let text: String
    let verdict: Verdict
    let words: String

    init(_ text: String, _ verdict: Verdict, _ words: String) {
        (self.text, self.verdict, self.words) = (text, verdict, words)
    }

    var testDescription: String { words }

    static func judge(_ bytes: some Collection<UInt8>) -> Verdict {
        GuardedBytes(bytes).withSpan { span in
            do throws(ProxyHeaderError) {
                guard let header = try ProxyHeader.parse(span) else { return .incomplete }
                return .source(header.source, byteCount: header.byteCount)
            } catch {
                return .refused(error)
            }
        }
    }
}
