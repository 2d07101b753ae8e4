// Every answer this server can give, rendered when it loads.

internal import HTTP

/// The loaded snapshot that a generation of workers serves. It never changes; a reload makes
/// another one. An object, so that a request copies none of it.
package final class ResponseSet {
    let representations: [Representation]
    let negotiator: Negotiator
    /// What is answered without a further look to those who ask for nothing in particular.
    let uniform: RepresentationID?
    /// The fields that ask for something in particular, whatever they say.
    let particular: KnownField.Bits
    let crossOrigin: CrossOriginPolicy
    /// When the maintenance ends.
    package let until: Int?

    /// - Parameter digest: the SHA-256 of bytes, in Base64.
    package init(_ content: MaintenanceContent, digest: (Span<UInt8>) -> [UInt8]) {
        var builder = ResponseSetBuilder(content)
        let page = BuiltInPage(builder.shown(content.announcement), digest: digest)
        builder.addBuiltIn(content.announcement, page)
        builder.add(content.ownPages, content.customPage)
        builder.negotiator.conclude()
        representations = builder.representations
        negotiator = builder.negotiator
        var uniform = builder.negotiator.uniform
        if let answer = uniform, builder.representations[answer.index].gzip != nil { uniform = nil }
        self.uniform = uniform
        let isForParts = uniform == nil || uniform == builder.negotiator.part
        particular =
            isForParts ? [.contentType, .origin] : [.contentType, .origin, .destination]
        crossOrigin = content.crossOrigin
        until = content.announcement.until
    }

    @inline(__always)
    package subscript(representation: RepresentationID) -> Representation {
        _read { yield representations[representation.index] }
    }

    /// What is answered to somebody who asks for nothing in particular.
    package var standard: Representation { self[negotiator.standard] }

    /// Of the built-in page.
    package var languageCount: Int { Translation.all.count }

    package func status(of answer: Answer) -> Int {
        switch answer {
        case .prepared(let prepared): self[prepared.representation].status
        case .composed(let composed): composed.representation.status
        }
    }

    @inline(always)
    package func kind(of representation: RepresentationID) -> AnswerKind {
        representations[representation.index].kind
    }

    @inline(__always)
    package func kind(of answer: Answer) -> AnswerKind {
        switch answer {
        case .prepared(let prepared): kind(of: prepared.representation)
        case .composed(let composed): composed.representation.kind
        }
    }

    /// Bytes of the body that is sent.
    package func bodyBytes(of answer: Answer) -> Int {
        switch answer {
        case .prepared(let prepared):
            prepared.omitsBody ? 0 : self[prepared.representation].body.count
        case .composed(let composed):
            composed.omitsBody ? 0 : composed.representation.body.count
        }
    }

    /// What of a body that is too large to be copied behind its head goes out next; nil: nothing more.
    /// - Parameter offset: bytes of it that have gone.
    @inline(never)
    package func large(_ representation: RepresentationID, from offset: Int) -> BodyPart? {
        guard case .large(let pieces) = representations[representation.index].body else {
            return nil
        }
        return BodyPart(pieces, from: offset)
    }

    /// All of it.
    package func large(_ representation: RepresentationID) -> [UInt8] {
        var body: [UInt8] = []
        while let part = large(representation, from: body.count) { body += part.piece }
        return body
    }
}

/// The representations that are the same in every set: they come first.
extension RepresentationID {
    static let fixedCount = GRPCContentType.allCases.count + 2 + HeadError.allCases.count

    @inline(__always)
    static func refusal(of error: HeadError) -> RepresentationID {
        RepresentationID(position: error.index)
    }

    static let misdirected = RepresentationID(position: HeadError.allCases.count)

    static let preflight = RepresentationID(position: misdirected.index + 1)

    static func answer(to call: GRPCContentType) -> RepresentationID {
        RepresentationID(position: preflight.index + 1 + call.rawValue)
    }

    var isGRPC: Bool { index > Self.preflight.index && index < Self.fixedCount }
}
