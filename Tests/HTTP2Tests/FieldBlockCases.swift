// Field blocks: the examples of RFC 7541 Appendix C and what its rules come to.

@testable import HTTP2

extension FieldBlockCase {
    private static func fields(_ fields: String..., table: Int = 0) -> Verdict {
        .fields(fields, table: table)
    }

    static let examples: [FieldBlockCase] = [
        .init(
            "40 0a 'custom-key' 0d 'custom-header'", is: fields("other 10+13", table: 55),
            "a literal with indexing", "7541 C.2.1"),
        .init(
            "04 0c '/sample/path'", is: fields(":path=/sample/path"), "a literal without indexing",
            "7541 C.2.2"),
        .init(
            "10 08 'password' 06 'secret'", is: fields("other 8+6"), "a literal never indexed",
            "7541 C.2.3"),
        .init("82", is: fields(":method=GET"), "an indexed field", "7541 C.2.4"),
        .init(
            request[0],
            is: fields(
                ":method=GET", ":scheme=http", ":path=/", ":authority=www.example.com", table: 57),
            "a first request", "7541 C.3.1"),
        .init(
            request[0], request[1],
            is: fields(
                ":method=GET", ":scheme=http", ":path=/", ":authority=www.example.com",
                "other 13+8", table: 110),
            "a second request", "7541 C.3.2"),
        .init(
            request[0], request[1], request[2],
            is: fields(
                ":method=GET", ":scheme=https", ":path=/index.html", ":authority=www.example.com",
                "other 10+12", table: 164),
            "a third request", "7541 C.3.3"),
        .init(
            packed[0],
            is: fields(
                ":method=GET", ":scheme=http", ":path=/", ":authority=www.example.com", table: 57),
            "a first request, Huffman-coded", "7541 C.4.1"),
        .init(
            packed[0], packed[1],
            is: fields(
                ":method=GET", ":scheme=http", ":path=/", ":authority=www.example.com",
                "other 13+8", table: 110),
            "a second request, Huffman-coded", "7541 C.4.2"),
        .init(
            packed[0], packed[1], packed[2],
            is: fields(
                ":method=GET", ":scheme=https", ":path=/index.html", ":authority=www.example.com",
                "other 10+12", table: 164),
            "a third request, Huffman-coded", "7541 C.4.3"),
        .init(
            response[0],
            is: fields("pseudo 7+3", "other 13+7", "other 4+29", "other 8+23", table: 222),
            "a first response, no request", "7541 C.6.1"),
        .init(
            response[0], response[1],
            is: fields("pseudo 7+3", "other 13+7", "other 4+29", "other 8+23", table: 222),
            "a second response, no request", "7541 C.6.2"),
        .init(
            response[0], response[1], response[2],
            is: fields(
                "pseudo 7+3", "other 13+7", "other 4+29", "other 8+23", "other 16+4",
                "other 10+56", table: 215),
            "a third response, no request", "7541 C.6.3"),
    ]

    private static let request = [
        "82 86 84 41 0f 'www.example.com'",
        "82 86 84 be 58 08 'no-cache'",
        "82 87 85 bf 40 0a 'custom-key' 0c 'custom-value'",
    ]

    private static let packed = [
        "82 86 84 41 8c f1e3 c2e5 f23a 6ba0 ab90 f4ff",
        "82 86 84 be 58 86 a8eb 1064 9cbf",
        "82 87 85 bf 40 88 25a8 49e9 5ba9 7d7f 89 25a8 49e9 5bb8 e8b4 bf",
    ]

    /// Behind the resizing of the table to the 256 octets that the example has.
    private static let response = [
        "3f e1 01 48 82 6402 58 85 aec3 771a 4b 61 96 d07a be94 1054 d444 a820 0595 040b 8166 e082 a62d 1bff"
            + "6e 91 9d29 ad17 1863 c78f 0b97 c8e9 ae82 ae43 d3",
        "48 83 640e ff c1 c0 bf",
        "88 c1 61 96 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c0 5a 83 9bd9 ab"
            + "77 ad 94e7 821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587"
            + "3160 65c0 03ed 4ee5 b106 3d50 07",
    ]

