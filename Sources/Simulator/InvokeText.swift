internal import Bridge
internal import Crypto
internal import JSON

/// Writes the bodies of invokes, in the shape of the source document's samples.
struct InvokeText: Sendable {
    /// From the first bracket to the members of the instance context that do not change.
    private let start: [UInt8]
    /// The record definition.
    private let definition: [UInt8]
    private let tenant: String

    init(_ options: ProductOptions, _ service: ServiceDefinition) {
        tenant = options.context.tenantID
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("instanceContext")
        writer.beginObject()
        for (name, value) in [
            ("appId", options.context.appID), ("appVersion", nil),
            ("installId", options.context.installID),
            ("instanceId", options.context.instanceID),
            ("serviceId", options.context.serviceID), ("tenantId", options.context.tenantID),
            ("productId", options.context.productID),
        ] {
            writer.key(name)
            if let value { writer.string(value) } else { writer.null() }
        }
        writer.key("secret")
        options.installSecret.withBytes { writer.string(utf8: $0) }
        start = writer.bytes
        definition =
            Array(#""recordDefinition":{"inputParameters":"#.utf8) + service.inputs
            + Array(#","outputParameters":"#.utf8) + service.outputs + [UInt8(ascii: "}")]
    }

    /// The body of an invocation's invoke.
    func body(of invocation: ProductInvocation, baseURL: String) -> [UInt8] {
        let shape = invocation.shape
        var writer = JSONWriter(
            capacity: 4096 + (invocation.flow == .data ? invocation.rows * 100 : 0))
        writer.bytes += start
        writer.key("maxPushBatchSize")
        writer.integer(shape.pushBatchMax)
        writer.bytes.append(UInt8(ascii: ","))
        writer.bytes += definition
        writer.key("maxBatchSize")
        writer.integer(shape.pushBatchMax)
        writer.endObject()
        appendDataSet(of: invocation, to: &writer)
        let path = "\(baseURL)/rest/appcloud/v1/tenants/\(tenant)"
        let id = String(decoding: invocation.pathID, as: UTF8.self)
        append(
            "productExportEndpoint", "GET",
            invocation.flow == .pull ? "\(path)/datasets/\(id)" : nil, shape.absence, to: &writer)
        append(
            "productImportEndpoint", shape.importMethod.rawValue,
            shape.hasImport ? "\(path)/datasets/\(id)" : nil, shape.absence, to: &writer)
        append(
            "onCompletionCallbackEndpoint", shape.completionMethod.rawValue,
            shape.hasCompletion ? "\(path)/executions/\(id)" : nil, shape.absence, to: &writer)
        writer.key("maxPullPageSize")
        writer.integer(shape.pullPageMax)
        writer.key("maxPushBatchSize")
        writer.integer(shape.pushBatchMax)
        writer.endObject()
        return writer.bytes
    }

    private func appendDataSet(of invocation: ProductInvocation, to writer: inout JSONWriter) {
        writer.key("dataSet")
        writer.beginObject()
        writer.key("id")
        writer.string(utf8: invocation.dataSetID)
        switch invocation.flow {
        case .data:
            writer.key("rows")
            writer.beginArray()
            for row in 0..<invocation.rows {
                if row > 0 { writer.bytes.append(UInt8(ascii: ",")) }
                invocation.source.appendRow(row, order: InputColumn.allCases, to: &writer.bytes)
            }
            writer.endArray()
            writer.key("size")
            if invocation.shape.namesSizeWithData {
                writer.integer(invocation.rows)
            } else {
                writer.null()
            }
        case .pull:
            if invocation.shape.absence == .null {
                writer.key("rows")
                writer.null()
            }
            writer.key("size")
            writer.integer(invocation.rows)
        }
        writer.endObject()
    }

    private func append(
        _ name: String, _ method: String, _ url: String?, _ absence: InvokeShape.Absence,
        to writer: inout JSONWriter
    ) {
        guard let url else {
            if absence == .null {
                writer.key(name)
                writer.null()
            }
            return
        }
        writer.key(name)
        writer.beginObject()
        writer.key("url")
        writer.string(url)
        writer.key("method")
        writer.string(method)
        writer.key("headers")
        writer.beginObject()
        writer.endObject()
        writer.endObject()
    }
}
