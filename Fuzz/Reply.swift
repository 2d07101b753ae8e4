// One request in the forms of both versions, and what comes back.
import Testing

@testable import HTTP
@testable import HTTP2
@testable import Maintenance

/// A request without its form.
struct Message: CustomStringConvertible {
    let method: [UInt8]
    let target: [UInt8]
    let host: [UInt8]
    let fields: [(name: [UInt8], value: [UInt8])]

    var description: String { String(decoding: head, as: UTF8.self) }

    private var head: [UInt8] {
        var text = method + [32] + target + latin1(" HTTP/1.1\r\nHost: ") + host + [13, 10]
        for field in fields { text += field.name + latin1(": ") + field.value + [13, 10] }
        return text + [13, 10]
    }

    private var block: [UInt8] {
        var block: [UInt8] = []
        func add(_ name: [UInt8], _ value: [UInt8]) {
            block += [0] + name.asLiteral + value.asLiteral
        }
        add(latin1(":method"), method)
        add(latin1(":scheme"), latin1("https"))
        add(latin1(":authority"), host)
        add(latin1(":path"), target)
        for field in fields { add(field.name.map(\.lowercased), field.value) }
        return block
    }

    /// - Returns: nil: it is refused, which is an answer too.
    func overHTTP1(_ server: Server) -> Reply? {
        let text = head
        do throws(HeadError) {
            guard var parsed = try RequestHeadParser().parseHead(text.span) else {
                preconditionFailure("it ends with its empty line")
            }
            precondition(parsed.byteCount == text.count)
            let responder = Responder(responses: server.responses, challenges: server.challenges)
            let answer = responder.answer(&parsed.request, of: text.span)
            let more = Reply.fields(of: answer, server, to: parsed.request, of: text.span)
            let sent = server.render(answer, more.fields.isEmpty ? nil : more)
            let lines = sent.lines.map(Reply.withSmallName)
            let reply = Reply(
                decision: Reply.words(answer), status: sent.status ?? 0, lines: lines,
                body: sent.body)
            reply.check(isHead: method == latin1("HEAD"), more)
            return reply
        } catch {
            let refusal = Responder(responses: server.responses).refusal(of: error, to: Request())
            precondition(server.render(.prepared(refusal)).status == error.status)
            return nil
        }
    }

    func overHTTP2(_ server: Server) -> Reply? {
        let opening =
            latin1("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") + settingsFrame((4, 1 << 20))
            + windowUpdate(0, 1 << 20) + frame(1, flags: 5, 1, block)
        let output = OutputBuffer(capacity: 1 << 18)
        let text = FieldText()
        var session = Session(now: 0, output)
        var request = Request()
        var position = 0
        var step = Session.Step.more
        repeat {
            step = session.next(opening.span, &position, into: &request, text, output, now: 0)
        } while step == .full
        guard step == .request else { return nil }
        output.removeAll()
        let responder = Responder(responses: server.responses, challenges: server.challenges)
        let clock = ClockLines(server.advice, unixTime: Server.moment)
        return text.withSpan { bytes in
            let answer = responder.answer(&request, of: bytes)
            let more = Reply.fields(of: answer, server, to: request, of: bytes)
            switch answer {
            case .prepared(let prepared):
                server.responses.append(prepared, more, of: &session, clock: clock, to: output)
            case .composed(let composed):
                _ = server.responses.append(
                    composed, BodyReference(index: 0), of: &session, clock: clock, to: output)
            }
            while let frame = session.frame() {
                for octet in frame.headerRest { output.append([frame.header.octets[octet]]) }
                server.responses.append(frame.range, of: frame.body, to: output)
                session.sent(FrameHeader.size + frame.header.length, of: frame, output)
            }
            let reply = Reply(Reply.words(answer), output.withSpan { [UInt8]($0) })
            reply.check(isHead: method == latin1("HEAD"), more)
            return reply
        }
    }
}

/// What was decided, and what of it arrives.
struct Reply {
    let decision: String
    let status: Int
    /// Fields, their names in lower case.
    let lines: [String]
    let body: [UInt8]

    var isGRPC: Bool { lines.contains { $0.hasPrefix("grpc-status: ") } }

    init(decision: String, status: Int, lines: [String], body: [UInt8]) {
        (self.decision, self.status, self.lines, self.body) = (decision, status, lines, body)
    }

    /// As frames of the one stream.
    init(_ decision: String, _ wire: [UInt8]) {
        var lines: [String] = []
        var body: [UInt8] = []
        let frames = SentFrame.all(in: wire)
        for (number, frame) in frames.enumerated() {
            precondition(frame.header.stream == 1 && frame.isLast == (number == frames.count - 1))
            guard number == 0 else {
                precondition(FrameType(rawValue: frame.header.type) == .data)
                body += frame.payload
                continue
            }
            precondition(FrameType(rawValue: frame.header.type) == .headers)
            let isRead = Inflater().inflate(frame.payload) { name, value in
                lines.append(
                    String(decoding: name, as: UTF8.self) + ": "
                        + String(decoding: value, as: UTF8.self))
            }
            precondition(isRead && lines.first?.hasPrefix(":status: ") == true)
        }
        self.init(
            decision: decision, status: Int(lines.removeFirst().dropFirst(9)) ?? 0, lines: lines,
            body: body)
    }

    static func withSmallName(_ line: String) -> String {
        guard let colon = line.firstIndex(of: ":") else { return line }
        return line[..<colon].lowercased() + line[colon...]
    }

    static func words(_ answer: Answer) -> String {
        switch answer {
        case .prepared(let prepared):
            "\(prepared.representation) \(prepared.omitsBody) \(prepared.isCrossOrigin)"
                + " \(prepared.deniesPreflight)"
        case .composed(let composed):
            "\(composed.representation.status) \(composed.omitsBody)"
        }
    }

    /// What it repeats of its request.
    static func fields(
        of answer: Answer, _ server: Server, to request: Request, of bytes: Span<UInt8>
    ) -> FieldList {
        guard case .prepared(let prepared) = answer else { return FieldList() }
        var fields = FieldList()
        if prepared.isCrossOrigin {
            fields = CrossOrigin.fields(
                of: prepared, in: server.responses, to: request, of: bytes)
        }
        let id = RequestID.value(of: .requestID, in: request, of: bytes)
        RequestID.echo(id, of: prepared, in: server.responses, to: &fields)
        return fields
    }

    /// One answer, of the length it says, in which nobody else's octets end a line.
    func check(isHead: Bool, _ more: FieldList) {
        for line in lines {
            precondition(line.utf8.allSatisfy { (0x20..<0x7F).contains($0) }, line)
        }
        let names = lines.map { $0.prefix { $0 != ":" } }
        precondition(Set(names).count == names.count, "twice in \(lines)")
        let length = lines.first { $0.hasPrefix("content-length: ") }.flatMap {
            Int($0.dropFirst(16))
        }
        precondition(isHead ? body.isEmpty : body.count == length ?? 0, "\(body.count) of \(lines)")
        for field in more.fields {
            let name = String(describing: field.name)
            let isRepeated = name.hasPrefix("Access-Control-Allow-") || name == "X-Request-Id"
            let isToken = field.value.allSatisfy { (0x21..<0x7F).contains($0) && $0 != 0x3C }
            let isList = name == "Access-Control-Allow-Headers"
            precondition(!isRepeated || isToken || isList, "\(name): \(field.value)")
        }
    }
}
