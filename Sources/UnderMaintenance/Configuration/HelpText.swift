// The one screen that --help prints.

extension KnownVariable {
    static var helpText: String {
        var text = """
            under-maintenance: answers every request with 503 Under maintenance

              under-maintenance [serve]      serve until SIGTERM; SIGHUP reloads
              under-maintenance check        report what would be served; opens no port
              under-maintenance healthcheck  ask the running server; exit 0 or 1
              under-maintenance --help, --version

            Variables, each behind UNDER_MAINTENANCE_, with their defaults:

            """
        var nameWidth = 0
        var standardWidth = 0
        for variable in all where variable.build == .this {
            nameWidth = max(nameWidth, variable.name.utf8.count + 2)
            standardWidth = max(standardWidth, variable.standard.utf8.count + 2)
        }
        for variable in all where variable.build == .this {
            text += "  " + padded(variable.name, to: nameWidth)
            text += padded(variable.standard, to: standardWidth) + variable.meaning + "\n"
        }
        text += """

            Exit: 0 stopped as asked, 1 check warns or unhealthy, 64 wrong arguments,
            71 the system refused, 78 configuration mistakes.

            """
        return text
    }

    private static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: width - text.utf8.count)
    }
}
