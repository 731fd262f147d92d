package import Bridge

/// The header lines of our calls to the product: export, import and completion.
package enum ProductHeaders {
    /// Names that are ours whatever the endpoint's headers say.
    private static let own: Set<String> = [
        "content-type", "accept", "invocation-id", "dataset-id",
    ]

    /// The line that bears a token.
    package static func authorization(_ token: [UInt8]) -> String {
        "Authorization: Bearer " + String(decoding: token, as: UTF8.self)
    }

    /// `Name: value` lines, the endpoint's own headers last.
    package static func lines(
        _ endpoint: Endpoint, authorization: String, invocation: InvocationID, dataSetID: String
    ) -> [String] {
        var lines = [
            authorization,
            "Content-Type: application/json",
            "Accept: application/json",
            "invocation-id: " + invocation.text,
            "dataset-id: " + dataSetID,
        ]
        for header in endpoint.headers where !own.contains(header.name.lowercased()) {
            lines.append(header.name + ": " + header.value)
        }
        return lines
    }
}
