// Where the program starts: from words to a command, its help and its exit codes.

import Kernel
import Maintenance
import TLS

@main
enum Program {
    static let version = "1.0.0"

    static func main() {
        Process.secureStandardStreams()
        Process.exit(run(Environment.arguments))
    }

    /// - Returns: the exit code.
    private static func run(_ words: [String]) -> Int32 {
        guard let word = words.first else { return ServeCommand.run() }
        let arguments = Arguments(Array(words.dropFirst()))
        for (name, command) in commands where word.equals(name) {
            return arguments.isHelp ? printed(Help.text) : command(arguments)
        }
        return misuse(
            "unknown command: " + word,
            accepted: "serve, check, healthcheck, render, --version")
    }

    private static let commands: [(String, @Sendable (Arguments) -> Int32)] = [
        ("serve", { alone($0) { ServeCommand.run() } }),
        ("check", { CheckCommand.run($0) }),
        ("healthcheck", { alone($0) { HealthcheckCommand.run() } }),
        ("render", { RenderCommand.run($0) }),
        ("--help", { alone($0) { printed(Help.text) } }),
        ("-h", { alone($0) { printed(Help.text) } }),
        ("help", { alone($0) { printed(Help.text) } }),
        ("--version", { alone($0) { printed(versions) } }),
        ("version", { alone($0) { printed(versions) } }),
    ]

    /// For a command that takes no arguments.
    private static func alone(_ arguments: Arguments, _ run: () -> Int32) -> Int32 {
        arguments.refuseRest() ?? run()
    }

    private static var versions: String {
        "under-maintenance " + version + ", " + Library.version + ", " + Gzip.version + "\n"
    }

    private static func printed(_ text: String) -> Int32 {
        Output.standard.write(text)
        return ExitCode.stopped
    }

    static func misuse(_ reason: String, accepted: String) -> Int32 {
        Output.error.write(
            LogLine.printable("under-maintenance: " + reason + "; accepted: " + accepted))
        Output.error.write("; see --help\n")
        return ExitCode.usage
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
