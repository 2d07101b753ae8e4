// The versions of HTTP whose framing is text.

package enum HTTPVersion: UInt8, Sendable {
    case http10, http11
}
