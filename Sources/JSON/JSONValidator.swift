/// Checks a text in one pass. It keeps no tree and does not recurse: what is open is in `nesting`.
struct JSONValidator {
    typealias Problem = JSONError.Problem

    /// What is wrong, and where. The path is worked out afterwards, from the start of the text,
    /// so that a good text does not pay for it.
    private struct Fault: Error {
        let problem: Problem
        let offset: Int
    }

    /// What has to come next.
    private enum Step {
        case value
        case firstElement
        case firstMember
        case member
        case separator
    }

    private let limits: JSONLimits
    private var nesting = JSONNesting()
    private var names: JSONNames
    private var ends: JSONEnds

    /// Checks the whole text; gives the range of its value, and notes the ends that are asked for.
    static func validate(
        _ bytes: [UInt8], limits: JSONLimits, noting ends: inout JSONEnds
    ) throws(JSONError) -> Range<Int> {
        var validator = JSONValidator(limits: limits, ends: ends)
        // The validator's alone, or its first note would copy the room that was made for them all.
        ends = .none
        do throws(Fault) {
            let range = try validator.run(bytes)
            ends = validator.ends
            return range
        } catch {
            throw JSONError(
                problem: error.problem, offset: error.offset,
                path: JSONPath.text(in: bytes, before: error.offset))
        }
    }

    private init(limits: JSONLimits, ends: JSONEnds) {
        self.limits = limits
        self.ends = ends
        names = JSONNames(limits: limits)
    }

    private mutating func run(_ text: [UInt8]) throws(Fault) -> Range<Int> {
        let bytes = text.span
        if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF {
            throw Fault(problem: .byteOrderMark, offset: 0)
        }
        let start = JSONSkip.whitespace(bytes, 0)
        guard start < bytes.count else { throw Fault(problem: .empty, offset: start) }

        var position = start
        var step = try value(bytes, &position)
        while !nesting.isEmpty {
            position = JSONSkip.whitespace(bytes, position)
            guard position < bytes.count else { throw Fault(problem: .endsEarly, offset: position) }
            switch step {
            case .value: step = try value(bytes, &position)
            case .separator: step = try separator(text, bytes, &position)
            case .firstElement: step = try firstElement(bytes, &position)
            case .firstMember: step = try firstMember(text, bytes, &position)
            case .member: step = try member(text, bytes, &position)
            }
        }
        let end = JSONSkip.whitespace(bytes, position)
        guard end == bytes.count else { throw Self.fault(.trailingData, bytes, end) }
        return start..<position
    }
}

// MARK: - Steps

extension JSONValidator {
    /// A whole string, number or literal, or the opening bracket of a container.
    @inline(__always)
    private mutating func value(
        _ bytes: Span<UInt8>, _ position: inout Int
    ) throws(Fault) -> Step {
        let problem: Problem?
        switch bytes[position] {
        case UInt8(ascii: "\""):
            position &+= 1
            var isEscaped = false
            problem = JSONGrammar.string(bytes, &position, &isEscaped)
        case UInt8(ascii: "["), UInt8(ascii: "{"):
            return try open(bytes, &position)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            problem = JSONGrammar.number(bytes, &position)
        case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"):
            problem = JSONGrammar.literal(bytes, &position)
        default:
            throw Self.fault(.valueExpected, bytes, position)
        }
        if let problem { throw Fault(problem: problem, offset: position) }
        return .separator
    }

    @inline(__always)
    private mutating func open(
        _ bytes: Span<UInt8>, _ position: inout Int
    ) throws(Fault) -> Step {
        guard nesting.depth < limits.depthMax else {
            throw Fault(problem: .tooDeep(max: limits.depthMax), offset: position)
        }
        let isObject = bytes[position] == UInt8(ascii: "{")
        ends.open(position, depth: nesting.depth)
        nesting.open(isObject: isObject)
        if isObject { names.open() }
        position &+= 1
        return isObject ? .firstMember : .firstElement
    }

