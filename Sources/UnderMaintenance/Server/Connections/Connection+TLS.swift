// How a connection of a TLS listener becomes TLS.

import HTTP
import Kernel
import Maintenance
import TLS

extension Connection {
    /// Hands what has been read, a ClientHello or its beginning, to a new TLS connection.
    mutating func beginTLS(with ciphertext: Span<UInt8>, on bench: Workbench) -> Outcome {
        guard let store = bench.services[service].certificates else { return .close }
        store.rotateTickets(now: bench.now)
        stage = .head
        return received(transport.begin(store, with: ciphertext, on: bench), on: bench)
    }
}

extension Service {
    /// What comes first on a connection, or behind its PROXY header.
    var firstStage: Connection.Stage { certificates == nil ? .head : .clientHello }
}

/// How to tell TLS from HTTP by the first byte.
enum ClientHelloRecord {
    /// A handshake record, RFC 8446 §5.1. No method starts with a control character.
    @inline(__always)
    static func begins(_ bytes: Span<UInt8>) -> Bool { bytes[0] == 0x16 }
}
