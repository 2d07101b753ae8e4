// Text that isn't UTF-8 comes back as it was.

import Glibc
import Testing

@testable import Kernel

struct SystemTextTests {
    private static let texts: [[UInt8]] = [
        [], Array("plain".utf8), Array("Störung – 漢字 🌅".utf8), [0x53, 0x74, 0xF6, 0x72],
        [0xFF, 0xFE], [0xC3], [0xC3, 0x28], [0xE2, 0x82], [0xF0, 0x9F, 0x8C], [0x80, 0xBF],
        [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80],
        // What stands for a byte, as somebody's own text.
        [0xF4, 0x8F, 0xBA, 0x80], [0xF4, 0x8F, 0xBB, 0xBF, 0x41], [0xF4, 0x8F, 0xBF, 0xBF],
    ]

    @Test(arguments: texts) func `every text comes back byte by byte`(_ bytes: [UInt8]) {
        #expect(SystemText.encode(SystemText.decode(bytes)) == bytes)
    }

    @Test func `every two bytes come back, and what is UTF-8 is held as it is`() {
        for first in UInt8.min...UInt8.max {
            for second in UInt8.min...UInt8.max {
                let bytes = [first, second]
                let text = SystemText.decode(bytes)
                guard SystemText.encode(text) == bytes else {
                    Issue.record("\(bytes)")
                    return
                }
                let isUTF8 = String(validating: bytes, as: UTF8.self) != nil
                if SystemText.isForeign(Array(text.utf8)) == isUTF8 {
                    Issue.record("\(bytes)")
                    return
                }
            }
        }
    }

    @Test func `a file whose name isn't UTF-8 is listed, read and looked at`() throws {
        var template = Array("/tmp/under-maintenance-XXXXXX".utf8CString)
        let folder = String(cString: mkdtemp(&template))
        let path = folder + "/" + SystemText.decode([0x53, 0x74, 0xF6, 0x72])
        let file = try #require(path.withSystemText { fopen($0, "w") })
        fputs("x", file)
        fclose(file)
        let names = try Directory.list(folder)
        #expect(names.map { Directory.join(folder, $0) } == [path])
        #expect(try File.read(path, limit: 10) == [0x78])
        #expect(File.stamp(path) != nil)
        #expect(path.withSystemText { unlink($0) } == 0)
        #expect(rmdir(folder) == 0)
    }
}
