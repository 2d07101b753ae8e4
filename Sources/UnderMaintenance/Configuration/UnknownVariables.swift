// Variables with our prefix that nobody reads: a slip of the pen gets the name it came closest to.

import Kernel

enum UnknownVariables {
    /// One warning for each unknown name, and for each that only a later build reads.
    static func findings(in variables: [Environment.Variable]) -> [Finding] {
        var findings: [Finding] = []
        for variable in variables {
            let full = Array(variable.name.utf8)
            guard full.hasPrefix(Variable.prefix) else { continue }
            let name = Array(full[Variable.prefix.utf8.count...])
            let value = Array(variable.value.utf8).trimmed()
            guard !value.isEmpty, !isServiceLink(name, value) else { continue }
            if let known = Variable.named(name) {
                guard known.row.marks.contains(.later) else { continue }
                findings.append(Finding(known, value, .later))
            } else {
                findings.append(Finding(unknown: variable.name, nearest: nearest(to: name)))
            }
        }
        return findings
    }

    /// Kubernetes and Docker describe a service called `under-maintenance` to its neighbours and
    /// itself as `UNDER_MAINTENANCE_SERVICE_HOST`, `UNDER_MAINTENANCE_PORT=tcp://…`,
    /// `UNDER_MAINTENANCE_PORT_80_TCP_ADDR`. Nobody wrote those; a warning would never end.
    private static func isServiceLink(_ name: [UInt8], _ value: [UInt8]) -> Bool {
        if name.hasSuffix("SERVICE_HOST") || name.contains("SERVICE_PORT") { return true }
        if name.hasSuffix("PORT") { return value.contains("://") }
        return name.contains("PORT_") && (name.contains("_TCP") || name.contains("_UDP"))
    }

    /// The known name at the smallest distance, nil when none is within a third of its length.
    static func nearest(to written: [UInt8]) -> Variable? {
        var nearest: Variable?
        var smallest = Int.max
        for known in Variable.allCases {
            let row = known.row
            if row.isBare { continue }
            let candidate = Array(row.name.utf8)
            let allowed = max(written.count, candidate.count) / 3
            // Also keeps a name of a hundred kilobytes from being compared at all.
            guard abs(written.count - candidate.count) <= allowed else { continue }
            let distance = distance(from: written, to: candidate)
            if distance <= allowed, distance < smallest {
                smallest = distance
                nearest = known
            }
        }
        return nearest
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
