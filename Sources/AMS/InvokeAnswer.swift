package import Bridge
import JSON

/// What the product hears of an invoke at once; the results come later.
package enum InvokeAnswer {
    /// The body of a 200: the invocation is on disk.
    package static func accepted(_ id: InvocationID, instanceID: String) -> [UInt8] {
        var writer = JSONWriter(capacity: 192)
        writer.beginObject()
        writer.key("successful")
        writer.boolean(true)
        writer.key("content")
        writer.beginObject()
        writer.key("invocationId")
        writer.string(id.text)
        writer.key("instanceId")
        writer.string(instanceID)
        writer.endObject()
        writer.key("errorMessage")
        writer.null()
        writer.endObject()
        return writer.bytes
    }

    /// The body of a refusal with a status of 400 or above.
    package static func refused(_ message: String) -> [UInt8] {
        var writer = JSONWriter(capacity: 128)
        writer.beginObject()
        writer.key("successful")
        writer.boolean(false)
        writer.key("content")
        writer.null()
        writer.key("errorMessage")
        writer.string(message)
        writer.endObject()
        return writer.bytes
    }
}
