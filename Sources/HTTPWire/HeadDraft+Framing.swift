extension HeadDraft {
    /// RFC 9112 §6.3, the strict reading: whatever two servers could take for two lengths is
    /// refused.
    func framing() throws(ParseError) -> BodyFraming {
        switch (coding, contentLength) {
        case (nil, nil): return .none
        case (nil, let length?): return .length(length)
        // "Such a message might indicate an attempt to perform request smuggling" (§6.3, 3).
        case (_?, _?): throw .lengthAndEncoding
        case (let coding?, nil):
            // "A server […] that receives an HTTP/1.0 message containing a Transfer-Encoding
            // header field MUST treat the message as if the framing is faulty" (§6.1).
            if version == .http10 { throw .encodingInHTTP10 }
            switch coding {
            case .chunked: return .chunked
            // "SHOULD respond with 501" (§6.1).
            case .unknown: throw .encodingUnknown
            // "the server MUST respond with the 400 (Bad Request) status code" (§6.3, 4).
            case .endless: throw .encodingInvalid
            }
        }
    }
}

/// What a Transfer-Encoding says (RFC 9112 §6.1).
enum TransferCoding: Sendable {
    /// The one word, in whatever case (RFC 9112 §7).
    case chunked
    /// Chunked comes last, after a coding that is not known here.
    case unknown
    /// Chunked is not the last, or comes twice: the end cannot be found.
    case endless

    init(_ text: [UInt8], _ value: Range<Int>) {
        let chunked = ListValue.words(text, value).map {
            Octets.equalIgnoringCase(text, $0, "chunked")
        }
        if chunked == [true] {
            self = .chunked
        } else {
            self = chunked.firstIndex(of: true) == chunked.count - 1 ? .unknown : .endless
        }
    }
}

/// The value of a Content-Length (RFC 9110 §8.6).
enum BodyLength {
    /// One decimal number and nothing else. No sign, no list, no zero in front: `010` is eight to
    /// a parser that takes it for octal.
    static func parse(_ text: [UInt8], _ value: Range<Int>) throws(ParseError) -> Int {
        guard let first = value.first, text[value].allSatisfy(Octets.isDigit),
            text[first] != 0x30 || value.count == 1
        else { throw .contentLengthInvalid }
        var length = 0
        for byte in text[value] {
            let (product, overflow) = length.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(Int(byte) - 0x30)
            if overflow || carry { throw .contentLengthTooLarge }
            length = sum
        }
        return length
    }
}

/// A value that is a list (RFC 9110 §5.6.1).
enum ListValue {
    /// What is between the commas, without the white space around it. An element may be empty.
    static func words(_ text: [UInt8], _ value: Range<Int>) -> [Range<Int>] {
        var words: [Range<Int>] = []
        var start = value.lowerBound
        for index in value where text[index] == Octets.comma {
            words.append(Octets.trimmed(text, start..<index))
            start = index + 1
        }
        words.append(Octets.trimmed(text, start..<value.upperBound))
        return words
    }
}
