internal import Synchronization

/// What libcurl has understood of the origins of URLs (`https://host:port`, as written), so that it
/// is asked once for each of them and not for each call.
///
/// An origin tells all of an `OutboundURL`, if what follows it cannot be mistaken for a part of it.
/// So only URLs are known whose rest has no character that means something in an origin, in any
/// reading: `https://good.example#@evil.example/` once led libcurl elsewhere (CVE-2016-8624).
enum KnownOrigins {
    private struct Entry {
        let origin: [UInt8]
        let url: OutboundURL
    }

    /// Few hosts are called. Where there are more, the memory begins anew.
    private static let countMax = 32
    /// No host that is called has a longer one: a whole name has at most 255 bytes.
    private static let bytesMax = 300

    private static let entries = Mutex<[Entry]>([])

    /// The number of bytes of a URL's origin, if the rest is a path and a query beyond doubt.
    static func originCount(of text: String) -> Int? {
        let text = text.utf8Span.span
        var slashes = 0
        var origin = 0
        while origin < text.count {
            if text[origin] == UInt8(ascii: "/") { slashes += 1 }
            if slashes == 3 { break }
            origin += 1
        }
        guard slashes == 3, origin <= bytesMax else { return nil }
        return isPlain(text.extracting(droppingFirst: origin)) ? origin : nil
    }

    /// Letters, digits, and of the rest `-./_~?=&` only. Without a branch, so that many bytes are
    /// looked at together.
    private static func isPlain(_ rest: Span<UInt8>) -> Bool {
        var marks: UInt8 = 0
        for index in rest.indices {
            let byte = rest[index]
            // Setting one bit makes a capital a small letter, and a letter of nothing else.
            let isLetter: UInt8 = (byte | 0x20) &- UInt8(ascii: "a") < 26 ? 1 : 0
            // `-`, `.`, `/` and the digits follow one another.
            let isNumber: UInt8 = byte &- UInt8(ascii: "-") < 13 ? 1 : 0
            let isLine: UInt8 = byte == UInt8(ascii: "_") ? 1 : 0
            let isTilde: UInt8 = byte == UInt8(ascii: "~") ? 1 : 0
            let isQuestion: UInt8 = byte == UInt8(ascii: "?") ? 1 : 0
            let isEqual: UInt8 = byte == UInt8(ascii: "=") ? 1 : 0
            let isAnd: UInt8 = byte == UInt8(ascii: "&") ? 1 : 0
            marks |= (isLetter | isNumber | isLine | isTilde | isQuestion | isEqual | isAnd) ^ 1
        }
        return marks == 0
    }

    /// What the URL is whose first bytes are its origin, if libcurl was asked of that before.
    static func url(of text: String, originCount: Int) -> OutboundURL? {
        entries.withLock { entries in
            let origin = text.utf8Span.span.extracting(first: originCount)
            for entry in entries where entry.origin.span.hasSameBytes(as: origin) {
                return entry.url
            }
            return nil
        }
    }

    /// Remembers what libcurl has said.
    static func insert(_ url: OutboundURL, of text: String, originCount: Int) {
        let entry = Entry(origin: Array(text.utf8.prefix(originCount)), url: url)
        entries.withLock { entries in
            if entries.count == countMax { entries.removeAll(keepingCapacity: true) }
            entries.append(entry)
        }
    }
}
