// What a client sends over HTTP/1: the rules of the exchange are kept, and it means the same however
// it comes.
import HTTP

/// An input is two octets, how connections are kept and how many octets come at once, less one; then
/// what the client sends.
enum Exchanges: Target {
    static var seeds: [[UInt8]] {
        ExchangeCase.all.filter { $0.input.count < 2000 }.map { testCase in
            let keeping = ExchangeCase.Keeping.allCases.firstIndex(of: testCase.keeping) ?? 0
            return [UInt8(keeping), 6] + testCase.input
        }
    }

    static var words: [[UInt8]] {
        [
            "\r\n", "\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\n", "HEAD ", "OPTIONS * ",
            "CONNECT a:1 ",
            " HTTP/1.0", " HTTP/2.0", "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n",
            "0\r\n\r\n", "Expect: 100-continue\r\n", "Connection: close\r\n", "keep-alive",
            "Via: 1.1 p\r\n",
            "http://a/", "Host: [::1]:80\r\n", "gzip, chunked", ";x=\"", "ffffffffffffffff\r\n",
        ].map(latin1)
    }

    nonisolated(unsafe) private static let room = GuardedRoom()

    static func run(_ input: [UInt8]) {
        guard input.count > 2 else { return }
        let keepings = ExchangeCase.Keeping.allCases
        let testCase = ExchangeCase(Array(input[2...]), keepings[Int(input[0]) % keepings.count])
        let length = testCase.input.count
        let whole = testCase.run(cutAt: [length], in: room)
        precondition(whole.violations.isEmpty, "\(whole.violations)")
        let piece = Int(input[1]) + 1
        let ends = Array(stride(from: piece, to: length, by: piece)) + [length]
        let cut = testCase.run(cutAt: ends, in: room)
        precondition(cut.violations.isEmpty, "\(cut.violations)")
        precondition(
            testCase.isSame(cut, as: whole.steps, cutAt: ends),
            "\(whole.text), in pieces \(cut.text)")
    }
}
