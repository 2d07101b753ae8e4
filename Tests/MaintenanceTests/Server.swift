// Requests answered without sockets.

import HTTP
import Testing

@testable import Maintenance

/// From the bytes of a request to the bytes of its answer.
struct Server {
    /// Wed, 21 Oct 2015 07:28:00 GMT.
    static let moment = 1_445_412_480

    /// Nothing is configured. It never changes.
    nonisolated(unsafe) static let standard = Server()

    let responses: ResponseSet
    var advice = RetryAdvice(retryAfter: .seconds(300))

    init(_ change: (inout MaintenanceContent) -> Void = { _ in }) {
        var content = MaintenanceContent()
        change(&content)
        responses = ResponseSet(content) { _ in [UInt8]("digest") }
    }

    /// - Parameters:
    ///   - lines: field lines besides Host, with line feeds between them.
    ///   - line: the request line.
    func answer(
        _ lines: String = "", line: String = "GET / HTTP/1.1", host: String = "a",
        clock: ClockLines? = nil, closes: Bool = true
    ) throws -> Answer {
        var text = line + "\r\nHost: " + host + "\r\n"
        for field in lines.split(separator: "\n") { text += field + "\r\n" }
        let request = Array((text + "\r\n").utf8)
        var head = try #require(try RequestHeadParser().parseHead(request.span))
        let response = Responder(responses: responses).answer(
            &head, of: request.span, closes: closes)
        let lines = OutputBuffer(capacity: CrossOrigin.longest)
        if response.isCrossOrigin {
            CrossOrigin.append(response, to: head, of: request.span, into: lines)
        }
        return render(response, clock ?? ClockLines(advice, unixTime: Self.moment), lines)
    }

    func render(
        _ response: Response, _ clock: ClockLines, _ crossOrigin: OutputBuffer
    ) -> Answer {
        let output = OutputBuffer(capacity: 1 << 16)
        let large = responses.append(
            response, clock: clock, crossOrigin: crossOrigin, to: output)
        var bytes = output.withSpan { [UInt8]($0) }
        if let large {
            let body = responses.representations[large].body
            bytes += body.start + body.rest.joined()
        }
        return Answer(bytes, isInline: large == nil)
    }
}

/// An answer taken apart.
struct Answer {
    /// Status line and fields, as they are, with the empty line.
    let head: String
    let body: [UInt8]
    /// Whether the body was copied behind the head.
    let isInline: Bool

    init(_ bytes: [UInt8], isInline: Bool) {
        var end = 0
        while !bytes[end...].starts(with: "\r\n\r\n".utf8) { end += 1 }
        head = String(decoding: bytes[..<(end + 4)], as: UTF8.self)
        body = Array(bytes[(end + 4)...])
        self.isInline = isInline
    }

    var status: Int? { Int(head.dropFirst(9).prefix(3)) }

    /// The body before it was compressed.
    var content: [UInt8] {
        get throws { self["Content-Encoding"] == "gzip" ? try inflated(body) : body }
    }

    var text: String { get throws { String(decoding: try content, as: UTF8.self) } }

    /// The fields' lines in their order.
    var lines: [String] {
        head.split(separator: "\r\n").dropFirst().map(String.init)
    }

    /// The value of a field; of one that is there more than once all, with ` + ` between them.
    subscript(_ name: String) -> String? {
        let values = lines.filter { $0.hasPrefix(name + ": ") }.map { $0.dropFirst(name.count + 2) }
        return values.isEmpty ? nil : values.joined(separator: " + ")
    }
}
