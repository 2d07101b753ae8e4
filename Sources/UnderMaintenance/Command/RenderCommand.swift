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
        let language = arguments.takeValue("--language")
        let host = arguments.takeValue("--host") ?? Array("localhost".utf8)
        let accepted =
            "--language de, --host a.example, --format html, json, xml or text, --head"
        if let refused = arguments.refuseRest(accepted: accepted) { return refused }
        guard let (_, accept) = formats.first(where: { format.equals($0.0) }) else {
            return Program.misuse(
                "no such --format: " + String(bytes: format), accepted: "html, json, xml, text")
        }
        var request = Array("GET / HTTP/1.1\r\nHost: ".utf8) + host
        request += Array(("\r\nAccept: " + accept + "\r\n").utf8)
        if let language { request += Array("Accept-Language: ".utf8) + language + [13, 10] }
        request += [13, 10]
        // Neither may be more than a field's value.
        func isValue(_ value: [UInt8]) -> Bool {
            value.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
        }
        guard isValue(language ?? []) else {
            return Program.misuse("not a --language", accepted: "such as de or pt-BR")
        }
        let parsed = try? RequestHeadParser().parseHead(request.span)
        guard isValue(host), let head = parsed else {
            return Program.misuse(
                "not a --host: " + String(bytes: host), accepted: "a host's name, such as a.example"
            )
        }
        let loaded = LoadedService()
        var report = Report(isJSON: false)
        for finding in loaded.findings { finding.add(to: &report) }
        Output.error.write(report.text)
        if loaded.hasMistakes { return ExitCode.configuration }
        Output.standard.write(
            answer(to: head.request, request, loaded, withHead: withHead))
        return ExitCode.stopped
    }

    /// Answers the request as a worker would.
    /// - Returns: the answer, or its body alone.
    private static func answer(
        to request: Request, _ bytes: [UInt8], _ loaded: LoadedService, withHead: Bool
    ) -> [UInt8] {
        let responses = loaded.snapshot.responses
        let context = LoopContext(
            configuration: loaded.configuration, responder: Responder(responses: responses),
            services: [])
        var request = request
        guard case .prepared(let answer) = context.responder.answer(&request, of: bytes.span)
        else { return [] }
        let large = responses.append(
            answer, closes: true, clock: context.clock, to: context.output)
        var output = context.output.withSpan { [UInt8]($0) }
        let end = Array("\r\n\r\n".utf8)
        if !withHead, let start = output.indices.first(where: { output[$0...].starts(with: end) }) {
            output.removeFirst(start + end.count)
        }
        if let large { output += responses.large(large) }
        return output
    }
}
