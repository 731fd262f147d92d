import Bridge
package import Crypto
import JSON

extension Configuration {
    /// The product's side: whose invokes are believed, and where answers may go.
    package struct AMSSection: Sendable {
        /// One installation of the app: the secret that AMS made for it signs both directions.
        package struct Install: Sendable {
            package var installID: String
            /// Never empty; each of them is believed.
            package var secrets: [Secret]

            /// The one that signs what the bridge sends.
            package var secret: Secret { secrets[0] }
        }

        /// What the endpoints of an invoke may be; they come from outside.
        package struct Endpoints: Hashable, Sendable {
            /// Never empty.
            package var allowedHosts: [HostPattern]
            /// Off unless set.
            package var allowHTTP: Bool
            /// Off unless set.
            package var allowPrivateAddresses: Bool
            /// Certificates to trust instead of the system's, a PEM file.
            package var caFile: String?
            /// The ports that may be called; `nil`: any. 443 unless set, and any where plain HTTP
            /// is allowed, since that is for tests.
            package var allowedPorts: [Int]?
            /// The first one that matches a host holds for it.
            package var pins: [HostPins]

            /// - Parameter host: as in a URL, without brackets.
            package func allows(host: String) -> Bool {
                allowedHosts.contains { $0.matches(host) }
            }

            /// Whether an endpoint may have this port.
            package func allows(port: Int) -> Bool { allowedPorts?.contains(port) ?? true }
        }

        /// Never empty; no `installId` twice.
        package var installs: [Install]
        package var endpoints: Endpoints
        /// How far the two clocks may differ; 60 s unless set.
        package var tokenLeeway: Duration
        /// The longest life of a token that is believed; 5 min unless set.
        package var tokenLifetimeMax: Duration
        /// Rows asked for in one pull, at most; 1,000 unless set.
        package var pullPageMax: Int
        /// Rows of one push where the invoke names no number; 1,000 unless set.
        package var pushBatchDefault: Int
        /// How long the same body again is a repetition and starts nothing; 24 h unless set.
        package var duplicateWindow: Duration
        /// How long a connection to the product may take, with its name and its TLS; 5 s unless
        /// set.
        package var connectTimeout: Duration
        /// How long the product may take to begin its answer, once it has the whole call; 30 s
        /// unless set.
        package var firstByteTimeout: Duration
        /// How long one call of the product may take; 60 s unless set.
        package var callTimeout: Duration
        /// Calls of the product in flight at a time; 32 unless set.
        package var callsInFlightMax: Int
    }
}

extension ValueReader<Configuration.AMSSection> {
    static func ams(_ secrets: any SecretSource) -> Self {
        ValueReader { place in
            place.object { object in
                let installs = object.required(
                    "installs", .installs(secrets),
                    example: #"[{"installId": "…", "secret": {"credential": "…"}}]"#)
                let endpoints = object.required(
                    "endpoints", .endpoints, example: #"{"allowedHosts": ["*.rsys8.net"]}"#)
                let tokenLeeway = object.value(
                    "tokenLeeway", .duration(.zero ... .minutes(5)), default: .seconds(60))
                let tokenLifetimeMax = object.value(
                    "tokenLifetimeMax", .duration(.seconds(1) ... .hours(24)), default: .minutes(5))
                let pullPageMax = object.value(
                    "pullPageMax", .integer(1...Limits.pageRowsMax), default: 1_000)
                let pushBatchDefault = object.value(
                    "pushBatchDefault", .integer(1...10_000), default: 1_000)
                let duplicateWindow = object.value(
                    "duplicateWindow", .duration(.minutes(1) ... .days(365)), default: .hours(24))
                let callTimeout = object.value(
                    "callTimeout", .duration(.seconds(1) ... .minutes(10)), default: .seconds(60))
                let connectTimeout = object.part(
                    "connectTimeout", of: callTimeout, max: .minutes(5), default: .seconds(5))
                let firstByteTimeout = object.part(
                    "firstByteTimeout", of: callTimeout, max: .minutes(10), default: .seconds(30))
                let callsInFlightMax = object.value(
                    "callsInFlightMax", .integer(1...1_000), default: 32)
                guard let installs, let endpoints else { return nil }
                return .init(
                    installs: installs, endpoints: endpoints, tokenLeeway: tokenLeeway,
                    tokenLifetimeMax: tokenLifetimeMax, pullPageMax: pullPageMax,
                    pushBatchDefault: pushBatchDefault, duplicateWindow: duplicateWindow,
                    connectTimeout: connectTimeout, firstByteTimeout: firstByteTimeout,
                    callTimeout: callTimeout, callsInFlightMax: callsInFlightMax)
            }
        }
    }
}

extension ObjectReader {
    /// A limit on a part of a call, at most that on the whole: a longer one would never be reached.
    fileprivate func part(
        _ key: String, of whole: Duration, max: Duration, default standard: Duration
    ) -> Duration {
        let limit = min(max, whole)
        let given = place(key)?.value.string.flatMap { DurationText.duration($0) }
        guard let given, given > whole else {
            return value(
                key, .duration(.milliseconds(100)...limit), default: min(standard, limit))
        }
        let text = DurationText.text(limit)
        _ = optional(
            key,
            ValueReader<Duration> { place in
                place.mistake(
                    "must not be longer than ams.callTimeout "
                        + "(\(DurationText.text(whole))), which would always come first",
                    mend: "write \"\(text)\" or less, or lengthen ams.callTimeout")
                return nil
            })
        return limit
    }
}

extension ObjectReader {
    /// Pins of a host that no endpoint may name: a slip of the pen leaves the right host without.
    fileprivate func noteIdlePins(
        _ pins: [Configuration.HostPins], _ allowedHosts: [HostPattern]
    ) {
        guard let place = place("pins"), place.element(pins.count) == nil else { return }
        for (index, pin) in pins.enumerated()
        where !allowedHosts.contains(where: { $0.overlaps(pin.host) }) {
            place.element(index)?.member("host")?.warning(
                "is in none of allowedHosts, so that these keys are never asked for",
                mend: "correct it, or add it to allowedHosts")
        }
    }
}

extension ValueReader<Configuration.AMSSection.Endpoints> {
    static var endpoints: Self {
        ValueReader { place in
            place.object { object in
                let allowedHosts = object.required(
                    "allowedHosts", .hostPatterns, example: #"["*.rsys8.net"]"#)
                let allowHTTP = object.value("allowHTTP", .boolean, default: false)
                let allowPrivateAddresses = object.value(
                    "allowPrivateAddresses", .boolean, default: false)
                let caFile = object.optional("caFile", .absolutePath)
                let allowedPorts = object.optional("allowedPorts", .ports)
                let pins = object.value("pins", .hostPins, default: [])
                guard let allowedHosts else { return nil }
                object.noteIdlePins(pins, allowedHosts)
                return .init(
                    allowedHosts: allowedHosts, allowHTTP: allowHTTP,
                    allowPrivateAddresses: allowPrivateAddresses, caFile: caFile,
                    allowedPorts: allowedPorts ?? (allowHTTP ? nil : [443]), pins: pins)
            }
        }
    }
}
