import Curl
import Glibc

extension TransferRequest {
    /// A request to this machine, which the policy of a stranger's URL would refuse.
    static func local(
        _ url: String, method: Method = .get, headers: [String] = [], body: [UInt8] = [],
        connectTimeout: Duration = .seconds(5), firstByteTimeout: Duration? = nil,
        totalTimeout: Duration = .seconds(20), responseBytesMax: Int = 1 << 20
    ) -> TransferRequest {
        TransferRequest(
            method: method, url: url, headers: headers, body: body,
            connectTimeout: connectTimeout, firstByteTimeout: firstByteTimeout,
            totalTimeout: totalTimeout, responseBytesMax: responseBytesMax,
            policy: OutboundPolicy(allowHTTP: true, allowPrivateAddresses: true))
    }
}

extension TransferResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
}

/// A port on which nobody listens, kept from others until the closure is called.
func closedPort() throws -> (release: () -> Void, port: UInt16) {
    let (descriptor, port) = try listen(backlog: 1)
    // Bound but not listening any more: shutdown(2) of a listening socket makes connects refused.
    shutdown(descriptor, Int32(SHUT_RDWR))
    return ({ close(descriptor) }, port)
}
