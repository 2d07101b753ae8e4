// Where the program starts: from words to a command.

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
        ("--help", { printed(KnownVariable.helpText) }),
        ("-h", { printed(KnownVariable.helpText) }),
        ("help", { printed(KnownVariable.helpText) }),
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