    static let integers: [FieldBlockCase] = [
        .init("", is: fields(), "an empty block", "7541 §4.1"),
        .init("80", is: .refused(.invalidIndex), "index 0", "7541 §6.1"),
        .init("bd", is: fields("other 16+0"), "the last of the static table", "7541 §2.3.3"),
        .init("be", is: .refused(.invalidIndex), "the first of an empty table", "7541 §2.3.3"),
        .init("ff 00", is: .refused(.invalidIndex), "index 127", "7541 §2.3.3"),
        .init("ff", is: .refused(.truncated), "an index that doesn't end", "7541 §5.1"),
        .init("ff 80", is: .refused(.truncated), "an index that goes on", "7541 §5.1"),
        .init(
            "ff 80 80 80 80 00", is: .refused(.invalidIndex), "five octets more", "7541 §5.1"),
        .init(
            "ff 80 80 80 80 80 00", is: .refused(.integerTooLarge), "six octets more",
            "7541 §5.1"),
        .init(
            "ff ff ff ff ff 0f", is: .refused(.integerTooLarge), "more than 32 bits", "7541 §5.1"),
        .init(
            "ff 80 fe ff ff 0f", is: .refused(.invalidIndex), "32 bits", "7541 §5.1"),
        .init(
            "ff ff ff ff ff ff ff ff ff ff", is: .refused(.integerTooLarge), "without an end",
            "7541 §5.1"),
        .init(
            "0f 80 00 01 'a'", is: fields("other 14+1"), "leading zeros in an index",
            "7541 §5.1"),
        .init(
            "04 7f 80 00" + String(repeating: " 2f", count: 127),
            is: fields(":path=" + String(repeating: "/", count: 127)), "leading zeros in a length",
            "7541 §5.1"),
    ]

    static let strings: [FieldBlockCase] = [
        .init("04", is: .refused(.truncated), "no value", "7541 §6.2.2"),
        .init("00", is: .refused(.truncated), "no name", "7541 §6.2.2"),
        .init("00 01 'a'", is: .refused(.truncated), "a name without value", "7541 §6.2.2"),
        .init("04 05 '/abc'", is: .refused(.truncated), "a lying length", "7541 §5.2"),
        .init("04 84 6003", is: .refused(.truncated), "a lying coded length", "7541 §5.2"),
        .init(
            "04 7f ff ff ff ff 07 'a'", is: .refused(.truncated), "a length of 2 GiB",
            "7541 §5.2"),
        .init("04 00", is: fields(":path= !"), "an empty value", "7541 §5.2"),
        .init("04 80", is: fields(":path= !"), "an empty coded value", "7541 §5.2"),
        .init("04 81 ff", is: .refused(.invalidHuffmanPadding), "padding alone", "7541 §5.2"),
        .init(
            "04 82 07ff", is: .refused(.invalidHuffmanPadding), "eleven bits of padding",
            "7541 §5.2"),
        .init("04 81 00", is: .refused(.invalidHuffmanPadding), "zeros as padding", "7541 §5.2"),
        .init(
            "04 84 ffff fffc", is: .refused(.endOfStringSymbol), "EOS in a string", "7541 §5.2"),
        .init(
            "04 84 ffff ffff", is: .refused(.endOfStringSymbol), "EOS and padding", "7541 §5.2"),
        .init("00 00 01 'a'", is: fields("invalid 0+1"), "an empty name", "9113 §8.2.1"),
        .init(
            "00 81 ff 00", is: .refused(.invalidHuffmanPadding), "padding as a name", "7541 §5.2"),
    ]

