// One thing the configuration says that isn't taken as it was written.

struct Finding {
    enum Severity {
        /// A right answer is still possible: the default is used and the service starts.
        case warning
        /// A listener would be wrong or unsafe: the service doesn't start.
        case mistake
    }

    let severity: Severity
    /// The whole name, as in the environment.
    let variable: String
    /// What was written; of a list, the item. Empty where it says nothing or might be a secret.
    let value: String
    let reason: String
    /// What is accepted, or what to write instead.
    let cure: String
}
