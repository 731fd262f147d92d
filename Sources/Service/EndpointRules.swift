import Curl

/// Which addresses of an invoke may be called, and under which conditions. They come from outside:
/// each is judged when the invoke comes, and again at each call, since rules may change between.
struct EndpointRules: Sendable {
    private let endpoints: Configuration.AMSSection.Endpoints

    init(_ endpoints: Configuration.AMSSection.Endpoints) { self.endpoints = endpoints }

    /// Why an address may not be called, without the address: a key may be in it.
    func problem(_ text: String) -> String? {
        do throws(TransferError) {
            return problem(try OutboundURL(text))
        } catch {
            return "is no http(s) URL that can be called: \(error.message)"
        }
    }

    private func problem(_ url: OutboundURL) -> String? {
        guard url.scheme == "https" || endpoints.allowHTTP else {
            return "plain http is not allowed"
        }
        guard endpoints.allows(host: url.host) else {
            return "the host \(url.host) is not allowed"
        }
        guard endpoints.allows(port: url.port) else {
            return "the port \(url.port) is not allowed"
        }
        guard url.scheme == "https" || pins(for: url.host).isEmpty else {
            return "the host \(url.host) has a pinned key: plain http is not allowed"
        }
        return nil
    }

    /// How an address is called; `nil` when it may not be.
    func policy(_ text: String) -> OutboundPolicy? {
        guard let url = try? OutboundURL(text), problem(url) == nil else { return nil }
        return OutboundPolicy(
            allowHTTP: endpoints.allowHTTP, allowPrivateAddresses: endpoints.allowPrivateAddresses,
            caFile: endpoints.caFile, pins: pins(for: url.host))
    }

    private func pins(for host: String) -> [PublicKeyPin] {
        endpoints.pins.first { $0.host.matches(host) }?.keys ?? []
    }
}
