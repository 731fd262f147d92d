package import Curl
import JSON

extension Configuration {
    /// The keys that some hosts must show.
    package struct HostPins: Hashable, Sendable {
        package var host: HostPattern
        /// Never empty; each of them is good.
        package var keys: [PublicKeyPin]

        package init(host: HostPattern, keys: [PublicKeyPin]) {
            self.host = host
            self.keys = keys
        }
    }
}

extension PublicKeyPin {
    /// More than a present and a few next ones nobody has.
    fileprivate static let countMax = 8
}

extension ValueReader<PublicKeyPin> {
    static var pin: Self {
        ValueReader { place in
            guard let pin = place.value.string.flatMap({ PublicKeyPin($0) }) else {
                place.mistake(
                    "must be a pinned key: \"sha256//\" and the Base64 of the SHA-256 of the key",
                    mend: "openssl s_client -connect HOST:443 </dev/null | openssl x509 -pubkey "
                        + "-noout | openssl pkey -pubin -outform der | openssl dgst -sha256 "
                        + "-binary | base64")
                return nil
            }
            return pin
        }
    }
}

extension ValueReader<[PublicKeyPin]> {
    static var pins: Self {
        ValueReader { place in
            guard let pins = place.elements(ValueReader<PublicKeyPin>.pin.read) else { return nil }
            if place.hasNoElement {
                place.mistake(
                    "must name at least one key", mend: "write \"sha256//…\", or remove the key")
            } else if pins.count > PublicKeyPin.countMax {
                place.mistake(
                    "must name at most \(PublicKeyPin.countMax) keys",
                    mend: "remove those that are not in use")
            } else if place.element(1) == nil {
                place.warning(
                    "names one key: the day the server gets another one, every call to it fails",
                    mend: "write the server's next key beside it, before the server has it")
            }
            return pins
        }
    }
}

extension ValueReader<[Configuration.HostPins]> {
    static var hostPins: Self {
        ValueReader { place in
            place.elements { element in
                element.object { object -> Configuration.HostPins? in
                    let host = object.required("host", .hostPattern, example: #""*.rsys8.net""#)
                    let keys = object.required("keys", .pins, example: #"["sha256//…"]"#)
                    guard let host, let keys else { return nil }
                    return .init(host: host, keys: keys)
                }
            }
        }
    }
}

extension ValueReader<[Int]> {
    static var ports: Self {
        ValueReader { place in
            let ports = place.elements(ValueReader<Int>.integer(1...65_535).read)
            if ports != nil, place.hasNoElement {
                place.mistake(
                    "must name at least one port: without any, no result can be delivered",
                    mend: "write [443], or remove the key")
            }
            return ports
        }
    }
}