    /// After a value: a comma, or the bracket that closes the container.
    @inline(__always)
    private mutating func separator(
        _ text: [UInt8], _ bytes: Span<UInt8>, _ position: inout Int
    ) throws(Fault) -> Step {
        let byte = bytes[position]
        if byte == UInt8(ascii: ",") {
            let comma = position
            position = JSONSkip.whitespace(bytes, comma &+ 1)
            guard position < bytes.count else { throw Fault(problem: .endsEarly, offset: position) }
            if bytes[position] == UInt8(ascii: "]") || bytes[position] == UInt8(ascii: "}") {
                throw Fault(problem: .trailingComma, offset: position)
            }
            return nesting.isObject ? .member : .value
        }
        if nesting.isObject {
            guard byte == UInt8(ascii: "}") else {
                throw Self.fault(.commaOrBraceExpected, bytes, position)
            }
            return try closeObject(text, &position)
        }
        guard byte == UInt8(ascii: "]") else {
            throw Self.fault(.commaOrBracketExpected, bytes, position)
        }
        return closeArray(&position)
    }

    /// After `[`.
    @inline(__always)
    private mutating func firstElement(
        _ bytes: Span<UInt8>, _ position: inout Int
    ) throws(Fault) -> Step {
        if bytes[position] == UInt8(ascii: "]") { return closeArray(&position) }
        return try value(bytes, &position)
    }

    /// After `{`.
    private mutating func firstMember(
        _ text: [UInt8], _ bytes: Span<UInt8>, _ position: inout Int
    ) throws(Fault) -> Step {
        if bytes[position] == UInt8(ascii: "}") { return try closeObject(text, &position) }
        return try member(text, bytes, &position)
    }

    /// A name and its colon.
    private mutating func member(
        _ text: [UInt8], _ bytes: Span<UInt8>, _ position: inout Int
    ) throws(Fault) -> Step {
        let start = position
        guard bytes[start] == UInt8(ascii: "\"") else {
            throw Self.fault(.nameExpected, bytes, start)
        }
        position &+= 1
        var isEscaped = false
        if let problem = JSONGrammar.string(bytes, &position, &isEscaped) {
            throw Fault(problem: problem, offset: position)
        }
        if let problem = names.add(start..<position, isEscaped: isEscaped, in: text) {
            throw Fault(problem: problem, offset: start)
        }
        position = JSONSkip.whitespace(bytes, position)
        guard position < bytes.count else { throw Fault(problem: .endsEarly, offset: position) }
        guard bytes[position] == UInt8(ascii: ":") else {
            throw Self.fault(.colonExpected, bytes, position)
        }
        position = JSONSkip.whitespace(bytes, position &+ 1)
        guard position < bytes.count else { throw Fault(problem: .endsEarly, offset: position) }
        return try value(bytes, &position)
    }

    @inline(__always)
    private mutating func closeArray(_ position: inout Int) -> Step {
        nesting.close()
        position &+= 1
        ends.close(position, depth: nesting.depth)
        return .separator
    }

    @inline(__always)
    private mutating func closeObject(
        _ text: [UInt8], _ position: inout Int
    ) throws(Fault) -> Step {
        if let offset = names.close(text) {
            throw Fault(problem: .duplicateName, offset: offset)
        }
        nesting.close()
        position &+= 1
        ends.close(position, depth: nesting.depth)
        return .separator
    }

    /// The fault at a byte that fits nowhere; some mistakes are common enough to be named.
    private static func fault(
        _ expected: Problem, _ bytes: Span<UInt8>, _ position: Int
    ) -> Fault {
        let problem: Problem =
            switch bytes[position] {
            case UInt8(ascii: "/"), UInt8(ascii: "#"): .comment
            case UInt8(ascii: "'"): .singleQuote
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"):
                expected == .valueExpected ? .badLiteral : expected
            default: expected
            }
        return Fault(problem: problem, offset: position)
    }
}
