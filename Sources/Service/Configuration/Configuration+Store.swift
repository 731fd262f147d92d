extension Configuration {
    /// Where the rows lie, and for how long.
    package struct StoreSection: Hashable, Sendable {
        /// The SQLite file; its directory must be there.
        package var path: String
        /// How long a finished invocation is kept; 30 days unless set.
        package var retention: Duration
        /// With more unsettled rows than this, an invoke is answered 503; 5,000,000 unless set.
        package var queuedRowsMax: Int
    }
}

extension ValueReader<Configuration.StoreSection> {
    static var store: Self {
        ValueReader { place in
            place.object { object in
                let path = object.required(
                    "path", .absolutePath, example: #""/var/lib/mpo-bridge/bridge.db""#)
                let retention = object.value(
                    "retention", .duration(.hours(1) ... .days(3650), example: .days(30)),
                    default: .days(30))
                let queuedRowsMax = object.value(
                    "queuedRowsMax", .integer(1...1_000_000_000), default: 5_000_000)
                guard let path else { return nil }
                return .init(path: path, retention: retention, queuedRowsMax: queuedRowsMax)
            }
        }
    }
}