    static let tables: [FieldBlockCase] = [
        .init("20", is: fields(), "a table of 0", "7541 §6.3"),
        .init("3f e1 1f", is: fields(), "a table of 4096", "7541 §6.3"),
        .init("3f e2 1f", is: .refused(.tableSizeTooLarge), "a table of 4097", "7541 §4.2"),
        .init(
            "3f e1 ff ff ff 0e", is: .refused(.tableSizeTooLarge), "a table of 4 GiB", "7541 §4.2"),
        .init("3f", is: .refused(.truncated), "a size that doesn't end", "7541 §5.1"),
        .init("20 3f e1 1f 82", is: fields(":method=GET"), "two sizes in front", "7541 §4.2"),
        .init("20 20 20", is: .refused(.tooManyTableSizes), "three sizes", "7541 §4.2"),
        .init("82 20", is: .refused(.misplacedTableSize), "a size behind a field", "7541 §4.2"),
        .init(
            "44 01 '/' 20", is: .refused(.misplacedTableSize), "a size behind a literal",
            "7541 §4.2"),
        .init(
            "82 3f e1 1f 84", is: .refused(.misplacedTableSize), "a size between fields",
            "7541 §4.2"),
        .init(
            "44 01 '/' 41 01 'a'", "bf be", is: fields(":path=/", ":authority=a", table: 81),
            "the newest is the first", "7541 §2.3.3"),
        .init(
            "44 01 '/'", "20", is: fields(), "a table of 0 forgets", "7541 §4.3"),
        .init(
            "44 01 '/'", "20 be", is: .refused(.invalidIndex), "what is forgotten", "7541 §4.3"),
        .init(
            "44 01 '/'", "20 3f e1 1f be", is: .refused(.invalidIndex),
            "forgotten though the table is large again", "7541 §4.3"),
        .init(
            "20 44 01 '/' 84", is: fields(":path=/", ":path=/"),
            "an entry for which there is no room", "7541 §4.4"),
        .init(
            "20 44 01 '/' be", is: .refused(.invalidIndex), "it isn't kept", "7541 §4.4"),
        .init(
            "44 01 '/'", "3f 07 be", is: fields(":path=/", table: 38), "a table it just fits into",
            "7541 §4.3"),
        .init(
            "44 01 '/'", "3f 06 be", is: .refused(.invalidIndex), "a table one octet smaller",
            "7541 §4.3"),
        .init(
            "44 01 '/' 41 01 'a' be bf",
            is: fields(":path=/", ":authority=a", ":authority=a", ":path=/", table: 81),
            "entries of the same block", "7541 §3.2"),
        .init(
            "44 01 '/' 44 01 '/' be bf",
            is: fields(":path=/", ":path=/", ":path=/", ":path=/", table: 76), "the same twice",
            "7541 §2.3.2"),
        .init(
            "04 01 '/' be", is: .refused(.invalidIndex), "without indexing it isn't kept",
            "7541 §6.2.2"),
        .init(
            "14 01 '/' be", is: .refused(.invalidIndex), "never indexed neither", "7541 §6.2.3"),
        .init(
            "44 01 '/'", "7e 01 '*'", "be", is: fields(":path=*", table: 76),
            "a name of the dynamic table", "7541 §6.2.1"),
        .init(
            "7e 01 'b'", is: .refused(.invalidIndex), "a name that isn't there", "7541 §6.2.1"),
        .init(
            "0f 2f 01 'b'", is: .refused(.invalidIndex), "nor without indexing", "7541 §6.2.2"),
        .init(
            "1f 2f 01 'b'", is: .refused(.invalidIndex), "nor never indexed", "7541 §6.2.3"),
        .init(
            "40 03 'abc' 01 'd'", "3f 05 7e 02 'ef'", "be", is: .refused(.invalidIndex),
            "resized so that the name is gone", "7541 §4.3"),
    ]

