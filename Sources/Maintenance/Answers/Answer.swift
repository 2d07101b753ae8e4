// What the responder decided for one request, in no version's form.

package enum Answer {
    /// One of those that were rendered at load.
    case prepared(PreparedAnswer)
    /// One that was made for this request.
    case composed(ComposedAnswer)
}

/// Which representation, and how much of it.
package struct PreparedAnswer: Sendable {
    package let representation: RepresentationID
    /// HEAD: the same fields, no body. RFC 9110 §9.3.2.
    package let omitsBody: Bool
    /// One byte, which every request looks at.
    private let script: Script

    private enum Script: UInt8 {
        /// None of another site has asked, or it gets to see nothing.
        case none
        case reads
        /// It reads that what its preflight asked for isn't approved.
        case readsDenial
        case denied
    }

    init(
        _ representation: RepresentationID, omitsBody: Bool, isCrossOrigin: Bool = false,
        deniesPreflight: Bool = false
    ) {
        self.representation = representation
        self.omitsBody = omitsBody
        script =
            deniesPreflight
            ? (isCrossOrigin ? .readsDenial : .denied) : isCrossOrigin ? .reads : .none
    }

    /// Whether a script of another site may read it; the fields for that come from `CrossOrigin`.
    @inline(__always)
    package var isCrossOrigin: Bool { script == .reads || script == .readsDenial }

    /// Whether it is given in place of the approval that a preflight asked for.
    package var deniesPreflight: Bool { script == .readsDenial || script == .denied }

    /// Nothing of it has to do with scripts of other sites.
    @inline(__always)
    package var isPlain: Bool { script == .none }
}

/// An object, so that the way of the others stays as narrow as they are.
package final class ComposedAnswer {
    package let representation: Representation
    package let omitsBody: Bool

    init(_ representation: Representation, omitsBody: Bool) {
        self.representation = representation
        self.omitsBody = omitsBody
    }
}

/// Names one of the representations of a `ResponseSet`.
package struct RepresentationID: Equatable, Sendable {
    /// Narrow: a connection may have to remember one.
    private let position: Int32

    init(position: Int) { self.position = Int32(truncatingIfNeeded: position) }

    /// Among the representations.
    @inline(__always)
    var index: Int { Int(position) }
}
