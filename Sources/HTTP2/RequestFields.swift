// From the fields of a block to a request: the rules of RFC 9113 §8.2 and §8.3.

internal import HTTP

/// The rules a request can break. It is malformed, and its stream ends (RFC 9113 §8.1.1).
enum RequestError: UInt8, Error, CaseIterable {
    // Fields.
    case invalidField, connectionSpecificField, repeatedHost, invalidContentLength
    case conflictingContentLength
    // Pseudo-fields.
    case unknownPseudoField, repeatedPseudoField, misplacedPseudoField, missingPseudoField
    case invalidMethod, invalidScheme, invalidPath, invalidAuthority, missingAuthority
    case differingHost, pseudoFieldOfConnect
    // The message.
    case missingBody, dependencyOnItself, trailersNotLast
}

/// What is known of a request while its fields come in. The first error counts; what comes behind
/// it changes nothing, but must be decoded.
struct RequestFields {
    private(set) var error: RequestError?
    /// The field list is larger than what is kept: 431.
    private(set) var refusal: HeadError?
    /// What Content-Length says; nil: nothing.
    private(set) var contentLength: UInt64?

    private let isTrailers: Bool
    private var size = 0
    private var count = 0
    private var pseudoFields: PseudoFields = []
    private var scheme = ByteRange.empty
    private var hasFields = false
    /// Where the text of the last pseudo-field ends: the lines of fields begin there.
    private var pseudoEnd = 0

    private struct PseudoFields: OptionSet {
        let rawValue: UInt8

        static let method = PseudoFields(rawValue: 1)
        static let scheme = PseudoFields(rawValue: 2)
        static let authority = PseudoFields(rawValue: 4)
        static let path = PseudoFields(rawValue: 8)
    }

    init(isTrailers: Bool = false) { self.isTrailers = isTrailers }

    /// Whether the values of further fields are of any use.
    var keepsText: Bool { error == nil && refusal == nil && !isTrailers }

    /// - Parameter text: where its value stands.
    @inline(__always)
    mutating func take(_ field: Field, into request: inout Request, _ text: FieldText) {
        count &+= 1
        size &+= field.size
        guard size <= SessionLimits.fieldListBytes, count <= SessionLimits.fieldCount else {
            if refusal == nil {
                refusal = count > SessionLimits.fieldCount ? .tooManyFields : .headTooLarge
            }
            return
        }
        guard error == nil else { return }
        guard field.isValid, field.name != .invalid else { return fail(.invalidField) }
        if field.name.isPseudo { return takePseudo(field, into: &request) }
        hasFields = true
        // RFC 9113 §8.2.2.
        if field.name == .connectionSpecific { return fail(.connectionSpecificField) }
        guard let known = field.name.field, keepsText else { return }
        switch known {
        case .host: if request.has(.host) { return fail(.repeatedHost) }
        case .contentLength: takeContentLength(field.value, text)
        default: break
        }
        request.note(known, field.value)
    }

    /// RFC 9113 §8.3: those of a request, each once, before all others, and none in trailers.
    @inline(__always)
    private mutating func takePseudo(_ field: Field, into request: inout Request) {
        let pseudo: PseudoFields
        switch field.name {
        case .method:
            pseudo = .method
            request.methodName = field.value
        case .scheme:
            pseudo = .scheme
            scheme = field.value
        case .authority:
            pseudo = .authority
            request.authority = field.value
        case .path:
            pseudo = .path
            request.target = field.value
        default: return fail(.unknownPseudoField)
        }
        if hasFields || isTrailers { return fail(.misplacedPseudoField) }
        if pseudoFields.contains(pseudo) { return fail(.repeatedPseudoField) }
        pseudoFields.insert(pseudo)
        pseudoEnd = field.value.indices.upperBound
    }

    /// What can be said only at the end of a block.
    @inline(__always)
    mutating func conclude(_ request: inout Request, _ text: FieldText) {
        if refusal != nil, !isTrailers {
            // HEAD is refused without a body too.
            request.method = text.withSpan { Method($0, at: request.methodName) }
        }
        guard keepsText else { return }
        request.lines = ByteRange(from: pseudoEnd, to: text.count)
        let error = text.withSpan { check(&request, $0) }
        if let error { fail(error) }
    }

