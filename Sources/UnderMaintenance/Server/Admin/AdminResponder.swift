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
            return answer(to: head.request, of: bytes)
        } catch {
            return refusal(of: error)
        }
    }

    private func answer(to request: Request, of bytes: Span<UInt8>) -> [UInt8] {
        var status = 404
        var body = [UInt8]("/healthz, /readyz, /metrics\n")
        let isHead = request.method == .head
        if isHead || request.method == .get {
            let target = [UInt8](bytes.extracting(request.target.indices))
            let path = Array(target.prefix { $0 != UInt8(ascii: "?") })
            if path.equals("/metrics") {
                var metrics = Metrics()
                metrics.write(facts, context)
                return page(200, metrics.text, "version=0.0.4; ", isHead)
            }
            if path.equals("/healthz") {
                status = Process.parentIdentifier == facts.master ? 200 : 503
                body = [UInt8](status == 200 ? "alive\n" : "the master is gone\n")
            } else if path.equals("/readyz") {
                status = facts.counters.common.load(CommonCount.isStopping) == 0 ? 200 : 503
                body = [UInt8](status == 200 ? "ready\n" : "stopping\n")
            }
        }
        return page(status, body, "", isHead)
    }

    private func refusal(of error: HeadError) -> [UInt8] {
        page(error.status, [UInt8](error.reason), "", false)
    }

    /// - Parameter version: of the format, as a parameter of the media type.
    @inline(never)
    private func page(
        _ status: Int, _ body: [UInt8], _ version: StaticString, _ isHead: Bool
    ) -> [UInt8] {
        var date = InlineArray<29, UInt8>(repeating: 0)
        HTTPDate.write(context.unixTime, into: &date)
        var answer = ResponseHead.statusLine(status)
        answer.append("Date: ")
        for index in date.indices { answer.append(date[index]) }
        answer.append("\r\nContent-Type: text/plain; ")
        answer.append(version)
        answer.append(
            "charset=utf-8\r\nCache-Control: no-store\r\nConnection: close\r\nContent-Length: ")
        answer.append(decimal: body.count)
        answer.append("\r\n\r\n")
        return isHead ? answer : answer + body
    }
}
