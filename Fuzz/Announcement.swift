// What an operator's file may hold: whatever it is, what is taken of it can be shown, and line ends
// don't matter.
import HTTP

@testable import Maintenance

@_cdecl("LLVMFuzzerInitialize")
public func initialize(_: UnsafePointer<CInt>, _: UnsafeMutableRawPointer) -> CInt {
    writeSeeds(AnnouncementCase.all.map { $0.file })
    return 0
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    guard let file = try? AnnouncementFile(input, now: AnnouncementCase.moment) else { return 0 }
    precondition(file.remarks.count <= 21 && file.sections.count <= 200)
    let texts = ([file.common] + file.sections).flatMap { $0.shown }
    for text in texts {
        let lines = text.split(separator: 0x0A, omittingEmptySubsequences: false)
        for line in lines where Array(line).cleaned(keepsLines: false) != Array(line) {
            preconditionFailure("a text that can't be shown")
        }
    }
    if input.contains(0x0D) { return 0 }
    var other: [UInt8] = []
    for byte in input { other += byte == 0x0A ? [0x0D, 0x0A] : [byte] }
    let same = try? AnnouncementFile(other, now: AnnouncementCase.moment)
    precondition(same?.said == file.said && same?.remarkTexts == file.remarkTexts)
    return 0
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
