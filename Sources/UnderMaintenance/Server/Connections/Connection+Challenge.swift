// Answering ACME's HTTP challenges, so that certificates are renewed while the application is down.

import HTTP
import Kernel
import Maintenance

extension Connection {
    /// Composes the answer if the request is for a challenge, and there is a directory of them.
    /// - Returns: whether it is.
    func answerChallenge(
        _ head: RequestHead, of bytes: Span<UInt8>, closes: Bool, on bench: Workbench
    ) -> Bool {
        guard let directory = bench.challenges, head.framing == .none,
            head.method == .get || head.method == .head
        else { return false }
        let target = bytes.extracting(head.targetRange.indices)
        guard let match = ChallengePath.match(target) else { return false }
        var content: [UInt8]?
        if case .token(let token) = match {
            content = directory.answer(to: Array(target.extracting(token.indices)))
        }
        let answer = Representation.unmarked(
            status: content == nil ? 404 : 200,
            page: content.map { Page(plainText: $0) } ?? Page(text: "No such challenge."))
        if bench.accessLog.isOn {
            record(
                head, of: bytes, status: answer.status,
                bodyBytes: head.method == .head ? 0 : answer.body.count, on: bench)
        }
        bench.responder.responses.append(
            answer, omitsBody: head.method == .head, closes: closes, clock: bench.clock,
            to: bench.output)
        return true
    }
}
