// A session in its place on the heap, and what its driver knows of it besides.

package import HTTP

/// Keeps a session: its connection grows by a reference.
package final class SessionHolder {
    package var session: Session
    /// Whether whole frames lie unread, because the peer takes no answers.
    package var isStalled = false
    /// Whether the peer has ended its side.
    package var isInputOver = false
    /// Octets of bodies that have left since it was last worth more time.
    package var progress = 0

    /// Bodies that belong to no one else, until they have left.
    private(set) var bodies: [(number: UInt32, octets: [UInt8])] = []
    private var nextNumber: UInt32 = 0

    private static let kept = UInt32.max

    package init(now: Int, _ output: OutputBuffer) { session = Session(now: now, output) }

    /// Octets of memory it holds, itself too.
    package var heldBytes: Int {
        var octets = MemoryLayout<Session>.size + 64 + session.heldBytes
        for body in bodies { octets += body.octets.capacity }
        return octets
    }

    /// What the next body that is kept is called.
    package var nextReference: BodyReference {
        BodyReference(index: Self.kept, detail: nextNumber)
    }

    /// Keeps the body of the answer that was begun last. Those whose streams are gone make room.
    package func keep(_ octets: [UInt8]) {
        var needed: [(number: UInt32, octets: [UInt8])] = []
        for body in bodies
        where session.needs(BodyReference(index: Self.kept, detail: body.number)) {
            needed.append(body)
        }
        needed.append((nextNumber, octets))
        bodies = needed
        nextNumber &+= 1
    }

    /// Nil: the body isn't one that is kept here.
    package func keptBody(_ reference: BodyReference) -> [UInt8]? {
        guard reference.index == Self.kept else { return nil }
        for body in bodies where body.number == reference.detail { return body.octets }
        return nil
    }
}
