// What a browser fetches something for: parts of pages, and pages.
import Testing

@testable import HTTP

struct FetchDestinationTests {
    private func isPart(_ value: String) -> Bool {
        guarded(value) { FetchDestination.isPart($0) }
    }

    static let parts = [
        "audio", "audioworklet", "font", "image", "manifest", "paintworklet", "report", "script",
        "serviceworker", "sharedworker", "style", "track", "video", "worker", "xslt",
    ]

    @Test(arguments: parts)
    func `a part of a page is one by its whole name`(_ part: String) {
        #expect(isPart(part))
        for other in ["", part + "s", String(part.dropLast()), part.uppercased(), part + ", a"] {
            #expect(!isPart(other))
        }
    }

    @Test(arguments: [
        "document", "iframe", "frame", "embed", "object", "empty", "json", "fencedframe", "",
    ])
    func `what somebody sees, or asks for by Accept, is none`(_ destination: String) {
        #expect(!isPart(destination))
    }
}
