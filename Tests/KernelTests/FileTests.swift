// Reading files whole and noticing that they changed.

import Glibc
import Testing

@testable import Kernel

struct FileTests {
    private let directory: String

    init() {
        var template = Array("/tmp/under-maintenance-XXXXXX".utf8CString)
        directory = String(cString: mkdtemp(&template))
    }

    private func write(_ name: String, _ content: String) -> String {
        let path = "\(directory)/\(name)"
        let file = fopen(path, "w")!
        fputs(content, file)
        fclose(file)
        return path
    }

    @Test func `a file is read whole`() throws {
        let content = String(repeating: "0123456789", count: 1000)
        #expect(try File.read(write("a", content), limit: 10_000) == Array(content.utf8))
    }

    @Test func `an empty file is empty`() throws {
        #expect(try File.read(write("a", ""), limit: 10).isEmpty)
    }

    @Test func `a file of one byte more than the limit is refused`() {
        #expect(throws: Errno.fileTooLarge) { try File.read(write("a", "12345"), limit: 4) }
    }

    @Test func `a file whose size says nothing is read to its end`() throws {
        #expect(try !File.read("/proc/self/status", limit: 65536).isEmpty)
        #expect(throws: Errno.fileTooLarge) { try File.read("/proc/self/status", limit: 16) }
    }

    @Test func `what isn't a regular file is refused without waiting`() {
        #expect(throws: Errno.isDirectory) { try File.read(directory, limit: 10) }
        #expect(throws: Errno.noEntry) { try File.read("\(directory)/none", limit: 10) }
        let pipe = "\(directory)/pipe"
        #expect(mkfifo(pipe, 0o600) == 0)
        #expect(throws: Errno.invalidArgument) { try File.read(pipe, limit: 10) }
    }

    @Test func `a swapped symbolic link changes the stamp`() {
        let (one, two) = (write("one", "same"), write("two", "same"))
        let link = "\(directory)/link"
        symlink(one, link)
        let before = File.stamp(link)
        #expect(before == File.stamp(one))
        unlink(link)
        symlink(two, link)
        #expect(File.stamp(link) != before)
        unlink(link)
        #expect(File.stamp(link) == nil)
    }
}
