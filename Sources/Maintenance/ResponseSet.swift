// Every answer this server can give, rendered when it loads.

internal import HTTP

/// The loaded snapshot that a generation of workers serves. It never changes; a reload makes
/// another one.
package struct ResponseSet {
    /// A body up to this many bytes is copied behind its head, so that both leave in one write.
    package static let inlineBodyBytes = 16 * 1024

    static let maintenance = 0
    static let requestTimeout = 1
    private static let firstRefusal = 2

    package let representations: [Representation]

    /// - Parameter status: of the maintenance answer, 200–599.
    package init(status: Int, page: Page) {
        var all = [
            Representation(status: status, page: page),
            Representation(status: 408, page: Page(text: "The request took too long to arrive.")),
        ]
        for error in HeadError.allCases {
            all.append(Representation(status: error.status, page: Page(text: error.reason)))
        }
        representations = all
    }

    @inline(__always)
    static func index(of error: HeadError) -> Int { firstRefusal + error.index }

    /// Appends the answer in HTTP/1's form, head and inline body, to what is about to be sent.
    /// - Returns: the representation whose body must follow by itself, being larger; else nil.
    @inline(__always)
    package func append(
        _ response: Response, clock: borrowing ClockLines, to output: OutputBuffer
    ) -> Int? {
        let index = response.representation
        output.append(representations[index].head)
        if representations[index].advisesRetry {
            output.append(clock.dateAndRetryAfter)
        } else {
            output.append(clock.date)
        }
        output.append(
            response.closes ? "Connection: close\r\n\r\n" : "Connection: keep-alive\r\n\r\n")
        if response.omitsBody { return nil }
        let bodyBytes = representations[index].body.count
        if bodyBytes > Self.inlineBodyBytes { return index }
        output.append(representations[index].body)
        return nil
    }
}
