// `render`: prints what would be sent, to look at it without a server.

import HTTP
import Kernel
import Maintenance

enum RenderCommand {
    /// What `--format` takes, and what asks for it.
    private static let formats = [
        ("html", "text/html"), ("json", "application/json"), ("xml", "application/xml"),
        ("text", "text/plain"),
    ]

    /// - Returns: 0, 64 for wrong arguments, 78 with mistakes.
    static func run(_ arguments: Arguments) -> Int32 {
        var arguments = arguments
        let withHead = arguments.takeFlag("--head")
        let format = arguments.takeValue("--format") ?? Array("html".utf8)
        let language = arguments.takeValue("--language").map { Self.tags($0) }
        let host = arguments.takeValue("--host") ?? Array("localhost".utf8)
        let accepted =
            "--language de, --host a.example, --format html, json, xml or text, --head"
        if let refused = arguments.refuseRest(accepted: accepted) { return refused }
        guard let (_, accept) = formats.first(where: { format.equals($0.0) }) else {
            return Program.misuse(
                "no such --format: " + String(bytes: format), accepted: "html, json, xml, text")
        }
        // Neither may be more than a field's value.
        func isValue(_ value: [UInt8]) -> Bool {
            value.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
        }
        guard isValue(language ?? []) else {
            return Program.misuse("not a --language", accepted: "such as de or pt-BR")
        }
        // A star asks for none in particular.
        func ask(_ language: [UInt8]) -> (request: Request, bytes: [UInt8])? {
            var bytes = Array("GET / HTTP/1.1\r\nHost: ".utf8) + host
            bytes += Array(("\r\nAccept: " + accept + "\r\nAccept-Language: ").utf8)
            bytes += language + [13, 10, 13, 10]
            guard let head = try? RequestHeadParser().parseHead(bytes.span) else { return nil }
            return (head.request, bytes)
        }
        let star = [UInt8(ascii: "*")]
        guard isValue(host), let asked = ask(language ?? star), let unasked = ask(star) else {
            return Program.misuse(
                "not a --host: " + String(bytes: host), accepted: "a host's name, such as a.example"
            )
        }
        let loaded = LoadedService()
        var report = Report(isJSON: false)
        for finding in loaded.findings { finding.add(to: &report) }
        Output.error.write(report.text)
        if loaded.hasMistakes { return ExitCode.configuration }
        let sent = answer(to: asked.request, asked.bytes, loaded)
        // Of a list only the first would be looked at.
        if let language, !isList(language), let there = sent.language,
            !Array(language.prefix(there.count)).equalsIgnoringCase(String(bytes: there)),
            sent.representation == answer(to: unasked.request, unasked.bytes, loaded).representation
        {
            let words = "under-maintenance: nothing is in " + String(bytes: language)
            Output.error.write(
                LogLine.printable(words + "; this is what is in " + String(bytes: there)))
            Output.error.write("\n")
        }
        let shown = withHead ? sent.head + sent.body : sent.body
        // What moves or colours a terminal, or turns its text round, stays out of it.
        Output.standard.write(
            Output.standard.isTerminal
                ? LogLine.printable(SystemText.decode(shown), keepsLines: true) : shown)
        return ExitCode.stopped
    }

    private static func isList(_ tags: [UInt8]) -> Bool {
        tags.contains(UInt8(ascii: ",")) || tags.contains(UInt8(ascii: "*"))
    }

    /// As Accept-Language has them: of `de_DE` and, as LANG has it, `de_DE.UTF-8` too.
    private static func tags(_ text: [UInt8]) -> [UInt8] {
        var tags: [UInt8] = []
        // Behind a semicolon a point is a weight's.
        let hasWeight = text.contains(UInt8(ascii: ";"))
        for byte in text {
            if !hasWeight, byte == UInt8(ascii: ".") || byte == UInt8(ascii: "@") { break }
            tags.append(byte == UInt8(ascii: "_") ? UInt8(ascii: "-") : byte)
        }
        return tags
    }

    private struct Sent {
        let representation: RepresentationID
        /// With the empty line.
        let head: [UInt8]
        let body: [UInt8]

        /// The first of its tag, in lower case; nil: of no language in particular.
        var language: [UInt8]? {
            let name = Array("\r\nContent-Language: ".utf8)
            let start = RenderCommand.place(behind: name, in: head)
            if start == 0 { return nil }
            return Array(head[start...].prefix { $0.isLetter }).map { $0.lowercased }
        }
    }

    /// 0: it isn't there.
    @inline(never)
    private static func place(behind text: [UInt8], in bytes: [UInt8]) -> Int {
        for start in bytes.indices where bytes[start] == text[0] {
            if bytes[start...].starts(with: text) { return start + text.count }
        }
        return 0
    }

    /// Answers the request as a worker would.
    @inline(never)
    private static func answer(
        to request: Request, _ bytes: [UInt8], _ loaded: LoadedService
    ) -> Sent {
        let responses = loaded.snapshot.responses
        let context = LoopContext(
            configuration: loaded.configuration, responder: Responder(responses: responses),
            services: [])
        var request = request
        guard case .prepared(let answer) = context.responder.answer(&request, of: bytes.span)
        else { preconditionFailure("a request for the page") }
        let large = responses.append(
            answer, closes: true, clock: context.clock, to: context.output)
        let output = context.output.withSpan { [UInt8]($0) }
        let start = place(behind: Array("\r\n\r\n".utf8), in: output)
        let body = Array(output[start...])
        return Sent(
            representation: answer.representation, head: Array(output[..<start]),
            body: large.map { body + responses.large($0) } ?? body)
    }
}
