extension HeadDraft {
    /// Keeps the field, and looks into it when framing or the connection depend on it.
    ///
    /// - Parameter line: the whole field line, without its end.
    mutating func note(
        _ field: HeaderFields.Field, in text: [UInt8], _ line: Range<Int>
    ) throws(ParseError) {
        fields.append(field)
        let name = field.name
        // The length first: it decides for nearly every field that it is none of these.
        switch name.count {
        case 4 where Octets.equalIgnoringCase(text, name, "host"):
            // RFC 9112 §3.2: 400 "to any request message that contains more than one Host header
            // field line or a Host header field with an invalid field value".
            if host != nil { throw .fieldRepeated }
            host = field.value
            if !HostValue.isValid(text, field.value) { throw .hostInvalid }
        case 6 where Octets.equalIgnoringCase(text, name, "expect"):
            try once(&hasExpect)
            // RFC 9110 §10.1.1: 417 for any "other than 100-continue".
            guard Octets.equalIgnoringCase(text, field.value, "100-continue")
            else { throw .expectationUnknown }
            expectsContinue = true
        case 10 where Octets.equalIgnoringCase(text, name, "connection"):
            try noteConnection(text, field.value)
        case 12 where Octets.equalIgnoringCase(text, name, "content-type"):
            try once(&hasContentType)
        case 13 where Octets.equalIgnoringCase(text, name, "authorization"):
            try once(&hasAuthorization)
        case 14 where Octets.equalIgnoringCase(text, name, "content-length"):
            // RFC 9110 §8.6 lets equal ones pass as one: no client needs it, and smugglers do.
            if contentLength != nil { throw .fieldRepeated }
            try refuseTab(text, line, .contentLengthInvalid)
            contentLength = try BodyLength.parse(text, field.value)
        case 17 where Octets.equalIgnoringCase(text, name, "transfer-encoding"):
            if coding != nil { throw .fieldRepeated }
            try refuseTab(text, line, .encodingInvalid)
            coding = TransferCoding(text, field.value)
        case 14 where Octets.equalIgnoringCase(text, name, "content_length"),
            17 where Octets.equalIgnoringCase(text, name, "transfer_encoding"):
            // Gateways that hand fields on as CGI variables (RFC 3875 §4.1.18) cannot tell these
            // from the fields that decide about framing.
            throw .fieldNameConfusing
        default: break
        }
    }

    private func once(_ seen: inout Bool) throws(ParseError) {
        if seen { throw .fieldRepeated }
        seen = true
    }

    /// A tab is as good as a space around a value (RFC 9110 §5.6.3), but not to every parser: one
    /// that keeps it sees another length or another coding.
    private func refuseTab(
        _ text: [UInt8], _ line: Range<Int>, _ error: ParseError
    ) throws(ParseError) {
        if text[line].contains(Octets.tab) { throw error }
    }

    /// A list of words (RFC 9110 §7.6.1), of which only `close` matters here. An Upgrade is refused
    /// by not following it: "A server MAY ignore a received Upgrade header field" (RFC 9110 §7.8).
    private mutating func noteConnection(
        _ text: [UInt8], _ value: Range<Int>
    ) throws(ParseError) {
        for word in ListValue.words(text, value) {
            guard text[word].allSatisfy(Octets.isToken) else { throw .connectionOptionInvalid }
            if Octets.equalIgnoringCase(text, word, "close") { closes = true }
            // A proxy removes the fields that are named here before it forwards: with these gone,
            // the next one would read another request.
            for name in Self.endToEnd where Octets.equalIgnoringCase(text, word, name) {
                throw .connectionOptionInvalid
            }
        }
    }

    /// "A sender MUST NOT send a connection option corresponding to a field that is intended for
    /// all recipients of the content" (RFC 9110 §7.6.1).
    private static let endToEnd = [
        "content-length", "transfer-encoding", "host", "authorization", "content-type",
        "content-encoding", "expect",
    ]
}
