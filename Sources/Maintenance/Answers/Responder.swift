// The one handler: from what a request says to what it is answered.

package import HTTP

/// Decides the answer. Every listener and every protocol version asks here.
package struct Responder {
    /// The answer to an ACME challenge, by its token; nil: there is none.
    package typealias Challenges = (_ token: [UInt8]) -> [UInt8]?

    package let responses: ResponseSet
    private let challenges: Challenges?

    package init(responses: ResponseSet, challenges: Challenges? = nil) {
        self.responses = responses
        self.challenges = challenges
    }

    /// Every method, target and host gets the maintenance answer, in the terms it asks for.
    /// - Parameters:
    ///   - request: left as it is; lent in place, since copying it would cost as much as answering.
    ///   - bytes: what the request was read from.
    @inline(__always)
    package func answer(_ request: inout Request, of bytes: Span<UInt8>) -> Answer {
        guard challenges == nil, let uniform = responses.uniform,
            !request.hasAny(responses.particular), !request.repeatsAny([.accept]),
            !request.has(.accept) || FormatChoice.isAny(bytes, at: request[.accept])
        else {
            return negotiatedAnswer(&request, of: bytes)
        }
        return .prepared(PreparedAnswer(uniform, omitsBody: request.method == .head))
    }

    @inline(never)
    private func negotiatedAnswer(_ request: inout Request, of bytes: Span<UInt8>) -> Answer {
        if let challenges, let answer = challengeAnswer(challenges, request, bytes) {
            return .composed(answer)
        }
        let isAsked = CrossOrigin.isAsked(request, of: bytes)
        let isPreflight = isAsked && CrossOrigin.isPreflight(request, of: bytes)
        let policy = responses.crossOrigin
        let isTrusted =
            isAsked
            && policy.trusts(
                bytes.extracting(request[.origin].indices),
                askingFor: bytes.extracting(request.authority.indices))
        let type = bytes.extracting(request[.contentType].indices)
        let representation: RepresentationID
        if isPreflight, isTrusted {
            representation = .preflight
        } else if let call = GRPCContentType(contentType: type), request.method != .connect {
            // A 2xx to CONNECT would open a tunnel.
            representation = .answer(to: call)
        } else {
            representation = negotiated(request, of: bytes)
        }
        return .prepared(
            PreparedAnswer(
                representation, omitsBody: request.method == .head,
                isCrossOrigin: isTrusted || isAsked && policy.everyoneReads,
                deniesPreflight: isPreflight && !isTrusted))
    }

    private func negotiated(_ request: Request, of bytes: Span<UInt8>) -> RepresentationID {
        let chosen = responses.negotiator.choose(request, of: bytes)
        guard let gzip = responses[chosen].gzip else { return chosen }
        let takesGzip = request.withList(.acceptEncoding, of: bytes) {
            ContentCoding.prefersGzip($0)
        }
        return takesGzip ? gzip : chosen
    }

    /// So that certificates are renewed while the application is down.
    private func challengeAnswer(
        _ challenges: Challenges, _ request: Request, _ bytes: Span<UInt8>
    ) -> ComposedAnswer? {
        guard request.method == .get || request.method == .head else { return nil }
        let target = bytes.extracting(request.target.indices)
        guard let match = ChallengePath.match(target) else { return nil }
        var content: [UInt8]?
        if case .token(let token) = match {
            content = challenges([UInt8](target.extracting(token.indices)))
        }
        let page = content.map { Page(plainText: $0) } ?? Page(text: "No such challenge.")
        return ComposedAnswer(
            Representation(
                status: content == nil ? 404 : 200, page: page, isMarked: false,
                kind: content == nil ? .noChallenge : .challenge),
            omitsBody: request.method == .head)
    }

    /// The answer to a request for a host that the connection isn't for: RFC 9110 §15.5.20.
    package func misdirected(_ request: Request) -> PreparedAnswer {
        PreparedAnswer(.misdirected, omitsBody: request.method == .head)
    }

    /// The answer to what breaks the rules of a request head. Its framing can't be trusted: it is
    /// the last.
    /// - Parameter request: as far as it has been read.
    package func refusal(of error: HeadError, to request: Request) -> PreparedAnswer {
        PreparedAnswer(.refusal(of: error), omitsBody: request.method == .head)
    }
}
