// What the process tells its parent when it ends: the codes of sysexits.h where one fits.

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
