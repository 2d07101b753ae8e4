// The fields of an answer, as names and values; each version of HTTP writes them in its own form.

package struct FieldList {
    package struct Field {
        /// As HTTP/1 writes it; HTTP/2 has lower case only (RFC 9113 §8.2).
        package let name: StaticString
        package let value: [UInt8]
    }

    /// In the order in which they are sent.
    package private(set) var fields: [Field] = []

    package init() {}

    package mutating func add(_ name: StaticString, _ value: [UInt8]) {
        fields.append(Field(name: name, value: value))
    }

    package mutating func add(_ name: StaticString, _ value: StaticString) {
        add(name, [UInt8](value))
    }

    package mutating func add(_ name: StaticString, decimal number: Int) {
        var value: [UInt8] = []
        value.append(decimal: number)
        add(name, value)
    }

    /// The same but for a field.
    package func without(_ name: StaticString) -> FieldList {
        var rest = FieldList()
        for field in fields where [UInt8](field.name) != [UInt8](name) {
            rest.fields.append(field)
        }
        return rest
    }

    /// A list of names, with commas between them.
    package mutating func add(_ name: StaticString, listing names: [StaticString]) {
        var value: [UInt8] = []
        for index in names.indices {
            if index > 0 { value.append(", ") }
            value.append(names[index])
        }
        add(name, value)
    }
}
