/// The names of the objects that are open while a text is validated, to find one that comes twice.
///
/// A small object compares each new name with those before it, by a fingerprint first. A large one
/// is looked at when it closes, sorted by a hash and then by the names themselves: its cost grows
/// with n log n whatever the names are, so nobody can make it quadratic with names of equal hash.
struct JSONNames {
    private struct Name {
        /// The name with its quotation marks.
        let range: Range<Int>
        let isEscaped: Bool
        let fingerprint: UInt32
    }

    /// Up to here the comparison of each with each is cheaper than sorting.
    private static var smallMax: Int { 16 }

    private let limits: JSONLimits
    /// The names of all open objects; those of the innermost one begin at `base`.
    private var names: [Name] = []
    private var base = 0
    private var outerBases: [Int] = []

    init(limits: JSONLimits) { self.limits = limits }

    /// An object begins.
    mutating func open() {
        outerBases.append(base)
        base = names.count
    }

    /// The innermost object got a member; tells what is wrong with its name.
    mutating func add(
        _ range: Range<Int>, isEscaped: Bool, in bytes: [UInt8]
    ) -> JSONError.Problem? {
        let count = names.count - base
        guard count < limits.membersMax else { return .tooManyMembers(max: limits.membersMax) }
        let name = Name(
            range: range, isEscaped: isEscaped,
            fingerprint: Self.fingerprint(range, isEscaped, bytes))
        if count < Self.smallMax, !limits.allowsDuplicateNames {
            for index in base..<names.count where names[index].fingerprint == name.fingerprint {
                if Self.areEqual(names[index], name, bytes) { return .duplicateName }
            }
        }
        names.append(name)
        return nil
    }

    /// The innermost object ends; gives the range of a name that was there before, if there is one.
    mutating func close(_ bytes: [UInt8]) -> Range<Int>? {
        let count = names.count - base
        var duplicate: Range<Int>?
        if count > Self.smallMax, !limits.allowsDuplicateNames {
            duplicate = firstDuplicate(bytes)
        }
        names.removeLast(count)
        base = outerBases.removeLast()
        return duplicate
    }
}

// MARK: - Small objects

extension JSONNames {
    /// Length, first, middle and last byte: enough to tell almost all names of one object apart.
    @inline(__always)
    private static func fingerprint(
        _ range: Range<Int>, _ isEscaped: Bool, _ bytes: [UInt8]
    ) -> UInt32 {
        if isEscaped { return fingerprint(unescaped(range, bytes).span) }
        return fingerprint(bytes.span.extracting(range.lowerBound + 1..<range.upperBound - 1))
    }

    @inline(__always)
    private static func fingerprint(_ name: Span<UInt8>) -> UInt32 {
        let count = name.count
        guard count > 0 else { return 0 }
        return UInt32(truncatingIfNeeded: count) & 0xFF | UInt32(name[0]) << 8
            | UInt32(name[count &>> 1]) << 16 | UInt32(name[count &- 1]) << 24
    }

    private static func areEqual(_ first: Name, _ second: Name, _ bytes: [UInt8]) -> Bool {
        if first.isEscaped || second.isEscaped {
            return unescaped(first.range, bytes) == unescaped(second.range, bytes)
        }
        return bytes[first.range] == bytes[second.range]
    }

    private static func unescaped(_ range: Range<Int>, _ bytes: [UInt8]) -> [UInt8] {
        var content: [UInt8] = []
        JSONScan.unescape(bytes, range, into: &content)
        return content
    }
}

// MARK: - Large objects

extension JSONNames {
    /// Of all names of the innermost object that were there before, the one that comes first.
    private func firstDuplicate(_ bytes: [UInt8]) -> Range<Int>? {
        // The upper half of each key is a hash, the lower half tells whose: plain numbers sort fast.
        // Names of equal hash keep their order.
        var keys = names.indices[base...].map { index in
            Self.hash(names[index], bytes) << 32 | UInt64(truncatingIfNeeded: index - base)
        }
        keys.sort()
        var first: Int?
        var start = 0
        while start < keys.count {
            var end = start + 1
            while end < keys.count, keys[end] >> 32 == keys[start] >> 32 { end += 1 }
            if end - start > 1 {
                let group = keys[start..<end].map { base + Int($0 & 0xFFFF_FFFF) }
                if let found = firstDuplicate(among: group, bytes) {
                    first = min(first ?? found, found)
                }
            }
            start = end
        }
        return first.map { names[$0].range }
    }

    /// The same for names of equal hash, given by index. There are hardly ever any.
    private func firstDuplicate(among group: [Int], _ bytes: [UInt8]) -> Int? {
        var contents = group.map { (content: Self.unescaped(names[$0].range, bytes), index: $0) }
        contents.sort { first, second in
            if first.content == second.content { return first.index < second.index }
            return first.content.lexicographicallyPrecedes(second.content)
        }
        return zip(contents, contents.dropFirst())
            .filter { $0.content == $1.content }
            .map(\.1.index)
            .min()
    }

    /// FNV-1a over the unescaped name, folded to 32 bits.
    private static func hash(_ name: Name, _ bytes: [UInt8]) -> UInt64 {
        if name.isEscaped { return hash(unescaped(name.range, bytes).span) }
        return hash(bytes.span.extracting(name.range.lowerBound + 1..<name.range.upperBound - 1))
    }

    private static func hash(_ name: Span<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in name.indices { hash = (hash ^ UInt64(name[index])) &* 0x100_0000_01B3 }
        return (hash ^ hash >> 32) & 0xFFFF_FFFF
    }
}
