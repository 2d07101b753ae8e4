// Which scripts of other sites see the answer: a word, or a list of origins.

import HTTP
import Maintenance

extension Configuration {
    /// `on` or `*`, `off`, or a list of origins, with `*` among them if everybody is to read. YAML
    /// makes other words of those two. What can't be read gives nobody leave.
    static func crossOrigin(_ reader: inout VariableReader) -> CrossOriginPolicy {
        guard let value = reader.value(of: .cors) else { return .open }
        if let word = value.switchWord { return word.equals("on") ? .open : .off }
        var policy = CrossOriginPolicy.off
        for item in VariableReader.items(of: value) {
            if item.equals("*") {
                policy.everyoneReads = true
            } else if let origin = Origin.canonical(item) {
                policy.origins.append(origin)
            } else if item.isEmpty {
                reader.note(.cors, value, .emptyItem, .leftOut)
            } else {
                let isWord = item.switchWord != nil
                reader.note(
                    .cors, item: item, isWord ? .wordAmongOthers : .notOrigin, .leftOut)
            }
        }
        return policy
    }
}
