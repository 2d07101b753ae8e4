// The access log's buffer: what is written when, what is dropped, and who hears of it.

import Foundation
import HTTP
import Testing

@testable import UnderMaintenance

/// A reader that takes as many bytes as it has been given room for.
private final class Reader {
    var room = Int.max
    var bytes: [UInt8] = []
    var batches: [Int] = []
    var reports: [Int] = []

    var lines: [String] { String(bytes: bytes).split(separator: "\n").map(String.init) }

    func take(_ batch: Span<UInt8>) -> Int {
        let count = min(room, batch.count)
        for index in 0..<count { bytes.append(batch[index]) }
        room -= count
        if count > 0 { batches.append(count) }
        return count
    }

    func log(_ format: AccessLogFormat) -> AccessLog {
        AccessLog(format: format, sink: { self.take($0) }, report: { self.reports.append($0) })
    }
}

extension AccessLog {
    fileprivate func record(_ target: String, at time: Int = testTime) {
        let method = Array("GET".utf8)
        let target = Array(target.utf8)
        let entry = AccessLogEntry(
            time: time, client: .unix, version: "HTTP/1.1", status: 503, bodyBytes: 17)
        record(
            entry, method: method.span, target: target.span, host: method.span,
            userAgent: method.span)
    }
}

struct AccessLogTests {
    private func line(_ target: String) -> String {
        #"- - - [22/Nov/2026:09:54:50 +0000] "GET \#(target) HTTP/1.1" 503 17"#
    }

    @Test func `off records nothing`() {
        let reader = Reader()
        let log = reader.log(.off)
        log.record("/")
        log.flush(at: testTime)
        #expect(!log.isOn)
        #expect(!log.isWaiting)
        #expect(reader.bytes.isEmpty)
    }

    @Test func `lines wait for the flush and go in order in one batch`() {
        let reader = Reader()
        let log = reader.log(.common)
        log.record("/1")
        log.record("/2")
        #expect(log.isOn)
        #expect(log.isWaiting)
        #expect(reader.bytes.isEmpty)
        log.flush(at: testTime)
        #expect(!log.isWaiting)
        #expect(reader.lines == [line("/1"), line("/2")])
        #expect(reader.batches.count == 1)
    }

    @Test func `json is the other format`() {
        let reader = Reader()
        let log = reader.log(.json)
        log.record("/1")
        log.flush(at: testTime)
        #expect(reader.lines.count == 1)
        #expect(reader.lines.first?.hasPrefix(#"{"time":"2026-11-22T09:54:50Z","#) == true)
    }

    @Test func `batches are whole lines of at most 4096 bytes`() {
        let reader = Reader()
        let log = reader.log(.common)
        for number in 0..<500 { log.record("/\(number)") }
        log.flush(at: testTime)
        #expect(reader.lines == (0..<500).map { line("/\($0)") })
        #expect(reader.batches.allSatisfy { $0 <= 4096 && $0 > 3900 || $0 == reader.batches.last })
        var end = 0
        for batch in reader.batches {
            end += batch
            #expect(reader.bytes[end - 1] == 0x0A)
        }
    }

    @Test func `a line that went in part is completed first, wherever it was cut`() {
        let whole = "\(line("/1"))\n\(line("/2"))\n\(line("/3"))\n"
        for cut in 0..<whole.utf8.count {
            let reader = Reader()
            let log = reader.log(.common)
            log.record("/1")
            log.record("/2")
            reader.room = cut
            log.flush(at: testTime)
            log.record("/3")
            reader.room = .max
            log.flush(at: testTime)
            #expect(String(bytes: reader.bytes) == whole)
        }
    }