    /// RFC 9113 §8.3.1.
    private func check(_ request: inout Request, _ text: Span<UInt8>) -> RequestError? {
        guard pseudoFields.contains(.method) else { return .missingPseudoField }
        request.method = Method(text, at: request.methodName)
        if request.method == .other, !text.isToken(request.methodName) { return .invalidMethod }
        if request.method == .connect {
            // RFC 9113 §8.5.
            if pseudoFields != [.method, .authority] { return .pseudoFieldOfConnect }
            request.target = request.authority
        } else {
            guard pseudoFields.isSuperset(of: [.method, .scheme, .path]) else {
                return .missingPseudoField
            }
            guard let isWeb = text.isWebScheme(scheme) else { return .invalidScheme }
            guard text.isPath(request.target, isWeb: isWeb, request.method) else {
                return .invalidPath
            }
        }
        return checkAuthority(&request, text)
    }

    /// RFC 9113 §8.3.1: Host is what HTTP/1 has in its place.
    private func checkAuthority(_ request: inout Request, _ text: Span<UInt8>) -> RequestError? {
        let host = request[.host]
        if !pseudoFields.contains(.authority) {
            guard request.has(.host) else { return .missingAuthority }
            request.authority = host
        } else if request.has(.host), !text.isSame(request.authority, host) {
            return .differingHost
        }
        let isConnect = request.method == .connect
        guard !request.authority.isEmpty,
            Authority.isValid(text, at: request.authority, portRequired: isConnect)
        else { return .invalidAuthority }
        return nil
    }

    /// RFC 9110 §8.6: digits, and no other number a second time.
    @inline(never)
    private mutating func takeContentLength(_ value: ByteRange, _ text: FieldText) {
        guard let length = text.withSpan({ $0.number(value) }) else {
            return fail(.invalidContentLength)
        }
        if let other = contentLength, other != length { return fail(.conflictingContentLength) }
        contentLength = length
    }

    mutating func fail(_ error: RequestError) { if self.error == nil { self.error = error } }
}

extension Span where Element == UInt8 {
    fileprivate func isToken(_ range: ByteRange) -> Bool {
        for index in range.indices where !self[index].isToken { return false }
        return !range.isEmpty
    }

    /// Whether it is http or https; nil: it is no scheme (RFC 3986 §3.1).
    fileprivate func isWebScheme(_ range: ByteRange) -> Bool? {
        let scheme = extracting(range.indices)
        if scheme.equals("http") || scheme.equals("https") { return true }
        guard scheme.count > 0, scheme[0].isLetter else { return nil }
        for index in scheme.indices {
            switch scheme[index] {
            case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): break
            case let byte where byte.isLetter || byte.isDigit: break
            default: return nil
            }
        }
        return false
    }

    /// Visible octets, as in a request line of HTTP/1; of http and https in origin form, or the
    /// asterisk of OPTIONS.
    fileprivate func isPath(_ range: ByteRange, isWeb: Bool, _ method: Method) -> Bool {
        let path = extracting(range.indices)
        for index in path.indices where !path[index].isVisible { return false }
        if path.isEmpty { return false }
        if !isWeb || path[0] == UInt8(ascii: "/") { return true }
        return method == .options && path.equals("*")
    }

    /// The same host, whatever the case of its letters.
    fileprivate func isSame(_ one: ByteRange, _ other: ByteRange) -> Bool {
        guard one.count == other.count else { return false }
        for index in one.indices {
            let offset = index &- Int(one.start)
            guard self[index].lowercased == self[Int(other.start) &+ offset].lowercased else {
                return false
            }
        }
        return true
    }

    /// Of digits, and no larger than can be counted down.
    fileprivate func number(_ range: ByteRange) -> UInt64? {
        var number: UInt64 = 0
        for index in range.indices {
            guard self[index].isDigit, number <= Limits.contentLength / 10 else { return nil }
            number = number &* 10 &+ UInt64(self[index] &- 0x30)
            guard number <= Limits.contentLength else { return nil }
        }
        return range.isEmpty ? nil : number
    }
}
