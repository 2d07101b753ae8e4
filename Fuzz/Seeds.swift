// What a fuzzer begins with: the tables of cases.
import Glibc

/// Writes each seed to a file of its own, and ends, if SEEDS names a folder. A fuzzer asks for it
/// before its first input.
func writeSeeds(_ seeds: [[UInt8]]) {
    guard let folder = getenv("SEEDS").map({ String(cString: $0) }) else { return }
    for (number, seed) in seeds.enumerated() {
        let file = fopen("\(folder)/case-\(number)", "w")
        precondition(file != nil && fwrite(seed, 1, seed.count, file) == seed.count)
        fclose(file)
    }
    exit(0)
}
