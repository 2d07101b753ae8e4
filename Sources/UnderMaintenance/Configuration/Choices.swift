// The variables that take one word of a few, and those words.

import HTTP
import TLS

/// A closed set of words. Letter case doesn't matter in the environment.
protocol Choice: CaseIterable {
    var word: String { get }
}

extension Choice {
    init?(_ bytes: [UInt8]) {
        for choice in Self.allCases where bytes.equalsIgnoringCase(choice.word) {
            self = choice
            return
        }
        return nil
    }

    /// `off, json or common`: for the line that says what is accepted.
    static var words: String {
        var text = ""
        var left = allCases.count
        for choice in allCases {
            text += choice.word
            left -= 1
            if left > 0 { text += left == 1 ? " or " : ", " }
        }
        return text
    }
}

/// Whether connections begin with a PROXY header.
enum ProxyProtocolMode: Choice {
    case off, optional, required

    var word: String {
        switch self {
        case .off: "off"
        case .optional: "optional"
        case .required: "required"
        }
    }
}

extension KeepAlivePolicy: Choice {
    var word: String {
        switch self {
        case .auto: "auto"
        case .on: "on"
        case .off: "off"
        }
    }
}

/// What is on or off.
enum Switch: Choice {
    case on, off

    var word: String {
        switch self {
        case .on: "on"
        case .off: "off"
        }
    }
}

extension TLSSettings.MinimumVersion: Choice {
    static var allCases: [TLSSettings.MinimumVersion] { [.tls12, .tls13] }

    var word: String {
        switch self {
        case .tls12: "1.2"
        case .tls13: "1.3"
        }
    }
}

/// How requests are logged: not at all, JSON objects, or NCSA's Common Log Format.
enum AccessLogFormat: Choice {
    case off, json, common

    var word: String {
        switch self {
        case .off: "off"
        case .json: "json"
        case .common: "common"
        }
    }
}
