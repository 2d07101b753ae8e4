// What the operator reads, whatever stood in a variable or a file.
import Foundation
import Kernel
import Testing

@testable import UnderMaintenance

/// What may never be read again wherever it is written: a key.
enum Planted {
    static let lines = [
        "MHcCAQEEIPlanted0Planted1Planted2Planted3Planted4oAoGCCqGSM49",
        "AwEHoUQDQgAEPlanted5Planted6Planted7Planted8Planted9Planted0==",
    ]
    static let pem =
        latin1("-----BEGIN EC PRIVATE KEY-----\n" + lines.joined(separator: "\n"))
        + latin1("\n-----END EC PRIVATE KEY-----\n")
    private static let sign = latin1("Planted")

    static func isIn(_ text: [UInt8]) -> Bool {
        text.indices.contains { text[$0...].starts(with: sign) }
    }
}

/// One line, as short as a pipe wants it, that moves and colours nothing and tells no secret; the same
/// in what `check` prints, for people and for machines.
func checkFindings(_ findings: [Finding]) {
    for finding in findings {
        let line = Array(finding.line(at: 0).text.utf8)
        precondition(line.count <= LogLine.longestLine && line.last == 10)
        checkText(line.dropLast())
        var people = Report(isJSON: false)
        var machines = Report(isJSON: true)
        finding.add(to: &people)
        finding.add(to: &machines)
        machines.conclude("end", "end", "")
        precondition(people.text.last == 10 && machines.text.last == 10)
        checkText(people.text.dropLast())
        checkText(machines.text.dropLast())
        precondition((try? JSONSerialization.jsonObject(with: Data(machines.text))) != nil)
    }
}

/// UTF-8 without a control character.
func checkText(_ bytes: ArraySlice<UInt8>) {
    let text = String(decoding: bytes, as: UTF8.self)
    precondition(text.utf8.elementsEqual(bytes), "no UTF-8: \(text)")
    precondition(
        text.unicodeScalars.allSatisfy {
            $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) && !SystemText.isForeign($0)
        }, text)
    precondition(!Planted.isIn(Array(bytes)), text)
}
