// What a fuzzer is for, and where libFuzzer enters: one program holds all targets.
import Glibc

/// One kind of input that others send or write, and what holds whatever stands in it.
protocol Target {
    /// What it begins with: the tables of cases.
    static var seeds: [[UInt8]] { get }
    /// Words that its inputs are made of.
    static var words: [[UInt8]] { get }

    /// Ends the process where something doesn't hold.
    static func run(_ input: [UInt8])
}

nonisolated(unsafe) private let targets: [(name: String, target: any Target.Type)] = [
    ("exchange", Exchanges.self), ("session", Sessions.self), ("decoder", Decoder.self),
    ("proxy", Proxies.self), ("responder", Responders.self),
    ("configuration", Configurations.self), ("pem", PEM.self), ("hello", Hello.self),
    ("announcement", Announcements.self),
]

nonisolated(unsafe) private var target: any Target.Type = Exchanges.self

private func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

/// TARGET names the one that is run. SEEDS is a folder for what it begins with, and SHOW a file whose
/// bytes are printed as a case: both end the process. libFuzzer asks before the first input.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(_: UnsafePointer<CInt>, _: UnsafeMutableRawPointer) -> CInt {
    if let path = variable("SHOW") {
        print(literal(read(path)))
        exit(0)
    }
    guard let named = targets.first(where: { $0.name == variable("TARGET") }) else {
        print(targets.map(\.name).joined(separator: " "))
        exit(2)
    }
    target = named.target
    if let folder = variable("SEEDS") {
        for (number, seed) in target.seeds.enumerated() { write(seed, "\(folder)/case-\(number)") }
        let words = target.words.map { "\"\(escaped($0))\"\n" }
        write(Array(words.joined().utf8), folder + ".dictionary")
        exit(0)
    }
    return 0
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    target.run(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}

private func write(_ bytes: [UInt8], _ path: String) {
    let file = fopen(path, "w")
    precondition(file != nil && fwrite(bytes, 1, bytes.count, file) == bytes.count, path)
    fclose(file)
}

private func read(_ path: String) -> [UInt8] {
    guard let file = fopen(path, "r") else { return [] }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    while case let byte = fgetc(file), byte != EOF { bytes.append(UInt8(byte)) }
    return bytes
}

/// As libFuzzer's dictionaries have it.
private func escaped(_ bytes: [UInt8]) -> String {
    bytes.map { byte in
        (0x20..<0x7F).contains(byte) && byte != 0x22 && byte != 0x5C
            ? String(Unicode.Scalar(byte)) : "\\x" + hexadecimal(byte)
    }.joined()
}

/// As the tables have it: every scalar is one byte.
private func literal(_ bytes: [UInt8]) -> String {
    let text = bytes.map { byte in
        switch byte {
        case 0x0A: "\\n"
        case 0x0D: "\\r"
        case 0x22, 0x5C: "\\" + String(Unicode.Scalar(byte))
        case 0x20..<0x7F: String(Unicode.Scalar(byte))
        default: "\\u{\(hexadecimal(byte))}"
        }
    }
    return "\"" + text.joined() + "\""
}

private func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
}
