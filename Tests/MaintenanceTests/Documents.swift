// Reading problem documents as their clients do.

import Foundation
import FoundationXML

struct Malformed: Error {}

/// The members of a JSON document.
func parsedJSON(_ bytes: [UInt8]) throws -> [String: Any] {
    guard let object = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] else {
        throw Malformed()
    }
    return object
}

/// The texts of an XML document's elements by their names; `path` is that of elements within.
func parsedXML(_ bytes: [UInt8]) throws -> [String: String] {
    let reader = ElementReader()
    let parser = XMLParser(data: Data(bytes))
    parser.shouldProcessNamespaces = true
    parser.delegate = reader
    guard parser.parse() else { throw Malformed() }
    return reader.texts
}

private final class ElementReader: NSObject, XMLParserDelegate {
    var texts: [String: String] = [:]
    private var path: [String] = []

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
        qualifiedName: String?, attributes: [String: String]
    ) {
        path.append(name)
        texts[path.joined(separator: "/")] = ""
        if path.count == 1 { texts["namespace"] = namespaceURI }
    }

    func parser(
        _ parser: XMLParser, didEndElement name: String, namespaceURI: String?,
        qualifiedName: String?
    ) {
        path.removeLast()
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
        texts[path.joined(separator: "/"), default: ""] += text
    }

    func parser(_ parser: XMLParser, foundCDATA block: Data) { texts["CDATA"] = "" }

    func parser(_ parser: XMLParser, foundComment comment: String) { texts["comment"] = comment }
}
