// What --help prints: the commands and the table of variables.

/// One screen.
enum Help {
    /// A default that is longer stands out into the next column.
    private static let nameWidth = 27
    private static let standardWidth = 16

    static var text: String {
        var text = """
            under-maintenance: answers every request with 503 Under maintenance

              under-maintenance [serve]      serve until SIGTERM; SIGHUP reloads
              under-maintenance check        report what would be served; --json
              under-maintenance healthcheck  ask the running server; exit 0 or 1
              under-maintenance render       print the page: --language de, --host a.example,
                                             --format html|json|xml|text, --head
              under-maintenance --help, --version

            Variables, each behind UNDER_MAINTENANCE_, with their defaults:

            """
        for variable in Variable.allCases {
            let row = variable.row
            guard !row.isBare else { continue }
            text += "  " + padded(row.name, to: nameWidth)
            text += padded(row.standard, to: standardWidth) + row.meaning + "\n"
        }
        text += """

            Exit: 0 stopped as asked, 1 check warns or unhealthy, 64 wrong arguments,
            71 the system refused, 78 configuration mistakes.

            """
        return text
    }

    /// At least two blanks end a column.
    @inline(never)
    private static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(2, width - text.utf8.count))
    }
}
