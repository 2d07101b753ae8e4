// Content compressed when the server loads.

import Testing

@testable import Maintenance

struct GzipTests {
    /// Bytes without any pattern.
    private func noise(_ count: Int) -> [UInt8] {
        var random = Xorshift64(seed: 42)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 4)
        while bytes.count < count {
            let roll = random.next(upTo: 0xFFFF_FFFF)
            for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: roll >> shift)) }
        }
        return Array(bytes.prefix(count))
    }

    @Test func `a page of 5 MB comes back whole, and is much smaller`() throws {
        let line = Array("<p>This service is not available at the moment.</p>\n".utf8)
        var content: [UInt8] = []
        while content.count < 5_000_000 { content += line }
        let compressed = try #require(Gzip.compress(content))
        #expect(compressed.count < content.count / 50)
        #expect(try inflated(compressed.bytes) == content)
    }

    @Test(arguments: [1, 1025, 65_535, 65_536, 5_000_000])
    func `content without a pattern isn't compressed`(_ count: Int) {
        #expect(Gzip.compress(noise(count)) == nil)
    }

    @Test func `content that is half noise comes back whole`() throws {
        let content = noise(400_000) + [UInt8](repeating: 0x20, count: 400_000)
        #expect(try inflated(try #require(Gzip.compress(content)).bytes) == content)
    }

    @Test(arguments: [100, 4095, 4096, 4097, 262_144, 262_145])
    func `content of any size comes back whole`(_ count: Int) throws {
        let content = (0..<count).map { UInt8(truncatingIfNeeded: $0 / 7 & 0x5F) }
        #expect(try inflated(try #require(Gzip.compress(content)).bytes) == content)
    }

    @Test func `nothing isn't compressed`() {
        #expect(Gzip.compress([]) == nil)
    }

    @Test(arguments: [
        [0, 0], [0, 10], [10, 0], [1, 1], [5000, 10], [65_535, 70_000], [3, 300_000],
    ])
    func `pieces compressed by themselves are one stream`(_ counts: [Int]) throws {
        let pieces = counts.map { [UInt8](repeating: 0x61, count: $0) } + [Array("end".utf8)]
        let deflater = Deflater(largest: 1000)
        var deflated = [Deflater.store(pieces[0])]
        deflated.append(try #require(deflater.deflate(pieces[1], isLast: false)))
        deflated.append(try #require(deflater.deflate(pieces[2], isLast: true)))
        var checksum = Checksum(pieces[0])
        for piece in pieces[1...] { checksum.append(Checksum(piece)) }
        let body = Body(Gzip.framed(deflated, checksum))
        #expect(try inflated(body.bytes) == Array(pieces.joined()))
    }

    @Test func `the frame says nothing of the time or the system`() throws {
        let content = [UInt8](repeating: 0x20, count: 2000)
        let compressed = try #require(Gzip.compress(content)).bytes
        #expect(compressed.starts(with: [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 255]))
    }
}
