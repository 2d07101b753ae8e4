// The forms of HTTP_LISTEN and PORT.

import Testing

@testable import UnderMaintenance

struct ListenTests {
    @Test(arguments: [
        ("8080", ["[::]:8080"]), (":8080", ["[::]:8080"]), ("[::]:80", ["[::]:80"]),
        ("0.0.0.0:80", ["0.0.0.0:80"]), ("127.0.0.1:65535", ["127.0.0.1:65535"]),
        ("[::1]:1", ["[::1]:1"]), ("[2001:DB8:0:0:1::]:80", ["[2001:db8:0:0:1::]:80"]),
        ("[::ffff:192.0.2.1]:80", ["192.0.2.1:80"]), ("0080", ["[::]:80"]),
        ("unix:/run/x.sock", ["unix:/run/x.sock"]),
        (" 80 , 127.0.0.1:81 ,unix:/a b ", ["[::]:80", "127.0.0.1:81", "unix:/a b"]),
        ("127.0.0.1:80,[::1]:80", ["127.0.0.1:80", "[::1]:80"]),
        ("[::]:80,[::]:81,0.0.0.0:82", ["[::]:80", "[::]:81", "0.0.0.0:82"]),
    ])
    func `every form is understood`(value: String, listens: [String]) {
        let loaded = load(["HTTP_LISTEN": value])
        #expect(loaded.listens == listens)
        #expect(loaded.findings.isEmpty)
    }

    @Test(arguments: [
        ("localhost:80", ListenRefusal.name, "write 127.0.0.1:80 or [::1]:80, or :80 for everyone"),
        ("example.org:8080", .name, "write 127.0.0.1:8080 or [::1]:8080, or :8080 for everyone"),
        ("localhost", .name, "write 127.0.0.1:80 or [::1]:80, or :80 for everyone"),
        ("::1:8080", .unbracketed, "write [::1]:8080"),
        ("::1", .unbracketed, "write [::1]:80"),
        (":::80", .unbracketed, "write [::]:80"),
        ("fe80::a", .unbracketed, "write [fe80::a]:80"),
        ("2001:db8:0:0:0:0:0:1:443", .unbracketed, "write [2001:db8:0:0:0:0:0:1]:443"),
        (":0", .portOutOfRange, "write a port of 1–65535"),
        ("0", .portOutOfRange, "write a port of 1–65535"),
        ("127.0.0.1:65536", .portOutOfRange, "write a port of 1–65535"),
        ("99999999999999999999", .portOutOfRange, "write a port of 1–65535"),
        (":", .portNotANumber, "write the port as a number of 1–65535"),
        ("127.0.0.1:", .portNotANumber, "write the port as a number of 1–65535"),
        ("127.0.0.1:http", .portNotANumber, "write the port as a number of 1–65535"),
        (":+80", .portNotANumber, "write the port as a number of 1–65535"),
        ("[::1]:", .portNotANumber, "write the port as a number of 1–65535"),
        ("127.0.0.1", .noPort, "write 127.0.0.1:80"),
        ("[::1]", .noPort, "write [::1]:80"),
        ("*:8080", .star, "write :8080"),
        ("[127.0.0.1]:80", .bracketedIPv4, "write 127.0.0.1:80"),
        ("https://0.0.0.0:443", .url, "write 0.0.0.0:443"),
        ("http://:80", .url, "write [::]:80"),
        ("tcp://[::1]:8080/x?y", .url, "write [::1]:8080"),
        ("http://localhost:81/", .url, "write address and port alone, such as :81"),
        ("http://localhost", .url, "write address and port alone, such as :80"),
        ("/run/x.sock", .path, "write unix:/run/x.sock"),
        ("8080/tcp", .protocolBehind([0x38]), "write 8080"),
        ("127.0.0.1:53/udp", .protocolBehind([]), "write 127.0.0.1:53"),
        ("8080 8081", .blanks([]), "write 8080,8081"),
        ("8080;  8081 ; 8082", .blanks([]), "write 8080,8081,8082"),
        ("8080:80", .mapping([]), "write 80, and map it where the container is run"),
        ("0.0.0.0:8080:80", .mapping([]), "write 80, and map it where the container is run"),
        ("8080-8090", .portRange, "write each port, with commas between them"),
        ("0.0.0.0:80-81", .portRange, "write each port, with commas between them"),
        ("$PORT", .unexpanded, "write its value"), (":${PORT}", .unexpanded, "write its value"),
        ("unix:run/x.sock", .relativePath, "write unix:/ and the rest of the path"),
        ("unix:", .relativePath, "write unix:/ and the rest of the path"),
        ("unix:///run/x.sock", .slashes, "write unix:/run/x.sock"),
    ])
    func `a mistake is named with its cure`(value: String, refusal: ListenRefusal, cure: String) {
        let loaded = load(["HTTP_LISTEN": value])
        #expect(loaded.summaries == ["mistake HTTP_LISTEN=\(value)"])
        let words = refusal.words(for: Array(value.utf8), port: "80")
        #expect(loaded.findings.first?.reason == words.reason)
        #expect(loaded.findings.first?.cure == cure)
    }

