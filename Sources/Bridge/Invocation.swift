/// Who invoked what: the ids of an invoke's `instanceContext`.
package struct InvocationContext: Hashable, Sendable {
    package let appID: String
    package let installID: String
    package let instanceID: String
    package let serviceID: String
    package let tenantID: String
    package let productID: String

    package init(
        appID: String, installID: String, instanceID: String, serviceID: String, tenantID: String,
        productID: String
    ) {
        self.appID = appID
        self.installID = installID
        self.instanceID = instanceID
        self.serviceID = serviceID
        self.tenantID = tenantID
        self.productID = productID
    }

    package subscript(field: ContextField) -> String {
        switch field {
        case .appID: appID
        case .installID: installID
        case .instanceID: instanceID
        case .serviceID: serviceID
        case .tenantID: tenantID
        case .productID: productID
        }
    }
}

extension InvocationContext {
    /// Whether all ids are the same bytes: see `String.hasSameBytes`.
    package func isSame(as other: Self) -> Bool {
        // That which tells most of them apart comes first.
        instanceID.hasSameBytes(as: other.instanceID) && appID.hasSameBytes(as: other.appID)
            && installID.hasSameBytes(as: other.installID)
            && serviceID.hasSameBytes(as: other.serviceID)
            && tenantID.hasSameBytes(as: other.tenantID)
            && productID.hasSameBytes(as: other.productID)
    }
}

/// The ids that a mapping can match on or send along, spelt as in an invoke and in the
/// configuration.
package enum ContextField: String, CaseIterable, Sendable {
    case appID = "appId"
    case installID = "installId"
    case instanceID = "instanceId"
    case serviceID = "serviceId"
    case productID = "productId"
    case tenantID = "tenantId"
}

/// An address of the product, as the invoke gave it. Hostile until the outbound policy has seen it.
package struct Endpoint: Hashable, Sendable {
    package struct Header: Hashable, Sendable {
        package let name: String
        package let value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package let url: String
    package let method: String
    package let headers: [Header]

    package init(url: String, method: String, headers: [Header]) {
        self.url = url
        self.method = method
        self.headers = headers
    }
}

/// One invoke without its rows: what was asked for, and where the answers go.
package struct Invocation: Hashable, Sendable {
    package let context: InvocationContext
    package let dataSetID: String
    package let recordDefinition: RecordDefinition
    /// Where the rows are fetched; `nil` when they came along.
    package let export: Endpoint?
    /// Where the results go; `nil` when the product is not interested in them.
    package let `import`: Endpoint?
    /// Whom to tell at the end; `nil` when nobody wants to know.
    package let completion: Endpoint?
    /// `dataSet.size`; `nil` when the invoke names none.
    package let announcedSize: Int?
    /// `maxPullPageSize`; `nil` when unset or not above zero.
    package let pullPageMax: Int?
    /// `maxPushBatchSize`, the top-level one before the instance's; `nil` when neither is above
    /// zero.
    package let pushBatchMax: Int?

    package init(
        context: InvocationContext, dataSetID: String, recordDefinition: RecordDefinition,
        export: Endpoint?, import: Endpoint?, completion: Endpoint?, announcedSize: Int?,
        pullPageMax: Int?, pushBatchMax: Int?
    ) {
        self.context = context
        self.dataSetID = dataSetID
        self.recordDefinition = recordDefinition
        self.export = export
        self.import = `import`
        self.completion = completion
        self.announcedSize = announcedSize
        self.pullPageMax = pullPageMax
        self.pushBatchMax = pushBatchMax
    }
}

/// Where an invocation stands.
package enum InvocationState: String, CaseIterable, Sendable {
    /// Acknowledged; nothing has begun.
    case accepted
    /// Its rows are being fetched; those that are here run already.
    case pulling
    /// All rows are here.
    case running
    /// Every row was reported; the product has yet to hear that it is over.
    case completing
    case completed
    /// A peer refuses us for good. An operator decides; nothing is dropped.
    case halted

    package var isOpen: Bool { self != .completed && self != .halted }
}
