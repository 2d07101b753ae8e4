// `check`: loads everything as `serve` would and says what it would be.

import Kernel
import Maintenance

enum CheckCommand {
    /// Opens no port.
    /// - Returns: 0 clean, 1 with warnings, 78 with mistakes.
    static func run() -> Int32 {
        let loaded = Configuration.load(
            from: Environment.variables, now: Clock.unixSeconds())
        let configuration = loaded.configuration
        var findings = loaded.findings
        var snapshot = Snapshot.withoutPage(configuration)
        do throws(Snapshot.Refusal) {
            snapshot = try Snapshot.load(configuration)
        } catch {
            findings.append(error.finding)
        }
        for finding in findings { Output.standard.write(finding.report) }
        if loaded.hasMistakes {
            Output.standard.write("verdict   would not start\n")
            return ExitCode.configuration
        }
        Output.standard.write(description(of: configuration, snapshot))
        let verdict = findings.isEmpty ? "clean" : "would start, with warnings"
        Output.standard.write("verdict   \(verdict)\n")
        return findings.isEmpty ? ExitCode.stopped : ExitCode.warned
    }

    private static func description(
        of configuration: Configuration, _ snapshot: Snapshot
    ) -> String {
        var text = ""
        for address in configuration.httpListen {
            text += "listener  \(address.text) http"
            if configuration.proxyProtocol != .off {
                text += ", PROXY header \(configuration.proxyProtocol.word)"
            }
            text += ", keep-alive \(configuration.keepAlive.word)\n"
        }
        let answer = snapshot.responses.representations[0]
        text += "answer    \(answer.status), \(answer.body.count) bytes from "
        text += snapshot.pagePath ?? "the built-in text"
        text += "\nworkers   \(configuration.workers ?? WorkerCount.usable())\n"
        return text
    }
}

extension Finding {
    /// One line for a person.
    fileprivate var report: String {
        let word = severity == .mistake ? "mistake" : "warning"
        let written = value.utf8.isEmpty ? "" : "=\(value)"
        return "\(word)   \(variable)\(written): \(reason); \(cure)\n"
    }
}