    @Test func `a reader that is behind costs lines, not memory, and is told of them`() {
        let reader = Reader()
        let log = reader.log(.common)
        reader.room = 0
        for number in 1000..<3000 { log.record("/\(number)") }
        let kept = 2000 - log.droppedCount
        #expect(log.droppedCount > 0)
        #expect(kept * (line("/1000").utf8.count + 1) <= AccessLog.bufferBytes)
        #expect((kept + 1) * (line("/1000").utf8.count + 1) > AccessLog.bufferBytes)
        reader.room = .max
        log.finish(at: testTime)
        #expect(reader.lines == (1000..<1000 + kept).map { line("/\($0)") })
        #expect(reader.reports.reduce(0, +) == log.droppedCount)
    }

    @Test func `a full buffer is flushed before a line is dropped`() {
        let reader = Reader()
        let log = reader.log(.common)
        for number in 1000..<9000 { log.record("/\(number)") }
        log.flush(at: testTime)
        #expect(log.droppedCount == 0)
        #expect(reader.lines.count == 8000)
    }

    @Test func `room that the reader makes is used while an older line is still in part`() {
        let reader = Reader()
        let log = reader.log(.common)
        reader.room = 0
        while log.droppedCount == 0 { log.record("/x") }
        reader.room = 10_001
        for _ in 0..<100 { log.record("/y") }
        #expect(log.droppedCount == 1)
        reader.room = .max
        log.flush(at: testTime)
        #expect(reader.lines.allSatisfy { $0 == line("/x") || $0 == line("/y") })
        #expect(reader.lines.count { $0 == line("/y") } == 100)
    }

    @Test func `drops are reported once a minute, with how many`() {
        let reader = Reader()
        let log = reader.log(.common)
        reader.room = 0
        var held = -1
        while log.droppedCount == 0 {
            log.record("/x")
            held += 1
        }
        #expect(reader.reports == [1])
        for second in 1..<60 { log.record("/x", at: testTime + second) }
        log.flush(at: testTime + 59)
        #expect(reader.reports == [1])
        log.flush(at: testTime + 60)
        #expect(reader.reports == [1, 59])
        log.flush(at: testTime + 120)
        #expect(reader.reports == [1, 59])
        log.record("/x", at: testTime + 121)
        log.record("/x", at: testTime + 122)
        log.finish(at: testTime + 122)
        #expect(reader.reports == [1, 59, 1, 1 + held])
    }

    @Test(arguments: [0, 1, 40, 150, 400])
    func `what its reader hasn't taken by the end counts as dropped`(_ room: Int) {
        let reader = Reader()
        let log = reader.log(.common)
        for number in 1...5 { log.record("/\(number)", at: testTime) }
        reader.room = room
        log.finish(at: testTime)
        let whole = reader.bytes.count { $0 == UInt8(ascii: "\n") }
        let reports = whole == 5 ? [] : [5 - whole]
        #expect(reader.reports == reports && log.droppedCount == 5 - whole)
        log.finish(at: testTime)
        #expect(reader.reports == reports)
    }

    @Test func `a full pipe neither blocks nor tears a line`() throws {
        var ends: [CInt] = [0, 0]
        try #require(pipe(&ends) == 0)
        for end in ends { try #require(fcntl(end, F_SETFL, O_NONBLOCK) == 0) }
        defer { for end in ends { close(end) } }
        let log = AccessLog(
            format: .common,
            sink: { batch in
                batch.withUnsafeBytes { max(0, write(ends[1], $0.baseAddress, $0.count)) }
            }, report: { _ in })
        for number in 1000..<5000 { log.record("/\(number)") }
        #expect(log.droppedCount > 0)
        var read: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 5000)
        while true {
            let count = Foundation.read(ends[0], &chunk, chunk.count)
            if count > 0 { read += chunk[..<count] }
            log.flush(at: testTime)
            if count <= 0, !log.isWaiting { break }
        }
        let lines = String(bytes: read).split(separator: "\n").map(String.init)
        #expect(lines.count == 4000 - log.droppedCount)
        let oldest: [String] = (1000..<1900).map { line("/\($0)") }
        let first: [String] = Array(lines.prefix(900))
        #expect(first == oldest)
        #expect(read.last == 0x0A)
    }
}