    /// Meanings of names, and the rules for names and values of RFC 9113.
    static let meanings: [FieldBlockCase] = [
        .init("00 06 'Accept' 01 'a'", is: fields("invalid 6+1"), "upper case", "9113 §8.2.1"),
        .init(
            "00 0b 'accept-laNg' 01 'a'", is: fields("invalid 11+1"), "upper case further on",
            "9113 §8.2.1"),
        .init(
            "00 10 'accept-lan' ce 'guage' 01 'a'", is: fields("invalid 16+1"),
            "an octet beyond ASCII further on", "9113 §8.2.1"),
        .init(
            "00 0e 'x-long' 0d0a 'via: b' 01 'a'", is: fields("invalid 14+1"),
            "a line end further on",
            "9113 §8.2.1"),
        .init("00 03 'a b' 01 'a'", is: fields("invalid 3+1"), "a space", "9113 §8.2.1"),
        .init("00 03 'a:b' 01 'a'", is: fields("invalid 3+1"), "a colon", "9113 §8.2.1"),
        .init("00 02 'a' 00 01 'a'", is: fields("invalid 2+1"), "NUL in a name", "9113 §8.2.1"),
        .init("00 02 'a' 7f 01 'a'", is: fields("invalid 2+1"), "DEL in a name", "9113 §8.2.1"),
        .init("00 02 'a' 80 01 'a'", is: fields("invalid 2+1"), "beyond ASCII", "9113 §8.2.1"),
        .init("00 02 'a(' 01 'a'", is: fields("invalid 2+1"), "a delimiter", "9110 §5.6.2"),
        .init("00 07 ':method' 01 'a'", is: fields(":method=a"), "spelled out", "9113 §8.3.1"),
        .init("00 09 ':protocol' 01 'a'", is: fields("pseudo 9+1"), "not known", "9113 §8.3"),
        .init("00 01 ':' 01 'a'", is: fields("pseudo 1+1"), "a colon alone", "9113 §8.3"),
        .init("88", is: fields("pseudo 7+3"), ":status", "9113 §8.3.2"),
        .init("00 0a 'connection' 00", is: fields("connection 10+0"), "Connection", "9113 §8.2.2"),
        .init("00 0a 'keep-alive' 00", is: fields("connection 10+0"), "Keep-Alive", "9113 §8.2.2"),
        .init(
            "00 10 'proxy-connection' 00", is: fields("connection 16+0"), "Proxy-Connection",
            "9113 §8.2.2"),
        .init("00 07 'upgrade' 00", is: fields("connection 7+0"), "Upgrade", "9113 §8.2.2"),
        .init(
            "0f 2a 07 'chunked'", is: fields("connection 17+7"), "Transfer-Encoding",
            "9113 §8.2.2"),
        .init(
            "00 02 'te' 08 'trailers'", is: fields("te 2+8"), "TE: trailers", "9113 §8.2.2"),
        .init("00 02 'te' 04 'gzip'", is: fields("te 2+4 !"), "TE: gzip", "9113 §8.2.2"),
        .init(
            "40 02 'te' 04 'gzip'", "be", is: fields("te 2+4 !", table: 38),
            "TE: gzip, indexed", "9113 §8.2.2"),
        .init("00 02 'te' 00", is: fields("te 2+0 !"), "an empty TE", "9113 §8.2.2"),
        .init(
            "0f 04 01 'b' 53 01 'c'", is: fields("accept=b", "accept=c", table: 39),
            "a known field twice", "9110 §5.3"),
        .init("53 00 be", is: fields("accept=", "accept=", table: 38), "empty", "9110 §5.5"),
        .init("04 02 ' a'", is: fields(":path= a !"), "a space in front", "9113 §8.2.1"),
        .init("04 02 'a '", is: fields(":path=a  !"), "a space behind", "9113 §8.2.1"),
        .init("04 02 09 'a'", is: fields(":path=\ta !"), "a tab in front", "9113 §8.2.1"),
        .init("04 02 'a' 09", is: fields(":path=a\t !"), "a tab behind", "9113 §8.2.1"),
        .init("04 01 ' '", is: fields(":path=  !"), "a space alone", "9113 §8.2.1"),
        .init("00 01 'x' 02 'a '", is: fields("other 1+2 !"), "not looked at", "9113 §8.2.1"),
        .init("00 01 'x' 03 'a' 00 'b'", is: fields("other 1+3 !"), "NUL", "9113 §8.2.1"),
        .init("00 01 'x' 03 'a' 0a 'b'", is: fields("other 1+3 !"), "LF", "9113 §8.2.1"),
        .init("00 01 'x' 03 'a' 0d 'b'", is: fields("other 1+3 !"), "CR", "9113 §8.2.1"),
        .init("00 01 'x' 03 'a' 01 'b'", is: fields("other 1+3"), "another control", "9110 §5.5"),
        .init("00 01 'x' 02 80ff", is: fields("other 1+2"), "obs-text", "9110 §5.5"),
        .init(
            "40 01 'x' 03 'a' 0a 'b'", "be", is: fields("other 1+3 !", table: 36),
            "LF, indexed", "9113 §8.2.1"),
        .init(
            "40 01 'x' 02 0d0a", "7e 01 'b'", is: fields("other 1+1", table: 69),
            "a good name with a bad value", "9113 §8.2.1"),
        .init(
            "40 01 'X' 01 'a'", "7e 01 'b'", is: fields("invalid 1+1", table: 68),
            "a bad name with a good value", "9113 §8.2.1"),
        .init(
            "0f 10 10 '0123456789' 0a '12345'", is: fields("content-type=0123456789\n12345 !"),
            "LF behind a block of eight", "9113 §8.2.1"),
        .init(
            "00 06 'expect' 0c '100-continue'", is: fields("other 6+12"), "Expect", "9110 §10.1.1"),
    ]
}
