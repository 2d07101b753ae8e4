// Saying a thing that happens often now and then only, with how often it went unsaid.

struct RateLimit {
    private let seconds: Int
    private var lastTime: Int?
    private var suppressed = 0

    /// - Parameter seconds: at least so many lie between two events that are let through.
    init(oncePer seconds: Int) { self.seconds = seconds }

    func isDue(at now: Int) -> Bool {
        guard let lastTime else { return true }
        // A clock that was set back mustn't silence anything for long.
        return now < lastTime || now - lastTime >= seconds
    }

    /// Asks for one event.
    /// - Returns: nil when it is suppressed; else how many were since the last one let through.
    mutating func admit(at now: Int) -> Int? {
        guard isDue(at: now) else {
            suppressed += 1
            return nil
        }
        defer { suppressed = 0 }
        lastTime = now
        return suppressed
    }
}
