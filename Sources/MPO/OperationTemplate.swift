package import Bridge
import JSON

/// What all operations of a mapping have in common, written once.
package struct OperationTemplate: Sendable {
    /// From the brace to the opening quote of the reference.
    let opening: [UInt8]
    /// From the closing quote of the reference to the colon before the data.
    let middle: [UInt8]
    let sendsReference: Bool

    /// The configuration has seen to it that the extra fields repeat none of the operation's own.
    package init(_ mapping: Mapping, sendsReference: Bool) {
        self.sendsReference = sendsReference
        var writer = JSONWriter(capacity: 256)
        writer.beginObject()
        writer.key(mapping.processField)
        writer.raw(mapping.processID)
        writer.key("type")
        writer.string("create")
        writer.key("obj")
        writer.string("task")
        var opening = writer.bytes
        var middle: [UInt8] = []
        if sendsReference {
            opening.append(contentsOf: #","ref":""#.utf8)
            middle.append(UInt8(ascii: "\""))
        }
        for field in mapping.extra {
            var writer = JSONWriter(capacity: 64)
            writer.key(field.name)
            writer.raw(field.value)
            middle.append(UInt8(ascii: ","))
            middle.append(contentsOf: writer.bytes)
        }
        middle.append(contentsOf: #","data":"#.utf8)
        self.opening = opening
        self.middle = middle
    }

    /// The names of an operation that an extra field must not take, besides the process's field.
    package static let ownFields: Set<String> = ["type", "obj", "ref", "data"]
}
