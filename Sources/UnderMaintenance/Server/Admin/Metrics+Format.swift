// Prometheus' text format: a table of families, and samples with their labels.

import HTTP

extension Metrics {
    /// A line a family, in the order in which they are written: name, type, help.
    private static var families: StaticString {
        """
        requests_total counter Requests answered, by listener, version of HTTP, format and status.
        host_requests_total counter The same by host, for those that certificates and pages name.
        last_request_timestamp_seconds gauge When a visitor was last answered, to a second; 0: never.
        serving gauge Whether visitors have been answered within the last minute.
        connections_accepted_total counter Connections accepted.
        connections_open gauge Connections that are open.
        connections_closed_total counter Connections that have ended, by reason.
        connections_evicted_total counter Connections that made room for others, by what was short.
        tls_handshakes_total counter Handshakes that succeeded: full, or resumed.
        tls_handshakes_failed_total counter Handshakes that came to nothing, by reason.
        sent_bytes_total counter Bytes handed to the kernel.
        received_bytes_total counter Bytes taken from it.
        reloads_total counter Reloads, by result.
        last_reload_failed gauge Whether something is served that its files no longer hold.
        last_reload_timestamp_seconds gauge When all that is served was last what its files hold.
        certificate_expiry_timestamp_seconds gauge When the first certificate for the name expires.
        worker_restarts_total counter Workers that died and were replaced, by cause.
        memory_held_bytes gauge Bytes that peers make all workers hold.
        memory_budget_bytes gauge Bytes that they can at most.
        log_lines_dropped_total counter Lines that nobody will read, by stream.
        process_memory_bytes gauge Resident memory, with what processes share counted for each.
        process_cpu_seconds_total counter Processor time, that of ended processes too.
        build_info gauge 1, with the versions of what is inside.

        """
    }

    /// Goes on to the next family.
    @inline(never)
    mutating func begin() {
        name = word()
        let type = word()
        var end = place
        while Self.families.byte(at: end) != 0x0A { end += 1 }
        let help = place..<end
        place = end + 1
        for (keyword, words): (StaticString, Range<Int>) in [("HELP", help), ("TYPE", type)] {
            text.append("# ")
            text.append(keyword)
            text.append(" ")
            appendName()
            text.append(" ")
            append(words)
            text.append("\n")
        }
    }

    /// The next of the table, and the space behind it.
    private mutating func word() -> Range<Int> {
        let start = place
        while Self.families.byte(at: place) != 0x20 { place += 1 }
        place += 1
        return start..<place - 1
    }

    @inline(never)
    private mutating func append(_ range: Range<Int>) {
        for index in range { text.append(Self.families.byte(at: index)) }
    }

    private mutating func appendName() {
        text.append("under_maintenance_")
        append(name)
    }

    /// A family of one sample without labels.
    @inline(never)
    mutating func single(_ value: Int) {
        begin()
        end(value)
    }

    /// A family of a sample for each count, under the words of the label's values.
    @inline(never)
    mutating func family(
        _ name: StaticString, _ values: StaticString, _ counts: [Int], isHundredths: Bool = false
    ) {
        begin()
        for index in counts.indices {
            label(name, values, index)
            end(counts[index], isHundredths: isHundredths)
        }
    }

    /// - Parameters:
    ///   - values: words.
    ///   - number: of the word among them.
    @inline(never)
    mutating func label(_ name: StaticString, _ values: StaticString, _ number: Int) {
        var word: [UInt8] = []
        var left = number
        for index in 0..<values.utf8CodeUnitCount {
            let byte = values.byte(at: index)
            if byte == 0x20 {
                left -= 1
            } else if left == 0 {
                word.append(byte)
            }
        }
        label(name, word)
    }

    /// Begins a sample, or goes on with its labels.
    @inline(never)
    mutating func label(_ name: StaticString, _ value: [UInt8]) {
        if hasLabel {
            text.append(",")
        } else {
            appendName()
            text.append("{")
        }
        hasLabel = true
        text.append(name)
        text.append("=\"")
        for byte in value {
            // Hosts may be anything that a certificate or a file is named.
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { text.append("\\") }
            if byte >= 0x20, byte < 0x7F { text.append(byte) }
        }
        text.append("\"")
    }

    /// Ends a sample.
    @inline(never)
    mutating func end(_ value: Int, isHundredths: Bool = false) {
        if hasLabel { text.append("}") } else { appendName() }
        hasLabel = false
        text.append(" ")
        text.append(decimal: max(0, isHundredths ? value / 100 : value))
        if isHundredths {
            text.append(".")
            text.append(decimal: value / 10 % 10)
            text.append(decimal: value % 10)
        }
        text.append("\n")
    }
}
