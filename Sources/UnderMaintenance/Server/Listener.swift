// One listening socket and what kind of listener it is.

import Kernel

struct Listener {
    enum Kind { case http, https }

    let socket: ListeningSocket
    let kind: Kind
}
