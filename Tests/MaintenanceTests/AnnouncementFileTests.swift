// What files of announcements say, and what is wrong with them.

import Testing

@testable import Maintenance

struct AnnouncementFileTests {
    @Test(arguments: AnnouncementCase.all)
    func `a file says what it says, and what isn't taken is told by its line`(
        _ testCase: AnnouncementCase
    ) throws {
        let file = try AnnouncementFile(testCase.file, now: Server.moment)
        #expect(file.said == testCase.said)
        #expect(file.remarkTexts == testCase.remarks)
    }

    @Test func `there are many of them`() {
        #expect(AnnouncementCase.all.count >= 80)
        #expect(Set(AnnouncementCase.all.map { $0.file }).count == AnnouncementCase.all.count)
    }

    @Test(arguments: AnnouncementCase.all)
    func `line ends of Windows say the same`(_ testCase: AnnouncementCase) throws {
        var bytes: [UInt8] = []
        for byte in testCase.file { bytes += byte == 0x0A ? [0x0D, 0x0A] : [byte] }
        let file = try AnnouncementFile(bytes, now: Server.moment)
        #expect(file.said == testCase.said && file.remarkTexts == testCase.remarks)
    }

    @Test(arguments: [
        Array("\0t\0i\0t\0l\0e".utf8), Array("#\0\n\0".utf8), [0xFE, 0xFF],
        [0xFF, 0xFE, 0x28, 0x4E],
        [0xFF, 0xFE] + Array("t\0i\0t\0l\0e\0".utf8),
    ])
    func `a file in UTF-16 is refused whole`(_ bytes: [UInt8]) {
        #expect(throws: PageError.utf16) { try AnnouncementFile(bytes, now: 0) }
    }

    @Test(arguments: [[0], Array("title = A\0\0\0\0".utf8), Array("a\0\0b".utf8)])
    func `a file that is mostly zeros is refused whole`(_ bytes: [UInt8]) {
        #expect(throws: PageError.notText) { try AnnouncementFile(bytes, now: 0) }
    }

    @Test func `any bytes are a file, and what it says can be shown`() throws {
        var random = Xorshift64(seed: 7)
        let words = AnnouncementCase.all.map { $0.file }
        for _ in 0..<2000 {
            var bytes = words[random.next(upTo: words.count - 1)]
            bytes += [0x0A] + words[random.next(upTo: words.count - 1)]
            for _ in 0...random.next(upTo: 4) {
                bytes[random.next(upTo: bytes.count - 1)] = UInt8(1 + random.next(upTo: 254))
            }
            let file = try AnnouncementFile(bytes, now: Server.moment)
            for section in [file.common] + file.sections {
                guard case .said(let title) = section.title else { continue }
                #expect(title.content.cleaned(keepsLines: false) == title.content)
                #expect(title.content.count <= Announcement.longestTitle)
            }
            #expect(file.remarks.count <= 21)
        }
    }

    @Test func `more languages than anybody writes are left out`() throws {
        var text = ""
        for first in "abcdefghijklmnop" {
            for last in "abcdefghijklmnop" { text += "[\(first)\(last)]\ntitle = A\n" }
        }
        let file = try AnnouncementFile(Array(text.utf8), now: 0)
        #expect(file.sections.count == 200 && file.remarks.first?.line == 401)
        #expect(file.remarks.first?.error == .tooManySections(most: 200))
    }
}
