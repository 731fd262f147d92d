extension Configuration.ReceiverSection {
    /// What a client may take of the receiver, in time and in number.
    package struct Limits: Hashable, Sendable {
        /// Connections of one address without an invoke that was let in; 256 unless set.
        package var strangersPerAddressMax = 256
        /// From the start of a connection to the end of its TLS handshake; 10 s unless set.
        package var handshakeTimeout = Duration.seconds(10)
        /// For a request's head, from its first byte; 10 s unless set.
        package var headerTimeout = Duration.seconds(10)
        /// Bytes of a request's fields; 16 KiB unless set.
        package var headerBytesMax = 16 * Size.kibibyte
        /// How long a body may be slower than the pace below; 10 s unless set.
        package var bodyGrace = Duration.seconds(10)
        /// The slowest pace of a body on average; 1 KiB unless set.
        package var bodyBytesPerSecondMin = Size.kibibyte
        /// Bytes of bodies that are being received or handled, over all connections; 128 MiB
        /// unless set, and never less than two bodies.
        package var bodyBytesInFlightMax = 128 * Size.mebibyte
        /// How long a connection may rest between two requests; 60 s unless set.
        package var idleTimeout = Duration.seconds(60)
        /// How long a client may take none of the bytes of its answers; 30 s unless set.
        package var writeTimeout = Duration.seconds(30)
        /// Requests of one connection; 10,000 unless set.
        package var requestsPerConnectionMax = 10_000
    }
}

extension ValueReader<Configuration.ReceiverSection.Limits> {
    static var receiverLimits: Self {
        ValueReader { place in
            place.object { object in
                let standard = Configuration.ReceiverSection.Limits()
                let timeout = ValueReader<Duration>.duration(.seconds(1) ... .minutes(10))
                return .init(
                    strangersPerAddressMax: object.value(
                        "strangersPerAddressMax", .integer(1...100_000),
                        default: standard.strangersPerAddressMax),
                    handshakeTimeout: object.value(
                        "handshakeTimeout", timeout, default: standard.handshakeTimeout),
                    headerTimeout: object.value(
                        "headerTimeout", timeout, default: standard.headerTimeout),
                    headerBytesMax: object.value(
                        "headerBytesMax", .size(Size.kibibyte...Size.mebibyte),
                        default: standard.headerBytesMax),
                    bodyGrace: object.value("bodyGrace", timeout, default: standard.bodyGrace),
                    bodyBytesPerSecondMin: object.value(
                        "bodyBytesPerSecondMin", .size(1...Size.gibibyte),
                        default: standard.bodyBytesPerSecondMin),
                    bodyBytesInFlightMax: object.value(
                        "bodyBytesInFlightMax", .size(Size.mebibyte...(64 * Size.gibibyte)),
                        default: standard.bodyBytesInFlightMax),
                    idleTimeout: object.value(
                        "idleTimeout", timeout, default: standard.idleTimeout),
                    writeTimeout: object.value(
                        "writeTimeout", timeout, default: standard.writeTimeout),
                    requestsPerConnectionMax: object.value(
                        "requestsPerConnectionMax", .integer(1...1_000_000_000),
                        default: standard.requestsPerConnectionMax))
            }
        }
    }
}
