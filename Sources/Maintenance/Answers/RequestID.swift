// What somebody in front of us calls a request, so that its line is found in every log.

package import HTTP

package enum RequestID {
    /// Bytes; a longer one is as good as none.
    package static let longest = 128

    /// The value of a field that names the request, if it may be repeated anywhere: a token.
    package static func value(
        of field: KnownField, in request: Request, of bytes: Span<UInt8>
    ) -> [UInt8] {
        let value = bytes.extracting(request[field].indices)
        return value.count <= longest && TokenList.isToken(value) ? [UInt8](value) : []
    }

    /// Adds what tells the client's side what it is called.
    /// - Parameter fields: those of `CrossOrigin`, or none.
    package static func echo(
        _ id: [UInt8], of answer: PreparedAnswer, in responses: ResponseSet,
        to fields: inout FieldList
    ) {
        if id.isEmpty { return }
        // They stand in the place of Vary, which goes on.
        let vary = responses[answer.representation].vary
        if fields.fields.isEmpty, !vary.isEmpty { fields.add("Vary", listing: vary) }
        fields.add("X-Request-Id", id)
    }
}
