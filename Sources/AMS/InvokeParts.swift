import Bridge
import JSON

/// The values of an invoke that matter, found in one walk over each object: a look-up by name would
/// walk over all rows again and again.
struct InvokeParts {
    private(set) var rows: JSONValue?
    private(set) var export: JSONValue?
    /// The member `secret` of the instance's context, with one of its commas.
    private(set) var secret: Range<Int>?

    private var hasContext = false
    private var appID: JSONValue?
    private var installID: JSONValue?
    private var instanceID: JSONValue?
    private var serviceID: JSONValue?
    private var tenantID: JSONValue?
    private var productID: JSONValue?
    private var recordDefinition: JSONValue?
    private var instanceBatchMax: JSONValue?

    private var hasDataSet = false
    private var dataSetID: JSONValue?
    private var size: JSONValue?

    private var importEndpoint: JSONValue?
    private var completion: JSONValue?
    private var pullPageMax: JSONValue?
    private var pushBatchMax: JSONValue?

    init(_ root: JSONValue) throws(MessageError) {
        for member in root.members {
            switch member.name {
            case "instanceContext": try readContext(member.value)
            case "dataSet": try readDataSet(member.value)
            case EndpointRole.export.rawValue: export = member.value
            case EndpointRole.import.rawValue: importEndpoint = member.value
            case EndpointRole.completion.rawValue: completion = member.value
            case "maxPullPageSize": pullPageMax = member.value
            case "maxPushBatchSize": pushBatchMax = member.value
            default: break
            }
        }
        guard hasContext else { throw MessageField.missing("$.instanceContext") }
        guard hasDataSet else { throw MessageField.missing("$.dataSet") }
    }

    private mutating func readContext(_ value: JSONValue) throws(MessageError) {
        guard let object = try MessageField.object(value, at: "$.instanceContext") else { return }
        hasContext = true
        var previousEnd: Int?
        var secretIsFirst = false
        for member in object.members {
            if secretIsFirst, let start = secret?.lowerBound {
                secret = start..<member.name.range.lowerBound
                secretIsFirst = false
            }
            switch member.name {
            case "appId": appID = member.value
            case "installId": installID = member.value
            case "instanceId": instanceID = member.value
            case "serviceId": serviceID = member.value
            case "tenantId": tenantID = member.value
            case "productId": productID = member.value
            case "recordDefinition": recordDefinition = member.value
            case "maxPushBatchSize": instanceBatchMax = member.value
            case "secret":
                secretIsFirst = previousEnd == nil
                let start = previousEnd ?? member.name.range.lowerBound
                secret = start..<member.value.range.upperBound
            default: break
            }
            previousEnd = member.value.range.upperBound
        }
    }

    private mutating func readDataSet(_ value: JSONValue) throws(MessageError) {
        guard let object = try MessageField.object(value, at: "$.dataSet") else { return }
        hasDataSet = true
        for member in object.members {
            switch member.name {
            case "id": dataSetID = member.value
            case "rows": rows = member.value
            case "size": size = member.value
            default: break
            }
        }
    }

    /// Everything but the rows.
    func invocation(_ definitions: inout RecordDefinitions) throws(MessageError) -> Invocation {
        let definition = try definitions.definition(reading: recordDefinition)
        let `import` = try EndpointRole.import.endpoint(importEndpoint)
        guard `import` == nil || definition.reportsCorrelation else {
            throw MessageError(
                path: "$.instanceContext.recordDefinition.outputParameters",
                problem: "lacks the column \(SpecialColumn.correlationID.rawValue), "
                    + "so no result could be told from another")
        }
        return Invocation(
            context: try context(&definitions.contexts),
            dataSetID: try MessageField.id(dataSetID, at: "$.dataSet.id"),
            recordDefinition: definition,
            export: try EndpointRole.export.endpoint(export), import: `import`,
            completion: try EndpointRole.completion.endpoint(completion),
            announcedSize: try announcedSize(),
            pullPageMax: try Self.positive(pullPageMax, at: "$.maxPullPageSize"),
            pushBatchMax: try batchMax())
    }

    private func context(
        _ known: inout InstanceContexts
    ) throws(MessageError) -> InvocationContext {
        if let context = known.first(where: isWritten) { return context }
        let path = "$.instanceContext"
        let context = InvocationContext(
            appID: try MessageField.id(appID, at: "\(path).appId"),
            installID: try MessageField.id(installID, at: "\(path).installId"),
            instanceID: try MessageField.id(instanceID, at: "\(path).instanceId"),
            serviceID: try MessageField.id(serviceID, at: "\(path).serviceId"),
            tenantID: try MessageField.id(tenantID, at: "\(path).tenantId"),
            productID: try MessageField.id(productID, at: "\(path).productId"))
        known.insert(context)
        return context
    }

    /// Whether the ids are those of a context, byte for byte.
    private func isWritten(_ context: InvocationContext) -> Bool {
        // That which tells most of them apart comes first.
        Self.isWritten(context.instanceID, instanceID) && Self.isWritten(context.appID, appID)
            && Self.isWritten(context.installID, installID)
            && Self.isWritten(context.serviceID, serviceID)
            && Self.isWritten(context.tenantID, tenantID)
            && Self.isWritten(context.productID, productID)
    }

    private static func isWritten(_ id: String, _ value: JSONValue?) -> Bool {
        value.map { id ~= $0 } ?? false
    }

    private func announcedSize() throws(MessageError) -> Int? {
        let path = "$.dataSet.size"
        guard let size = try MessageField.integer(size, at: path) else { return nil }
        guard (0...Limits.dataSetRowsMax).contains(size) else {
            throw MessageError(path: path, problem: "must be 0 to \(Limits.dataSetRowsMax)")
        }
        return size
    }

    /// The top-level one counts: the instance's was seen as 1 beside 10000 (protocol notes, 1).
    private func batchMax() throws(MessageError) -> Int? {
        let top = try Self.positive(pushBatchMax, at: "$.maxPushBatchSize")
        let instance = try Self.positive(
            instanceBatchMax, at: "$.instanceContext.maxPushBatchSize")
        return top ?? instance
    }

    private static func positive(
        _ value: JSONValue?, at path: @autoclosure () -> String
    ) throws(MessageError) -> Int? {
        guard let number = try MessageField.integer(value, at: path()), number > 0 else {
            return nil
        }
        return number
    }
}
