internal import JSON

/// One `ops` entry as it stands in a call's validated bytes.
struct CallOperation: Sendable {
    enum Kind: Sendable { case create, show, other }

    /// Value ranges, quotation marks included.
    private(set) var process: Range<Int>?
    private(set) var reference: Range<Int>?
    private(set) var objectID: Range<Int>?
    private(set) var data: Range<Int>?
    private var type: Range<Int>?
    private var object: Range<Int>?

    init(_ bytes: [UInt8], _ operation: Range<Int>) {
        var members = JSONCursor(bytes, operation)
        while let (name, value) = members.nextMember() {
            let content = name.lowerBound + 1..<name.upperBound - 1
            switch content.count {
            case 3 where Bytes.equal(bytes, content, Self.refName): reference = value
            case 3 where Bytes.equal(bytes, content, Self.objName): object = value
            case 4 where Bytes.equal(bytes, content, Self.typeName): type = value
            case 4 where Bytes.equal(bytes, content, Self.dataName): data = value
            case 6 where Bytes.equal(bytes, content, Self.objectIDName): objectID = value
            case 7 where Bytes.equal(bytes, content, Self.conveyorName): process = value
            case 9 where Bytes.equal(bytes, content, Self.processName): process = value
            case 9 where Bytes.equal(bytes, content, Self.aliasName): process = value
            default: break
            }
        }
        if let reference, bytes[reference.lowerBound] == UInt8(ascii: "n") { self.reference = nil }
    }

    /// What a task reference may not be longer than (protocol notes on MPO, 3.2).
    static let referenceCharactersMax = 255

    func kind(_ bytes: [UInt8]) -> Kind {
        guard let type, let object,
            Bytes.equal(bytes, Bytes.content(bytes, object), Self.taskValue)
        else { return .other }
        let content = Bytes.content(bytes, type)
        if Bytes.equal(bytes, content, Self.createValue) { return .create }
        return Bytes.equal(bytes, content, Self.showValue) ? .show : .other
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

    private static let refName = Array("ref".utf8)
    private static let objName = Array("obj".utf8)
    private static let typeName = Array("type".utf8)
    private static let dataName = Array("data".utf8)
    private static let objectIDName = Array("obj_id".utf8)
    private static let conveyorName = Array("conv_id".utf8)
    private static let processName = Array("processID".utf8)
    private static let aliasName = Array("obj_alias".utf8)
    private static let taskValue = Array("task".utf8)
    private static let createValue = Array("create".utf8)
    private static let showValue = Array("show".utf8)
}
