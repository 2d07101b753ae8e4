// How much of what is queued a logger writes at once.

import Testing

@testable import UnderMaintenance

struct LoggerTests {
    @Test(arguments: [
        ("a\n", 2), ("a\nb\n", 4), ("a\nb", 2), ("a\nbcd\ne", 6), ("\n", 1), ("\n\na", 2),
        // Not a line of ours, or one that will never end: it is written as it is.
        ("a", 1), ("abc", 3),
    ])
    func `a batch ends behind its last whole line`(_ text: String, _ end: Int) {
        let bytes = [UInt8](text.utf8)
        #expect(Logger.endOfLines(bytes.span) == end)
    }
}
