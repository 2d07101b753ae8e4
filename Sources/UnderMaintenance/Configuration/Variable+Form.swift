// How the values of a type are written, for help, documents and hints.

import HTTP
import Maintenance

extension Variable.Form {
    /// Far enough ahead to be to come for as long as this is used.
    static let exampleTime = "2049-11-22T18:00:00+01:00"

    /// What is accepted, for whoever wrote something else.
    @inline(never)
    var accepted: String {
        switch self {
        case .number(let bounds): String(bounds.lowerBound) + "–" + String(bounds.upperBound)
        case .size(let bounds):
            Self.size(bounds.lowerBound) + "–" + Self.size(bounds.upperBound)
        case .choice(let words): Self.enumeration(of: words)
        case .text: ""
        case .path: "a path"
        case .link: "https://status.example.com/, mailto:help@example.com, tel:+4930123456"
        case .time: "a time to come, as " + Self.exampleTime
        case .color: "a colour such as #0a7d55"
        case .retryAfter:
            "seconds up to " + String(RetryAfter.longest)
                + ", or Mon, 22 Nov 2049 17:00:00 GMT"
        case .addresses: ListenAddress.forms
        case .origins: "on, off, or a list of * and origins such as https://app.example.com:8443"
        case .networks: "networks such as 10.0.0.0/8 or fc00::/7, single addresses, or none"
        case .names: "names and addresses such as localhost,*.example.test,127.0.0.1"
        }
    }

    /// `64M`
    static func size(_ bytes: Int) -> String {
        for (unit, shift) in [("G", 30), ("M", 20), ("K", 10)] where bytes % (1 << shift) == 0 {
            return String(bytes >> shift) + unit
        }
        return String(bytes)
    }

    /// `off, json or common`
    private static func enumeration(of words: [String]) -> String {
        var text: [UInt8] = []
        for (index, word) in words.enumerated() {
            if index > 0 { text.append(index == words.count - 1 ? " or " : ", ") }
            text.append(contentsOf: word.utf8)
        }
        return String(bytes: text)
    }
}
