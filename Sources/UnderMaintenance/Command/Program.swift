// Where the program starts: from words to a command, its help and its exit codes.

import Kernel
import Maintenance
import TLS

@main
enum Program {
    static let version = "1.0.0-dev"

    static func main() {
        Process.secureStandardStreams()
        Process.exit(run(Environment.arguments))
    }

    /// - Returns: the exit code.
    private static func run(_ arguments: [String]) -> Int32 {
        guard arguments.count <= 1 else { return misuse("one command at most") }
        guard let word = arguments.first else { return ServeCommand.run() }
        for (name, command) in commands where word.equals(name) { return command() }
        return misuse("unknown command: \(word)")
    }

    private static let commands: [(String, @Sendable () -> Int32)] = [
        ("serve", { ServeCommand.run() }),
        ("check", { CheckCommand.run() }),
        ("healthcheck", { HealthcheckCommand.run() }),
        ("--help", { printed(Help.text) }),
        ("-h", { printed(Help.text) }),
        ("help", { printed(Help.text) }),
        ("--version", { printed(versions) }),
        ("version", { printed(versions) }),
    ]

    private static var versions: String {
        "under-maintenance " + version + ", " + Library.version + ", " + Gzip.version + "\n"
    }

    private static func printed(_ text: String) -> Int32 {
        Output.standard.write(text)
        return ExitCode.stopped
    }

    private static func misuse(_ reason: String) -> Int32 {
        Output.error.write(
            "under-maintenance: \(reason); accepted: serve, check, healthcheck, --help, --version\n"
        )
        return ExitCode.usage
    }
}

/// What --help prints.
enum Help {
    /// A default that is longer stands out into the next column.
    private static let nameWidth = 27
    private static let standardWidth = 16

    /// One screen.
    static var text: String {
        var text = """
            under-maintenance: answers every request with 503 Under maintenance

              under-maintenance [serve]      serve until SIGTERM; SIGHUP reloads
              under-maintenance check        report what would be served; opens no port
              under-maintenance healthcheck  ask the running server; exit 0 or 1
              under-maintenance --help, --version

            Variables, each behind UNDER_MAINTENANCE_, with their defaults:

            """
        for variable in Variable.allCases {
            let row = variable.row
            guard row.marks.isDisjoint(with: [.later, .bare]) else { continue }
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

/// What the process tells its parent when it ends: the codes of sysexits.h where one fits.
enum ExitCode {
    /// Stopped as asked; a check without warnings; healthy.
    static let stopped: Int32 = 0
    /// A check with warnings; not healthy.
    static let warned: Int32 = 1
    /// EX_USAGE.
    static let usage: Int32 = 64
    /// EX_OSERR: the system refused, by a bind or a fork.
    static let systemRefused: Int32 = 71
    /// EX_CONFIG.
    static let configuration: Int32 = 78
}
