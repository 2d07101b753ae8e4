// The dynamic table of one connection (RFC 7541 §2.3.2), without what nobody asks for.

/// Sizes are kept as the peer counts them. Of names only the meaning is kept, and values only of
/// those that somebody looks at: a cookie of two kilobytes costs eight octets.
struct DynamicTable {
    /// Octets of all entries, as RFC 7541 §4.1 counts them. The default, which is never changed.
    static let largestSize = 4096
    /// What an entry counts besides its name and value.
    static let overhead = 32

    struct Entry {
        let name: FieldName
        /// Whether name and value break no rule: decided once, however often it is used.
        let isValid: Bool
        fileprivate let nameBytes: UInt16
        fileprivate let valueBytes: UInt16
        /// Where its value begins, if that is kept: counted on beyond the end of the ring.
        fileprivate let place: UInt16

        var nameCount: Int { Int(nameBytes) }
        var valueCount: Int { Int(valueBytes) }
        fileprivate var size: Int { overhead &+ nameCount &+ valueCount }
        fileprivate var keptCount: Int { name.keepsValue ? valueCount : 0 }

        fileprivate static var none: Entry {
            Entry(name: .other, isValid: false, nameBytes: 0, valueBytes: 0, place: 0)
        }
    }

    /// Rings whose sizes are powers of two, no larger than this peer has made use of.
    private var entries: [Entry] = []
    private var values: [UInt8] = []
    private(set) var count = 0
    private(set) var size = 0
    /// What the peer has set as the largest size.
    private var limit = largestSize
    /// The places of the next entry and the next value; those before count back from them.
    private var entriesEnd = 0
    private var valuesEnd: UInt16 = 0
    private var valuesCount = 0

    /// Octets of memory.
    var heldBytes: Int { entries.capacity * MemoryLayout<Entry>.stride + values.capacity }

    /// - Parameter index: 0 is the newest; less than `count`.
    @inline(__always)
    func entry(at index: Int) -> Entry {
        precondition(index >= 0 && index < count)
        return entries[(entriesEnd &- 1 &- index) & (entries.count &- 1)]
    }

    /// Appends the value of an entry, if it is one that is kept.
    @inline(__always)
    func appendValue(of entry: Entry, to text: FieldText) {
        let count = entry.keptCount
        if count == 0 { return }
        let start = Int(entry.place) & (values.count &- 1)
        let first = min(count, values.count &- start)
        text.append(values.span.extracting(start..<start &+ first))
        if first < count { text.append(values.span.extracting(0..<count &- first)) }
    }

    /// - Parameter value: as many octets as are said; looked at only if its name keeps values.
    mutating func insert(
        _ name: FieldName, isValid: Bool, nameCount: Int, valueCount: Int, value: Span<UInt8>
    ) {
        // RFC 7541 §4.4: room is made first, and what is larger than the table empties it. The
        // name may have come from an entry that goes now; nothing is read of it any more.
        let size = nameCount &+ valueCount &+ Self.overhead
        evict(to: limit &- size)
        if size > limit { return }
        let entry = Entry(
            name: name, isValid: isValid, nameBytes: UInt16(truncatingIfNeeded: nameCount),
            valueBytes: UInt16(truncatingIfNeeded: valueCount), place: valuesEnd)
        if entry.keptCount > 0 { keep(value) }
        if count == entries.count { growEntries() }
        entries[entriesEnd & (entries.count &- 1)] = entry
        entriesEnd &+= 1
        count &+= 1
        self.size &+= size
    }

    /// RFC 7541 §4.3.
    /// - Parameter limit: at most `largestSize`.
    mutating func resize(to limit: Int) {
        self.limit = limit
        evict(to: limit)
    }

    private mutating func evict(to target: Int) {
        while size > target, count > 0 {
            let oldest = entry(at: count &- 1)
            size &-= oldest.size
            valuesCount &-= oldest.keptCount
            count &-= 1
        }
    }

    private mutating func keep(_ value: Span<UInt8>) {
        if valuesCount &+ value.count > values.count { growValues(for: value.count) }
        let start = Int(valuesEnd) & (values.count &- 1)
        let first = min(value.count, values.count &- start)
        values.overwrite(at: start, with: value.extracting(0..<first))
        values.overwrite(at: 0, with: value.extracting(first...))
        valuesEnd &+= UInt16(truncatingIfNeeded: value.count)
        valuesCount &+= value.count
    }

    @inline(never)
    private mutating func growEntries() {
        var grown = [Entry](repeating: .none, count: max(8, 2 * entries.count))
        for index in 0..<count {
            grown[(entriesEnd - 1 - index) & (grown.count - 1)] = entry(at: index)
        }
        entries = grown
    }

    /// Places stay what they are: they are counted in a number that every size divides.
    @inline(never)
    private mutating func growValues(for more: Int) {
        var size = max(128, values.count)
        while size < valuesCount + more { size *= 2 }
        var grown = [UInt8](repeating: 0, count: size)
        var place = Int(valuesEnd &- UInt16(truncatingIfNeeded: valuesCount))
        for _ in 0..<valuesCount {
            grown[place & (size - 1)] = values[place & (values.count - 1)]
            place += 1
        }
        values = grown
    }
}

extension [UInt8] {
    fileprivate mutating func overwrite(at start: Int, with bytes: Span<UInt8>) {
        guard bytes.count > 0 else { return }
        precondition(start >= 0 && start + bytes.count <= count)
        unsafe withUnsafeMutableBytes { target in
            unsafe bytes.withUnsafeBytes { source in
                // Not update(from:count:), which Embedded Swift compiles to a loop over the bytes.
                unsafe (target.baseAddress! + start).copyMemory(
                    from: source.baseAddress!, byteCount: source.count)
            }
        }
    }
}
