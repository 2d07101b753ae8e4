// The words behind a command.

import Kernel

struct Arguments {
    private var words: [String]
    /// The option that a value was looked for behind in vain.
    private var incomplete: String?

    init(_ words: [String]) { self.words = words }

    var isHelp: Bool { words.contains { $0.equals("--help") || $0.equals("-h") } }

    /// - Returns: whether the flag is there; it is taken out.
    mutating func takeFlag(_ name: String) -> Bool {
        let count = words.count
        words = words.filter { !$0.equals(name) }
        return words.count < count
    }

    /// The word behind an option, or behind the option and `=`; both are taken out.
    @inline(never)
    mutating func takeValue(_ name: String) -> [UInt8]? {
        var rest: [String] = []
        var value: [UInt8]?
        var isNext = false
        for word in words {
            let bytes = Array(word.utf8)
            if isNext {
                value = bytes
                isNext = false
            } else if bytes.hasPrefix(name + "=") {
                value = Array(bytes[(name.utf8.count + 1)...])
            } else if word.equals(name) {
                isNext = true
            } else {
                rest.append(word)
            }
        }
        words = rest
        if isNext || value?.isEmpty == true { incomplete = name }
        return value
    }

    /// - Parameter accepted: what the command takes.
    /// - Returns: the exit code if a word is left that nobody knows, or a value is missing.
    func refuseRest(accepted: String = "nothing") -> Int32? {
        if let incomplete {
            return Program.misuse("no value behind " + incomplete, accepted: accepted)
        }
        return words.first.map { Program.misuse("unknown argument: " + $0, accepted: accepted) }
    }
}
