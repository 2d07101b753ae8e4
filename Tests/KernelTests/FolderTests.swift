// Files beneath a directory: what is opened, by openat2(2) and name by name alike, and what leads out.

import Foundation
import Testing

@testable import Kernel

/// What came of reading, to be compared.
private enum Outcome: Equatable {
    case content(String)
    case failed(Errno)
    case leadsOut(String)
}

struct FolderTests {
    private let root: String
    private let folder: Folder

    init() throws {
        root = NSTemporaryDirectory() + "folder-" + UUID().uuidString
        let files = FileManager.default
        for directory in ["in/sub/deep", "in/..data", "out"] {
            try files.createDirectory(
                atPath: "\(root)/\(directory)", withIntermediateDirectories: true)
        }
        for file in ["in/file", "in/sub/file", "in/sub/deep/file", "in/..data/page", "out/secret"] {
            try Data(file.utf8).write(to: URL(filePath: "\(root)/\(file)"))
        }
        for (link, target) in [
            ("plain", "file"), ("data", "..data/page"), ("down", "sub/deep/file"),
            ("sub/up", "../file"), ("sub/around", "deep/../../sub/./file"),
            ("directory", "sub"), ("through", "directory/deep/file"), ("chain", "through"),
            ("absolute", "\(root)/in/sub/file"), ("slashes", "sub//deep///file"),
            ("out", "../out/secret"), ("sub/out", "../../out/secret"), ("root", "/etc/passwd"),
            ("back", "../in/file"), ("outside", "../out"),
            ("absoluteBack", "\(root)/out/secret"),
            ("sibling", "\(root)/inner/file"), ("loop", "loop"), ("none", "nothing"),
            ("trailing", "file/"), ("self", "."), ("long", "chain2"),
            ("proc", "/proc/self/environ"),
        ] {
            try files.createSymbolicLink(
                atPath: "\(root)/in/\(link)", withDestinationPath: target)
        }
        folder = try Folder("\(root)/in")
    }

    private func remove() { try? FileManager.default.removeItem(atPath: root) }

    /// What both ways say, which is the same.
    private func read(_ name: String, followsLinks: Bool = true) -> Outcome {
        func outcome(_ read: () throws(Folder.Refusal) -> [UInt8]) -> Outcome {
            do throws(Folder.Refusal) {
                return .content(String(decoding: try read(), as: UTF8.self))
            } catch {
                switch error {
                case .system(let error): return .failed(error)
                case .leadsOut(let destination): return .leadsOut(destination)
                }
            }
        }
        let whole = outcome { () throws(Folder.Refusal) in
            try folder.read(name, limit: 100, followsLinks: followsLinks)
        }
        let walked = outcome { () throws(Folder.Refusal) in
            let file = try folder.walk(name, followsLinks)
            do throws(Errno) {
                return try File.read(file, limit: 100)
            } catch {
                throw .system(error)
            }
        }
        #expect(whole == walked)
        return walked
    }

    @Test func `what is beneath is read, through links too`() {
        defer { remove() }
        for (name, content) in [
            ("file", "in/file"), ("sub/file", "in/sub/file"), ("plain", "in/file"),
            ("data", "in/..data/page"), ("down", "in/sub/deep/file"), ("sub/up", "in/file"),
            ("sub/around", "in/sub/file"), ("directory/file", "in/sub/file"),
            ("through", "in/sub/deep/file"), ("chain", "in/sub/deep/file"),
            ("absolute", "in/sub/file"), ("slashes", "in/sub/deep/file"),
        ] {
            #expect(read(name) == .content(content), "\(name)")
        }
    }

    @Test func `a link that leads out is refused, and where it leads is said`() {
        defer { remove() }
        for (name, destination) in [
            ("out", "\(root)/out/secret"), ("sub/out", "\(root)/out/secret"),
            ("root", "/etc/passwd"), ("proc", "/proc/self/environ"),
            // It comes back, but by way of what may be another directory tomorrow.
            ("back", "\(root)/in/file"),
            ("outside/secret", "\(root)/out"),
            ("absoluteBack", "\(root)/out/secret"), ("sibling", "\(root)/inner/file"),
        ] {
            #expect(read(name) == .leadsOut(destination), "\(name)")
        }
    }

    @Test func `what is no file is refused without waiting for it`() {
        defer { remove() }
        mkfifo("\(root)/in/pipe", 0o666)
        for (name, error) in [
            ("nothing", Errno.noEntry), ("none", .noEntry), ("loop", .loop), ("sub", .isDirectory),
            ("directory", .isDirectory), ("file/x", .notDirectory), ("trailing", .notDirectory),
            ("pipe", .invalidArgument), ("sub/nothing/file", .noEntry),
        ] {
            #expect(read(name) == .failed(error), "\(name)")
        }
        for name in ["plain", "out", "none", "loop"] {
            #expect(read(name, followsLinks: false) == .failed(.loop), "\(name)")
        }
        #expect(read("directory/file", followsLinks: false) == .content("in/sub/file"))
        #expect(throws: Errno.notDirectory) { try Folder("\(root)/in/file") }
        #expect(throws: Errno.noEntry) { try Folder("\(root)/nothing") }
    }

    @Test func `links beyond those the kernel follows are a loop`() throws {
        defer { remove() }
        for number in 0..<45 {
            try FileManager.default.createSymbolicLink(
                atPath: "\(root)/in/l\(number)",
                withDestinationPath: number == 0 ? "file" : "l\(number - 1)")
        }
        #expect(read("l39") == .content("in/file"))
        #expect(read("l40") == .failed(.loop))
    }
}
