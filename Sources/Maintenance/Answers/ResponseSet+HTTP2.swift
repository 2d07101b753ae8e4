// Answers in the form of HTTP/2, put together from what was rendered at load.

package import HTTP
package import HTTP2

extension ResponseSet {
    /// Appends the HEADERS frame of an answer, and its body where that may go behind it at once.
    /// - Parameters:
    ///   - fields: of `CrossOrigin` or `RequestID`, which hold Vary; or none.
    ///   - session: has handed out the request.
    @inline(__always)
    package func append(
        _ answer: PreparedAnswer, _ fields: FieldList, of session: inout Session,
        clock: ClockLines, to output: OutputBuffer
    ) {
        let index = answer.representation.index
        let clockBlock = clock.block(advisesRetry: representations[index].advisesRetry)
        var extra = FieldBlock()
        var blockBytes = representations[index].block.count
        let isExtended = !fields.fields.isEmpty
        if isExtended {
            extra.append(fields)
            blockBytes = representations[index].blockWithoutVary
        }
        let seconds = clockBlock.seconds ?? clock.seconds
        let place = session.answer(
            blockBytes: blockBytes + clockBlock.bytes.count + extra.bytes.count,
            bodyBytes: answer.omitsBody ? 0 : representations[index].body.count,
            BodyReference(
                index: UInt32(truncatingIfNeeded: index),
                detail: UInt32(truncatingIfNeeded: seconds)), output)
        if isExtended {
            let block = representations[index].block
            output.append(block.span.extracting(first: blockBytes))
        } else {
            output.append(representations[index].block)
        }
        output.append(clockBlock.bytes)
        output.append(extra.bytes)
        guard case .behind(let header) = place else { return }
        output.append(header)
        switch representations[index].body {
        case .pieces(let pieces), .large(let pieces):
            for piece in pieces { output.append(piece) }
        case .countdown(let before, let after):
            output.append(before)
            output.append(decimal: seconds, width: Body.secondsWidth)
            output.append(after)
        }
    }

    /// Appends the HEADERS frame of an answer that isn't among the rendered ones, and its body
    /// where that may go behind it at once.
    /// - Parameter reference: what the body is called if it goes out later.
    package func append(
        _ answer: ComposedAnswer, _ reference: BodyReference, of session: inout Session,
        clock: ClockLines, to output: OutputBuffer
    ) -> Session.BodyPlace {
        let date = clock.block(advisesRetry: false).bytes
        let body = answer.content
        let place = session.answer(
            blockBytes: answer.representation.block.count + date.count,
            bodyBytes: body.count, reference, output)
        output.append(answer.representation.block)
        output.append(date)
        if case .behind(let header) = place {
            output.append(header)
            output.append(body)
        }
        return place
    }

    /// Appends a part of a body that goes out by and by.
    package func append(_ range: Range<Int>, of body: BodyReference, to output: OutputBuffer) {
        switch representations[Int(body.index)].body {
        case .pieces(let pieces), .large(let pieces):
            Self.append(range, of: pieces, to: output)
        case .countdown(let before, let after):
            let seconds = OutputBuffer(capacity: Body.secondsWidth)
            seconds.append(decimal: Int(body.detail), width: Body.secondsWidth)
            let digits = seconds.withSpan { [UInt8]($0) }
            Self.append(range, of: [before, digits, after], to: output)
        }
    }

    private static func append(
        _ range: Range<Int>, of pieces: [[UInt8]], to output: OutputBuffer
    ) {
        var start = 0
        for piece in pieces {
            let lower = max(range.lowerBound - start, 0)
            let upper = min(range.upperBound - start, piece.count)
            if lower < upper { output.append(piece.span.extracting(lower..<upper)) }
            start += piece.count
        }
    }
}

extension ComposedAnswer {
    /// All of its body.
    package var content: [UInt8] {
        guard !omitsBody, case .pieces(let pieces) = representation.body else { return [] }
        var content: [UInt8] = []
        for piece in pieces { content += piece }
        return content
    }
}
