import Curl

extension Configuration.MPOSection {
    /// What a call to MPO may reach.
    var policy: OutboundPolicy {
        OutboundPolicy(
            allowHTTP: allowHTTP, allowPrivateAddresses: allowPrivateAddresses, caFile: caFile,
            pins: pins)
    }
}
