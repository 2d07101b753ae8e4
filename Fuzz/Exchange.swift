// What a client sends over HTTP/1: the rules of the exchange are kept, and it means the same however
// it comes.
import HTTP

@_cdecl("LLVMFuzzerInitialize")
public func initialize(_: UnsafePointer<CInt>, _: UnsafeMutableRawPointer) -> CInt {
    writeSeeds(
        ExchangeCase.all.filter { $0.input.count < 2000 }.map { testCase in
            let keeping = ExchangeCase.Keeping.allCases.firstIndex(of: testCase.keeping) ?? 0
            return [UInt8(keeping), 6] + testCase.input
        })
    return 0
}

nonisolated(unsafe) private let room = GuardedRoom()

/// An input is two octets, how connections are kept and how many octets come at once, less one; then
/// what the client sends.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count > 2 else { return 0 }
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    let keepings = ExchangeCase.Keeping.allCases
    let testCase = ExchangeCase(Array(input[2...]), keepings[Int(input[0]) % keepings.count])
    let length = testCase.input.count
    let whole = testCase.run(cutAt: [length], in: room)
    precondition(whole.violations.isEmpty, "\(whole.violations)")
    let ends = Array(stride(from: Int(input[1]) + 1, to: length, by: Int(input[1]) + 1)) + [length]
    let cut = testCase.run(cutAt: ends, in: room)
    precondition(cut.violations.isEmpty, "\(cut.violations)")
    precondition(
        testCase.isSame(cut, as: whole.steps, cutAt: ends), "\(whole.text), in pieces \(cut.text)")
    return 0
}
