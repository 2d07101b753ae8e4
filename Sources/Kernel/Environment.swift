// What the process was started with: variables and arguments.

internal import CLinux

package enum Environment {
    /// One `NAME=value`.
    package struct Variable {
        package let name: String
        package let value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// All variables, in their order, as `SystemText` holds them: environ(7).
    package static var variables: [Variable] {
        guard var entry = unsafe CLinux_environ() else { return [] }
        var found: [Variable] = []
        while let text = unsafe entry.pointee {
            let line = unsafe String(systemText: text)
            if let mark = line.utf8.firstIndex(of: UInt8(ascii: "=")) {
                found.append(
                    Variable(
                        name: String(line[..<mark]),
                        value: String(line[line.utf8.index(after: mark)...])))
            }
            unsafe entry += 1
        }
        return found
    }

    /// The first of that name.
    static func value(of name: String) -> String? {
        variables.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }

    /// The words behind the program's name.
    package static var arguments: [String] {
        var words: [String] = []
        var index: CInt = 1
        while index < CLinux_argument_count() {
            if let word = unsafe CLinux_argument(index) {
                words.append(unsafe String(systemText: word))
            }
            index += 1
        }
        return words
    }
}
