// One file of an announcement, what it says, and what is wrong with it.

import HTTP

@testable import Maintenance

struct AnnouncementCase: Sendable {
    let file: [UInt8]
    /// As `said` has it.
    let said: String
    /// `3 notTime`
    let remarks: [String]

    /// Wed, 21 Oct 2015 07:28:00 GMT.
    static let moment = 1_445_412_480

    init(_ file: String, _ said: String, _ remarks: String...) {
        self.init(bytes: Array(file.utf8), said, remarks)
    }

    init(bytes: [UInt8], _ said: String, _ remarks: [String] = []) {
        file = bytes
        self.said = said
        self.remarks = remarks
    }
}

extension Announcement.Text {
    init(_ text: String, _ language: String? = nil) {
        self.init(Array(text.utf8), language: language.map { Array($0.utf8) })
    }
}

extension Announcement.Link {
    init(_ url: String, _ text: String? = nil) {
        self.init(url: Array(url.utf8), text: text.map { Announcement.Text($0) })
    }
}

extension AnnouncementFile {
    /// `title=A message=B|C link=https://a/>Text until=+60 refresh=5 language=en [de] title=-`
    var said: String {
        var words = common.said
        switch until {
        case .unsaid: break
        case .cancelled: words.append("until=-")
        case .said(let time):
            let left = time - AnnouncementCase.moment
            words.append("until=\(left > 0 ? "+" : "")\(left)")
        }
        switch refresh {
        case .unsaid: break
        case .cancelled: words.append("refresh=-")
        case .said(let seconds): words.append("refresh=\(seconds)")
        }
        if let language { words.append("language=\(String(decoding: language, as: UTF8.self))") }
        for section in sections {
            words.append("[\(String(decoding: section.language ?? [], as: UTF8.self))]")
            words += section.said
        }
        return words.joined(separator: " ")
    }

    var remarkTexts: [String] { remarks.map { "\($0.line) \($0.error.word)" } }
}

extension AnnouncementFile.Section {
    fileprivate var said: [String] {
        var words: [String] = []
        for (name, setting) in [("title", title), ("message", message)] {
            switch setting {
            case .unsaid: break
            case .cancelled: words.append("\(name)=-")
            case .said(let text):
                let shown = String(decoding: text.content, as: UTF8.self)
                words.append("\(name)=\(shown.replacing("\n", with: "|"))")
            }
        }
        switch links {
        case .unsaid: break
        case .cancelled: words.append("link=-")
        case .said(let links):
            for link in links {
                let text = link.text.map { ">" + String(decoding: $0.content, as: UTF8.self) }
                words.append("link=\(String(decoding: link.url, as: UTF8.self))\(text ?? "")")
            }
        }
        return words
    }
}

extension AnnouncementError {
    /// Its name, with what it holds in short.
    fileprivate var word: String {
        switch self {
        case .link(let mistake): "link \(mistake)"
        case .time(let mistake): "time \(mistake)"
        case .tooLong(let longest): "tooLong \(longest)"
        case .repeated(let line): "repeated \(line)"
        case .repeatedSection(let line): "repeatedSection \(line)"
        case .tooManySections(let most): "tooManySections \(most)"
        case .more(let count): "more \(count)"
        default: "\(self)"
        }
    }
}
