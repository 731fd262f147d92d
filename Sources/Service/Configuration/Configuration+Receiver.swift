extension Configuration {
    /// Where AMS reaches the bridge.
    package struct ReceiverSection: Hashable, Sendable {
        /// The certificate chain and its key: PEM files, read when the receiver starts and whenever
        /// one of them has changed.
        package struct TLS: Hashable, Sendable {
            package var certificate: String
            package var privateKey: String
            /// The certificates of those who issue the clients': with it, a client without one of
            /// theirs is not let in.
            package var clientCA: String?
        }

        package var listen: ListenAddress
        /// The path of the invoke; `/invoke` unless set.
        package var path: String
        /// The largest body, in bytes; 32 MiB unless set.
        package var bodyMax: Int
        /// Open connections at a time; 1,000 unless set.
        package var connectionsMax: Int
        /// `nil`: the receiver speaks plain HTTP.
        package var tls: TLS?
        /// Plain HTTP beyond the loopback is meant, because a proxy in front ends TLS.
        package var allowPlainHTTP: Bool
        package var limits: Limits
    }
}

extension ValueReader<Configuration.ReceiverSection> {
    static var receiver: Self {
        ValueReader { place in
            place.object { object in
                let listen = object.required(
                    "listen", .listenAddress, example: #""0.0.0.0:8443""#)
                let path = object.value("path", .requestPath, default: "/invoke")
                let bodyMax = object.value(
                    "bodyMax", .size(Size.kibibyte...Size.gibibyte), default: 32 * Size.mebibyte)
                let connectionsMax = object.value(
                    "connectionsMax", .integer(1...100_000), default: 1_000)
                let tls = object.optional("tls", .tls)
                let allowPlainHTTP = object.value("allowPlainHTTP", .boolean, default: false)
                let limits = object.value("limits", .receiverLimits, default: .init())
                guard let listen else { return nil }
                if !listen.isLocal, !object.has("tls"), !allowPlainHTTP {
                    object.place("listen")?.mistake(
                        "would receive tokens and rows in plain text: this address is not the "
                            + "loopback, and receiver.tls is missing",
                        mend: "add receiver.tls, listen on 127.0.0.1, or, behind a proxy that ends "
                            + #"TLS, set "allowPlainHTTP": true"#)
                }
                return .init(
                    listen: listen, path: path, bodyMax: bodyMax, connectionsMax: connectionsMax,
                    tls: tls, allowPlainHTTP: allowPlainHTTP, limits: limits)
            }
        }
    }
}

extension ValueReader<Configuration.ReceiverSection.TLS> {
    static var tls: Self {
        ValueReader { place in
            place.object { object in
                let certificate = object.required(
                    "certificate", .absolutePath, example: #""/etc/mpo-bridge/tls.crt""#)
                let privateKey = object.required(
                    "privateKey", .absolutePath, example: #""/etc/mpo-bridge/tls.key""#)
                let clientCA = object.optional("clientCA", .absolutePath)
                guard let certificate, let privateKey else { return nil }
                return .init(
                    certificate: certificate, privateKey: privateKey, clientCA: clientCA)
            }
        }
    }
}
