// One listening socket and what is spoken on it.

import Kernel

/// What the configuration says of a listener, with the socket the master opened for it.
struct Listener {
    let socket: ListeningSocket
    let proxyProtocol: ProxyProtocolMode
}
