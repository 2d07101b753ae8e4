// What is true throughout one turn of an event loop.

/// Looked at several times for every request, and so not kept in stored variables of an object:
/// access to those is checked for exclusivity each time.
@safe
final class Turn {
    private struct Facts {
        var now = 0
        var unixTime = 0
        var isDraining = false
    }

    private let facts: UnsafeMutablePointer<Facts>

    init() {
        unsafe facts = .allocate(capacity: 1)
        unsafe facts.initialize(to: Facts())
    }

    deinit { unsafe facts.deallocate() }

    /// Milliseconds of the monotonic clock.
    var now: Int {
        get { unsafe facts.pointee.now }
        set { unsafe facts.pointee.now = newValue }
    }

    /// Seconds since 1970 in UTC.
    var unixTime: Int {
        get { unsafe facts.pointee.unixTime }
        set { unsafe facts.pointee.unixTime = newValue }
    }

    var isDraining: Bool {
        get { unsafe facts.pointee.isDraining }
        set { unsafe facts.pointee.isDraining = newValue }
    }
}
