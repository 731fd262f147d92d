import Bridge

extension Metrics {
    /// How an invoke was answered: two ways of 200, and the reasons of a refusal.
    package enum InvokeAnswer: String, CaseIterable, Sendable {
        case accepted, repeated
        /// No token, or none that holds.
        case unauthorized
        /// HTTP or JSON that cannot be read, or a message that AMS does not send.
        case malformed
        /// Another path, method or kind of content than an invoke has.
        case misdirected
        /// An endpoint that the configuration does not let be called.
        case endpoint
        case unmapped
        case tooLarge = "too_large"
        case tooSlow = "too_slow"
        /// More rows than `store.queuedRowsMax` lets wait.
        case queueFull = "queue_full"
        case storeFull = "store_full"
        /// Too much at once, for the store or for the memory.
        case overloaded
    }

    /// How a row ended.
    package enum RowStatus: String, CaseIterable, Sendable {
        case succeeded, failed, unknown
    }

    /// What became of a question after a task.
    enum LookUpResult: String, CaseIterable, Sendable {
        case answered, failed
    }

    /// What became of a call to the product.
    package enum ProductCall: String, CaseIterable, Sendable {
        case pageRead, pageFailed
        case batchAccepted, batchFailed
        case completionAccepted, completionFailed
    }
}

extension Metrics.InvokeAnswer: MetricLabel {
    var labels: String { "answer=\"\(rawValue)\"" }
}

extension Metrics.RowStatus: MetricLabel {
    var labels: String { "status=\"\(rawValue)\"" }
}

extension Metrics.LookUpResult: MetricLabel {
    var labels: String { "result=\"\(rawValue)\"" }
}

extension Metrics.ProductCall: MetricLabel {
    var labels: String {
        switch self {
        case .pageRead: #"call="export",result="accepted""#
        case .pageFailed: #"call="export",result="failed""#
        case .batchAccepted: #"call="import",result="accepted""#
        case .batchFailed: #"call="import",result="failed""#
        case .completionAccepted: #"call="completion",result="accepted""#
        case .completionFailed: #"call="completion",result="failed""#
        }
    }
}

extension OutcomeClass: MetricLabel {
    /// `notSent` → `not_sent`: labels are in snake case, as the conventions of Prometheus have it.
    var labels: String {
        var text = ""
        for character in rawValue {
            if character.isUppercase { text += "_" }
            text += character.lowercased()
        }
        return "class=\"\(text)\""
    }
}

extension ActVerb: MetricLabel {
    var labels: String { "verb=\"\(rawValue)\"" }
}
