extension Configuration {
    /// How operators reach the daemon.
    package struct AdminSection: Hashable, Sendable {
        /// A Unix socket; `nil`: none.
        package var socket: String?
        /// Metrics and health; `nil`: no port for them.
        package var metrics: ListenAddress?

        /// As if the file had no such section.
        static let standard = AdminSection(socket: nil, metrics: nil)
    }

    /// What the daemon tells on stderr.
    package struct LogSection: Hashable, Sendable {
        /// `logfmt` unless set.
        package var format: Log.Format
        /// `info` unless set.
        package var level: Log.Level
        /// After this time an invocation is told of as a slow one, and again after twice, four
        /// times and so on; 1 h unless set.
        package var slowInvocation: Duration

        /// As if the file had no such section.
        static let standard = LogSection(format: .logfmt, level: .info, slowInvocation: .hours(1))
    }
}

extension ValueReader<Configuration.AdminSection> {
    static var admin: Self {
        ValueReader { place in
            place.object { object in
                let socket = object.optional("socket", .socketPath)
                let metrics = object.optional("metrics", .listenAddress)
                if let metrics, !metrics.isLocal, !metrics.isHandedOver {
                    object.place("metrics")?.warning(
                        "is open to whoever reaches this address: there is no login",
                        mend: #"write "127.0.0.1:9464""#)
                }
                return .init(socket: socket, metrics: metrics)
            }
        }
    }
}

extension ValueReader<Configuration.LogSection> {
    static var log: Self {
        ValueReader { place in
            place.object { object in
                let standard = Configuration.LogSection.standard
                return .init(
                    format: object.value(
                        "format", .oneOf(Log.Format.self), default: standard.format),
                    level: object.value("level", .oneOf(Log.Level.self), default: standard.level),
                    slowInvocation: object.value(
                        "slowInvocation", .duration(.seconds(1) ... .days(365)),
                        default: standard.slowInvocation))
            }
        }
    }
}
