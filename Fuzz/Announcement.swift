// What an operator's file may hold: whatever it is, what is taken of it can be shown, and line ends
// don't matter.
import HTTP

@testable import Maintenance

enum Announcements: Target {
    static var seeds: [[UInt8]] { AnnouncementCase.all.map { $0.file } }

    static var words: [[UInt8]] {
        [
            "title = ", "message = ", "link = ", "until = ", "refresh = ", "language = ", "[de]",
            "[pt-BR]", "https://", "mailto:", "tel:", "2049-11-22T18:00+01:00",
            "\u{EF}\u{BB}\u{BF}",
        ].map(latin1)
    }

    static func run(_ input: [UInt8]) {
        guard let file = try? AnnouncementFile(input, now: AnnouncementCase.moment) else { return }
        precondition(file.remarks.count <= 21 && file.sections.count <= 200)
        let texts = ([file.common] + file.sections).flatMap { $0.shown }
        for text in texts {
            let lines = text.split(separator: 0x0A, omittingEmptySubsequences: false)
            for line in lines where Array(line).cleaned(keepsLines: false) != Array(line) {
                preconditionFailure("a text that can't be shown")
            }
        }
        if input.contains(0x0D) { return }
        var other: [UInt8] = []
        for byte in input { other += byte == 0x0A ? [0x0D, 0x0A] : [byte] }
        let same = try? AnnouncementFile(other, now: AnnouncementCase.moment)
        precondition(same?.said == file.said && same?.remarkTexts == file.remarkTexts)
    }
}

extension AnnouncementFile.Section {
    fileprivate var shown: [[UInt8]] {
        var shown = language.map { [$0] } ?? []
        for case .said(let text) in [title, message] { shown.append(text.content) }
        guard case .said(let links) = links else { return shown }
        for link in links {
            shown.append(link.text?.content ?? [])
            shown.append(link.url)
            for byte in Array("\"<> ".utf8) { precondition(!link.url.contains(byte)) }
        }
        return shown
    }
}
