// An answer's fields in the form of HTTP/1.

/// RFC 9112 §4 and §5. Heads that never change are rendered at load; what follows them (the
/// clock's lines, `Connection`, the empty line) is appended with each answer.
package enum ResponseHead {
    /// The status line with its CRLF.
    package static func statusLine(_ status: Int) -> [UInt8] {
        var line = [UInt8]("HTTP/1.1 ")
        line.append(decimal: status)
        line.append(" ")
        line.append(StatusCode.reason(for: status))
        line.append("\r\n")
        return line
    }

    /// The field lines, each with its CRLF.
    @inline(never)
    package static func lines(_ list: FieldList) -> [UInt8] {
        var lines: [UInt8] = []
        for field in list.fields {
            lines.append(field.name)
            lines.append(": ")
            lines += field.value
            lines.append("\r\n")
        }
        return lines
    }
}
