// The answer to programs: RFC 9457 in JSON and XML.

import Testing

@testable import Maintenance

struct ProblemDocumentTests {
    private static let message = "This service is not available at the moment. "

    private func answer(
        _ accept: String, _ advice: RetryAdvice = RetryAdvice(retryAfter: .seconds(300)),
        clock: ClockLines? = nil, _ change: (inout MaintenanceContent) -> Void = { _ in }
    ) throws -> ParsedAnswer {
        var server = Server(change)
        server.advice = advice
        return try server.answer("Accept: \(accept)", clock: clock)
    }

    private func announce(_ content: inout MaintenanceContent) {
        content.announcement.texts.title = Announcement.Text("Back at noon")
        content.announcement.texts.message = Announcement.Text("One.\nTwo.")
        content.announcement.texts.links = [
            Announcement.Link("https://status.example.com/?a=b&c=d"),
            Announcement.Link("tel:112", "By \"phone\" & <b>"),
        ]
        content.announcement.until = Server.moment + 60
    }

    @Test func `JSON says what everybody is told`() throws {
        let answer = try answer("application/json", announcing: false)
        let problem = try parsedJSON(answer.body)
        #expect(Set(problem.keys) == ["type", "title", "status", "detail", "retryAfter"])
        #expect(problem["type"] as? String == "about:blank" && problem["status"] as? Int == 503)
        #expect(problem["title"] as? String == "Under maintenance")
        #expect((problem["detail"] as? String)?.hasPrefix(Self.message) == true)
        #expect(problem["retryAfter"] as? Int == 300)
    }

    @Test func `XML says what everybody is told`() throws {
        let problem = try parsedXML(answer("text/xml", announcing: false).body)
        #expect(problem["namespace"] == "urn:ietf:rfc:7807" && problem.count == 7)
        #expect(problem["problem/type"] == "about:blank" && problem["problem/status"] == "503")
        #expect(problem["problem/title"] == "Under maintenance")
        #expect(problem["problem/detail"]?.hasPrefix(Self.message) == true)
        #expect(problem["problem/retryAfter"].flatMap(number) == 300)
    }

    @Test func `JSON says what the operator says`() throws {
        let problem = try parsedJSON(answer("application/json", announcing: true).body)
        #expect(problem.count == 7 && problem["title"] as? String == "Back at noon")
        #expect(problem["detail"] as? String == "One.\nTwo.")
        let links = try #require(problem["links"] as? [[String: String]])
        #expect(
            links == [
                ["href": "https://status.example.com/?a=b&c=d"],
                ["href": "tel:112", "text": "By \"phone\" & <b>"],
            ])
        #expect(problem["until"] as? String == "2015-10-21T07:29:00Z")
    }

    @Test func `XML says what the operator says`() throws {
        let problem = try parsedXML(answer("application/problem+xml", announcing: true).body)
        #expect(problem["problem/title"] == "Back at noon")
        #expect(problem["problem/detail"] == "One.\nTwo.")
        // Of two elements of one name the parser keeps the last.
        #expect(problem["problem/links/i/href"] == "tel:112")
        #expect(problem["problem/links/i/text"] == "By \"phone\" & <b>")
        #expect(problem["problem/until"] == "2015-10-21T07:29:00Z")
    }

    @Test(arguments: [(503, true), (429, true), (500, false), (404, false), (200, false)])
    func `a time to come back is told with 503 and 429 only`(status: Int, isThere: Bool) throws {
        let json = try parsedJSON(answer("application/json") { $0.status = status }.body)
        #expect(json["status"] as? Int == status)
        #expect(json["retryAfter"] as? Int == (isThere ? 300 : nil))
        let xml = try parsedXML(answer("text/xml") { $0.status = status }.body)
        #expect(xml["problem/status"] == String(status))
        #expect(xml["problem/retryAfter"].flatMap(number) == (isThere ? 300 : nil))
    }

    @Test(arguments: [
        (RetryAfter.seconds(0), 0, 0), (.seconds(1), 0, 1), (.seconds(31_536_000), 0, 31_536_000),
        (.date(Server.moment + 90), 0, 90), (.date(Server.moment + 90), 89, 1),
        (.date(Server.moment + 90), 90, 300),
    ])
    func `the number counts down to a date`(
        _ retryAfter: RetryAfter, _ passed: Int, _ seconds: Int
    ) throws {
        let clock = ClockLines(RetryAdvice(retryAfter: retryAfter), unixTime: Server.moment)
        clock.update(to: Server.moment + passed)
        let json = try parsedJSON(answer("application/json", clock: clock).body)
        #expect(json["retryAfter"] as? Int == seconds)
        let xml = try parsedXML(answer("text/xml", clock: clock).body)
        #expect(xml["problem/retryAfter"].flatMap(number) == seconds)
    }

    @Test func `the number is that of Retry-After, jitter and all`() throws {
        let advice = RetryAdvice(
            retryAfter: .seconds(5), until: Server.moment + 95, jitter: 1000)
        let clock = ClockLines(advice, unixTime: Server.moment, seed: 3)
        var seen: Set<Int> = []
        for _ in 0..<20 {
            let answer = try Server.standard.answer("Accept: application/json", clock: clock)
            let seconds = try #require(parsedJSON(answer.body)["retryAfter"] as? Int)
            #expect(answer["Retry-After"] == String(seconds))
            seen.insert(seconds)
            let other = try Server.standard.answer("Accept: text/xml", clock: clock)
            let xml = try parsedXML(other.body)["problem/retryAfter"].flatMap(number)
            #expect(other["Retry-After"].flatMap(Int.init) == xml)
        }
        #expect(seen.count > 10 && seen.allSatisfy { (95...1095).contains($0) })
    }

    /// A `<` becomes six bytes in JSON, a quotation mark five in XML.
    @Test(arguments: [("<", 4000), ("\"", 4000), ("a", 16_384), ("<", 20_000)])
    func `a document too large to follow its head at once is right, and leaves out the seconds`(
        _ character: String, _ count: Int
    ) throws {
        let text = String(repeating: character, count: count)
        let json = try answer("application/json") {
            $0.announcement.texts.message = Announcement.Text(text)
        }
        #expect(json["Content-Length"] == String(json.body.count))
        #expect(throws: Never.self) {
            let problem = try parsedJSON(json.body)
            #expect(problem["detail"] as? String == text)
            #expect(problem["retryAfter"] as? Int == seconds(json))
        }
        let xml = try answer("text/xml") { $0.announcement.texts.message = Announcement.Text(text) }
        #expect(xml["Content-Length"] == String(xml.body.count))
        let elements = try parsedXML(xml.body)
        #expect(elements["problem/detail"] == text)
        #expect(elements["problem/retryAfter"].flatMap(number) == seconds(xml))
    }

    private func seconds(_ answer: ParsedAnswer) -> Int? {
        answer.body.count < Body.copiedBytes ? 300 : nil
    }

    private func answer(_ accept: String, announcing: Bool) throws -> ParsedAnswer {
        try answer(accept) { if announcing { announce(&$0) } }
    }

    /// White space round a number means nothing.
    private func number(_ text: String) -> Int? {
        Int(text.split(separator: " ").joined())
    }
}
