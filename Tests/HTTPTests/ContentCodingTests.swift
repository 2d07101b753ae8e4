// Which values of Accept-Encoding ask for gzip.
import Testing

@testable import HTTP

@Suite struct ContentCodingTests {
    static func prefersGzip(_ field: String) -> Bool {
        guarded(field) { ContentCoding.prefersGzip($0) }
    }

    @Test(arguments: [
        "gzip", "GZIP", "gzip, deflate, br, zstd", "br, gzip", "deflate;q=0.5, gzip;q=0.1",
        "gzip;q=0.001", "gzip;q=1.000", "gzip;q=.5", "identity;q=0.5, gzip;q=0.5",
        "gzip;q=0.5, identity;q=0.4", "identity;q=0, gzip;q=0.001", "identity;q=0.9, gzip",
        "br;q=1.0, gzip;q=0.8, *;q=0.1",
    ])
    func `gzip that is welcome is sent`(_ field: String) {
        #expect(Self.prefersGzip(field))
    }

    @Test(arguments: ["*", "*;q=0.1", "br, *", "identity;q=0.5, *", "identity;q=0, *;q=0.2"])
    func `a wildcard covers gzip`(_ field: String) {
        #expect(Self.prefersGzip(field))
    }

    @Test(arguments: [
        "x-gzip", "X-GZip;q=0.3", "x-compress, x-gzip", "identity;q=0.2, x-gzip;q=0.2",
    ])
    func `gzip is known by its old name`(_ field: String) {
        #expect(Self.prefersGzip(field))
    }

    @Test(arguments: [
        "", "identity", "br", "deflate", "zstd, br;q=0.5", "gzip2", "gzi", "x-gzi", "xgzip",
        "gzip;q=0", "gzip;q=0.000", "*;q=0", "x-gzip;q=0", "gzip;q=0, *", "*, gzip;q=0",
        "identity;q=0.5, gzip;q=0.4", "gzip;q=0.4, identity", "identity, *;q=0.5",
        "x-gzip;q=0.5, identity;q=0.6", "gzip;q=abc", "gzip;q=2", "gzip x", ";gzip", "g zip",
    ])
    func `gzip that is not welcome is not sent`(_ field: String) {
        #expect(!Self.prefersGzip(field))
    }

    @Test func `a wildcard covers identity too where that isn't named`() {
        #expect(!Self.prefersGzip("gzip;q=0.2, *;q=0.5"))
        #expect(Self.prefersGzip("gzip;q=0.5, *;q=0.5"))
    }
}
