// Names in directories, and whose they are.

import Glibc
import Testing

@testable import Kernel

/// Whose files this thread may open: setfsuid(2), which the Glibc module leaves out.
@_silgen_name("setfsuid") @discardableResult
private func setfsuid(_ user: UInt32) -> CInt

struct DirectoryTests {
    private let directory: String

    init() {
        var template = Array("/tmp/under-maintenance-XXXXXX".utf8CString)
        directory = String(cString: mkdtemp(&template))
    }

    @discardableResult
    private func touch(_ name: String, mode: mode_t = 0o644) -> String {
        let path = "\(directory)/\(name)"
        fclose(fopen(path, "w")!)
        chmod(path, mode)
        return path
    }

    @Test func `names come sorted by bytes, without self and parent`() throws {
        for name in ["b", "a", "Z", "é", "10", "9", ".hidden", "..data", "a.b"] { touch(name) }
        mkdir("\(directory)/folder", 0o755)
        #expect(
            try Directory.list(directory)
                == ["..data", ".hidden", "10", "9", "Z", "a", "a.b", "b", "folder", "é"])
    }

    @Test func `an empty directory has no names`() throws {
        #expect(try Directory.list(directory).isEmpty)
    }

    @Test func `more names than one system call brings are all there`() throws {
        let names = (1000..<3000).map { "\($0)-with-a-name-of-some-length" }
        for name in names.shuffled() { touch(name) }
        #expect(try Directory.list(directory) == names)
    }

    @Test func `what isn't a directory is refused`() {
        #expect(throws: Errno.noEntry) { try Directory.list("\(directory)/none") }
        #expect(throws: Errno(rawValue: ENOTDIR)) { try Directory.list(touch("file")) }
    }

    @Test func `no descriptor stays open, whether it is refused or not`() throws {
        let pid = getpid()
        func count() throws -> Int {
            try Directory.list("/proc/\(pid)/fd").count { name in
                var target = [UInt8](repeating: 0, count: 4096)
                let size = target.withUnsafeMutableBytes {
                    readlink("/proc/\(pid)/fd/\(name)", $0.baseAddress!, $0.count)
                }
                return target.prefix(max(0, size)).starts(with: directory.utf8)
            }
        }
        for _ in 0..<10 {
            _ = try Directory.list(directory)
            _ = try? Directory.list(directory + "/none")
        }
        #expect(try count() == 0)
        let held = open(directory, O_RDONLY | O_DIRECTORY)
        defer { close(held) }
        #expect(try count() == 1)
    }

    @Test(arguments: [(0o640, "0640"), (0o7, "0007"), (0o4755, "4755"), (0, "0000")])
    func `permissions are those of the file, in octal`(mode: Int, text: String) throws {
        let path = touch("file", mode: mode_t(mode))
        let permissions = try #require(File.permissions(path))
        #expect(permissions.octalMode == text)
        #expect(permissions.user == geteuid())
        #expect(permissions.group == getegid())
        #expect(!permissions.isDirectory)
    }

    @Test func `permissions go through symbolic links and say what is a directory`() {
        symlink(directory, "\(directory)/link")
        #expect(File.permissions("\(directory)/link")?.isDirectory == true)
        #expect(File.permissions("\(directory)/none") == nil)
    }

    @Test func `the directory that is closed on the way is the first one`() {
        mkdir("\(directory)/closed", 0)
        mkdir("\(directory)/open", 0o755)
        chmod(directory, 0o755)
        unprivileged {
            #expect(
                File.closedDirectory(onTheWayTo: "\(directory)/closed/x/y")
                    == "\(directory)/closed")
            #expect(File.closedDirectory(onTheWayTo: "\(directory)/open/x") == nil)
            // The closed one itself isn't on the way to itself.
            #expect(File.closedDirectory(onTheWayTo: "\(directory)/closed") == nil)
            #expect(File.closedDirectory(onTheWayTo: "\(directory)/none/x") == nil)
        }
    }

    /// Root passes every door; this thread alone is made to knock.
    private func unprivileged(_ body: () -> Void) {
        guard geteuid() == 0 else { return body() }
        setfsuid(65532)
        defer { setfsuid(0) }
        body()
    }

    @Test(arguments: [
        ("/a/b", "/a/b"), ("/a/../b", "/b"), ("/../../b", "/b"), ("a/./b//c", "a/b/c"), ("/", "/"),
        ("../a", "../a"), ("a/../../b", "../b"), ("../../a/..", "../.."), ("", ""), ("//a/", "/a"),
    ])
    func `a path is resolved without a look at what is there`(path: String, resolved: String) {
        #expect(Directory.resolved(path) == resolved)
    }
}
