/// One line `name: value` of a head or a trailer (RFC 9112 §5).
enum FieldLine {
    static func parse(
        _ text: [UInt8], _ line: Range<Int>
    ) throws(ParseError) -> HeaderFields.Field {
        let bytes = text.span
        var index = line.lowerBound
        if bytes[index] == Octets.space || bytes[index] == Octets.tab { throw .fieldFolded }
        while index < line.upperBound, Octets.isToken(bytes[index]) { index &+= 1 }
        // No white space between name and colon: proxies that read it otherwise disagree with us
        // about which fields there are.
        guard index > line.lowerBound, index < line.upperBound, bytes[index] == Octets.colon
        else { throw .fieldNameInvalid }
        let name = line.lowerBound..<index
        let value = (index &+ 1)..<line.upperBound
        while index < line.upperBound {
            let byte = bytes[index]
            if !Octets.isFieldValue(byte) {
                throw byte == Octets.carriageReturn ? .lineEndInvalid : .fieldValueInvalid
            }
            index &+= 1
        }
        return HeaderFields.Field(name: name, value: Octets.trimmed(text, value))
    }
}
