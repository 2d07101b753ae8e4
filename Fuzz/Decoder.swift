// Field blocks of one connection: they are read as nghttp2 reads them.
import HTTP

@testable import HTTP2

@_cdecl("LLVMFuzzerInitialize")
public func initialize(_: UnsafePointer<CInt>, _: UnsafeMutableRawPointer) -> CInt {
    writeSeeds(
        FieldBlockCase.all.map { testCase in
            testCase.blocks.flatMap {
                [UInt8(truncatingIfNeeded: $0.count >> 8), UInt8(truncatingIfNeeded: $0.count)] + $0
            }
        })
    return 0
}

/// An input is blocks, each behind two octets that say how long it is, or that it is the last.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = UnsafeBufferPointer(start: start, count: count)
    var comparison = DecoderComparison()
    var place = 0
    while place + 2 <= count {
        let length = Int(input[place]) << 8 | Int(input[place + 1])
        let end = min(count, place + 2 + length)
        guard let difference = comparison.compare(Array(input[place + 2..<end])) else { return 0 }
        precondition(difference.isEmpty, difference)
        place = end
    }
    return 0
}
