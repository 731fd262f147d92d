/// One line `name: value` of a head or a trailer (RFC 9112 §5).
enum FieldLine {
    static func parse(
        _ text: [UInt8], _ line: Range<Int>
    ) throws(ParseError) -> HeaderFields.Field {
        let bytes = text.span
        var index = line.lowerBound
        // RFC 9112 §5.2: "A server that receives an obs-fold […] MUST either reject the message by
        // sending a 400 (Bad Request)" or unfold it; §2.2 says the same of white space before the
        // first field.
        if bytes[index] == Octets.space || bytes[index] == Octets.tab { throw .fieldFolded }
        while index < line.upperBound, Octets.isToken(bytes[index]) { index &+= 1 }
        // RFC 9112 §5.1: "No whitespace is allowed between the field name and colon. […] A server
        // MUST reject, with a response status code of 400 (Bad Request), any received request
        // message that contains whitespace between a header field name and colon."
        guard index > line.lowerBound, index < line.upperBound, bytes[index] == Octets.colon
        else { throw .fieldNameInvalid }
        let name = line.lowerBound..<index
        let value = (index &+ 1)..<line.upperBound
        while index < line.upperBound {
            let byte = bytes[index]
            // RFC 9110 §5.5: "Field values containing CR, LF, or NUL characters are invalid and
            // dangerous"; the other controls are as little allowed.
            if !Octets.isFieldValue(byte) {
                throw byte == Octets.carriageReturn ? .lineEndInvalid : .fieldValueInvalid
            }
            index &+= 1
        }
        return HeaderFields.Field(name: name, value: Octets.trimmed(text, value))
    }
}