    @Test(arguments: [
        "1.2.3:80", "1.2.3.256:80", "1.2.3.4.5:80", "01.2.3.4:80", "1.2.3", "[::1:80", "[]:80",
        "[::1]80", "[localhost]:80", "a:b:80", "[fe80::1%eth0]:80", "[::1]]:80", "1:2:3",
    ])
    func `what is no address is refused with the accepted forms`(value: String) {
        let loaded = load(["HTTP_LISTEN": value])
        #expect(loaded.summaries == ["mistake HTTP_LISTEN=\(value)"])
        #expect(loaded.findings.first?.reason == "not an IP address")
        #expect(loaded.findings.first?.cure == "accepted: \(ListenAddress.forms)")
    }

    @Test(arguments: [",", "80,", ",80", "80,,81", "80, ,81"])
    func `an empty item is a mistake that shows the list`(value: String) {
        let loaded = load(["HTTP_LISTEN": value])
        #expect(loaded.summaries.contains("mistake HTTP_LISTEN=\(value)"))
        #expect(loaded.findings.allSatisfy { $0.reason == "an item of the list is empty" })
    }

    @Test func `off among others is a mistake`() {
        let loaded = load(["HTTP_LISTEN": "80,off"])
        #expect(loaded.summaries == ["mistake HTTP_LISTEN=off"])
        #expect(loaded.findings.first?.reason == "off stands alone")
    }

    @Test func `off alone leaves no listener, which is a mistake while there is no other`() {
        let loaded = load(["HTTP_LISTEN": "off"])
        #expect(loaded.listens.isEmpty)
        #expect(loaded.summaries == ["mistake HTTP_LISTEN=off"])
        #expect(loaded.findings.first?.reason == "nothing would listen")
    }

    @Test func `a unix socket's path has at most 107 bytes`() {
        let longest = "/" + String(repeating: "a", count: 106)
        #expect(load(["HTTP_LISTEN": "unix:\(longest)"]).listens == ["unix:\(longest)"])
        let longer = load(["HTTP_LISTEN": "unix:\(longest)a"])
        #expect(longer.findings.first?.reason == "a socket's path has at most 107 bytes")
        #expect(longer.hasMistakes)
    }

    @Test(arguments: [
        ("80,:80", ":80"), ("[::]:80,80", "80"), ("127.0.0.1:80,127.0.0.1:80", "127.0.0.1:80"),
        ("unix:/a,unix:/a", "unix:/a"), ("[::]:80,127.0.0.1:80", "127.0.0.1:80"),
        ("[::1]:80,:80", ":80"), ("0.0.0.0:80,[::]:80", "[::]:80"),
        ("10.0.0.1:80,0.0.0.0:80", "0.0.0.0:80"), ("[::1]:80,[0:0::1]:80", "[0:0::1]:80"),
    ])
    func `an address whose connections another takes is a mistake`(value: String, second: String) {
        let loaded = load(["HTTP_LISTEN": value])
        #expect(loaded.summaries == ["mistake HTTP_LISTEN=\(second)"])
    }

