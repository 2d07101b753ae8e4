// What is answered on a private listener.

import HTTP
import Kernel
import Maintenance
import TLS

/// What a worker knows of the whole service.
struct AdminFacts {
    let counters: Counters
    let hosts: CountedHosts
    /// Bytes that peers can make all processes hold.
    let budget: Int
    /// The operator's.
    let status: Int
    let master: Int32
}

struct AdminResponder {
    private let facts: AdminFacts
    private let context: LoopContext

    init(_ facts: AdminFacts, _ context: LoopContext) {
        self.facts = facts
        self.context = context
    }

    /// - Parameter isWhole: whether no more of the head is waited for.
    /// - Returns: nil: it hasn't ended.
    func answer(to bytes: Span<UInt8>, isWhole: Bool) -> [UInt8]? {
        do throws(HeadError) {
            guard let head = try RequestHeadParser().parseHead(bytes) else {
                return isWhole ? refusal(of: .headTooLarge) : nil
            }
            let request = head.request
            var answer = answer(to: request, of: bytes)
            if request.method == .head { answer.removeLast(bodyBytes(of: answer)) }
            return answer
        } catch {
            return refusal(of: error)
        }
    }

    private func answer(to request: Request, of bytes: Span<UInt8>) -> [UInt8] {
        guard request.method == .get || request.method == .head else { return notFound }
        let target = bytes.extracting(request.target.indices)
        var end = 0
        while end < target.count, target[end] != UInt8(ascii: "?") { end += 1 }
        let path = [UInt8](target.extracting(first: end))
        if path.equals("/metrics") { return metrics }
        if path.equals("/healthz") {
            return Process.parentIdentifier == facts.master
                ? page(200, "alive\n") : page(503, "the master is gone\n")
        }
        if path.equals("/readyz") {
            return facts.counters.common.load(CommonCount.isStopping) == 0
                ? page(200, "ready\n") : page(503, "stopping\n")
        }
        return notFound
    }

    private var notFound: [UInt8] { page(404, "/healthz, /readyz, /metrics\n") }

    private func refusal(of error: HeadError) -> [UInt8] {
        page(error.status, error.reason)
    }

    private func page(_ status: Int, _ text: StaticString) -> [UInt8] {
        page(status, "text/plain; charset=utf-8", [UInt8](text))
    }

    private func page(_ status: Int, _ type: StaticString, _ body: [UInt8]) -> [UInt8] {
        var fields = FieldList()
        var date = InlineArray<29, UInt8>(repeating: 0)
        HTTPDate.write(context.unixTime, into: &date)
        fields.add("Date", date.indices.map { date[$0] })
        fields.add("Content-Type", type)
        fields.add("Content-Length", decimal: body.count)
        fields.add("Cache-Control", "no-store")
        fields.add("Connection", "close")
        return ResponseHead.statusLine(status) + ResponseHead.lines(fields) + [13, 10] + body
    }

    private func bodyBytes(of answer: [UInt8]) -> Int {
        var end = 3
        while answer[end - 3] != 13 || answer[end - 1] != 13 || answer[end] != 10 { end += 1 }
        return answer.count - end - 1
    }

    private var metrics: [UInt8] {
        var metrics = Metrics()
        metrics.write(facts, context)
        return page(200, "text/plain; version=0.0.4; charset=utf-8", metrics.text)
    }
}
