// How long to wait before a worker that keeps dying is started again.

/// At once for the first death, then longer with each early one; never gives up.
struct Backoff {
    /// Milliseconds; a worker that lived longer has been well.
    static let wellAfter = 10_000
    private static let longest = 5_000

    private var earlyDeaths = 0

    /// - Parameter lived: milliseconds between its start and its end.
    /// - Returns: milliseconds to wait.
    mutating func delay(afterLiving lived: Int) -> Int {
        if lived >= Self.wellAfter { earlyDeaths = 0 }
        defer { earlyDeaths += 1 }
        if earlyDeaths == 0 { return 0 }
        return min(Self.longest, 50 << min(earlyDeaths, 10))
    }
}
