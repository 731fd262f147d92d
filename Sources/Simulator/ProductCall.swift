internal import HTTPServer
internal import HTTPWire

/// A call to one of the product's endpoints, as far as its path tells.
struct ProductCall: Sendable {
    let route: ProductFault.Route
    let method: RequestMethod
    let tenant: ArraySlice<UInt8>
    /// The last part of the path.
    let pathID: ArraySlice<UInt8>
    let query: String?
    let authorization: ArraySlice<UInt8>?
    let invocationID: ArraySlice<UInt8>?
    let dataSetID: ArraySlice<UInt8>?
    let contentType: ArraySlice<UInt8>?
    let body: [UInt8]

    /// `nil` for a path that is none of the product's: the shapes are captured ones (protocol notes
    /// on AMS, 1.4).
    init?(_ request: Request) {
        let head = request.head
        let parts = head.pathBytes.split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count == 8, parts[0].isEmpty, parts[1].elementsEqual("rest".utf8),
            parts[2].elementsEqual("appcloud".utf8), parts[3].elementsEqual("v1".utf8),
            parts[4].elementsEqual("tenants".utf8)
        else { return nil }
        tenant = parts[5]
        method = head.method
        if parts[6].elementsEqual("datasets".utf8) {
            route = head.method == .get ? .export : .import
        } else if parts[6].elementsEqual("executions".utf8) {
            route = .completion
        } else {
            return nil
        }
        pathID = parts[7]
        query = head.query
        authorization = head.headers.first("Authorization")
        invocationID = head.headers.first("invocation-id")
        dataSetID = head.headers.first("dataset-id")
        contentType = head.headers.first("Content-Type")
        body = request.body
    }
}
