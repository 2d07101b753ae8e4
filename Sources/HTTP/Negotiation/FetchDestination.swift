// What a browser fetches something for, as it says itself.

/// The value of Sec-Fetch-Dest (Fetch Metadata Request Headers §2.1).
package enum FetchDestination {
    /// Whether it is a part of a page: nobody would see a page there.
    @inline(__always)
    package static func isPart(_ value: Span<UInt8>) -> Bool {
        switch value.count {
        case 4: value.has("font", at: 0) || value.has("xslt", at: 0)
        case 5:
            value.has("image", at: 0) || value.has("style", at: 0) || value.has("audio", at: 0)
                || value.has("video", at: 0) || value.has("track", at: 0)
        case 6:
            value.has("script", at: 0) || value.has("worker", at: 0) || value.has("report", at: 0)
        case 8: value.has("manifest", at: 0)
        case 12:
            value.has("sharedworker", at: 0) || value.has("audioworklet", at: 0)
                || value.has("paintworklet", at: 0)
        case 13: value.has("serviceworker", at: 0)
        default: false
        }
    }
}
