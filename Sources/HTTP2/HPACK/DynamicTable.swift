// The dynamic table of one connection (RFC 7541 §2.3.2), without what nobody asks for.

internal import HTTP

/// Sizes are kept as the peer counts them. Of most fields only the meaning of the name is kept: a
/// cookie of two kilobytes costs eight octets. Those that somebody looks at are kept as they stand
/// in the text, lines of known fields and values of pseudo-fields, so that using them is one copy.
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
        /// Where what is kept of it begins: counted on beyond the end of the ring.
        fileprivate let place: UInt16

        var nameCount: Int { Int(nameBytes) }
        var valueCount: Int { Int(valueBytes) }
        fileprivate var size: Int { overhead &+ nameCount &+ valueCount }

        /// Octets of its line, or of a pseudo-field's value. Smaller than its size.
        fileprivate var keptCount: Int {
            if name.isKnown { return nameCount &+ valueCount &+ 4 }
            return name.keepsValue ? valueCount : 0
        }

        fileprivate static var none: Entry {
            Entry(name: .other, isValid: false, nameBytes: 0, valueBytes: 0, place: 0)
        }
    }

    /// Rings whose sizes are powers of two, no larger than this peer has made use of.
    private var entries: [Entry] = []
    private var kept: [UInt8] = []
    private(set) var count = 0
    private(set) var size = 0
    /// What the peer has set as the largest size.
    private var limit = largestSize
    /// Octets that are kept.
    private var keptCount = 0
    /// The places of the next entry and of what is kept of it; those before count back from them.
    private var entriesEnd = 0
    private var keptEnd: UInt16 = 0

    /// Octets of memory.
    var heldBytes: Int { entries.capacity * MemoryLayout<Entry>.stride + kept.capacity }

    /// - Parameter index: 0 is the newest; less than `count`.
    @inline(__always)
    func entry(at index: Int) -> Entry {
        precondition(index >= 0 && index < count)
        return entries[(entriesEnd &- 1 &- index) & (entries.count &- 1)]
    }

    /// Appends what is kept of an entry to the text.
    /// - Returns: where its value stands there; empty if it isn't kept.
    @inline(__always)
    func append(_ entry: Entry, to text: FieldText) -> ByteRange {
        let count = entry.keptCount
        if count == 0 { return .empty }
        let place = text.count
        let start = Int(entry.place) & (kept.count &- 1)
        if start &+ count <= kept.count {
            text.append(kept.span.extracting(start..<start &+ count))
        } else {
            text.append(kept.span.extracting(start..<kept.count))
            text.append(kept.span.extracting(0..<start &+ count &- kept.count))
        }
        let valuePlace = entry.name.isKnown ? place &+ entry.nameCount &+ 2 : place
        return ByteRange(from: valuePlace, to: valuePlace &+ entry.valueCount)
    }

    /// - Parameter text: what is kept of it, looked at only if its name keeps values: a line, or a
    ///   pseudo-field's value.
    mutating func insert(
        _ name: FieldName, isValid: Bool, nameCount: Int, valueCount: Int, _ text: Span<UInt8>
    ) {
        // RFC 7541 §4.4: room is made first, and what is larger than the table empties it. The
        // name may have come from an entry that goes now; nothing is read of it any more.
        let size = nameCount &+ valueCount &+ Self.overhead
        evict(to: limit &- size)
        if size > limit { return }
        let entry = Entry(
            name: name, isValid: isValid, nameBytes: UInt16(truncatingIfNeeded: nameCount),
            valueBytes: UInt16(truncatingIfNeeded: valueCount), place: keptEnd)
        if entry.keptCount > 0 { keep(text) }
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
            keptCount &-= oldest.keptCount
            count &-= 1
        }
    }

    private mutating func keep(_ text: Span<UInt8>) {
        if keptCount &+ text.count > kept.count { growKept(for: text.count) }
        let start = Int(keptEnd) & (kept.count &- 1)
        let first = min(text.count, kept.count &- start)
        kept.overwrite(at: start, with: text.extracting(0..<first))
        kept.overwrite(at: 0, with: text.extracting(first...))
        keptEnd &+= UInt16(truncatingIfNeeded: text.count)
        keptCount &+= text.count
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
    private mutating func growKept(for more: Int) {
        var size = max(128, kept.count)
        while size < keptCount + more { size *= 2 }
        var grown = [UInt8](repeating: 0, count: size)
        var place = Int(keptEnd &- UInt16(truncatingIfNeeded: keptCount))
        for _ in 0..<keptCount {
            grown[place & (size - 1)] = kept[place & (kept.count - 1)]
            place += 1
        }
        kept = grown
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
