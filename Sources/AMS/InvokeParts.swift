import Bridge
import JSON

/// The values of an invoke that matter, found in one walk over all of it: a look-up by name would
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

    /// - Parameter known: its definitions need no look at each of their bytes.
    init(_ root: JSONValue, _ known: KnownParts) throws(MessageError) {
        var members = root.members.makeIterator()
        while let name = members.nextName() {
            switch name {
            case "instanceContext": try readContext(&members, known.definitions)
            case "dataSet": try readDataSet(&members)
            case EndpointRole.export.rawValue: export = members.value()
            case EndpointRole.import.rawValue: importEndpoint = members.value()
            case EndpointRole.completion.rawValue: completion = members.value()
            case "maxPullPageSize": pullPageMax = members.value()
            case "maxPushBatchSize": pushBatchMax = members.value()
            default: _ = members.value()
            }
        }
        guard hasContext else { throw MessageField.missing("$.instanceContext") }
        guard hasDataSet else { throw MessageField.missing("$.dataSet") }
    }

    private mutating func readContext(
        _ outer: inout JSONMembers.Iterator, _ definitions: RecordDefinitions
    ) throws(MessageError) {
        guard var members = try Self.object(&outer, at: "$.instanceContext") else { return }
        hasContext = true
        var previousEnd: Int?
        var secretIsFirst = false
        while let name = members.nextName() {
            if secretIsFirst, let start = secret?.lowerBound {
                secret = start..<name.range.lowerBound
                secretIsFirst = false
            }
            let known = "recordDefinition" ~= name ? definitions.known(before: &members) : nil
            guard let value = known ?? members.value() else { break }
            switch name {
            case "appId": appID = value
            case "installId": installID = value
            case "instanceId": instanceID = value
            case "serviceId": serviceID = value
            case "tenantId": tenantID = value
            case "productId": productID = value
            case "recordDefinition": recordDefinition = value
            case "maxPushBatchSize": instanceBatchMax = value
            case "secret":
                secretIsFirst = previousEnd == nil
                secret = (previousEnd ?? name.range.lowerBound)..<value.range.upperBound
            default: break
            }
            previousEnd = value.range.upperBound
        }
        outer.leave(members)
    }

    private mutating func readDataSet(_ outer: inout JSONMembers.Iterator) throws(MessageError) {
        guard var members = try Self.object(&outer, at: "$.dataSet") else { return }
        hasDataSet = true
        while let name = members.nextName() {
            switch name {
            case "id": dataSetID = members.value()
            case "rows": rows = members.value()
            case "size": size = members.value()
            default: _ = members.value()
            }
        }
        outer.leave(members)
    }

    /// The members of the object that comes next; `nil` when `null` stands there.
    private static func object(
        _ outer: inout JSONMembers.Iterator, at path: String
    ) throws(MessageError) -> JSONMembers.Iterator? {
        if let members = outer.entered() { return members }
        _ = try MessageField.object(outer.value(), at: path)
        return nil
    }

    /// Everything but the rows.
    func invocation(_ known: inout KnownParts) throws(MessageError) -> Invocation {
        let definition = try known.definitions.definition(reading: recordDefinition)
        let `import` = try EndpointRole.import.endpoint(importEndpoint)
        guard `import` == nil || definition.reportsCorrelation else {
            throw MessageError(
                path: "$.instanceContext.recordDefinition.outputParameters",
                problem: "lacks the column \(SpecialColumn.correlationID.rawValue), "
                    + "so no result could be told from another")
        }
        return Invocation(
            context: try context(&known.contexts),
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
        // A closure, since a method by its name takes a copy of all the parts along.
        if let context = known.first(where: { isWritten($0) }) { return context }
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
