// Everything that `serve` would serve, loaded, with everything that is wrong with it.

import Kernel
import Maintenance
import TLS

struct LoadedService {
    let configuration: Configuration
    /// Nil without TLS.
    let tickets: TicketKeys?
    let snapshot: Snapshot
    /// In the order of the table of variables, then those of files.
    let findings: [Finding]

    /// What the environment says, without a look at any file.
    static func readVariables() -> Configuration.Loaded {
        Configuration.load(from: Environment.variables, now: Clock.unixSeconds())
    }

    init(_ loaded: Configuration.Loaded = readVariables()) {
        configuration = loaded.configuration
        tickets = configuration.startTLS()
        var findings = loaded.findings + Capacity(configuration).findings(configuration)
        findings += configuration.challengeFindings
        snapshot = Snapshot(configuration, tickets: tickets, findings: &findings)
        self.findings = findings
    }

    /// The service mustn't start.
    var hasMistakes: Bool { findings.contains { $0.severity == .mistake } }
}
