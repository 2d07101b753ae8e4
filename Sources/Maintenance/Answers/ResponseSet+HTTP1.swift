// Answers in the form of HTTP/1, put together from what was rendered at load.

package import HTTP

extension ResponseSet {
    /// Appends head and body to what is about to be sent.
    /// - Returns: the representation whose body must follow by itself, being large; else nil.
    @inline(__always)
    package func append(
        _ answer: PreparedAnswer, closes: Bool, clock: ClockLines, to output: OutputBuffer
    ) -> RepresentationID? {
        output.append(representations[answer.representation.index].head)
        return appendRest(of: answer, closes: closes, clock: clock, to: output)
    }

    /// The same with further fields, Vary among them: of `CrossOrigin`, `RequestID`.
    @inline(never)
    package func append(
        _ answer: PreparedAnswer, _ fields: FieldList, closes: Bool, clock: ClockLines,
        to output: OutputBuffer
    ) -> RepresentationID? {
        let representation = representations[answer.representation.index]
        output.append(representation.head.span.extracting(first: representation.headWithoutVary))
        output.append(ResponseHead.lines(fields))
        return appendRest(of: answer, closes: closes, clock: clock, to: output)
    }

    /// What differs from one answer to the next, and the body.
    @inline(__always)
    private func appendRest(
        of answer: PreparedAnswer, closes: Bool, clock: ClockLines, to output: OutputBuffer
    ) -> RepresentationID? {
        let index = answer.representation.index
        var seconds: Int?
        if representations[index].advisesRetry {
            seconds = clock.append(to: output)
        } else {
            output.append(clock.date)
        }
        Self.appendEnd(closes: closes, to: output)
        if answer.omitsBody { return nil }
        switch representations[index].body {
        case .pieces(let pieces): for piece in pieces { output.append(piece) }
        case .countdown(let before, let after):
            output.append(before)
            output.append(decimal: seconds ?? clock.seconds, width: Body.secondsWidth)
            output.append(after)
        case .large: return answer.representation
        }
        return nil
    }

    /// Appends an answer that isn't among the rendered ones.
    package func append(
        _ answer: ComposedAnswer, closes: Bool, clock: ClockLines, to output: OutputBuffer
    ) {
        output.append(answer.representation.head)
        output.append(clock.date)
        Self.appendEnd(closes: closes, to: output)
        guard !answer.omitsBody, case .pieces(let pieces) = answer.representation.body else {
            return
        }
        for piece in pieces { output.append(piece) }
    }

    @inline(__always)
    private static func appendEnd(closes: Bool, to output: OutputBuffer) {
        output.append(closes ? "Connection: close\r\n\r\n" : "Connection: keep-alive\r\n\r\n")
    }
}
