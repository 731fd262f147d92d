internal import JSON

/// One `ops` entry as it stands in a call's validated bytes.
struct CallOperation: Sendable {
    enum Kind: Sendable { case create, show, other }

    /// Value ranges, quotation marks included.
    private(set) var process: Range<Int>?
    private(set) var reference: Range<Int>?
    private(set) var data: Range<Int>?
    private var type: Range<Int>?
    private var object: Range<Int>?

    init(_ bytes: [UInt8], _ operation: Range<Int>) {
        var members = JSONCursor(bytes, operation)
        while let (name, value) = members.nextMember() {
            let content = name.lowerBound + 1..<name.upperBound - 1
            switch Bytes.word(bytes, content) {
            case Self.refName: reference = value
            case Self.objName: object = value
            case Self.typeName: type = value
            case Self.dataName: data = value
            case Self.conveyorName: process = value
            default:
                guard content.count == 9 else { break }
                if Bytes.equal(bytes, content, Self.processName)
                    || Bytes.equal(bytes, content, Self.aliasName)
                {
                    process = value
                }
            }
        }
        if let reference, bytes[reference.lowerBound] == UInt8(ascii: "n") { self.reference = nil }
    }

    /// What a task reference may not be longer than (protocol notes on MPO, 3.2).
    static let referenceCharactersMax = 255

    func kind(_ bytes: [UInt8]) -> Kind {
        guard let type, let object,
            Bytes.word(bytes, Bytes.content(bytes, object)) == Self.taskValue
        else { return .other }
        switch Bytes.word(bytes, Bytes.content(bytes, type)) {
        case Self.createValue: return .create
        case Self.showValue: return .show
        default: return .other
        }
    }

    /// Whether there is a data object.
    func hasData(_ bytes: [UInt8]) -> Bool {
        data.map { bytes[$0.lowerBound] == UInt8(ascii: "{") } ?? false
    }

    /// What tells a task of this process and reference from all others.
    func key(_ bytes: [UInt8], process: Range<Int>, reference: Range<Int>) -> UInt64 {
        var hash = ContentHash()
        hash.add(bytes, Bytes.content(bytes, process))
        hash.add(0)
        hash.add(bytes, Bytes.content(bytes, reference))
        return hash.value
    }

    // The names and values as `Bytes.word` gives them: compared once a name and operation, they
    // must cost nothing to look up.
    private static let refName: UInt64 = 0x72_6566
    private static let objName: UInt64 = 0x6f_626a
    private static let typeName: UInt64 = 0x7479_7065
    private static let dataName: UInt64 = 0x6461_7461
    /// `conv_id`
    private static let conveyorName: UInt64 = 0x63_6f6e_765f_6964
    /// `task`
    private static let taskValue: UInt64 = 0x7461_736b
    /// `create`
    private static let createValue: UInt64 = 0x6372_6561_7465
    /// `show`
    private static let showValue: UInt64 = 0x7368_6f77
    private static let processName = Array("processID".utf8)
    private static let aliasName = Array("obj_alias".utf8)
}
