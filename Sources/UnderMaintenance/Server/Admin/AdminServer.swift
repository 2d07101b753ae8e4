// The private listeners of one worker and the few connections on them, apart from all others: no flood
// of visitors takes their places, and nobody gets there by way of a public listener.

import HTTP
import Kernel

/// Belongs to an event loop and shares its epoll set.
final class AdminServer {
    /// Slots of control tokens, below those of connections.
    static let firstSlot = 1 << 30
    private static let firstConnection = firstSlot + 1 << 29
    /// Connections at a time; one more takes the place of the oldest.
    private static let connections = 8
    /// Accepted in one turn.
    private static let batch = 4

    private var listeners: [Listener]
    private let epoll: Epoll
    private let responder: AdminResponder
    private var table = [AdminConnection?](repeating: nil, count: connections)
    /// When the next connection has had its time: milliseconds of the monotonic clock, `Int.max` when
    /// there is none.
    private(set) var nextEnd = Int.max

    init(_ listeners: [Listener], _ epoll: Epoll, _ responder: AdminResponder) {
        self.listeners = listeners
        self.epoll = epoll
        self.responder = responder
    }

    func watch() throws(Errno) {
        for index in listeners.indices {
            try epoll.add(
                listeners[index].socket.descriptor, [.read, .exclusive],
                EpollToken(slot: Self.firstSlot + index, generation: 0))
        }
    }

    func unwatch() {
        for listener in listeners { epoll.remove(listener.socket.descriptor) }
    }

    /// Takes no more connections.
    func letGo() {
        unwatch()
        listeners = []
    }

    /// - Throws: when there is no descriptor for another connection.
    func handle(_ slot: Int, _ now: Int) throws(Errno) {
        guard slot >= Self.firstConnection else {
            return try accept(from: slot - Self.firstSlot, now)
        }
        let place = slot - Self.firstConnection
        // A stale event finds nobody, or somebody who has nothing to read yet.
        guard let connection = table[place] else { return }
        advance(connection, place)
    }

    private func accept(from index: Int, _ now: Int) throws(Errno) {
        guard index < listeners.count else { return }
        for _ in 0..<Self.batch {
            guard let connection = try acceptOne(from: index, now) else { return }
            let place = freePlace()
            guard
                (try? epoll.add(
                    connection.descriptor, .read,
                    EpollToken(slot: Self.firstConnection + place, generation: 0))) != nil
            else { return }
            table[place] = connection
            nextEnd = min(nextEnd, connection.ends)
            advance(connection, place)
        }
    }

    private func acceptOne(from index: Int, _ now: Int) throws(Errno) -> AdminConnection? {
        var address: PeerAddress?
        do throws(Errno) {
            return AdminConnection(
                owning: try listeners[index].socket.descriptor.accept(from: &address),
                ends: now + AdminConnection.patience)
        } catch {
            switch error {
            case .tooManyOpen, .tableFull, .noBuffers, .outOfMemory: throw error
            default: return nil
            }
        }
    }

    private func freePlace() -> Int {
        var oldest = 0
        for place in table.indices {
            guard let connection = table[place], let other = table[oldest] else { return place }
            if connection.ends < other.ends { oldest = place }
        }
        table[oldest] = nil
        return oldest
    }

    private func advance(_ connection: AdminConnection, _ place: Int) {
        guard let interest = connection.advance(responder) else {
            table[place] = nil
            return
        }
        try? epoll.modify(
            connection.descriptor, interest,
            EpollToken(slot: Self.firstConnection + place, generation: 0))
    }

    /// Closes those that have had their time.
    func expire(_ now: Int) {
        nextEnd = .max
        for place in table.indices {
            guard let connection = table[place] else { continue }
            if connection.ends <= now {
                table[place] = nil
            } else {
                nextEnd = min(nextEnd, connection.ends)
            }
        }
    }
}

/// One request, one answer, and then what still comes is thrown away until the other side closes.
final class AdminConnection {
    /// Milliseconds for everything; then it is closed, wherever it stands.
    static let patience = 5_000
    /// Bytes of a head; a longer one is 431.
    private static let headBytes = 8 * 1024

    let descriptor: FileDescriptor
    /// Milliseconds of the monotonic clock.
    let ends: Int
    private var request: [UInt8] = []
    /// Nil until there is one.
    private var answer: [UInt8]?
    private var sent = 0
    private var thrownAway = 0

    init(owning descriptor: consuming FileDescriptor, ends: Int) {
        self.descriptor = descriptor
        self.ends = ends
    }

    /// Goes as far as it can.
    /// - Returns: what it waits for; nil: it is over.
    func advance(_ responder: AdminResponder) -> Epoll.Interest? {
        while answer == nil {
            var chunk = [UInt8](repeating: 0, count: 2048)
            var span = chunk.mutableSpan
            switch descriptor.receive(into: &span) {
            case .moved(let count): request += chunk[..<count]
            case .wouldBlock: return .read
            case .ended, .failed: return nil
            }
            let received = request
            answer = responder.answer(
                to: received.span, isWhole: received.count > Self.headBytes)
        }
        return send()
    }

    private func send() -> Epoll.Interest? {
        guard let answer else { return nil }
        while sent < answer.count {
            switch descriptor.send(answer.span.extracting(sent...)) {
            case .moved(let count): sent += count
            case .wouldBlock: return .write
            case .ended, .failed: return nil
            }
            if sent == answer.count { descriptor.shutdownSending() }
        }
        // Closing with bytes unread would be a reset, and might take the answer away.
        while thrownAway < 1 << 20 {
            switch descriptor.discardReceived(upTo: 1 << 16) {
            case .moved(let count): thrownAway += count
            case .wouldBlock: return .read
            case .ended, .failed: return nil
            }
        }
        return nil
    }
}
