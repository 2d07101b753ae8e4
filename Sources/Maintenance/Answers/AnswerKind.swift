// What kinds of answers are counted apart.

internal import HTTP

/// The format of an answer in which people look at the page, and what else is answered. With the
/// status it makes few pairs, whatever peers send and however many pages there are.
package enum AnswerKind: UInt8, CaseIterable, Sendable {
    case html, json, xml, text, other
    case grpc
    /// The answer to a preflight that is approved.
    case preflight
    /// What answers an ACME client, with something and in vain.
    case challenge, noChallenge
    case misdirected
    /// What isn't a request.
    case badRequest, tooSlow, tooLarge, unknownCoding, unknownVersion

    /// In the access log and as a label.
    package var name: StaticString {
        switch self {
        case .html: "html"
        case .json: "json"
        case .xml: "xml"
        case .text: "text"
        case .other: "other"
        case .grpc: "grpc"
        case .preflight: "preflight"
        case .challenge, .noChallenge: "challenge"
        default: "refusal"
        }
    }

    /// Whether somebody asked and was answered, in place of the application.
    package var isAnswer: Bool { rawValue <= Self.preflight.rawValue }

    /// The status; nil: the operator's.
    package var status: Int? {
        switch self {
        case .html, .json, .xml, .text, .other: nil
        case .grpc, .challenge: 200
        case .preflight: 204
        case .noChallenge: 404
        case .misdirected: 421
        case .badRequest: 400
        case .tooSlow: 408
        case .tooLarge: 431
        case .unknownCoding: 501
        case .unknownVersion: 505
        }
    }

    /// That of a page, by its media type.
    init(contentType: [UInt8]) {
        self = .other
        for (name, kind) in Self.types where contentType.starts(with: [UInt8](name)) {
            self = kind
        }
    }

    private static var types: [(StaticString, AnswerKind)] {
        [
            ("text/html", .html), ("application/xhtml+xml", .html), ("application/json", .json),
            ("application/problem+json", .json), ("application/xml", .xml),
            ("application/problem+xml", .xml), ("text/plain", .text),
        ]
    }

    /// That of a refusal.
    init(refusalWith status: Int) {
        self = .badRequest
        for kind in Self.allCases where !kind.isAnswer && kind.status == status { self = kind }
    }
}
