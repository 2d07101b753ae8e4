// Variables with our prefix that nobody reads: a slip of the pen gets the name it came closest to.

import HTTP
import Kernel

enum UnknownVariables {
    /// One warning for each unknown name.
    static func findings(in variables: [Environment.Variable]) -> [Finding] {
        var findings: [Finding] = []
        for variable in variables {
            let full = Array(variable.name.utf8)
            guard full.hasPrefix(Variable.prefix) else { continue }
            let name = Array(full[Variable.prefix.utf8.count...])
            let value = Array(variable.value.utf8).trimmed()
            if value.isEmpty { continue }
            if Variable.named(name) == nil, !isServiceLink(name, value) {
                findings.append(Finding(unknown: variable.name, nearest: nearest(to: name)))
            }
        }
        return findings
    }

    /// Kubernetes and Docker describe a service or link whose name begins with `under-maintenance`
    /// to its neighbours and itself: `…_SERVICE_HOST`, `…_SERVICE_PORT_HTTP`, `…_PORT=tcp://…`,
    /// `…_PORT_80_TCP_ADDR`, `…_NAME=/app/link`, `…_ENV_PATH`. Nobody wrote those; a warning would
    /// never end.
    private static func isServiceLink(_ name: [UInt8], _ value: [UInt8]) -> Bool {
        let words = name.split(separator: UInt8(ascii: "_")).map { Array($0) }
        for index in words.indices {
            let rest = words[(index + 1)...].map { $0 }
            switch rest.count {
            case 0:
                if words[index].equals("PORT") { return value.contains("://") }
                if words[index].equals("NAME") {
                    return value.first == 0x2F && value.dropFirst().contains(0x2F)
                }
            case 1:
                if words[index].equals("SERVICE"), rest[0].equals("HOST") { return true }
                // Of several ports in a row.
                let isEnd = rest[0].equals("START") || rest[0].equals("END")
                if words[index].equals("PORT"), isEnd { return value.contains("://") }
            default: break
            }
            if words[index].equals("ENV"), !rest.isEmpty { return true }
            if words[index].equals("SERVICE"), rest.first?.equals("PORT") == true { return true }
            if words[index].equals("PORT"), isPort(rest) { return true }
        }
        return false
    }

    /// `80_TCP`, and with one word of these behind it.
    private static func isPort(_ words: [[UInt8]]) -> Bool {
        guard words.count == 2 || words.count == 3, words[0].decimal() != nil,
            ["TCP", "UDP", "SCTP"].contains(where: { words[1].equals($0) })
        else { return false }
        return words.count == 2
            || ["PROTO", "PORT", "ADDR", "START", "END"].contains { words[2].equals($0) }
    }

    /// The known name that it is short for, else the one at the smallest distance; else the same in our
    /// words; nil: it is like none.
    static func nearest(to written: [UInt8]) -> Variable? {
        // A name of a hundred kilobytes isn't compared at all.
        if written.count >= 64 { return nil }
        var known: [Variable] = []
        var names: [[UInt8]] = []
        for variable in Variable.allCases {
            let row = variable.row
            if row.isBare { continue }
            known.append(variable)
            names.append(Array(row.name.utf8))
        }
        let words = written.split(separator: UInt8(ascii: "_"))
        let ours = inOurWords(words)
        let place =
            shortened(words, among: names) ?? nearest(to: written, among: names)
            ?? shortened(ours.split(separator: UInt8(ascii: "_")), among: names)
            ?? nearest(to: ours, among: names)
        return place.map { known[$0] }
    }

    @inline(never)
    private static func shortened(
        _ words: [ArraySlice<UInt8>], among names: [[UInt8]]
    ) -> Int? {
        var nearest: Int?
        var smallest = Int.max
        for (index, name) in names.enumerated() {
            guard let shortened = shortened(words, for: name) else { continue }
            // `LOG` is a word of ACCESS_LOG and begins one of LOGO_PATH.
            let rank = name.count { $0 == UInt8(ascii: "_") } << 8 + shortened
            if rank < smallest { (nearest, smallest) = (index, rank) }
        }
        return nearest
    }

    /// The candidate at the smallest distance; nil when none is within a third of its length.
    @inline(never)
    static func nearest(to written: [UInt8], among candidates: [[UInt8]]) -> Int? {
        var nearest: Int?
        var smallest = Int.max
        for (index, candidate) in candidates.enumerated() {
            let allowed = max(written.count, candidate.count) / 3
            // Whatever its letters are, it can't be nearer than that.
            guard abs(written.count - candidate.count) <= allowed else { continue }
            let distance = distance(from: written, to: candidate)
            if distance <= allowed, distance < smallest { (nearest, smallest) = (index, distance) }
        }
        return nearest
    }

    /// What other servers call a word of ours, and that behind it.
    private static var synonyms: StaticString {
        """
        PORT LISTEN ADDRESS LISTEN BIND LISTEN DRAIN SHUTDOWN GRACE SHUTDOWN GRACEFUL SHUTDOWN \
        TIMEOUT SECONDS INTERVAL SECONDS PERIOD SECONDS METRICS ADMIN HEALTH ADMIN URL LINK \
        TEXT MESSAGE END UNTIL SSL TLS
        """
    }

    @inline(never)
    private static func inOurWords(_ words: [ArraySlice<UInt8>]) -> [UInt8] {
        let pairs = [UInt8](synonyms).split(separator: 0x20)
        var ours: [UInt8] = []
        for word in words {
            var word = word
            for place in stride(from: 0, to: pairs.count, by: 2) where pairs[place] == word {
                word = pairs[place + 1]
                break
            }
            if !ours.isEmpty { ours.append(UInt8(ascii: "_")) }
            ours += word
        }
        return ours
    }

    /// How many of its words are shortened, where all of them, in their order, begin words of the
    /// name: `TLS_CERT_DIR`; nil: they don't. A first letter or two say too little.
    private static func shortened(_ words: [ArraySlice<UInt8>], for name: [UInt8]) -> Int? {
        var rest = words[...]
        var shortened = 0
        for word in name.split(separator: UInt8(ascii: "_")) {
            guard let next = rest.first else { break }
            guard next.count > 2 ? word.starts(with: next) : word == next else { continue }
            if word.count > next.count { shortened += 1 }
            rest.removeFirst()
        }
        return rest.isEmpty && !words.isEmpty ? shortened : nil
    }

    /// Damerau and Levenshtein's: letters put in, left out, changed, or swapped with the next.
    static func distance(from one: [UInt8], to other: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...other.count)
        for i in one.indices {
            var row = [i + 1]
            for j in other.indices {
                let changed = last[j] + (one[i] == other[j] ? 0 : 1)
                var best = min(changed, last[j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, one[i] == other[j - 1], one[i - 1] == other[j] {
                    best = min(best, beforeLast[j - 1] + 1)
                }
                row.append(best)
            }
            beforeLast = last
            last = row
        }
        return last[other.count]
    }
}
