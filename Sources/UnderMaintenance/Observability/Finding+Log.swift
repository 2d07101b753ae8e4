// How a finding is said in the log.

import Kernel

extension Finding {
    func log(at time: Int = Clock.unixSeconds()) { line(at: time).write() }

    func line(at time: Int) -> LogLine {
        var line =
            switch severity {
            case .warning: LogLine(.warning, "configuration-warning", at: time)
            case .mistake: LogLine(.error, "configuration-mistake", at: time)
            }
        line.add("variable", variable)
        if !value.utf8.isEmpty { line.add("value", value) }
        line.add("reason", reason)
        line.add("cure", cure)
        return line
    }
}
