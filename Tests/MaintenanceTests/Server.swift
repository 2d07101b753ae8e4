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
    var challenges: Responder.Challenges?

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
    ) throws -> ParsedAnswer {
        var text = line + "\r\nHost: " + host + "\r\n"
        for field in lines.split(separator: "\n") { text += field + "\r\n" }
        let request = Array((text + "\r\n").utf8)
        var head = try #require(try RequestHeadParser().parseHead(request.span))
        let answer = Responder(responses: responses, challenges: challenges).answer(
            &head.request, of: request.span)
        guard case .prepared(let prepared) = answer, prepared.isCrossOrigin else {
            return render(answer, clock: clock, closes: closes)
        }
        let fields = CrossOrigin.fields(
            of: prepared, in: responses, to: head.request, of: request.span)
        return render(answer, fields, clock: clock, closes: closes)
    }

    /// - Parameter fields: of `CrossOrigin`; nil: a script of another site doesn't read it.
    func render(
        _ answer: Answer, _ fields: FieldList? = nil, clock: ClockLines? = nil,
        closes: Bool = true
    ) -> ParsedAnswer {
        let clock = clock ?? ClockLines(advice, unixTime: Self.moment)
        let output = OutputBuffer(capacity: 1 << 16)
        var large: RepresentationID?
        switch answer {
        case .prepared(let prepared):
            if let fields {
                large = responses.append(
                    prepared, fields, closes: closes, clock: clock, to: output)
            } else {
                large = responses.append(prepared, closes: closes, clock: clock, to: output)
            }
        case .composed(let composed):
            responses.append(composed, closes: closes, clock: clock, to: output)
        }
        var bytes = output.withSpan { [UInt8]($0) }
        if let large { bytes += responses.large(large) }
        return ParsedAnswer(bytes, isInline: large == nil)
    }
}

/// An answer taken apart.
struct ParsedAnswer {
    /// Status line and fields, as they are, with the empty line.
    let head: String
    let body: [UInt8]
    /// Whether the body was copied behind the head.
    let isInline: Bool

    init(_ bytes: [UInt8], isInline: Bool) {
        // No carriage return stands in a head but at the end of its lines.
        var end = 0
        while bytes[end] != 0x0D || bytes[end + 2] != 0x0D { end += 1 }
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

extension Body {
    /// All of it, with spaces where seconds would be.
    var bytes: [UInt8] {
        switch self {
        case .pieces(let pieces), .large(let pieces): Array(pieces.joined())
        case .countdown(let before, let after):
            before + [UInt8](repeating: 0x20, count: Self.secondsWidth) + after
        }
    }
}
