// From the fields of a block to a request: the rules of RFC 9113 §8.2 and §8.3.

internal import HTTP

/// The rules a request can break. It is malformed, and its stream ends (RFC 9113 §8.1.1).
enum RequestError: UInt8, Error, CaseIterable {
    // Fields.
    case invalidField, connectionSpecificField, repeatedHost, invalidContentLength
    case conflictingContentLength
    // Pseudo-fields.
    case unknownPseudoField, repeatedPseudoField, misplacedPseudoField, missingPseudoField
    case invalidPath, invalidAuthority, missingAuthority, differingHost, pseudoFieldOfConnect
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
    /// Whether the texts of further fields are of any use.
    private(set) var keepsText: Bool

    private var size: UInt32 = 0
    private var count: UInt32 = 0
    /// A bit for each pseudo-field there was, and one for other fields.
    private var present: UInt8
    /// By their names' codes, from that of `:method` on.
    private var pseudoValues: InlineArray<4, ByteRange> = [.empty, .empty, .empty, .empty]
    /// Where the text of pseudo-fields ends: the lines of fields begin there.
    private var pseudoEnd = 0

    private static let fields: UInt8 = 0x80

    init(isTrailers: Bool = false) {
        // In trailers every pseudo-field comes too late.
        present = isTrailers ? Self.fields : 0
        keepsText = !isTrailers
    }

    private static func bit(_ name: FieldName) -> UInt8 {
        1 &<< (name.code &- FieldName.method.code)
    }

    private static var method: UInt8 { bit(.method) }
    private static var authority: UInt8 { bit(.authority) }
    private static var required: UInt8 { method | bit(.scheme) | bit(.path) }

    private subscript(name: FieldName) -> ByteRange {
        pseudoValues[Int(name.code &- FieldName.method.code)]
    }

    /// - Parameter text: where its value stands, last of all.
    @inline(__always)
    mutating func take(_ field: Field, into request: inout Request, _ text: FieldText) {
        count &+= 1
        size &+= field.size
        if size > SessionLimits.fieldListBytes || count > SessionLimits.fieldCount {
            return refuse()
        }
        let name = field.name
        guard field.isValid else { return fail(name.rule) }
        if name == .other {
            present |= Self.fields
        } else if name.isKnown {
            takeKnown(field, into: &request, text)
        } else if name.keepsValue {
            takePseudo(field, text)
        } else {
            takeUncommon(name)
        }
    }

    @inline(__always)
    private mutating func takeKnown(
        _ field: Field, into request: inout Request, _ text: FieldText
    ) {
        present |= Self.fields
        guard keepsText, let known = field.name.field else { return }
        if known == .host, request.has(.host) { return fail(.repeatedHost) }
        request.note(known, field.value)
        if known == .contentLength { takeContentLength(field.value, text) }
    }

    /// RFC 9113 §8.3: each once, before all other fields, and none in trailers.
    @inline(__always)
    private mutating func takePseudo(_ field: Field, _ text: FieldText) {
        let bit = Self.bit(field.name)
        guard present & (bit | Self.fields) == 0 else {
            return fail(present < Self.fields ? .repeatedPseudoField : .misplacedPseudoField)
        }
        present |= bit
        pseudoValues[Int(field.name.code &- FieldName.method.code)] = field.value
        pseudoEnd = text.count
    }

    @inline(never)
    private mutating func takeUncommon(_ name: FieldName) {
        // The value of TE is looked at where it is decoded.
        if name == .transferOptions { present |= Self.fields } else { fail(name.rule) }
    }

    @inline(never)
    private mutating func refuse() {
        if error == nil, refusal == nil {
            refusal = count > SessionLimits.fieldCount ? .tooManyFields : .headTooLarge
        }
        keepsText = false
    }

    mutating func fail(_ error: RequestError) {
        if self.error == nil, refusal == nil { self.error = error }
        keepsText = false
    }

    /// RFC 9110 §8.6: digits, and no other number a second time.
    @inline(never)
    private mutating func takeContentLength(_ value: ByteRange, _ text: FieldText) {
        guard let length = text.withSpan({ $0.extracting(value.indices).contentLength }) else {
            return fail(.invalidContentLength)
        }
        if let other = contentLength, other != length { return fail(.conflictingContentLength) }
        contentLength = length
    }

    /// What can be said only at the end of a block. Trailers have nothing of this.
    @inline(__always)
    mutating func conclude(_ request: inout Request, _ text: FieldText) {
        guard error == nil else { return }
        request.methodName = self[.method]
        request.target = self[.path]
        request.authority = self[.authority]
        request.lines = ByteRange(from: pseudoEnd, to: text.count)
        let error = text.withSpan {
            request.method = Method($0, at: request.methodName)
            return check(&request, $0)
        }
        // Of a request that is refused for its size, not all is known, and nothing more matters.
        if let error { fail(error) }
    }

    /// RFC 9113 §8.3.1.
    @inline(__always)
    private func check(_ request: inout Request, _ text: Span<UInt8>) -> RequestError? {
        if request.method == .connect { return checkConnect(&request, text) }
        guard present & Self.required == Self.required else { return .missingPseudoField }
        if text[Int(request.target.start)] == UInt8(ascii: "*"), request.method != .options {
            return .invalidPath
        }
        if present & Self.authority == 0 || request.has(.host) {
            return checkHost(&request, text)
        }
        return nil
    }

    /// RFC 9113 §8.5: host and port, and nothing else.
    @inline(never)
    private func checkConnect(_ request: inout Request, _ text: Span<UInt8>) -> RequestError? {
        guard present & ~Self.fields == Self.method | Self.authority else {
            return .pseudoFieldOfConnect
        }
        guard Authority.isValid(text, at: request.authority, portRequired: true) else {
            return .invalidAuthority
        }
        request.target = request.authority
        return request.has(.host) ? checkHost(&request, text) : nil
    }

    /// RFC 9113 §8.3.1: Host is what HTTP/1 has in the place of `:authority`.
    @inline(never)
    private func checkHost(_ request: inout Request, _ text: Span<UInt8>) -> RequestError? {
        guard request.has(.host) else { return .missingAuthority }
        let host = request[.host]
        if present & Self.authority == 0 {
            request.authority = host
        } else if !text.isSame(request.authority, host) {
            return .differingHost
        }
        return nil
    }
}

extension FieldName {
    /// The rule that a field of this name breaks, where it breaks one.
    fileprivate var rule: RequestError {
        switch self {
        case .connectionSpecific: .connectionSpecificField
        case .otherPseudo: .unknownPseudoField
        default: .invalidField
        }
    }
}

extension Span where Element == UInt8 {
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
}
