/// An endpoint's URL, read so strictly that nobody after us can read another host out of it.
///
/// It is the product's, hence hostile: whatever two parsers could understand differently (user
/// information, backslashes, white space, percent signs in the host) is refused.
package struct EndpointAddress: Hashable, Sendable {
    package let isHTTPS: Bool
    /// In lower case; an IPv6 address without its brackets.
    package let host: String
    /// `nil` when the URL names none.
    package let port: UInt16?

    /// `nil` unless the text is `http[s]://host[:port]`, then nothing or a path, query or fragment,
    /// all of it visible ASCII.
    package init?(_ text: String) {
        let bytes = [UInt8](text.utf8)
        guard bytes.count <= MessageLimits.addressBytesMax,
            bytes.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") })
        else { return nil }
        let lower = text.lowercased()
        if lower.hasPrefix("https://") {
            isHTTPS = true
        } else if lower.hasPrefix("http://") {
            isHTTPS = false
        } else {
            return nil
        }
        let rest = bytes[(isHTTPS ? 8 : 7)...]
        let authority = rest.prefix {
            $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#")
        }
        guard let parts = Self.split(authority) else { return nil }
        host = String(decoding: parts.host, as: UTF8.self).lowercased()
        guard let portText = parts.port else {
            port = nil
            return
        }
        // Digits only: the number's own parser would take a sign.
        guard portText.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let port = UInt16(String(decoding: portText, as: UTF8.self)), port > 0
        else { return nil }
        self.port = port
    }

    /// RFC 3986, section 3.2, without user information.
    private static func split(
        _ authority: ArraySlice<UInt8>
    ) -> (host: ArraySlice<UInt8>, port: ArraySlice<UInt8>?)? {
        if authority.first == UInt8(ascii: "[") {
            guard let end = authority.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            let host = authority[(authority.startIndex + 1)..<end]
            guard !host.isEmpty, host.allSatisfy(isAddressByte) else { return nil }
            let tail = authority[(end + 1)...]
            guard let colon = tail.first else { return (host, nil) }
            guard colon == UInt8(ascii: ":") else { return nil }
            return (host, tail.dropFirst())
        }
        let host = authority.prefix { $0 != UInt8(ascii: ":") }
        guard !host.isEmpty, host.allSatisfy(isNameByte) else { return nil }
        guard host.endIndex < authority.endIndex else { return (host, nil) }
        return (host, authority[(host.endIndex + 1)...])
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: ":"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
