import HTTPWire
import Testing

/// Every byte there is, where the grammar allows only some.
@Suite struct `The characters of the grammar` {
    private static let alphanumerics =
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    private static let allBytes = UInt8.min...UInt8.max

    private func refusal(_ before: String, _ byte: UInt8, _ after: String) -> ParseError? {
        let bytes = Array(before.utf8) + [byte] + Array(after.utf8)
        var seen = Seen.feed([bytes], RequestParser())
        guard case .error(let error) = seen.popLast() else { return nil }
        return error
    }

    @Test func `allow in a field name what RFC 9110 §5.6.2 lists`() {
        let allowed = Set(("!#$%&'*+-.^_`|~" + Self.alphanumerics).utf8)
        for byte in Self.allBytes where byte != 0x3A && byte != 0x0A {
            let error = refusal("GET / HTTP/1.1\r\nHost: a\r\nX", byte, "Y: 1\r\n\r\n")
            #expect(error == (allowed.contains(byte) ? nil : .fieldNameInvalid), "\(byte)")
        }
    }

    @Test func `allow in a value what RFC 9110 §5.5 lists`() {
        for byte in Self.allBytes where byte != 0x0A && byte != 0x0D {
            let isAllowed = byte == 0x09 || (byte >= 0x20 && byte != 0x7F)
            let error = refusal("GET / HTTP/1.1\r\nHost: a\r\nX: a", byte, "b\r\n\r\n")
            #expect(error == (isAllowed ? nil : .fieldValueInvalid), "\(byte)")
        }
    }

    @Test func `allow in a target what RFC 3986 §3.3 and §3.4 list`() {
        let allowed = Set(("-._~!$&'()*+,;=:@/?" + Self.alphanumerics).utf8)
        // Space and the ends of lines end the target, and what follows is no version.
        for byte in Self.allBytes where byte != 0x20 && byte != 0x0A && byte != 0x25 {
            let error = refusal("GET /a", byte, "b HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(error == (allowed.contains(byte) ? nil : .targetInvalid), "\(byte)")
        }
    }

    @Test func `allow in a Host what RFC 3986 §3.2.2 lists, but no comma`() {
        let allowed = Set(("-._~!$&'()*+;=%" + Self.alphanumerics).utf8)
        for byte in Self.allBytes where byte != 0x3A && byte >= 0x20 && byte != 0x7F {
            let error = refusal("GET / HTTP/1.1\r\nHost: a", byte, "b\r\n\r\n")
            #expect(error == (allowed.contains(byte) ? nil : .hostInvalid), "\(byte)")
        }
    }
}
