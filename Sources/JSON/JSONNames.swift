/// The names of the objects that are open while a text is validated, to find one that comes twice.
///
/// A small object compares each new name with those before it, by a fingerprint first. A large one
/// is looked at when it closes, sorted by a hash and then by the names themselves: its cost grows
/// with n log n whatever the names are, so nobody can make it quadratic with names of equal hash.
struct JSONNames {
    private struct Name {
        /// Where its opening quotation mark is.
        let offset: Int
        let fingerprint: UInt32
        let isEscaped: Bool
    }

    /// Up to here the comparison of each with each is cheaper than sorting.
    private static var smallMax: Int { 16 }

    private let limits: JSONLimits
    /// The names of all open objects, up to `top`; those of the innermost one begin at `base`.
    /// What lies above `top` is left over and will be written over.
    private var names: [Name] = []
    private var top = 0
    private var base = 0
    private var outerBases: [Int] = []

    init(limits: JSONLimits) { self.limits = limits }

    /// An object begins.
    mutating func open() {
        if outerBases.isEmpty {
            outerBases.reserveCapacity(Self.smallMax)
            names.reserveCapacity(Self.smallMax)
        }
        outerBases.append(base)
        base = top
    }

    /// The innermost object got a member; tells what is wrong with its name. The range has the
    /// name's quotation marks in it.
    mutating func add(
        _ range: Range<Int>, isEscaped: Bool, in bytes: [UInt8]
    ) -> JSONError.Problem? {
        let count = top - base
        guard count < limits.membersMax else { return .tooManyMembers(max: limits.membersMax) }
        let name = Name(
            offset: range.lowerBound, fingerprint: Self.fingerprint(range, isEscaped, bytes),
            isEscaped: isEscaped)
        if count < Self.smallMax, !limits.allowsDuplicateNames {
            for index in base..<top where names[index].fingerprint == name.fingerprint {
                if Self.areEqual(names[index], name, bytes) { return .duplicateName }
            }
        }
        if top < names.count {
            names[top] = name
        } else {
            names.append(name)
        }
        top += 1
        return nil
    }

    /// The innermost object ends; gives the offset of a name that was there before, if any was.
    mutating func close(_ bytes: [UInt8]) -> Int? {
        let duplicate =
            top - base > Self.smallMax && !limits.allowsDuplicateNames
            ? firstDuplicate(bytes) : nil
        top = base
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
        let (firstRange, secondRange) = (range(first, bytes), range(second, bytes))
        if first.isEscaped || second.isEscaped {
            return unescaped(firstRange, bytes) == unescaped(secondRange, bytes)
        }
        return bytes[firstRange] == bytes[secondRange]
    }

    private static func range(_ name: Name, _ bytes: [UInt8]) -> Range<Int> {
        name.offset..<JSONSkip.string(bytes.span, name.offset)
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
    private func firstDuplicate(_ bytes: [UInt8]) -> Int? {
        // The upper half of each key is a hash, the lower half tells whose: numbers sort fast.
        var keys = (base..<top).map { index in
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
        return first.map { names[$0].offset }
    }

    /// The same for names of equal hash, given by index. There are hardly ever any.
    private func firstDuplicate(among group: [Int], _ bytes: [UInt8]) -> Int? {
        var contents = group.map { index in
            (content: Self.unescaped(Self.range(names[index], bytes), bytes), index: index)
        }
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
        let range = range(name, bytes)
        if name.isEscaped { return hash(unescaped(range, bytes).span) }
        return hash(bytes.span.extracting(range.lowerBound + 1..<range.upperBound - 1))
    }

    private static func hash(_ name: Span<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in name.indices { hash = (hash ^ UInt64(name[index])) &* 0x100_0000_01B3 }
        return (hash ^ hash >> 32) & 0xFFFF_FFFF
    }
}
