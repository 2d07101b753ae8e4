// One accepted connection: where it stands between two events.

import HTTP
import Kernel
import Maintenance

/// Fed by the event loop, which obeys the outcome. Owns no buffer while it is idle.
struct Connection: ~Copyable {
    /// What the next bytes are.
    enum Stage {
        case proxyHeader
        /// TLS, or plain HTTP on a TLS listener.
        case clientHello
        case head
        /// A small body, thrown away; the answer follows it.
        case body
        /// None that matter: the last answer has been composed.
        case closing
        /// None that matter: the last answer is out and our side has ended.
        case lingering
    }

    /// What the event loop does next.
    enum Outcome {
        case close
        /// Wait for `interest`. `anew`: the waiting begins now, whatever it was before.
        case wait(Deadlines.Kind, anew: Bool)
    }

    var transport: Transport
    /// Index of the workbench's services.
    let service: Int
    var stage: Stage
    /// An unfinished head, or what came behind an answer that the peer doesn't take.
    var buffered: [UInt8] = []
    /// Bytes of `buffered` that were there when it was parsed in vain.
    var parsedInVain = 0
    var body = BodyReader(.none)
    /// Bytes of a small body thrown away so far.
    var bodyBytes = 0
    /// The answer that waits for the end of a small body.
    var pending: Response?
    /// The lines that it repeats to a script of another site: the request is gone by then.
    var pendingLines: [UInt8] = []
    var outbox: Outbox?
    /// Whom the PROXY header names.
    var client: IPAddress?
    /// What epoll watches the descriptor for; empty before it does.
    var watched: Epoll.Interest = []
    var lingerEnds = 0
    var lingerBytes = 0
    var hasAnswered = false
    /// Plain HTTP came to a TLS listener; it gets one answer.
    var isPlainOnTLS = false
    /// Whether the peer may be sending something that nobody has read.
    var mayBeUnread = false

    /// - Parameter index: of the service among the workbench's.
    init(owning descriptor: consuming FileDescriptor, of service: Service, at index: Int) {
        transport = Transport(
            owning: descriptor, expectsTLS: service.certificates != nil)
        self.service = index
        stage = service.proxyProtocol == .off ? service.firstStage : .proxyHeader
    }

    /// What it waits for.
    var interest: Epoll.Interest { outbox == nil ? .read : .write }

    /// Whether epoll watches for just that.
    var isWatched: Bool { watched == interest }

    /// Goes as far as it can without waiting.
    mutating func advance(on bench: Workbench) -> Outcome {
        if outbox != nil { return resumeSending(on: bench) }
        if stage == .lingering { return linger(on: bench) }
        mayBeUnread = false
        return received(transport.receive(on: bench), on: bench)
    }

    /// Goes on with what has been read into the workbench's input.
    mutating func received(_ progress: Progress, on bench: Workbench) -> Outcome {
        switch progress {
        case .moved(let count): return received(count, on: bench)
        case .wouldBlock: return settle(on: bench, anew: false)
        case .ended:
            // No more of the body will come.
            if stage == .body { return answerWithoutBody(on: bench) }
            transport.end(on: bench)
            return .close
        case .failed: return .close
        }
    }

    /// The time of the current wait is over.
    mutating func expire(_ kind: Deadlines.Kind, on bench: Workbench) -> Outcome {
        if kind == .body, stage == .body { return answerWithoutBody(on: bench) }
        guard kind == .head, stage == .head else {
            transport.end(on: bench)
            return .close
        }
        _ = bench.append(bench.responder.requestTimeout)
        stage = .closing
        mayBeUnread = true
        return deliver(nil, on: bench) ? settle(on: bench, anew: true) : .close
    }

    /// What the connection waits for at its stage.
    func waiting(anew: Bool) -> Outcome {
        if outbox != nil { return .wait(.write, anew: anew) }
        switch stage {
        case .body: return .wait(.body, anew: anew)
        case .closing, .lingering: return .wait(.linger, anew: anew)
        case .clientHello: return .wait(.handshake, anew: anew)
        case .head, .proxyHeader:
            if !transport.isEstablished { return .wait(.handshake, anew: anew) }
            if !buffered.isEmpty { return .wait(.head, anew: anew) }
            return .wait(hasAnswered ? .keptIdle : .firstByte, anew: anew)
        }
    }
}
