// Every answer this server can give, rendered when it loads.

internal import HTTP

/// The loaded snapshot that a generation of workers serves. It never changes; a reload makes
/// another one. An object, so that a request copies none of it.
package final class ResponseSet {
    /// A body up to this many bytes is copied behind its head, so that both leave in one write.
    package static let inlineBodyBytes = 16 * 1024

    static let requestTimeout = 0
    private static let firstRefusal = 1
    static let preflight = firstRefusal + HeadError.allCases.count
    private static let firstRemoteProcedureCall = preflight + 1

    package let representations: [Representation]
    let catalogue: Catalogue
    /// What is answered without a further look to those who ask for nothing in particular; -1:
    /// nothing.
    let uniform: Int
    let allowsCrossOrigin: Bool

    /// - Parameter digest: the SHA-256 of bytes, in Base64.
    package init(_ content: MaintenanceContent, digest: (Span<UInt8>) -> [UInt8]) {
        var builder = ResponseSetBuilder(content)
        builder.addFixed()
        builder.addBuiltIn(content.announcement, digest: digest)
        builder.add(content.ownPages, content.customPage)
        builder.catalogue.conclude()
        representations = builder.representations
        catalogue = builder.catalogue
        let answer = builder.catalogue.uniform ?? -1
        uniform = answer >= 0 && !builder.representations[answer].hasGzip ? answer : -1
        allowsCrossOrigin = content.allowsCrossOrigin
    }

    /// What is answered to somebody who asks for nothing in particular.
    package var standard: Representation { representations[catalogue.standard] }

    /// Of the built-in page.
    package var languageCount: Int { Translation.all.count }

    @inline(__always)
    static func index(of error: HeadError) -> Int { firstRefusal + error.index }

    static func index(of call: RemoteProcedureCall) -> Int {
        firstRemoteProcedureCall + call.rawValue
    }

    static func isRemoteProcedureCall(_ index: Int) -> Bool {
        index >= firstRemoteProcedureCall
            && index < firstRemoteProcedureCall + RemoteProcedureCall.allCases.count
    }

    /// Appends the answer in HTTP/1's form, head and inline body, to what is about to be sent.
    /// - Parameter crossOrigin: holds the lines of an answer that needs them.
    /// - Returns: the representation whose body must follow by itself, being larger; else nil.
    @inline(__always)
    package func append(
        _ response: Response, clock: ClockLines, crossOrigin: OutputBuffer,
        to output: OutputBuffer
    ) -> Int? {
        let index = response.representation
        output.append(representations[index].head)
        if response.isCrossOrigin { appendCrossOrigin(index, crossOrigin, output) }
        var seconds = 0
        if !representations[index].advisesRetry {
            output.append(clock.date)
        } else if clock.isJittered || representations[index].secondsAt >= 0 {
            seconds = clock.append(to: output)
        } else {
            output.append(clock.dateAndRetryAfter)
        }
        output.append(
            response.closes ? "Connection: close\r\n\r\n" : "Connection: keep-alive\r\n\r\n")
        if response.omitsBody { return nil }
        if representations[index].body.count > Self.inlineBodyBytes { return index }
        let start = output.count
        output.append(representations[index].body)
        let place = representations[index].secondsAt
        if place >= 0 {
            output.put(
                decimal: seconds, at: start + place, width: ProblemDocument.secondsWidth)
        }
        return nil
    }

    /// Appends an answer that isn't among the rendered ones; its body fits behind its head.
    package func append(
        _ answer: Representation, omitsBody: Bool, closes: Bool, clock: ClockLines,
        to output: OutputBuffer
    ) {
        output.append(answer.head)
        output.append(clock.date)
        output.append(closes ? "Connection: close\r\n\r\n" : "Connection: keep-alive\r\n\r\n")
        if !omitsBody { output.append(answer.body) }
    }

    /// The lines of another site's script, and its origin among what the answer varies by.
    @inline(never)
    private func appendCrossOrigin(_ index: Int, _ lines: OutputBuffer, _ output: OutputBuffer) {
        if representations[index].hasVary {
            output.removeLast(2)
            output.append(", Origin\r\n")
        } else {
            output.append("Vary: Origin\r\n")
        }
        output.append(lines)
    }
}
