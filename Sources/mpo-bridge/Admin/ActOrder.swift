import JSON

/// An act as it is asked for: the body of `POST /v1/acts`.
struct ActOrder {
    let verb: String
    var invocation: String?
    var row: Int?
    var state: String?
    var mapping: String?
    var rate: Int?
    var mayRepeat = false
    /// What a resolved row becomes.
    var resolution: Resolution?

    enum Resolution {
        case succeeded(result: [UInt8]?)
        case failed(message: String)
    }

    init(_ verb: String) { self.verb = verb }

    /// - Parameter isPreview: only ask how many rows it would concern.
    func body(isPreview: Bool) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        for case (let name, let value?) in [
            ("verb", verb), ("invocation", invocation), ("state", state), ("mapping", mapping),
        ] {
            writer.key(name)
            writer.string(value)
        }
        for case (let name, let value?) in [("row", row), ("rowsPerSecond", rate)] {
            writer.key(name)
            writer.integer(value)
        }
        for (name, value) in [("mayRepeat", mayRepeat), ("preview", isPreview)] where value {
            writer.key(name)
            writer.boolean(true)
        }
        if let resolution { Self.write(resolution, to: &writer) }
        writer.endObject()
        return writer.bytes
    }

    private static func write(_ resolution: Resolution, to writer: inout JSONWriter) {
        writer.key("resolution")
        switch resolution {
        case .succeeded(let result):
            writer.string("succeeded")
            guard let result else { return }
            writer.key("result")
            writer.raw(result)
        case .failed(let message):
            writer.string("failed")
            writer.key("message")
            writer.string(message)
        }
    }
}