    @Test func `PORT counts when HTTP_LISTEN is unset`() {
        let loaded = load(["PORT": "8080"])
        #expect(loaded.listens == ["[::]:8080"])
        #expect(loaded.findings.isEmpty)
    }

    @Test(arguments: ["x", "0", "tcp://10.0.0.1:80", "65536", "80,81"])
    func `HTTP_LISTEN wins over PORT, which is a warning if nobody could use it`(port: String) {
        let loaded = load(["PORT": port, "HTTP_LISTEN": "81"])
        #expect(loaded.listens == ["[::]:81"])
        #expect(loaded.summaries == ["warning PORT=\(port)"])
        #expect(load(["PORT": "8080", "HTTP_LISTEN": "81"]).findings.isEmpty)
    }

    @Test(arguments: ["off", "OFF", "false", "no", "none", "'off'", "\"false\" "])
    func `off is off in every form`(value: String) {
        let loaded = load(["HTTP_LISTEN": value, "TLS_CERTIFICATE_PATH": "/c"])
        #expect(loaded.listens.isEmpty)
        #expect(loaded.findings.isEmpty)
    }

    @Test(arguments: [
        ("\"8080\"", ["[::]:8080"]), ("'8080,8081'", ["[::]:8080", "[::]:8081"]),
        ("\"8080\",\"8081\"", ["[::]:8080", "[::]:8081"]), ("8080\r", ["[::]:8080"]),
        (" \" 127.0.0.1:80 \" ", ["127.0.0.1:80"]), ("'unix:/a b'", ["unix:/a b"]),
    ])
    func `quotation marks and blanks round a value are taken off`(
        value: String, listens: [String]
    ) {
        let loaded = load(["HTTP_LISTEN": value])
        #expect(loaded.listens == listens)
        #expect(loaded.findings.isEmpty)
    }

    @Test(arguments: ["0", "65536", "http", ":80", "80,81", "-1"])
    func `a wrong PORT stops the start`(value: String) {
        let loaded = load(["PORT": value])
        #expect(loaded.hasMistakes)
        #expect(loaded.summaries == ["mistake PORT=\(value)"])
        #expect(loaded.findings.first?.cure == "accepted: 1–65535")
    }

    @Test(arguments: [
        ("443", 1), ("80,443", 1), ("127.0.0.1:443,[::1]:443", 2), ("8443", 0), ("unix:/443", 0),
    ])
    func `plain HTTP on the port of TLS is a warning`(list: String, count: Int) {
        let loaded = load(["HTTP_LISTEN": list])
        #expect(
            loaded.findings.map(\.reason)
                == .init(
                    repeating: "plain HTTP on the port of https:// URLs", count: count))
        #expect(!loaded.hasMistakes && load(["PORT": "443"]).findings.isEmpty)
        // With a certificate it is somebody's choice, or taken.
        let loadedWithOne = load([
            "HTTP_LISTEN": list, "HTTPS_LISTEN": "8444", "TLS_CERTIFICATE_PATH": "/c",
        ])
        #expect(loadedWithOne.findings.isEmpty)
    }

    @Test(arguments: [
        ("REFRESH", "-1"), ("WORKERS", "-1"), ("MEMORY", "-64M"), ("RETRY_AFTER", "-5"),
        ("STATUS_CODE", "-503"), ("SHUTDOWN_SECONDS", "99999999999999999999"),
    ])
    func `a number below or above all bounds is out of them`(name: String, value: String) {
        #expect(load([name: value]).findings.map(\.reason) == ["out of range"])
        #expect(load([name: value]).findings[0].cure.hasPrefix("accepted: "))
    }
}
