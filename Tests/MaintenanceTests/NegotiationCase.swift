// One line of the tables of preferences, and how it is judged.

import Testing

@testable import Maintenance

/// What a request prefers, and what it gets: format, language, encoding, and exactly which Vary.
struct NegotiationCase: CustomTestStringConvertible {
    /// Values; empty: there is no such line; with line feeds: there are several.
    let accept: String
    let language: String
    let encoding: String
    /// As `html de gzip`.
    let answer: String
    let vary: String
    var method = "GET"
    /// Other field lines.
    var others = ""

    static func ask(
        _ accept: String, _ language: String, _ encoding: String, _ answer: String, _ vary: String
    ) -> NegotiationCase {
        NegotiationCase(
            accept: accept, language: language, encoding: encoding, answer: answer, vary: vary)
    }

    /// Another method, and other lines.
    static func send(
        _ method: String, _ others: String, _ accept: String, _ answer: String, _ vary: String
    ) -> NegotiationCase {
        NegotiationCase(
            accept: accept, language: "", encoding: "", answer: answer, vary: vary, method: method,
            others: others)
    }

    var testDescription: String {
        [method, accept, language, encoding, others].joined(separator: " · ")
            .split(separator: "\n", omittingEmptySubsequences: false).joined(separator: " + ")
    }

    /// The request's field lines.
    var lines: String {
        var lines = others.split(separator: "\n", omittingEmptySubsequences: false)
        for (name, values) in [
            ("Accept", accept), ("Accept-Language", language), ("Accept-Encoding", encoding),
        ] where !values.isEmpty {
            for value in values.split(separator: "\n", omittingEmptySubsequences: false) {
                lines.append("\(name): \(value)")
            }
        }
        return lines.joined(separator: "\n")
    }

    func ask(_ server: Server, method: String? = nil, more: String = "") throws -> ParsedAnswer {
        try server.answer(lines + more, line: (method ?? self.method) + " /a?b HTTP/1.1")
    }

    /// What an answer is, in the words of the tables, by its fields and by its content.
    static func summary(of answer: ParsedAnswer) throws -> String {
        let content = try answer.text
        let format =
            switch answer["Content-Type"] {
            case "text/html; charset=utf-8" where content.hasPrefix("<!doctype html>"): "html"
            case "application/problem+json" where content.hasPrefix("{\""): "json"
            case "application/problem+xml" where content.hasPrefix("<?xml "): "xml"
            case "text/plain; charset=utf-8" where content == "Under maintenance": "text"
            case nil where answer.status == 204 && content.isEmpty: "leave"
            case "application/grpc" where content.isEmpty: "grpc"
            case let type: "\(type ?? "untyped"): \(content)"
            }
        var words = [format]
        if let language = answer["Content-Language"] {
            let isOnPage = content.hasPrefix("<!doctype html>\n<html lang=\"\(language)\" dir=")
            words.append(isOnPage ? language : "not \(language)")
        }
        if let encoding = answer["Content-Encoding"] { words.append(encoding) }
        return words.joined(separator: " ")
    }
}
